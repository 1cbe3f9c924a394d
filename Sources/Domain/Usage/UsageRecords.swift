/// A rated call, as the card shows it.
package struct CallSummary: Hashable, Sendable {
    package var id: CallID
    package var startedAt: Instant
    package var calling: String
    package var called: String
    package var destination: String
    package var durationSeconds: Int
    package var amount: Money

    package init(
        id: CallID, startedAt: Instant, calling: String, called: String, destination: String, durationSeconds: Int,
        amount: Money
    ) {
        self.id = id
        self.startedAt = startedAt
        self.calling = calling
        self.called = called
        self.destination = destination
        self.durationSeconds = durationSeconds
        self.amount = amount
    }
}
