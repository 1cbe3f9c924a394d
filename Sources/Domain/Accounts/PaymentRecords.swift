/// How a payment came.
package enum PaymentChannel: String, Hashable, Sendable, CaseIterable {
    /// Cash, into the operator's own till.
    case till
    case card
    case bank
    case terminal
}

/// A payment an operator takes otherwise than in cash today: of an earlier day, or by another channel.
package struct PaymentOrder: Hashable, Sendable {
    package var customer: CustomerID
    package var account: AccountID
    package var amount: Money
    package var channel: PaymentChannel
    /// The number the channel gave it: of the slip, the bank's document, the terminal's receipt. Once for each channel
    /// (business-rules section 8). Not asked for cash.
    package var externalID: String
    /// The day it counts from; never in the future.
    package var valueOn: CivilDate
    package var note: String

    package init(
        customer: CustomerID, account: AccountID, amount: Money, channel: PaymentChannel, externalID: String,
        valueOn: CivilDate, note: String
    ) {
        self.customer = customer
        self.account = account
        self.amount = amount
        self.channel = channel
        self.externalID = externalID
        self.valueOn = valueOn
        self.note = note
    }
}

/// Money moved between two accounts of one customer, with what each holds now.
package struct MoneyMove: Hashable, Sendable {
    package var number: Int64
    package var amount: Money
    package var fromBalance: Money
    package var toBalance: Money

    package init(number: Int64, amount: Money, fromBalance: Money, toBalance: Money) {
        self.number = number
        self.amount = amount
        self.fromBalance = fromBalance
        self.toBalance = toBalance
    }
}

/// What became of a promised payment.
package enum PromiseState: String, Hashable, Sendable, CaseIterable {
    case open
    case kept
    case broken
    case withdrawn
}

/// Money a customer promised: counts as if it were there until it comes or the day passes (business-rules section 4).
package struct PaymentPromise: Hashable, Sendable {
    package var id: PromiseID
    package var account: AccountID
    package var amount: Money
    package var promisedAt: Instant
    /// First moment at which it does not count any more.
    package var endsAt: Instant
    package var state: PromiseState
    package var actor: String
    package var note: String

    package init(
        id: PromiseID, account: AccountID, amount: Money, promisedAt: Instant, endsAt: Instant, state: PromiseState,
        actor: String, note: String
    ) {
        self.id = id
        self.account = account
        self.amount = amount
        self.promisedAt = promisedAt
        self.endsAt = endsAt
        self.state = state
        self.actor = actor
        self.note = note
    }
}
