package import Domain

/// Everything that prices, as an immutable snapshot: tariffs, discounts, tax schemes.
package struct PriceBook: Sendable {
    private let tariffs: [TariffID: Tariff]
    private let discounts: [DiscountID: Discount]
    private let taxSchemes: [TaxSchemeID: TaxScheme]
    private let schemeOfRate: [TaxRateID: TaxSchemeID]
    /// How customers without a scheme of their own are taxed; nil: not at all.
    package let standardScheme: TaxSchemeID?
    /// Tariffs that have components of these kinds: the others skip the search.
    let tariffsInArrears: Set<TariffID>
    let tariffsWithInstalments: Set<TariffID>

    package init(
        tariffs: [Tariff], discounts: [Discount] = [], taxSchemes: [TaxScheme] = [],
        standardScheme: TaxSchemeID? = nil
    ) {
        self.tariffs = Dictionary(tariffs.map { ($0.id, $0) }) { $1 }
        self.discounts = Dictionary(discounts.map { ($0.id, $0) }) { $1 }
        self.taxSchemes = Dictionary(taxSchemes.map { ($0.id, $0) }) { $1 }
        self.standardScheme = standardScheme
        schemeOfRate = Dictionary(taxSchemes.flatMap { scheme in scheme.rates.map { ($0.id, scheme.id) } }) { $1 }
        tariffsInArrears = Self.tariffs(tariffs) { terms in
            if case .periodic(let terms) = terms { terms.due == .arrears } else { false }
        }
        tariffsWithInstalments = Self.tariffs(tariffs) { terms in
            if case .instalments = terms { true } else { false }
        }
    }

    package subscript(_ id: TariffID) -> Tariff? { tariffs[id] }
    package subscript(_ id: DiscountID) -> Discount? { discounts[id] }
    package subscript(_ id: TaxSchemeID) -> TaxScheme? { taxSchemes[id] }

    package var allTariffs: [Tariff] { tariffs.values.sorted { $0.id < $1.id } }

    /// The scheme a rate belongs to.
    package func scheme(of rate: TaxRateID) -> TaxScheme? { schemeOfRate[rate].flatMap { taxSchemes[$0] } }

    private static func tariffs(_ tariffs: [Tariff], where matches: (ChargingTerms) -> Bool) -> Set<TariffID> {
        Set(tariffs.filter { $0.components.contains { matches($0.terms) } }.map(\.id))
    }
}
