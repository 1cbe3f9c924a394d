/// The charging side of a tariff: its policies and the prices of its periodic components over time.
package struct Tariff: Hashable, Sendable {
    package enum Period: String, Hashable, Sendable, CaseIterable {
        case day
        case month
        case year
    }

    package enum Due: String, Hashable, Sendable, CaseIterable {
        /// At the beginning of the period (the default for fees).
        case advance
        /// At its end.
        case arrears
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

    /// A component's price from a day on, until the next.
    package struct Price: Hashable, Sendable {
        package let valid: CivilPeriod
        /// Minor units per period.
        package let amount: Int64

        package init(valid: CivilPeriod, amount: Int64) {
            self.valid = valid
            self.amount = amount
        }
    }

    package struct Component: Hashable, Sendable {
        package let id: Int
        package let name: String
        package let prices: [Price]

        package init(id: Int, name: String, prices: [Price]) {
            self.id = id
            self.name = name
            self.prices = prices
        }

        /// Minor units per period on a day; 0 where it has no price.
        package func price(on day: CivilDate) -> Int64 { prices.first { $0.valid.contains(day) }?.amount ?? 0 }
    }

    package let id: TariffID
    package let name: String
    package let currency: Currency
    package let period: Period
    package let due: Due
    package let proration: Proration
    package let rounding: Rounding
    package let chargesWhileSuspended: Bool
    package let limits: SuspensionLimits
    package let components: [Component]

    package init(
        id: TariffID, name: String, currency: Currency, period: Period = .month, due: Due = .advance,
        proration: Proration = .actual, rounding: Rounding = .standard, chargesWhileSuspended: Bool = false,
        limits: SuspensionLimits, components: [Component]
    ) {
        self.id = id
        self.name = name
        self.currency = currency
        self.period = period
        self.due = due
        self.proration = proration
        self.rounding = rounding
        self.chargesWhileSuspended = chargesWhileSuspended
        self.limits = limits
        self.components = components
    }
}

/// When money stops a service and when it starts it again, in minor units (business-rules section 4).
package struct SuspensionLimits: Hashable, Sendable {
    /// Suspend when available money is below this.
    package let suspendBelow: Int64
    /// Resume when it is at least this; never below ``suspendBelow``, so that a service does not flap.
    package let resumeFrom: Int64

    package init(suspendBelow: Int64, resumeFrom: Int64) {
        self.suspendBelow = suspendBelow
        self.resumeFrom = max(resumeFrom, suspendBelow)
    }
}
