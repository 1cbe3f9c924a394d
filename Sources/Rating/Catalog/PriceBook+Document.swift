package import Domain

/// A catalogue document made ready to price by, with ids given in the order of the document.
package struct PricedCatalog: Sendable {
    package let document: CatalogDocument
    package let book: PriceBook
    private let components: [CatalogDocument.ComponentCode: ComponentID]

    package init(_ document: CatalogDocument) {
        self.document = document
        var components: [CatalogDocument.ComponentCode: ComponentID] = [:]
        for type in document.serviceTypes {
            for component in type.components {
                let code = CatalogDocument.ComponentCode(serviceType: type.code, component: component.code)
                if components[code] == nil { components[code] = ComponentID(Int64(components.count + 1)) }
            }
        }
        self.components = components
        let known = components
        book = PriceBook(
            tariffs: document.tariffs.enumerated().map { index, entry in
                Tariff(entry, id: TariffID(Int64(index + 1)), document) { known[$0] }
            },
            discounts: document.discounts.enumerated().map { index, entry in
                Discount(
                    id: DiscountID(Int64(index + 1)), code: entry.code, name: entry.name, reduction: entry.reduction,
                    // A component that is not there reduces nothing, rather than everything.
                    component: entry.component.map { known[$0] ?? ComponentID(0) })
            }, taxSchemes: Self.schemes(document),
            standardScheme: document.taxSchemes.firstIndex(where: \.isStandard).map { TaxSchemeID(Int64($0 + 1)) })
    }

    package func tariff(_ code: String) -> TariffID? {
        document.tariffs.firstIndex { $0.code == code }.map { TariffID(Int64($0 + 1)) }
    }

    package func discount(_ code: String) -> DiscountID? {
        document.discounts.firstIndex { $0.code == code }.map { DiscountID(Int64($0 + 1)) }
    }

    package func taxScheme(_ code: String) -> TaxSchemeID? {
        document.taxSchemes.firstIndex { $0.code == code }.map { TaxSchemeID(Int64($0 + 1)) }
    }

    package func component(_ code: CatalogDocument.ComponentCode) -> ComponentID? { components[code] }

    private static func schemes(_ document: CatalogDocument) -> [TaxScheme] {
        var rates: Int64 = 0
        return document.taxSchemes.enumerated().map { index, entry in
            TaxScheme(
                id: TaxSchemeID(Int64(index + 1)), code: entry.code, name: entry.name, isInclusive: entry.isInclusive,
                rounding: entry.rounding, treatment: entry.treatment,
                rates: entry.rates.map { rate in
                    rates += 1
                    return TaxScheme.Rate(
                        id: TaxRateID(rates), category: rate.category, name: rate.name, valid: rate.valid,
                        share: rate.share)
                })
        }
    }
}

extension Tariff {
    /// Components that the service type does not have are left out; the check says so.
    fileprivate init(
        _ entry: CatalogDocument.TariffEntry, id: TariffID, _ document: CatalogDocument,
        _ component: (CatalogDocument.ComponentCode) -> ComponentID?
    ) {
        let type = document.serviceTypes.first { $0.code == entry.serviceType }
        self.init(
            id: id, code: entry.code, name: entry.name, serviceType: entry.serviceType, currency: entry.currency,
            limits: entry.limits, trialDays: entry.trialDays,
            components: entry.components.compactMap { part in
                let code = CatalogDocument.ComponentCode(serviceType: entry.serviceType, component: part.component)
                guard let id = component(code) else { return nil }
                return TariffComponent(
                    id: id, code: part.component,
                    name: type?.components.first { $0.code == part.component }?.name ?? part.component,
                    selection: part.selection, terms: part.terms, rounding: part.rounding,
                    isChargedWhileSuspended: part.isChargedWhileSuspended, taxCategory: part.taxCategory,
                    prices: part.prices)
            })
    }
}
