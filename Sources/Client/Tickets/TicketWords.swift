import Domain

/// Sentences about a ticket.
enum TicketWords {
    /// After a push that was accepted.
    static func after(_ detail: TicketDetail) -> String {
        switch detail.summary.state {
        case .open: "Pushed: the ticket is now in \(detail.summary.stepName), queue \(detail.summary.queueName)."
        case .done: "Done: the ticket is finished."
        case .cancelled: "The ticket is cancelled."
        }
    }

    /// A resolution's code as words: "feasible with cable".
    static func resolution(_ code: String) -> String { code.split(separator: "_").joined(separator: " ") }

    /// Why the operator cannot push it that way; nil when a way is open.
    static func whyNoPush(_ direction: PushDirection, _ detail: TicketDetail) -> String? {
        guard detail.summary.state == .open else { return "The ticket is closed; there is no way on from here." }
        let ways = detail.transitions.filter { $0.direction == direction }
        guard !ways.isEmpty else {
            return direction == .forward ? "This step has no way forward." : "This step has no way back."
        }
        return ways.contains(where: \.isPermitted)
            ? nil : "Your role does not push tickets out of \(detail.summary.stepName)."
    }

    /// Why the operator cannot take it; nil when nothing stands against it. Who cannot push it on would only keep those
    /// away who can.
    static func whyNoTaking(_ detail: TicketDetail) -> String? {
        guard detail.summary.state == .open else { return "The ticket is closed; there is nothing to take." }
        return detail.transitions.isEmpty || detail.transitions.contains(where: \.isPermitted)
            ? nil : "Your role does not push tickets out of \(detail.summary.stepName)."
    }

    static func whyNoComment(_ detail: TicketDetail) -> String? {
        detail.summary.state == .open ? nil : "The ticket is closed; write a note in the customer's card."
    }
}
