import Domain
import Testing

@Suite struct TariffCheckTests {
    private static let change = CivilDate(dayNumber: 20_000)

    private func price(_ from: CivilDate, _ to: CivilDate, _ amount: Int64 = 1) -> TariffComponent.Price {
        TariffComponent.Price(valid: CivilPeriod(from, to), amount: amount)
    }

    private func catalogue(
        _ prices: [TariffComponent.Price], terms: ChargingTerms = .periodic(PeriodicTerms())
    ) -> CatalogDocument {
        CatalogDocument(
            serviceTypes: [
                .init(code: "tv", name: "TV", components: [.init(code: "fee", name: "Fee", charging: .periodic)])
            ],
            tariffs: [
                .init(
                    code: "basic", name: "Basic", serviceType: "tv",
                    components: [.init(component: "fee", terms: terms, prices: prices)])
            ])
    }

    @Test func aSoundTariffHasNoComplaints() {
        let sound = catalogue([price(.farPast, Self.change), price(Self.change, .farFuture)])
        #expect(TariffCheck.complaints(about: sound).isEmpty)
    }

    @Test func gapsAndOverlapsOfPricesAreToldWithTheirDays() {
        let gap = catalogue([price(.farPast, Self.change), price(Self.change.adding(days: 3), .farFuture)])
        #expect(
            TariffCheck.complaints(about: gap) == [
                "Tariff basic, component fee has no price from 2024-10-04 to 2024-10-06: enter one."
            ])
        let overlap = catalogue([price(.farPast, Self.change), price(Self.change.adding(days: -1), .farFuture)])
        #expect(
            TariffCheck.complaints(about: overlap) == [
                "Tariff basic, component fee has two prices from 2024-10-03 on: end the earlier one on that day."
            ])
    }

    @Test(
        arguments: [
            ([], .periodic(PeriodicTerms()), "has no price"),
            ([-1], .periodic(PeriodicTerms()), "never below zero"),
            ([1], .periodic(PeriodicTerms(count: 500)), "enter 1 to 120"),
            ([1], .periodic(PeriodicTerms(due: .daily, proration: .fixed30)), "charged day by day"),
            ([1], .instalments(count: 0), "is of kind periodic"), ([1], .instalments(count: 0), "0 instalments"),
            (
                [1], .earlyTermination(EarlyTermination(termMonths: 0, isPerRemainingMonth: false)),
                "minimum term of 0 months"
            ),
        ] as [([Int64], ChargingTerms, String)])
    func termsAndPricesThatMakeNoSenseAreTold(_ amounts: [Int64], _ terms: ChargingTerms, _ words: String) {
        let complaints = TariffCheck.complaints(
            about: catalogue(amounts.map { price(.farPast, .farFuture, $0) }, terms: terms))
        #expect(complaints.contains { $0.contains(words) }, "\(complaints)")
    }

    @Test func limitsWithoutHysteresisAreTold() {
        #expect(TariffCheck.complaint(aboutSuspendBelow: 0, resumeFrom: 0) == nil)
        #expect(TariffCheck.complaint(aboutSuspendBelow: 100, resumeFrom: 99)?.contains("raise resume_from") == true)
    }

    @Test func whatIsThereTwiceOrMissingIsTold() {
        var document = catalogue([price(.farPast, .farFuture)])
        document.tariffs.append(document.tariffs[0])
        document.discounts = [
            .init(code: "d", name: "D", reduction: .share(0), component: .init(serviceType: "tv", component: "none"))
        ]
        document.taxSchemes = [
            .init(
                code: "a", name: "A", isInclusive: false, isStandard: true,
                rates: [.init(name: "VAT", share: -1), .init(name: "VAT", share: 1)]),
            .init(code: "b", name: "B", isInclusive: false, isStandard: true),
            .init(
                code: "free", name: "Free", isInclusive: false, treatment: .exempt,
                rates: [.init(name: "VAT", share: 1)]),
        ]
        let complaints = TariffCheck.complaints(about: document).joined(separator: "\n")
        for words in [
            "two of tariff basic", "a share is above 0 %", "there is no component tv.none", "between 0 % and 1000 %",
            "two rates on one day", "a, b are all the standard one", "Tax scheme free is exempt and has rates",
        ] { #expect(complaints.contains(words), "\(complaints)") }
    }
}
