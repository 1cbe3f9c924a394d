/// A component of a service type as one tariff charges it.
package struct TariffComponent: Hashable, Sendable {
    package enum Selection: String, Hashable, Sendable, CaseIterable {
        /// Every subscription of the tariff has it.
        case included
        /// Only subscriptions that chose it have it, in the quantity they chose: a channel, a package, a set-top box.
        case optional
    }

    /// A price from a day on, until the next.
    package struct Price: Hashable, Sendable {
        package let valid: CivilPeriod
        /// Minor units: per period for periodic terms, once for one-time terms, in all for instalments.
        package let amount: Int64

        package init(valid: CivilPeriod, amount: Int64) {
            self.valid = valid
            self.amount = amount
        }
    }

    package let id: ComponentID
    package let code: String
    package let name: String
    package let selection: Selection
    package let terms: ChargingTerms
    package let rounding: Rounding
    /// False: days on which the service was suspended for the whole day cost nothing (business-rules section 4).
    package let isChargedWhileSuspended: Bool
    /// Which of a scheme's tax rates apply.
    package let taxCategory: String
    /// In order of their days, without overlaps.
    package let prices: [Price]

    package init(
        id: ComponentID, code: String, name: String, selection: Selection = .included,
        terms: ChargingTerms = .periodic(PeriodicTerms()), rounding: Rounding = .standard,
        isChargedWhileSuspended: Bool = false, taxCategory: String = "standard", prices: [Price]
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.selection = selection
        self.terms = terms
        self.rounding = rounding
        self.isChargedWhileSuspended = isChargedWhileSuspended
        self.taxCategory = taxCategory
        self.prices = prices
    }

    /// Minor units on a day; nil where it has no price.
    package func price(on day: CivilDate) -> Int64? { prices.first { $0.valid.contains(day) }?.amount }
}
