package import Domain

/// What pricing a subscription needs to know about it. Facts that begin after the day of pricing are plans: they have no
/// effect on money before their day, and one withdrawn before it leaves no trace (business-rules section 3).
package struct RatedSubscription: Hashable, Sendable {
    /// Something in force over a span of days; an open end is ``CivilDate/farFuture``.
    package struct Span<Value: Hashable & Sendable>: Hashable, Sendable {
        package let valid: CivilPeriod
        package let value: Value

        package init(_ value: Value, _ valid: CivilPeriod) {
            self.value = value
            self.valid = valid
        }
    }

    /// A chosen optional component.
    package struct Option: Hashable, Sendable {
        package let component: ComponentID
        package let quantity: Int64

        package init(component: ComponentID, quantity: Int64 = 1) {
            self.component = component
            self.quantity = quantity
        }
    }

    /// A fee agreed with the customer, minor units a period, instead of the tariff's.
    package struct OwnPrice: Hashable, Sendable {
        package let component: ComponentID
        package let amount: Int64

        package init(component: ComponentID, amount: Int64) {
            self.component = component
            self.amount = amount
        }
    }

    /// Days without service, whatever the reasons: overlapping and touching suspensions are one.
    package struct Suspension: Hashable, Sendable {
        /// The day it stopped and the day it ran again; both count as used. Nil while it lasts.
        package let from: CivilDate
        package let to: CivilDate?

        package init(from: CivilDate, to: CivilDate?) {
            self.from = from
            self.to = to
        }
    }

    package let activatedOn: CivilDate
    /// First day without the service; nil while it runs.
    package let endedOn: CivilDate?
    /// 1 ... 31; on short months it clips to their last day.
    package let billingDay: Int
    /// In order, without gaps from the activation on.
    package let tariffs: [Span<TariffID>]
    package let suspensions: [Suspension]
    /// The days on which a suspension on the customer's request began and ended: they may cost once.
    package let requestedSuspensions: [Suspension]
    package let options: [Span<Option>]
    package let discounts: [Span<DiscountID>]
    /// Empty where nothing else than the installation's own scheme holds.
    package let taxSchemes: [Span<TaxSchemeID>]
    /// Each in the days of the tariff it was agreed for.
    package let ownPrices: [Span<OwnPrice>]
    /// A service brought along from another system: that one charged what began before this day.
    package let chargedFrom: CivilDate

    package init(
        activatedOn: CivilDate, endedOn: CivilDate? = nil, billingDay: Int = 1, tariffs: [Span<TariffID>],
        suspensions: [Suspension] = [], requestedSuspensions: [Suspension] = [], options: [Span<Option>] = [],
        discounts: [Span<DiscountID>] = [], taxSchemes: [Span<TaxSchemeID>] = [],
        ownPrices: [Span<OwnPrice>] = [], chargedFrom: CivilDate = .farPast
    ) {
        self.activatedOn = activatedOn
        self.endedOn = endedOn
        self.billingDay = billingDay
        self.tariffs = tariffs
        self.suspensions = suspensions
        self.requestedSuspensions = requestedSuspensions
        self.options = options
        self.discounts = discounts
        self.taxSchemes = taxSchemes
        self.ownPrices = ownPrices
        self.chargedFrom = chargedFrom
    }
}
