import Domain
import Operations
import Terminal

/// A comment sent without a push, and a ticket given back.
extension TicketScreen {
    /// Why there is nothing to give back; nil when there is.
    func whyNoRelease(in context: ScreenContext) -> String? {
        guard let detail else { return nil }
        guard detail.summary.state == .open else { return "The ticket is closed; there is nothing to give back." }
        if detail.summary.takenBy.isEmpty { return "Nobody has taken the ticket." }
        return detail.summary.takenBy == context.profile?.fullName
            ? nil : "\(detail.summary.takenBy) has taken this ticket; only they give it back."
    }

    /// The same words again are the same command: after a lost connection they stand in the flow once.
    mutating func sendComment(in context: ScreenContext) -> [Effect] {
        guard let detail else { return [.holdInput] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        let text = comment.trimmed
        let sent = sentComment.flatMap { $0.text == text ? $0 : nil } ?? (text: text, key: CommandKey.make())
        sentComment = sent
        isCommenting = true
        return [
            .clearMessage,
            .ask(
                .commentTicket(ticket, customer: detail.summary.customer, comment: sent.text, key: sent.key),
                purpose: "comment"),
        ]
    }

    /// It is in the flow; what is typed in the step's form stays.
    mutating func commented(in context: ScreenContext) -> [Effect] {
        isCommenting = false
        (comment, sentComment) = ("", nil)
        let isTyped = step.fields.contains { form[$0.name] != StepForm.defaultValue(of: $0) }
        return (isTyped ? keepDraft(in: context) : [.forget(.ticket(ticket))])
            + [.say(.good("The comment is in the flow."))]
    }

    mutating func failedCommenting(_ error: DeskError) -> [Effect] {
        isCommenting = false
        if !error.mayHaveHappened { sentComment = nil }
        return [.say(.bad("\(error.sentence) Your comment is kept.")), .ring]
    }
}
