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
    var whyNotYet: Sentence? {
        log.waiting.isEmpty ? nil : "A scan is on its way; wait for its answer, or \(key: .viewRefresh) sends it again."
    }

    /// Asks first; what may have been taken back already is sent again without a question.
    mutating func askTakeBack(in context: ScreenContext) -> [Effect] {
        guard let detail else { return [.holdInput] }
        if let reason = whyNoTakingBack { return [.say(.bad(reason)), .ring] }
        if let reason = whyNotYet { return [.say(.plain(reason))] }
        guard takingBack == nil else { return takeBack(in: context) }
        let device = log.lines.first { $0.tone == .good }?.scan ?? detail.facts.first { $0.label == "Device" }?.value
        let what = device.map { "Take \($0) back" } ?? "Take the device back"
        let confirm = ConfirmOpening(
            purpose: "take_back", question: "\(what) from \(detail.summary.customerName)? It goes to its stock again.",
            yes: "Take it back", no: "Leave it there")
        return [.open(.confirm(confirm))]
    }

    mutating func takeBack(in context: ScreenContext) -> [Effect] {
        guard let detail else { return [.holdInput] }
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
