import Domain
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("5000", 500_000), ("5 000,50", 500_050), ("5000.5", 500_050), ("-12", -1_200), ("0,01", 1), ("+7", 700),
        ("1 234 567,5", 123_456_750), (" 5000 ", 500_000), ("- 12 000", -1_200_000), ("1\u{A0}000", 100_000),
        ("92233720368547758,07", Int64.max),
    ])
    func amountsAreReadAsOperatorsTypeThem(_ text: String, _ minor: Int64) throws {
        #expect(try Money(typed: text, currency: .amd).minorUnits == minor)
    }

    @Test(arguments: [
        ("", Money.Failure.notANumber("")), ("12a", .notANumber("12a")), ("1,2,3", .notANumber("1,2,3")),
        ("--5", .notANumber("--5")), ("1.", .notANumber("1.")), ("٣", .notANumber("٣")),
        ("2500 1001314", .notANumber("2500 1001314")), ("25 00", .notANumber("25 00")),
        ("1 0000", .notANumber("1 0000")),
        ("1 00 000", .notANumber("1 00 000")), ("5000,5 0", .notANumber("5000,5 0")),
        ("0,001", .tooFine("0,001", digits: 2)), ("92233720368547758,08", .overflow),
    ])
    func nonsenseIsRefusedInWords(_ text: String, _ failure: Money.Failure) {
        #expect(throws: failure) { try Money(typed: text, currency: .amd) }
        #expect(!failure.sentence.isEmpty)
    }

    @Test(arguments: [
        (0, "0,00"), (5, "0,05"), (-5, "-0,05"), (123_456_750, "1 234 567,50"), (-99_900, "-999,00"),
        (Int64.min, "-92 233 720 368 547 758,08"),
    ])
    func amountsAreShownTheLocalWay(_ minor: Int64, _ text: String) {
        #expect(Money(minorUnits: minor, currency: .amd).description == text)
    }

    @Test func partsOfASplitAddUpToTheWhole() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(state: seed)
        var wrong = 0
        for _ in 0..<2_000 {
            let amount = Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator)
            let weights = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                Int64.random(in: 0...1_000, using: &generator)
            }
            let parts = Money(minorUnits: amount, currency: .amd).split(weights: weights)
            if parts.count != weights.count || parts.map(\.minorUnits).reduce(0, +) != amount { wrong += 1 }
        }
        #expect(wrong == 0, "seed \(seed)")
    }

    @Test func sumsThatDoNotFitAreErrors() {
        let most = Money(minorUnits: .max, currency: .amd)
        #expect(throws: Money.Failure.overflow) { try most.adding(Money(minorUnits: 1, currency: .amd)) }
        let euro = Currency(code: "EUR", fractionDigits: 2)
        #expect(throws: Money.Failure.differentCurrencies("AMD", "EUR")) { try most.adding(.zero(euro)) }
    }

    @Test(
        arguments: [
            (Rounding.Mode.halfUp, [2, 3, -3, 0, 1]), (.halfEven, [2, 2, -2, 0, 0]), (.up, [3, 3, -3, 1, 1]),
            (.down, [2, 2, -2, 0, 0]),
        ] as [(Rounding.Mode, [Int64])])
    func eachModeRoundsItsOwnWay(_ mode: Rounding.Mode, _ expected: [Int64]) {
        // 2.4, 2.5, -2.5, 0.4, 0.5
        let results = [(24, 10), (25, 10), (-25, 10), (4, 10), (5, 10)].map { numerator, denominator in
            Rounding(mode: mode).minorUnits(Int128(numerator), over: Int128(denominator))
        }
        #expect(results == expected)
    }

    @Test(arguments: [(1_249, 1_000), (1_250, 1_500), (1_251, 1_500), (-1_250, -1_500)])
    func cashRoundingGivesMultiplesOfItsStep(_ exact: Int, _ rounded: Int64) {
        #expect(Rounding(mode: .halfUp, step: 500).minorUnits(Int128(exact), over: 1) == rounded)
    }

    @Test func whatDoesNotFitIsNotRounded() {
        #expect(Rounding.standard.minorUnits(Int128(Int64.max) + 1, over: 1) == nil)
        #expect(Rounding.standard.minorUnits(1, over: 0) == nil)
    }
}

/// A seeded generator for property tests; the seed is printed with every failure.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
