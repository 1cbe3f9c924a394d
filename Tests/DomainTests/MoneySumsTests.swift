import Domain
import Testing

@Suite struct MoneySumsTests {
    private static func money(_ units: Int64, _ code: String) -> Money {
        Money(minorUnits: units, currency: Currency(code: code))
    }

    @Test func currenciesAreAddedEachByItselfInTheOrderOfTheirCodes() {
        let amounts = [(5, "USD"), (700, "AMD"), (-2, "USD"), (300, "AMD")] as [(Int64, String)]
        #expect(MoneySums(amounts.map(Self.money)).sums == [Self.money(1_000, "AMD"), Self.money(3, "USD")])
        #expect(MoneySums().sums == [])
    }

    @Test(arguments: [(Int64.max, 1, Int64.max), (.min, -1, .min), (.max, -1, .max - 1)] as [(Int64, Int64, Int64)])
    func whatIsTooLargeIsTheMostThatCanBeTold(_ first: Int64, _ second: Int64, _ sum: Int64) {
        let sums = MoneySums([Self.money(first, "AMD"), Self.money(second, "AMD")])
        #expect(sums.sums == [Self.money(sum, "AMD")])
    }
}
