/// One change of the catalogue as its panel makes it; each comes to a document that names only what it is about, so
/// that an import leaves everything else alone (features F4.1 to F4.10).
package enum CatalogEdit: Hashable, Sendable {
    /// A tariff with the components, terms and parameters of another one.
    case copyTariff(of: String, TariffCopy)
    case changeTariff(String, TariffFacts)
    case changeTerms(tariff: String, component: String, ComponentTerms)
    case addOption(tariff: String, CatalogDocument.ComponentEntry)
    case addService(code: String, name: String)
    case addComponent(CatalogDocument.Component, serviceType: String)
    /// A discount, a campaign that gives a discount, or both at once.
    case addDiscount(CatalogDocument.DiscountEntry?, CatalogDocument.Campaign?)

    package struct TariffCopy: Hashable, Sendable {
        package var code: String
        package var name: String
        package var soldFrom: CivilDate
        /// Minor units by the component's code; a component without one keeps the prices it has.
        package var prices: [String: Int64]

        package init(code: String, name: String, soldFrom: CivilDate, prices: [String: Int64]) {
            self.code = code
            self.name = name
            self.soldFrom = soldFrom
            self.prices = prices
        }
    }

    /// What of a tariff may change while it is sold.
    package struct TariffFacts: Hashable, Sendable {
        package var name: String
        package var sold: CivilPeriod
        /// Minor units, as typed: the import refuses limits that would make a service flap.
        package var limits: SuspensionLimits
        package var trialDays: Int

        package init(name: String, sold: CivilPeriod, limits: SuspensionLimits, trialDays: Int) {
            self.name = name
            self.sold = sold
            self.limits = limits
            self.trialDays = trialDays
        }
    }

    /// How a tariff charges a component.
    package struct ComponentTerms: Hashable, Sendable {
        /// Nil where the component is not charged by periods.
        package var due: PeriodicTerms.Due?
        package var proration: PeriodicTerms.Proration?
        package var rounding: Rounding
        package var isChargedWhileSuspended: Bool
        package var taxCategory: String

        package init(
            due: PeriodicTerms.Due?, proration: PeriodicTerms.Proration?, rounding: Rounding,
            isChargedWhileSuspended: Bool, taxCategory: String
        ) {
            self.due = due
            self.proration = proration
            self.rounding = rounding
            self.isChargedWhileSuspended = isChargedWhileSuspended
            self.taxCategory = taxCategory
        }
    }

    /// What to import; nil when what the change is about is not in the catalogue.
    package func document(from whole: CatalogDocument) -> CatalogDocument? {
        switch self {
        case .copyTariff(let source, let copy):
            guard var tariff = whole.tariff(source) else { return nil }
            tariff.code = copy.code
            tariff.name = copy.name
            tariff.sold = CivilPeriod(copy.soldFrom, .farFuture)
            for index in tariff.components.indices {
                guard let amount = copy.prices[tariff.components[index].component] else { continue }
                tariff.components[index].prices = [TariffComponent.Price(valid: .always, amount: amount)]
            }
            return CatalogDocument(tariffs: [tariff])
        case .changeTariff(let code, let facts):
            guard var tariff = whole.tariff(code) else { return nil }
            tariff.name = facts.name
            tariff.sold = facts.sold
            tariff.limits = facts.limits
            tariff.trialDays = facts.trialDays
            return CatalogDocument(tariffs: [tariff.with([])])
        case .changeTerms(let code, let component, let terms):
            guard let tariff = whole.tariff(code),
                var entry = tariff.components.first(where: { $0.component == component })
            else { return nil }
            if case .periodic(let now) = entry.terms {
                entry.terms = .periodic(
                    PeriodicTerms(
                        unit: now.unit, count: now.count, due: terms.due ?? now.due, alignment: now.alignment,
                        proration: terms.proration ?? now.proration))
            }
            entry.rounding = terms.rounding
            entry.isChargedWhileSuspended = terms.isChargedWhileSuspended
            entry.taxCategory = terms.taxCategory
            return CatalogDocument(tariffs: [tariff.with([entry])])
        case .addOption(let code, let entry):
            return whole.tariff(code).map { CatalogDocument(tariffs: [$0.with([entry])]) }
        case .addService(let code, let name):
            return CatalogDocument(serviceTypes: [CatalogDocument.ServiceType(code: code, name: name)])
        case .addComponent(let component, let type):
            guard var service = whole.serviceTypes.first(where: { $0.code == type }) else { return nil }
            service.components = [component]
            return CatalogDocument(serviceTypes: [service])
        case .addDiscount(let discount, let campaign):
            return CatalogDocument(
                discounts: discount.map { [$0] } ?? [], campaigns: campaign.map { [$0] } ?? [])
        }
    }
}

extension CatalogDocument {
    package func tariff(_ code: String) -> TariffEntry? { tariffs.first { $0.code == code } }
}

extension CatalogDocument.TariffEntry {
    /// The tariff with only these components named, and neither parameters nor calls.
    fileprivate func with(_ components: [CatalogDocument.ComponentEntry]) -> Self {
        var tariff = self
        tariff.components = components
        tariff.parameters = []
        tariff.calls = nil
        return tariff
    }
}
