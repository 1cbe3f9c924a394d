/// When and how a component is charged (features F4.2, F4.4, F4.10).
package enum ChargingTerms: Hashable, Sendable {
    case periodic(PeriodicTerms)
    /// Once, when something happens to the service.
    case oneTime(LifecycleEvent)
    /// The price in `count` monthly parts that add up to it: the first at the activation, the others on its monthly
    /// anniversaries; what is left when the service ends is owed at once.
    case instalments(count: Int)
    /// Charged when the service ends, or leaves the tariff, before its minimum term.
    case earlyTermination(EarlyTermination)
    /// Rated by usage records, never by the calendar.
    case usage
}

/// A fee that returns every period.
package struct PeriodicTerms: Hashable, Sendable {
    package enum Unit: String, Hashable, Sendable, CaseIterable {
        case day
        case month
        case year
    }

    package enum Due: String, Hashable, Sendable, CaseIterable {
        /// At the beginning of the period (the default for fees).
        case advance
        /// At its end.
        case arrears
        /// Day by day; the days of a period add up to its fee exactly.
        case daily
    }

    /// Where periods of months and years begin. Periods of days begin at the activation.
    package enum Alignment: String, Hashable, Sendable, CaseIterable {
        /// On the subscription's billing day.
        case billingDay = "billing_day"
        /// On the day of the month of the activation.
        case activation
    }

    /// How a fragment of a period is priced (business-rules section 3).
    package enum Proration: String, Hashable, Sendable, CaseIterable {
        /// Days over the days of the natural month around them.
        case actual
        /// Days over 30, never more than the whole fee.
        case fixed30
        /// The whole fee for any fragment.
        case none
        /// Nothing for the fragment before the first billing day, then as `actual`.
        case freeFirst = "free_first"
    }

    package let unit: Unit
    /// The period is this many units long.
    package let count: Int
    package let due: Due
    package let alignment: Alignment
    package let proration: Proration

    package init(
        unit: Unit = .month, count: Int = 1, due: Due = .advance, alignment: Alignment = .billingDay,
        proration: Proration = .actual
    ) {
        self.unit = unit
        self.count = max(count, 1)
        self.due = due
        self.alignment = alignment
        self.proration = proration
    }
}

/// What can happen to a subscription, and may cost once.
package enum LifecycleEvent: String, Hashable, Sendable, CaseIterable {
    case activation
    /// Charged by the new tariff.
    case tariffChange = "tariff_change"
    /// On the customer's request; other reasons cost nothing.
    case suspension
    /// Of a suspension on the customer's request.
    case resumption
    case termination
}

/// The penalty for leaving early.
package struct EarlyTermination: Hashable, Sendable {
    /// Months from the day the tariff began for the subscription.
    package let termMonths: Int
    /// True: the price is for every month left, begun ones whole; false: once.
    package let isPerRemainingMonth: Bool

    package init(termMonths: Int, isPerRemainingMonth: Bool) {
        self.termMonths = termMonths
        self.isPerRemainingMonth = isPerRemainingMonth
    }
}
