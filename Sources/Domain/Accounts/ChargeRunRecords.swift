/// A charging run, as the panel lists it.
package struct ChargeRunSummary: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// What becomes due on the day.
        case day
        /// The same, computed and not posted.
        case dry
        /// Takes a run back.
        case reversal
    }

    package enum State: Hashable, Sendable {
        /// Requested; its batches are not cut yet.
        case waiting
        case running
        case finished
        case cancelled
    }

    package var id: ChargeRunID
    package var day: CivilDate
    package var kind: Kind
    package var reverses: ChargeRunID?
    package var reason: String
    package var requestedBy: String
    package var requestedAt: Instant
    /// When its batches were cut.
    package var plannedAt: Instant?
    package var finishedAt: Instant?
    package var cancelledAt: Instant?
    package var batches: Int
    package var batchesDone: Int
    package var subscriptions: Int
    package var charges: Int
    /// As the customers' accounts see it.
    package var amount: Money
    /// Not solved yet.
    package var failures: Int
    /// It was taken back, or is being.
    package var isReversed: Bool

    package init(
        id: ChargeRunID, day: CivilDate, kind: Kind, reverses: ChargeRunID?, reason: String, requestedBy: String,
        requestedAt: Instant, plannedAt: Instant?, finishedAt: Instant?, cancelledAt: Instant?, batches: Int,
        batchesDone: Int, subscriptions: Int, charges: Int, amount: Money, failures: Int, isReversed: Bool
    ) {
        self.id = id
        self.day = day
        self.kind = kind
        self.reverses = reverses
        self.reason = reason
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
        self.plannedAt = plannedAt
        self.finishedAt = finishedAt
        self.cancelledAt = cancelledAt
        self.batches = batches
        self.batchesDone = batchesDone
        self.subscriptions = subscriptions
        self.charges = charges
        self.amount = amount
        self.failures = failures
        self.isReversed = isReversed
    }

    package var state: State {
        if cancelledAt != nil { return .cancelled }
        if finishedAt != nil { return .finished }
        return plannedAt == nil ? .waiting : .running
    }

    /// Seconds until it is done, from what it took so far; nil while nothing can be said.
    package func secondsLeft(at now: Instant) -> Int? {
        guard state == .running, let plannedAt, batchesDone > 0, batches > batchesDone else { return nil }
        let (elapsed, isFarApart) = now.microseconds.subtractingReportingOverflow(plannedAt.microseconds)
        guard !isFarApart, elapsed > 0 else { return nil }
        let left = Int128(elapsed) * Int128(batches - batchesDone) / Int128(batchesDone)
        return Int(exactly: left / 1_000_000)
    }
}

/// What a run charged for a component, or gave and took by a discount or tax.
package struct ChargeTotal: Hashable, Sendable {
    package var component: String
    package var tag: String
    /// "net", or the discounts and taxes beside it.
    package var part: String
    package var charges: Int
    package var amount: Money

    package init(component: String, tag: String, part: String, charges: Int, amount: Money) {
        self.component = component
        self.tag = tag
        self.part = part
        self.charges = charges
        self.amount = amount
    }
}

/// What could not be charged, and why.
package struct UnchargedService: Hashable, Sendable {
    package var customer: CustomerID
    package var customerName: String
    package var subscription: SubscriptionID
    /// Tariff and number or login.
    package var service: String
    package var day: CivilDate
    package var reason: String
    package var solvedAt: Instant?

    package init(
        customer: CustomerID, customerName: String, subscription: SubscriptionID, service: String, day: CivilDate,
        reason: String, solvedAt: Instant?
    ) {
        self.customer = customer
        self.customerName = customerName
        self.subscription = subscription
        self.service = service
        self.day = day
        self.reason = reason
        self.solvedAt = solvedAt
    }
}

/// One run with its totals and what it could not charge.
package struct ChargeRunReport: Hashable, Sendable {
    package var summary: ChargeRunSummary
    package var totals: [ChargeTotal]
    package var failures: [UnchargedService]

    package init(summary: ChargeRunSummary, totals: [ChargeTotal], failures: [UnchargedService]) {
        self.summary = summary
        self.totals = totals
        self.failures = failures
    }
}

/// A run somebody asks for.
package struct ChargeRunRequest: Hashable, Sendable {
    package var day: CivilDate
    package var kind: ChargeRunSummary.Kind
    package var reverses: ChargeRunID?
    package var reason: String

    package init(day: CivilDate, kind: ChargeRunSummary.Kind, reverses: ChargeRunID?, reason: String) {
        self.day = day
        self.kind = kind
        self.reverses = reverses
        self.reason = reason
    }
}
