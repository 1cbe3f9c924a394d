import Domain

extension Samples {
    /// ``book`` by its codes, with one component more than the tariff has.
    static let catalogDocument: CatalogDocument = {
        typealias Component = CatalogDocument.Component
        typealias Entry = CatalogDocument.ComponentEntry
        func always(_ amount: Int64) -> [TariffComponent.Price] {
            [TariffComponent.Price(valid: .always, amount: amount)]
        }
        return CatalogDocument(
            serviceTypes: [
                CatalogDocument.ServiceType(
                    code: "internet", name: "Internet",
                    components: [
                        Component(code: "access", name: "Access", charging: .periodic, tag: "internet"),
                        Component(code: "static_ip", name: "Static address", charging: .periodic),
                        Component(code: "connection", name: "Connection", charging: .oneTime),
                        Component(code: "visit", name: "Visit", charging: .oneTime),
                    ]),
                CatalogDocument.ServiceType(
                    code: "phone", name: "Հեռախոս",
                    components: [Component(code: "calls", name: "Calls", charging: .usage)]),
            ],
            tariffs: [
                CatalogDocument.TariffEntry(
                    code: "home_100", name: "Home 100", serviceType: "internet",
                    limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 10_000), trialDays: 7,
                    components: [
                        Entry(
                            component: "access",
                            prices: [
                                TariffComponent.Price(valid: CivilPeriod(.farPast, day("2026-01-01")), amount: 450_000),
                                TariffComponent.Price(
                                    valid: CivilPeriod(day("2026-01-01"), .farFuture), amount: 500_000),
                            ]),
                        Entry(component: "static_ip", selection: .optional, prices: always(100_000)),
                        Entry(component: "connection", terms: .oneTime(.activation), prices: always(300_000)),
                    ],
                    parameters: [
                        CatalogDocument.ParameterEntry(
                            mode: .fixed,
                            definition: ParameterDefinition(
                                code: "speed", label: "Speed", kind: .integer(1...1000), unit: "Mbit/s",
                                defaultValue: "100"))
                    ]),
                CatalogDocument.TariffEntry(
                    code: "voice", name: "Voice", serviceType: "phone",
                    sold: CivilPeriod(.farPast, day("2026-01-01")),
                    components: [Entry(component: "calls", terms: .usage)]),
            ],
            discounts: [
                CatalogDocument.DiscountEntry(code: "spring", name: "Spring", reduction: .share(100_000_000))
            ],
            campaigns: [
                CatalogDocument.Campaign(
                    code: "fibre", name: "Spring of fibre", discount: "spring",
                    during: CivilPeriod(day("2026-03-01"), day("2026-06-01")), months: 3, tariffs: ["home_100"])
            ],
            taxSchemes: [
                CatalogDocument.TaxEntry(
                    code: "vat", name: "VAT inclusive", isInclusive: true, isStandard: true,
                    rates: [
                        CatalogDocument.TaxRateEntry(name: "VAT", share: 200_000_000),
                        CatalogDocument.TaxRateEntry(name: "VAT", category: "reduced", share: 100_000_000),
                    ])
            ])
    }()

    static let catalogDifferences = [
        CatalogDifference(words: "tariff home_100: name Home 100 → Home 110", subscriptions: nil, amount: nil),
        CatalogDifference(
            words:
                "tariff home_100: access from 2026-05-01 5 000,00 → 5 500,00, 1204 subscriptions, +602 000,00 a month",
            subscriptions: 1_204, amount: 60_200_000),
    ]
}
