import Domain
import Rating
import Testing

/// Discounts and taxes: proration, discount, rounding, tax, in this order (business-rules sections 1 and 9).
@Suite struct FeeTaxTests {
    private static func percent(_ number: Int64) -> Int64 { number * 10_000_000 }

    private static let discounts = [
        Discount(id: DiscountID(1), code: "ten", name: "Ten", reduction: .share(percent(10))),
        Discount(id: DiscountID(2), code: "fifty", name: "Fifty", reduction: .share(percent(50))),
        Discount(id: DiscountID(3), code: "off", name: "Off", reduction: .amount(31_000)),
        Discount(id: DiscountID(4), code: "big", name: "Big", reduction: .amount(999_000_000)),
        Discount(
            id: DiscountID(5), code: "start", name: "Start", reduction: .share(percent(50)), component: ComponentID(7)),
    ]

    private static func scheme(
        _ id: Int64, inclusive: Bool, _ shares: [Int64], rounding: TaxScheme.RoundingUnit = .line,
        treatment: TaxScheme.Treatment = .charged
    ) -> TaxScheme {
        TaxScheme(
            id: TaxSchemeID(id), code: "s\(id)", name: "S\(id)", isInclusive: inclusive, rounding: rounding,
            treatment: treatment,
            rates: shares.enumerated().map { index, share in
                TaxScheme.Rate(
                    id: TaxRateID(id * 10 + Int64(index)), category: "standard", name: "R\(index)", valid: always,
                    share: share)
            })
    }

    private static let schemes = [
        scheme(1, inclusive: false, [percent(20)]), scheme(2, inclusive: true, [percent(20)]),
        scheme(3, inclusive: false, [percent(20), percent(1)]), scheme(4, inclusive: true, [percent(20), percent(1)]),
        scheme(5, inclusive: false, [percent(20)], rounding: .document),
        scheme(6, inclusive: true, [percent(20)], rounding: .document), scheme(7, inclusive: false, []),
        scheme(8, inclusive: true, [percent(20), percent(1)], treatment: .reverseCharge),
        scheme(9, inclusive: false, [percent(20)], rounding: .document, treatment: .reverseCharge),
        scheme(11, inclusive: true, [], treatment: .exempt),
    ]

    private func engine(_ tariffs: [Tariff], standard: Int64? = nil) -> FeeRating {
        FeeRating(
            PriceBook(
                tariffs: tariffs, discounts: Self.discounts, taxSchemes: Self.schemes,
                standardScheme: standard.map { TaxSchemeID($0) }))
    }

    // MARK: Discounts

    @Test(
        arguments: [
            // One discount, all of the period: 10 % of 310 000.
            ([("2026-03-01", nil, 1)], 310_000, [1: -31_000]),
            // Two compound: 10 % of 310 000, then half of 279 000.
            ([("2026-03-01", nil, 2), ("2026-03-01", nil, 1)], 310_000, [1: -31_000, 2: -139_500]),
            // From the 17th on: 15 of 31 days.
            ([("2026-03-17", nil, 1)], 310_000, [:]),
            // Until the 10th, known from the first day on: 10 of 31 days.
            ([("2026-03-01", "2026-03-11", 1)], 310_000, [1: -10_000]),
            ([("2026-03-01", nil, 3)], 310_000, [3: -31_000]),
            // Never more than the fee.
            ([("2026-03-01", nil, 4)], 310_000, [4: -310_000]),
            ([("2026-03-01", "2026-03-02", 4)], 310_000, [4: -10_000]),
            // One of another component.
            ([("2026-03-01", nil, 5)], 310_000, [:]),
        ] as [([(String, String?, Int64)], Int64, [Int64: Int64])])
    func discountsReduceTheFeeForTheirDays(
        _ given: [(String, String?, Int64)], _ net: Int64, _ reductions: [Int64: Int64]
    ) throws {
        let at = try day("2026-03-01")
        let story = try Story(activated: "2026-03-01", discounts: given).rated()
        let engine = engine([tariff(fee: 310_000)])
        let owed = try #require(try engine.owed(story, from: at, asOf: at).first)
        var legs: [ChargeLeg: Int64] = [.net: net]
        for (id, amount) in reductions { legs[.discount(DiscountID(id))] = amount }
        #expect(owed.legs == legs)
        #expect(try engine.due(story, on: at) == (owed.total == 0 ? [] : [owed]) || owed.total == 0)
    }

    @Test func aDiscountGivenLaterCountsFromItsDay() throws {
        let story = try Story(activated: "2026-03-01", discounts: [("2026-03-17", nil, 1)]).rated()
        let owed = try engine([tariff(fee: 310_000)]).owed(
            story, from: try day("2026-03-01"), asOf: try day("2026-03-17"))
        #expect(owed.map(\.legs) == [[.net: 310_000, .discount(DiscountID(1)): -15_000]])
    }

    @Test func aDiscountOfAOneTimeComponentReducesItAndOthersDoNot() throws {
        let tariff = tariff(components: [component(7, fee: 10_000, .oneTime(.activation))])
        let story = try Story(activated: "2026-03-01", discounts: [("2026-01-01", nil, 5), ("2026-01-01", nil, 1)])
            .rated()
        let at = try day("2026-03-01")
        let owed = try engine([tariff]).owed(story, from: at, asOf: at)
        #expect(owed.map(\.legs) == [[.net: 10_000, .discount(DiscountID(5)): -5_000]])
    }

    @Test func discountsComeBeforeTheRoundingAndTaxAfterIt() throws {
        // 12 of 31 days of 10 000 are 3 870.97; less 10 % 3 483.87; rounded to 100: 3 500; 20 % of it.
        let rounded = component(fee: 10_000, rounding: Rounding(mode: .halfUp, step: 100))
        let story = try Story(activated: "2026-03-20", discounts: [("2026-03-20", nil, 1)]).rated()
        let at = try day("2026-03-20")
        let owed = try engine([tariff(components: [rounded])], standard: 1).owed(story, from: at, asOf: at)
        #expect(
            owed.map(\.legs) == [
                [.net: 3_900, .discount(DiscountID(1)): -400, .tax(TaxRateID(10)): 700]
            ])
    }

    @Test func anUnknownDiscountIsAnErrorAndNeverIgnored() throws {
        let at = try day("2026-03-01")
        let story = try Story(activated: "2026-03-01", discounts: [("2026-03-01", nil, 99)]).rated()
        #expect(throws: FeeRating.Failure.unknownDiscount(DiscountID(99))) {
            try engine([tariff(fee: 1)]).due(story, on: at)
        }
    }

    // MARK: Taxes

    @Test(
        arguments: [
            (1, 10_001, [.net: 10_001, .tax(TaxRateID(10)): 2_000]),
            (1, 10_003, [.net: 10_003, .tax(TaxRateID(10)): 2_001]),
            (2, 12_000, [.net: 10_000, .tax(TaxRateID(20)): 2_000]),
            (2, 10_000, [.net: 8_333, .tax(TaxRateID(20)): 1_667]),
            (3, 10_000, [.net: 10_000, .tax(TaxRateID(30)): 2_000, .tax(TaxRateID(31)): 100]),
            (4, 12_100, [.net: 10_000, .tax(TaxRateID(40)): 2_000, .tax(TaxRateID(41)): 100]),
            (7, 10_000, [.net: 10_000]),
            // The customer declares it: out of the price that contains it, not on top of one that does not.
            (8, 12_100, [.net: 10_000]), (8, 10_000, [.net: 8_264]), (9, 10_001, [.net: 10_001]),
            (11, 12_000, [.net: 12_000]),
        ] as [(Int64, Int64, [ChargeLeg: Int64])])
    func taxesAreAddedToThePriceOrContainedInIt(
        _ scheme: Int64, _ fee: Int64, _ legs: [ChargeLeg: Int64]
    ) throws {
        let at = try day("2026-03-01")
        let story = try Story(activated: "2026-03-01").rated()
        let due = try engine([tariff(fee: fee)], standard: scheme).due(story, on: at)
        #expect(due.map(\.legs) == [legs])
    }

    @Test func whatTheCustomerDeclaresIsExplained() throws {
        let at = try day("2026-03-01")
        let story = try Story(activated: "2026-03-01").rated()
        let engine = engine([tariff(fee: 12_100)], standard: 8)
        let due = try engine.due(story, on: at, explaining: true)
        let arithmetic = try #require(due.first).arithmetic.joined(separator: "\n")
        for tax in ["R0 20 % contained in 121,00: 20,00", "R1 1 % contained in 121,00: 1,00"] {
            #expect(arithmetic.contains("\(tax), not charged: the customer declares it"), "\(arithmetic)")
        }
    }

    @Test func theSchemeAndTheRateAreThoseOfTheValueDate() throws {
        let change = try day("2026-04-01")
        let moving = TaxScheme(
            id: TaxSchemeID(50), code: "m", name: "M", isInclusive: false,
            rates: [
                .init(
                    id: TaxRateID(1), category: "standard", name: "old", valid: CivilPeriod(.farPast, change),
                    share: Self.percent(18)),
                .init(
                    id: TaxRateID(2), category: "standard", name: "new", valid: CivilPeriod(change, .farFuture),
                    share: Self.percent(20)),
                .init(id: TaxRateID(3), category: "reduced", name: "other", valid: always, share: Self.percent(5)),
            ])
        let engine = FeeRating(
            PriceBook(
                tariffs: [tariff(fee: 10_000)], taxSchemes: [moving] + Self.schemes,
                standardScheme: TaxSchemeID(50)))
        let story = try Story(activated: "2026-03-01", schemes: [("2026-05-01", "2026-06-01", 7)]).rated()
        let owed = try engine.owed(story, from: try day("2026-03-01"), asOf: try day("2026-06-01"))
        #expect(owed.map(\.total) == [11_800, 12_000, 10_000, 12_000])
    }

    @Test(arguments: [(5, 1_001), (1, 1_000)] as [(Int64, Int64)])
    func roundingByDocumentMakesTheTaxesAddUpToTheRoundedTotal(_ scheme: Int64, _ tax: Int64) throws {
        // 20 % of 1 001 is 200.2: five lines round to 1 000, the document's total is 1 001.
        let at = try day("2026-03-01")
        let components = (1...5).map { component(Int64($0), fee: 1_001) }
        let engine = engine([tariff(components: components)], standard: scheme)
        let lines = ChargeDifference.lines(
            owed: try engine.due(try Story(activated: "2026-03-01").rated(), on: at), posted: [], today: at)
        var document = DocumentTax(engine.book)
        let posted = lines.map { document.round($0) }
        let total = posted.map(\.total).reduce(0, +)
        #expect(total == 5_005 + tax)
        // Asking again does not take the document's rounding for a change.
        let standing = posted.flatMap { line in
            line.legs.map {
                PostedCharge(key: line.key, tariff: line.tariff, leg: $0.key, amount: $0.value, nextLine: 1)
            }
        }
        let again = ChargeDifference.lines(
            owed: try engine.due(try Story(activated: "2026-03-01").rated(), on: at), posted: standing, today: at)
        #expect(again == [])
    }

    @Test func roundingByDocumentKeepsAPriceThatContainsTheTax() throws {
        let at = try day("2026-03-01")
        let components = (1...7).map { component(Int64($0), fee: 1_001) }
        let engine = engine([tariff(components: components)], standard: 6)
        let story = try Story(activated: "2026-03-01").rated()
        let lines = ChargeDifference.lines(owed: try engine.due(story, on: at), posted: [], today: at)
        var document = DocumentTax(engine.book)
        let posted = lines.map { document.round($0) }
        #expect(posted.allSatisfy { $0.total == 1_001 })
        // A sixth of 7 007 is 1 167.83.
        #expect(posted.compactMap { $0.legs[.tax(TaxRateID(60))] }.reduce(0, +) == 1_168)
        let standing = posted.flatMap { line in
            line.legs.map {
                PostedCharge(key: line.key, tariff: line.tariff, leg: $0.key, amount: $0.value, nextLine: 1)
            }
        }
        #expect(ChargeDifference.lines(owed: try engine.due(story, on: at), posted: standing, today: at) == [])
    }

    // MARK: Arithmetic

    @Test func theArithmeticTellsHowAnAmountCameAbout() throws {
        let story = try Story(activated: "2026-03-20", discounts: [("2026-03-20", nil, 1)]).rated()
        let at = try day("2026-03-20")
        let owed = try engine([tariff(fee: 600_000)], standard: 1).owed(story, from: at, asOf: at, explaining: true)
        #expect(
            owed.first?.arithmetic == [
                "2026-03-20 to 2026-03-31, 12 of 31 days: 6 000,00 \u{D7} 12/31 = 2 322,580645\u{2026}",
                "rounded half up to 0,01: 2 322,58", "discount Ten 10 %: -232,26",
                "R0 20 % of 2 090,32: 418,06",
            ])
    }
}
