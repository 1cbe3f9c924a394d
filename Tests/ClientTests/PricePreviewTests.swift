import Domain
import Testing

@testable import Client

@MainActor struct PricePreviewTests {
    nonisolated static let cases: [(PeriodicTerms, price: String, first: String)] = [
        (
            PeriodicTerms(), "Price: 3 100,00 AMD a month.",
            "the first fee is 1 600,00 AMD for 16 days, 16.03.2026-31.03.2026."
        ),
        (
            PeriodicTerms(due: .arrears), "Price: 3 100,00 AMD a month.",
            "1 600,00 AMD is charged on 01.04.2026."
        ),
        (
            PeriodicTerms(proration: .none), "Price: 3 100,00 AMD a month.",
            "the first fee is 3 100,00 AMD for 16 days, 16.03.2026-31.03.2026."
        ),
        (
            PeriodicTerms(unit: .day), "Price: 3 100,00 AMD a day.",
            "the first fee is 3 100,00 AMD for 1 day, 16.03.2026-16.03.2026."
        ),
    ]

    @Test(arguments: cases)
    func thePreviewIsWhatWillBeCharged(
        _ terms: PeriodicTerms, _ price: String, _ first: String
    ) throws {
        let tariff = Samples.tariff(1, "Home", 310_000, terms: terms)
        let preview = PricePreview(
            offer: TariffOffer(tariff: tariff, serviceType: "internet", parameters: []),
            startsOn: try #require(CivilDate("2026-03-16")))
        #expect(preview.lines[1] == price)
        #expect(preview.lines[2] == "Begun today, \(first)")
    }

    @Test func wordsThatDoNotFitTakeTheirRows() {
        let preview = PricePreview(offer: Samples.offers[0], startsOn: CivilDate(dayNumber: 20_528))
        #expect(preview.rows(width: 100) == 3)
        #expect(preview.rows(width: 60) == 4)
    }
}
