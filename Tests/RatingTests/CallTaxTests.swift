import Domain
import Rating
import Testing

private let day = CivilDate(dayNumber: 20_000)

private func scheme(_ isInclusive: Bool, _ shares: Int64...) -> TaxScheme {
    TaxScheme(
        id: TaxSchemeID(1), code: "vat", name: "VAT", isInclusive: isInclusive,
        rates: shares.enumerated().map { index, percent in
            .init(
                id: TaxRateID(Int64(index + 1)), category: "standard", name: "VAT \(percent)",
                valid: CivilPeriod(day, .farFuture), share: percent * 10_000_000)
        })
}

@Suite struct CallTaxTests {
    @Test(
        arguments: [
            // 2.4 rounded to 2; 20 % of 2.4 is 0.48, of 2 it would be 0.4.
            (scheme(false, 20), 24, 2, 2, []), (scheme(false, 20), 25, 3, 3, [1]),
            (scheme(false, 20), 1_000, 100, 100, [20]),
            (scheme(false, 20, 5), 1_000, 100, 100, [20, 5]), (scheme(true, 20), 1_200, 120, 100, [20]),
            (scheme(true, 20, 5), 1_250, 125, 100, [20, 5]), (scheme(true, 20), 27, 3, 3, []),
            (scheme(true, 20), 34, 3, 2, [1]), (scheme(false, 20), 4, 0, 0, []), (scheme(false), 100, 10, 10, []),
        ] as [(TaxScheme, Int128, Int64, Int64, [Int64])])
    func taxIsComputedFromThePriceBeforeRounding(
        _ scheme: TaxScheme, _ tenths: Int128, _ amount: Int64, _ net: Int64, _ taxes: [Int64]
    ) throws {
        let legs = try #require(
            CallTax.legs(
                exact: tenths * RatedCall.exactScale / 10, amount: amount, scheme: scheme, category: "standard", on: day
            ))
        #expect(legs.net == net)
        #expect(legs.taxes.map(\.1) == taxes)
        #expect(
            legs.net + legs.taxes.reduce(0) { $0 + $1.1 } == (scheme.isInclusive ? amount : net + taxes.reduce(0, +)))
    }

    @Test func withoutASchemeInAnotherCategoryAndBeforeItsDayThereIsNoTax() throws {
        let exact = RatedCall.exactScale * 100
        let cases: [(TaxScheme?, String, CivilDate)] = [
            (nil, "standard", day), (scheme(false, 20), "reduced", day),
            (scheme(true, 20), "standard", day.adding(days: -1)),
        ]
        for (scheme, category, on) in cases {
            let legs = try #require(
                CallTax.legs(exact: exact, amount: 100, scheme: scheme, category: category, on: on))
            #expect(legs.net == 100)
            #expect(legs.taxes.isEmpty)
        }
    }

    @Test(arguments: [(true, 1_200, 100), (true, 34, 2), (false, 1_000, 100)] as [(Bool, Int128, Int64)])
    func aTaxTheCustomerDeclaresIsNoLegAndNotInTheNet(_ isInclusive: Bool, _ tenths: Int128, _ net: Int64) throws {
        let charged = scheme(isInclusive, 20)
        let declared = TaxScheme(
            id: charged.id, code: "vat", name: "VAT", isInclusive: isInclusive, treatment: .reverseCharge,
            rates: charged.rates)
        let legs = try #require(
            CallTax.legs(
                exact: tenths * RatedCall.exactScale / 10, amount: Int64(tenths / 10), scheme: declared,
                category: "standard", on: day))
        #expect(legs.net == net)
        #expect(legs.taxes.isEmpty)
    }

    @Test func aPriceTooLargeToTaxIsNoPrice() {
        #expect(
            CallTax.legs(exact: .max, amount: .max, scheme: scheme(false, 20), category: "standard", on: day) == nil)
    }
}
