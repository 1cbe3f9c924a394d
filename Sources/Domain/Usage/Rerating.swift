/// Which calls are rated again (business-rules section 5: re-rating is chosen by a filter).
package struct ReratingFilter: Hashable, Sendable {
    package var from: CivilDate
    /// The last day.
    package var to: CivilDate
    package var tariff: TariffID?
    /// Beginning of the called number, as the price list writes it; empty: any.
    package var prefix: String
    package var customer: CustomerID?
    package var subscription: SubscriptionID?

    package init(
        from: CivilDate, to: CivilDate, tariff: TariffID? = nil, prefix: String = "", customer: CustomerID? = nil,
        subscription: SubscriptionID? = nil
    ) {
        self.from = from
        self.to = to
        self.tariff = tariff
        self.prefix = prefix
        self.customer = customer
        self.subscription = subscription
    }
}

/// One re-rating: asked for, under way or done.
package struct ReratingSummary: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case waiting
        case running
        case done
        case cancelled
    }

    package var id: ReratingID
    package var filter: ReratingFilter
    package var tariffName: String
    package var customerName: String
    /// Computes the differences and posts nothing.
    package var isDry: Bool
    package var state: State
    package var requestedBy: String
    package var requestedAt: Instant
    package var finishedAt: Instant?
    package var reason: String
    /// Calls looked at so far.
    package var calls: Int
    /// Calls whose price differs.
    package var changed: Int
    /// Calls that somebody took back by hand, or that cannot be rated now.
    package var leftAlone: Int
    /// What the customers owe more; negative: less.
    package var difference: Money

    package init(
        id: ReratingID, filter: ReratingFilter, tariffName: String, customerName: String, isDry: Bool, state: State,
        requestedBy: String, requestedAt: Instant, finishedAt: Instant?, reason: String, calls: Int, changed: Int,
        leftAlone: Int, difference: Money
    ) {
        self.id = id
        self.filter = filter
        self.tariffName = tariffName
        self.customerName = customerName
        self.isDry = isDry
        self.state = state
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
        self.finishedAt = finishedAt
        self.reason = reason
        self.calls = calls
        self.changed = changed
        self.leftAlone = leftAlone
        self.difference = difference
    }

    package var isUnderWay: Bool { state == .waiting || state == .running }
}

/// A re-rating with the calls it changes, greatest difference first.
package struct ReratingReport: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package var customer: CustomerID
        package var customerName: String
        package var call: CallID
        package var oldAmount: Money
        package var newAmount: Money
        package var explanation: String

        package init(
            customer: CustomerID, customerName: String, call: CallID, oldAmount: Money, newAmount: Money,
            explanation: String
        ) {
            self.customer = customer
            self.customerName = customerName
            self.call = call
            self.oldAmount = oldAmount
            self.newAmount = newAmount
            self.explanation = explanation
        }
    }

    package var summary: ReratingSummary
    package var lines: [Line]

    package init(summary: ReratingSummary, lines: [Line]) {
        self.summary = summary
        self.lines = lines
    }
}
