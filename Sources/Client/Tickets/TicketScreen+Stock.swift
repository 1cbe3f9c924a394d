import Domain
import Operations
import Terminal

/// Undoing a hand-over, and handing over what else a ticket needs.
extension TicketScreen {
    /// Why there is no hand-over to undo; nil when there is.
    var whyNoTakingBack: String? {
        detail == nil || step.view == .device ? nil : "Only in its device step does a ticket give a device back."
    }

    /// Why nothing can be handed over for the ticket; nil when it can.
    var whyNoStock: String? {
        guard let detail else { return nil }
        return detail.summary.state == .open ? nil : "The ticket is closed."
    }

    /// What the ticket has handed over is not known before the last scan is answered.
    var whyNotYet: String? {
        log.waiting.isEmpty ? nil : "A scan is on its way; wait for its answer, or F5 sends it again."
    }

    mutating func takeBack(in context: ScreenContext) -> [Effect] {
        guard let detail else { return [.holdInput] }
        if let reason = whyNoTakingBack { return [.say(.bad(reason)), .ring] }
        if let reason = whyNotYet { return [.say(.plain(reason))] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        let key = takingBack ?? CommandKey.make()
        takingBack = key
        let request = WarehouseRequest.takeBack(ticket, detail.summary.customer, key: key)
        return [.clearMessage, .ask(.warehouse(request), purpose: "take_back")]
    }

    mutating func failedTakingBack(_ error: DeskError) -> [Effect] {
        if !error.mayHaveHappened { takingBack = nil }
        return [.say(.bad(error.sentence)), .ring, .ask(.ticket(ticket), purpose: "ticket")]
    }

    func openStock() -> [Effect] {
        guard let summary = detail?.summary else { return [.holdInput] }
        if let reason = whyNoStock { return [.say(.bad(reason)), .ring] }
        let ticket = StockOpening.Ticket(
            id: summary.id, customer: summary.customer, customerName: summary.customerName)
        return [.open(.stockOpening(StockOpening(kind: .handOver, ticket: ticket)))]
    }
}
