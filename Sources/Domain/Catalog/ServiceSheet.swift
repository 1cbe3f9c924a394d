/// Why a service is stopped; reasons are separate and stack (business-rules section 4).
package enum SuspensionReason: String, Hashable, Sendable, CaseIterable {
    case money
    case request
    case fraud
    case technical
    case other
}

/// A service with everything its tab shows: what it costs, why it stands, what is planned.
package struct ServiceSheet: Hashable, Sendable {
    /// A reason for which it stands, or will.
    package struct Suspension: Hashable, Sendable {
        package var reason: SuspensionReason
        package var from: Instant
        /// Nil: until somebody ends it.
        package var until: Instant?
        package var actor: String

        package init(reason: SuspensionReason, from: Instant, until: Instant?, actor: String) {
            self.reason = reason
            self.from = from
            self.until = until
            self.actor = actor
        }
    }

    /// An optional component of its tariff: a channel, a package, a rented device.
    package struct Option: Hashable, Sendable {
        package var component: ComponentID
        package var name: String
        /// 0: not chosen.
        package var quantity: Int
        /// Of one piece, per period or once.
        package var price: Money?
        /// Since when it is chosen, or the day from which it will be.
        package var from: CivilDate?
        /// First day without it.
        package var until: CivilDate?

        package init(
            component: ComponentID, name: String, quantity: Int, price: Money?, from: CivilDate?, until: CivilDate?
        ) {
            self.component = component
            self.name = name
            self.quantity = quantity
            self.price = price
            self.from = from
            self.until = until
        }
    }

    package struct GivenDiscount: Hashable, Sendable {
        package var name: String
        package var reduction: Discount.Reduction
        package var from: CivilDate
        /// First day without it; nil: for good.
        package var until: CivilDate?

        package init(name: String, reduction: Discount.Reduction, from: CivilDate, until: CivilDate?) {
            self.name = name
            self.reduction = reduction
            self.from = from
            self.until = until
        }
    }

    /// A change that was decided and has not taken effect.
    package struct Plan: Hashable, Sendable {
        package var on: CivilDate
        /// "tariff Home 300", "termination".
        package var words: String

        package init(on: CivilDate, words: String) {
            self.on = on
            self.words = words
        }
    }

    /// What it will be charged next.
    package struct NextCharge: Hashable, Sendable {
        package var on: CivilDate
        package var amount: Money

        package init(on: CivilDate, amount: Money) {
            self.on = on
            self.amount = amount
        }
    }

    package var summary: SubscriptionSummary
    package var tariff: TariffID
    /// Of the included components and chosen options together, per period of the first of them.
    package var price: Money?
    /// "month", "day", "3 months"; empty where nothing is periodic.
    package var period: String
    package var suspensions: [Suspension]
    package var options: [Option]
    package var discounts: [GivenDiscount]
    package var plans: [Plan]
    package var nextCharge: NextCharge?
    /// The first day of its next period.
    package var nextPeriodOn: CivilDate?
    package var version: Int

    package init(
        summary: SubscriptionSummary, tariff: TariffID, price: Money?, period: String, suspensions: [Suspension],
        options: [Option], discounts: [GivenDiscount], plans: [Plan], nextCharge: NextCharge?,
        nextPeriodOn: CivilDate?, version: Int
    ) {
        self.summary = summary
        self.tariff = tariff
        self.price = price
        self.period = period
        self.suspensions = suspensions
        self.options = options
        self.discounts = discounts
        self.plans = plans
        self.nextCharge = nextCharge
        self.nextPeriodOn = nextPeriodOn
        self.version = version
    }
}

/// What may be done to a running service (features F4.9).
package enum ServiceChange: Hashable, Sendable {
    /// Another tariff from a day on; today is now.
    case tariff(TariffID, on: CivilDate, parameters: [String: String])
    /// Nil `until`: until it is resumed.
    case suspend(SuspensionReason, from: CivilDate, until: CivilDate?)
    case resume(SuspensionReason)
    /// The day is the first without the service.
    case terminate(on: CivilDate)
    /// Quantity 0 takes the option away.
    case option(ComponentID, quantity: Int, from: CivilDate)
    /// Takes back what was planned and has not taken effect.
    case withdrawPlan
}

/// What a change would do to the customer's money, computed by the functions that will charge it.
package struct MoneyEffect: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package var words: String
        package var on: CivilDate
        /// As the account sees it: a charge negative, a credit positive.
        package var amount: Money

        package init(words: String, on: CivilDate, amount: Money) {
            self.words = words
            self.on = on
            self.amount = amount
        }
    }

    package var lines: [Line]
    package var sum: Money
    package var balanceAfter: Money
    /// Sentences about what else it does: "The service stops at once, for want of money."
    package var remarks: [String]

    package init(lines: [Line], sum: Money, balanceAfter: Money, remarks: [String] = []) {
        self.lines = lines
        self.sum = sum
        self.balanceAfter = balanceAfter
        self.remarks = remarks
    }
}
