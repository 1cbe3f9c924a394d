import Domain

/// A catalogue without mistakes, made up at random.
enum RandomCatalog {
    static func make(_ generator: inout Generator) -> CatalogDocument {
        let channels = (0..<3).map { CatalogDocument.Channel(code: "ch\($0)", name: name(&generator)) }
        var types: [CatalogDocument.ServiceType] = []
        for index in 0..<2 {
            var components: [CatalogDocument.Component] = []
            for (number, charging) in CatalogDocument.Charging.allCases.enumerated() {
                components.append(
                    .init(
                        code: "c-\(number)", name: name(&generator), charging: charging,
                        tag: Bool.random(using: &generator) ? name(&generator) : "",
                        revenueAccount: Bool.random(using: &generator) ? "revenue.tv" : "",
                        channels: Bool.random(using: &generator) ? ["ch0", "ch2"] : []))
            }
            types.append(.init(code: "type_\(index)", name: name(&generator), components: components))
        }
        let tariffs = (0..<3).map { tariff($0, types[$0 % 2], &generator) }
        let discounts = [
            CatalogDocument.DiscountEntry(
                code: "share", name: name(&generator),
                reduction: .share(Int64.random(in: 1...1_000_000_000, using: &generator)),
                component: .init(serviceType: "type_0", component: "c-0")),
            .init(
                code: "amount", name: name(&generator),
                reduction: .amount(Int64.random(in: 1...1_000_000_000, using: &generator))),
        ]
        let start = day(&generator)
        return CatalogDocument(
            channels: channels, serviceTypes: types, tariffs: tariffs, discounts: discounts,
            campaigns: [
                .init(
                    code: "x", name: name(&generator), discount: "amount",
                    during: CivilPeriod(start, start.adding(days: Int.random(in: 1...99, using: &generator))),
                    months: 3,
                    tariffs: ["t1", "t2"])
            ],
            taxSchemes: [
                .init(
                    code: "vat", name: name(&generator), isInclusive: Bool.random(using: &generator),
                    rounding: .document, treatment: Bool.random(using: &generator) ? .charged : .reverseCharge,
                    isStandard: true,
                    rates: [
                        .init(
                            name: name(&generator), valid: CivilPeriod(.farPast, start),
                            share: Int64.random(in: 0...10_000_000_000, using: &generator)),
                        .init(
                            name: name(&generator), category: "reduced", valid: CivilPeriod(start, .farFuture),
                            share: 1, account: "tax.vat"),
                    ]),
                .init(code: "none", name: name(&generator), isInclusive: false, treatment: .exempt),
            ],
            priceLists: [
                priceList("l0", .amd, &generator), priceList("l1", .amd, &generator),
                priceList("l2", Currency(code: "JPY"), &generator),
            ],
            numberingPlan: NumberingPlan(
                countryCode: String(Int.random(in: 1...9999, using: &generator)),
                trunkPrefix: Bool.random(using: &generator) ? "" : "8",
                nationalLengths: 5...Int.random(in: 5...12, using: &generator),
                localLength: Bool.random(using: &generator) ? nil : 5, shortNumbers: ["1*", "112"],
                routingPrefixes: Bool.random(using: &generator) ? [] : ["1055"]),
            holidays: [.init(day: start, name: name(&generator))])
    }

    private static func priceList(
        _ code: String, _ currency: Currency, _ generator: inout Generator
    ) -> CatalogDocument.PriceListEntry {
        let minute = Int.random(in: 1...1439, using: &generator)
        let days = TimeBand.Days(rawValue: UInt8.random(in: 1 ... .max, using: &generator))
        return .init(
            code: code, name: name(&generator), currency: currency,
            bands: [
                TimeBand(
                    code: Bool.random(using: &generator) ? "night" : "peak", name: name(&generator),
                    windows: [
                        .init(days: days, fromMinute: 0, toMinute: minute),
                        .init(days: days, fromMinute: minute, toMinute: 1440),
                    ]),
                TimeBand(
                    code: "rest", name: name(&generator),
                    windows: [.init(days: .everyDay, fromMinute: 0, toMinute: 1440)]),
            ])
    }

    private static func calls(_ index: Int, _ generator: inout Generator) -> CatalogDocument.CallTermsEntry {
        let lists = index == 2 ? ["l2"] : Bool.random(using: &generator) ? ["l0", "l1"] : ["l1", "l0"]
        return .init(
            priceLists: lists, split: Bool.random(using: &generator) ? .increment : .callStart,
            buckets: [
                .init(
                    code: "free", name: name(&generator), unit: Bool.random(using: &generator) ? .seconds : .calls,
                    amount: Int64.random(in: 1 ... .max, using: &generator),
                    component: Bool.random(using: &generator) ? nil : "c-0", period: .calendarMonth,
                    rollOverPeriods: Int.random(in: 0...24, using: &generator),
                    isPooled: Bool.random(using: &generator), groups: ["a \"b\"", "c"], bands: ["", "rest"]),
                .init(code: "plain", name: name(&generator), amount: 1),
            ])
    }

    private static func tariff(
        _ index: Int, _ type: CatalogDocument.ServiceType, _ generator: inout Generator
    ) -> CatalogDocument.TariffEntry {
        let limit = Int64.random(in: -1_000_000...1_000_000, using: &generator)
        var components: [CatalogDocument.ComponentEntry] = []
        for component in type.components {
            components.append(
                .init(
                    component: component.code, selection: Bool.random(using: &generator) ? .included : .optional,
                    terms: terms(component.charging, &generator),
                    rounding: Rounding(
                        mode: Rounding.Mode.allCases.randomElement(using: &generator) ?? .up,
                        step: Int64.random(in: 1...1000, using: &generator)),
                    isChargedWhileSuspended: Bool.random(using: &generator),
                    taxCategory: Bool.random(using: &generator) ? "standard" : "reduced",
                    prices: component.charging == .usage ? [] : prices(&generator)))
        }
        return CatalogDocument.TariffEntry(
            code: "t\(index)", name: name(&generator), serviceType: type.code,
            currency: index == 2 ? Currency(code: "JPY") : .amd,
            limits: SuspensionLimits(
                suspendBelow: limit, resumeFrom: limit + Int64.random(in: 0...100, using: &generator)),
            trialDays: Int.random(in: 0...30, using: &generator),
            sold: Bool.random(using: &generator) ? .always : CivilPeriod(.farPast, day(&generator)),
            components: components,
            parameters: [
                .init(
                    mode: .fixed,
                    definition: ParameterDefinition(
                        code: "speed", label: name(&generator), kind: .integer(1...1000), unit: "Mbit/s",
                        defaultValue: "100")),
                .init(
                    mode: .asked,
                    definition: ParameterDefinition(
                        code: "number", label: name(&generator), kind: .integer(.min ... .max), unit: "",
                        defaultValue: nil)),
                .init(
                    mode: .default,
                    definition: ParameterDefinition(
                        code: "kind", label: "K", kind: .choice(["a", "b \"c\""]), unit: "", defaultValue: "a")),
                .init(
                    mode: .default,
                    definition: ParameterDefinition(
                        code: "on", label: "O", kind: .flag, unit: "", defaultValue: "yes")),
                .init(
                    mode: .asked,
                    definition: ParameterDefinition(
                        code: "words", label: name(&generator), kind: .text, unit: "", defaultValue: nil)),
            ], calls: Bool.random(using: &generator) || index == 0 ? calls(index, &generator) : nil)
    }

    private static func terms(
        _ charging: CatalogDocument.Charging, _ generator: inout Generator
    ) -> ChargingTerms {
        switch charging {
        case .periodic:
            let isDaily = Bool.random(using: &generator)
            return .periodic(
                PeriodicTerms(
                    unit: PeriodicTerms.Unit.allCases.randomElement(using: &generator) ?? .month,
                    count: Int.random(in: 1...120, using: &generator), due: isDaily ? .daily : .arrears,
                    alignment: PeriodicTerms.Alignment.allCases.randomElement(using: &generator) ?? .activation,
                    proration: isDaily ? .freeFirst : .fixed30))
        case .oneTime: return .oneTime(LifecycleEvent.allCases.randomElement(using: &generator) ?? .activation)
        case .instalments: return .instalments(count: Int.random(in: 1...120, using: &generator))
        case .earlyTermination:
            return .earlyTermination(
                EarlyTermination(
                    termMonths: Int.random(in: 1...120, using: &generator),
                    isPerRemainingMonth: Bool.random(using: &generator)))
        case .usage: return .usage
        }
    }

    private static func prices(_ generator: inout Generator) -> [TariffComponent.Price] {
        var starts: [CivilDate] = [.farPast]
        var next = day(&generator)
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            starts.append(next)
            next = next.adding(days: Int.random(in: 1...99, using: &generator))
        }
        return starts.indices.map { index in
            .init(
                valid: CivilPeriod(starts[index], index + 1 < starts.count ? starts[index + 1] : .farFuture),
                amount: Int64.random(in: 0...(.max), using: &generator))
        }
    }

    private static func day(_ generator: inout Generator) -> CivilDate {
        CivilDate(dayNumber: Int32.random(in: 10_000...30_000, using: &generator))
    }

    /// Words with all that a file could stumble over.
    private static func name(_ generator: inout Generator) -> String {
        let pieces = [
            "a", "Z", " ", "\"", "\\", "#", "]", "=", ",", "\u{301}", "ու", "Ֆ", "ж", "日", "\u{1F600}", "\n", "\t",
            "\r\n",
            "\u{1}", "\u{200D}", "'", "{", "}", "\u{2028}", "\u{85}",
        ]
        var name = "n"
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            name += pieces.randomElement(using: &generator) ?? ""
        }
        return name
    }
}
