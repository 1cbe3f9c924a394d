import Domain
import Rating
import Testing

private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

private let always = CivilPeriod(CivilDate(dayNumber: 0), CivilDate(dayNumber: 40_000))

private func tariff(
    _ id: Int64, fee: Int64, period: Tariff.Period = .month, proration: Tariff.Proration = .actual,
    prices: [Tariff.Price]? = nil, chargesWhileSuspended: Bool = false
) -> Tariff {
    Tariff(
        id: TariffID(id), name: "T\(id)", currency: .amd, period: period, proration: proration,
        chargesWhileSuspended: chargesWhileSuspended, limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 0),
        components: [Tariff.Component(id: 1, name: "Fee", prices: prices ?? [Tariff.Price(valid: always, amount: fee)])]
    )
}

private func engine(_ tariffs: [Tariff]) -> PeriodicFee {
    PeriodicFee(tariffs: Dictionary(uniqueKeysWithValues: tariffs.map { ($0.id, $0) }))
}

private func subscription(
    from activated: CivilDate, to ended: CivilDate? = nil, billingDay: Int = 1,
    tariffs: [(CivilDate, CivilDate?, Int64)], suspended: [(from: CivilDate, to: CivilDate?)] = []
) -> RatedSubscription {
    RatedSubscription(
        activatedOn: activated, endedOn: ended, billingDay: billingDay,
        tariffs: tariffs.map { span in
            .init(valid: CivilPeriod(span.0, span.1 ?? CivilDate(dayNumber: 40_000)), tariff: TariffID(span.2))
        }, suspensions: suspended)
}

@Suite struct PeriodicFeeTests {
    // 600 000 minor units a month: figures computed by hand.
    @Test(arguments: [
        ("2026-03-01", "2026-03-01", 600_000), ("2026-03-20", "2026-03-20", 232_258),
        ("2026-03-31", "2026-03-31", 19_355),
        ("2026-03-20", "2026-04-01", 600_000), ("2026-02-15", "2026-02-15", 300_000),
        ("2028-02-15", "2028-02-15", 310_345),
    ])
    func theFirstFeeIsProratedByTheDaysOfItsMonth(_ activated: String, _ at: String, _ amount: Int64) throws {
        let activated = try day(activated)
        let fees = try engine([tariff(1, fee: 600_000)]).fees(
            of: subscription(from: activated, tariffs: [(activated, nil, 1)]), periodAround: try day(at),
            asOf: try day(at))
        #expect(fees.map(\.amount) == [amount])
    }

    @Test(
        arguments: [
            (Tariff.Proration.actual, 232_258), (.fixed30, 240_000), (.none, 600_000), (.freeFirst, 0),
        ] as [(Tariff.Proration, Int64)])
    func eachWayOfProratingPricesTheFragmentByItsOwnRule(_ proration: Tariff.Proration, _ amount: Int64) throws {
        let activated = try day("2026-03-20")
        let fees = try engine([tariff(1, fee: 600_000, proration: proration)]).fees(
            of: subscription(from: activated, tariffs: [(activated, nil, 1)]), periodAround: activated, asOf: activated)
        #expect(fees.map(\.amount) == [amount])
        #expect(fees.map(\.days) == [12])
    }

    @Test(arguments: [
        ("2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("2028-01-30", ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30"]),
    ])
    func billingDaysAtTheEndOfTheMonthNeverDrift(_ start: String, _ starts: [String]) throws {
        let activated = try day(start)
        let plan = subscription(from: activated, billingDay: activated.day, tariffs: [(activated, nil, 1)])
        var found: [String] = []
        var at = activated
        let engine = engine([tariff(1, fee: 600_000)])
        for _ in 0..<4 {
            let period = try #require(try engine.period(of: plan, around: at))
            found.append(period.start.description)
            at = period.end
        }
        #expect(found == starts)
    }

    @Test func aFragmentOverAMonthBorderCountsEachMonthWithItsOwnDays() throws {
        // 25 January to 3 February, billing day 3: 7/31 + 2/28 of the fee.
        let activated = try day("2026-01-25")
        let fees = try engine([tariff(1, fee: 868_000)]).fees(
            of: subscription(from: activated, billingDay: 3, tariffs: [(activated, nil, 1)]), periodAround: activated,
            asOf: activated)
        #expect(fees.map(\.amount) == [258_000])
    }

    @Test func aPriceChangeSplitsThePeriodAtTheChange() throws {
        let change = try day("2026-04-11")
        let prices = [
            Tariff.Price(valid: CivilPeriod(always.start, change), amount: 300_000),
            Tariff.Price(valid: CivilPeriod(change, always.end), amount: 600_000),
        ]
        let activated = try day("2026-01-01")
        let fees = try engine([tariff(1, fee: 0, prices: prices)]).fees(
            of: subscription(from: activated, tariffs: [(activated, nil, 1)]), periodAround: change, asOf: change)
        // 10/30 of 300 000 and 20/30 of 600 000.
        #expect(fees.map(\.amount) == [500_000])
    }

    @Test func theDayOfATariffChangeIsChargedAtTheNewTariff() throws {
        let activated = try day("2026-01-01")
        let change = try day("2026-06-16")
        let plan = subscription(from: activated, tariffs: [(activated, change, 1), (change, nil, 2)])
        let fees = try engine([tariff(1, fee: 300_000), tariff(2, fee: 900_000)]).fees(
            of: plan, periodAround: change, asOf: change)
        // 15 days of the old, 15 days of the new.
        #expect(fees.map(\.amount) == [600_000])
    }

    @Test func whollySuspendedDaysAreNotChargedUnlessTheTariffSaysSo() throws {
        let activated = try day("2026-01-01")
        // Suspended on the 5th, resumed on the 15th: nine whole days.
        let span = (from: try day("2026-06-05"), to: Optional(try day("2026-06-15")))
        let plan = subscription(from: activated, tariffs: [(activated, nil, 1)], suspended: [span])
        let at = try day("2026-06-20")
        let free = try engine([tariff(1, fee: 600_000)]).fees(of: plan, periodAround: at, asOf: at)
        let kept = try engine([tariff(1, fee: 600_000, chargesWhileSuspended: true)]).fees(
            of: plan, periodAround: at, asOf: at)
        #expect(free.map(\.amount) == [420_000])
        #expect(kept.map(\.amount) == [600_000])
    }

    @Test func aSubscriptionOutsideItsLifeCostsNothing() throws {
        let activated = try day("2026-03-10")
        let ended = try day("2026-05-10")
        let plan = subscription(from: activated, to: ended, tariffs: [(activated, nil, 1)])
        let engine = engine([tariff(1, fee: 310_000)])
        #expect(try engine.fees(of: plan, periodAround: try day("2026-03-09"), asOf: activated) == [])
        #expect(try engine.fees(of: plan, periodAround: ended, asOf: ended) == [])
        let last = try engine.fees(of: plan, periodAround: try day("2026-05-01"), asOf: ended)
        #expect(last.map(\.amount) == [90_000])
    }

    @Test func theDaysOfAMonthAddUpToItsFeeExactly() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for _ in 0..<300 {
            let fee = Int64.random(in: 1...100_000_000, using: &generator)
            let first = CivilDate(dayNumber: Int32.random(in: 18_000...24_000, using: &generator)).firstOfMonth
            let cut = first.adding(days: Int.random(in: 1..<first.daysInMonth, using: &generator))
            let engine = engine([tariff(1, fee: fee)])
            let whole = try engine.fees(
                of: subscription(from: first, tariffs: [(first, nil, 1)]), periodAround: first, asOf: first)
            let head = try engine.fees(
                of: subscription(from: first, to: cut, tariffs: [(first, nil, 1)]), periodAround: first, asOf: first)
            let tail = try engine.fees(
                of: subscription(from: cut, tariffs: [(cut, nil, 1)]), periodAround: cut, asOf: cut)
            let sum = (head + tail).map(\.amount).reduce(0, +)
            // Two roundings of halves: they can miss the whole by one unit, never more.
            #expect(whole.map(\.amount) == [fee] && abs(sum - fee) <= 1, "seed \(seed)")
        }
    }

    @Test func aMissingPriceIsAnErrorAndNeverFree() throws {
        let activated = try day("2026-03-10")
        let gap = [Tariff.Price(valid: CivilPeriod(always.start, activated), amount: 1)]
        #expect(throws: PeriodicFee.Failure.self) {
            try engine([tariff(1, fee: 0, prices: gap)]).fees(
                of: subscription(from: activated, tariffs: [(activated, nil, 1)]), periodAround: activated,
                asOf: activated)
        }
    }
}

private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}
