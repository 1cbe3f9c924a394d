import Domain
import Rating
import Testing

/// Changes in the middle of a period: of the tariff, of suspensions, options, trials.
@Suite struct FeeChangeTests {
    private let two = rating(tariff(1, fee: 300_000), tariff(2, fee: 900_000))

    @Test func theDayOfATariffChangeIsChargedAtTheNewTariff() throws {
        let story = try Story(activated: "2026-01-01", tariffs: [("2026-06-16", 2)]).rated()
        let june = try day("2026-06-01")
        // 15 days of the old, 15 days of the new, under one key.
        let owed = try two.owed(story, from: june, asOf: try day("2026-06-16"))
        #expect(told(owed) == ["2026-06-01 150000", "2026-06-01 450000"])
        #expect(owed.map(\.tariff) == [TariffID(1), TariffID(2)])
        #expect(owed.map(\.valueOn) == [june, try day("2026-06-16")])
        #expect(owed.map(\.unusedDays) == [15, 15])
    }

    @Test func aChangeStillToComeHasNoEffectYetAndOneWithdrawnLeavesNoTrace() throws {
        let planned = try Story(activated: "2026-01-01", tariffs: [("2026-06-16", 2)]).rated()
        let withdrawn = try Story(activated: "2026-01-01").rated()
        let june = try day("2026-06-01")
        for offset in 0..<15 {
            let at = june.adding(days: offset)
            let owed = try two.owed(planned, from: june, asOf: at)
            #expect(told(owed) == ["2026-06-01 300000"])
            #expect(try two.owed(withdrawn, from: june, asOf: at) == owed)
        }
        #expect(told(try two.due(planned, on: june)) == ["2026-06-01 300000"])
    }

    @Test func twoChangesOnADayAreOneSpanAndAChangeBackGivesOneChargeATariff() throws {
        let story = try Story(
            activated: "2026-06-01", tariffs: [("2026-06-11", 2), ("2026-06-21", 1)]
        ).rated()
        let june = try day("2026-06-01")
        let owed = try two.owed(story, from: june, asOf: try day("2026-06-30"))
        // 20 days of the first, 10 of the second.
        #expect(told(owed) == ["2026-06-01 200000", "2026-06-01 300000"])
        #expect(owed.map(\.days) == [20, 10])
    }

    @Test func tariffsWithOtherPeriodsHaveTheirOwn() throws {
        // Monthly to yearly from 1 January: 352 of the year's 365 days from 14 January on.
        let engine = rating(tariff(1, fee: 310_000), tariff(2, fee: 3_650_000, monthly(unit: .year)))
        let story = try Story(activated: "2026-01-01", tariffs: [("2026-01-14", 2)]).rated()
        let at = try day("2026-01-14")
        let owed = try engine.owed(story, from: at.firstOfMonth, asOf: at)
        #expect(told(owed) == ["2026-01-01 130000", "2026-01-01 3520000"])
        // In December the yearly period of January is still the present one.
        #expect(engine.firstDay(toEvaluate: story, on: try day("2026-12-05"), isCharged: true) == at.firstOfMonth)
    }

    @Test func withoutProrationTheFirstTariffOfThePeriodPaysIt() throws {
        let engine = rating(tariff(1, fee: 300_000, monthly(.none)), tariff(2, fee: 900_000, monthly(.none)))
        let story = try Story(activated: "2026-06-10", tariffs: [("2026-06-16", 2)]).rated()
        let owed = try engine.owed(story, from: try day("2026-06-10"), asOf: try day("2026-07-01"))
        #expect(told(owed) == ["2026-06-10 300000", "2026-06-10 0", "2026-07-01 900000"])
    }

    // MARK: Suspension

    @Test(arguments: [
        // Suspended on the 5th, resumed on the 15th: nine whole days.
        ("2026-06-05", "2026-06-15", 420_000), ("2026-06-05", "2026-06-06", 600_000),
        ("2026-06-05", "2026-06-05", 600_000), ("2026-05-20", "2026-06-15", 320_000),
        ("2026-06-05", nil, 100_000), ("2026-05-20", nil, 0),
    ])
    func whollySuspendedDaysAreNotCharged(_ from: String, _ to: String?, _ amount: Int64) throws {
        let story = try Story(activated: "2026-01-01", suspended: [(from, to)]).rated()
        let june = try day("2026-06-01")
        let owed = try rating(tariff(fee: 600_000)).owed(story, from: june, asOf: try day("2026-06-20"))
        #expect(owed.map(\.total).reduce(0, +) == amount)
        let kept = try rating(tariff(components: [component(fee: 600_000, whileSuspended: true)])).owed(
            story, from: june, asOf: try day("2026-06-20"))
        #expect(told(kept) == ["2026-06-01 600000"])
    }

    @Test func nothingIsDueWhileTheServiceIsSuspendedUnlessTheComponentSaysSo() throws {
        let engine = rating(
            tariff(components: [component(fee: 600_000), component(2, fee: 100_000, whileSuspended: true)]))
        let story = try Story(activated: "2026-01-01", suspended: [("2026-05-20", "2026-06-10")]).rated()
        #expect(try engine.due(story, on: try day("2026-06-01")).map(\.key.component) == [ComponentID(2)])
        // The resumption brings it, from its own day on: 21 of 30 days.
        let owed = try engine.owed(story, from: try day("2026-06-01"), asOf: try day("2026-06-10"))
        #expect(told(owed) == ["2026-06-01 420000", "2026-06-01 100000"])
        #expect(owed.map(\.valueOn) == [try day("2026-06-10"), try day("2026-06-01")])
        #expect(
            engine.firstDay(toEvaluate: story, on: try day("2026-06-10"), isCharged: true) == (try day("2026-05-01")))
    }

    @Test func aBackDatedPaymentThatUndoesASuspensionBringsItsFeeBack() throws {
        let engine = rating(tariff(fee: 600_000))
        let at = try day("2026-06-20")
        let june = try day("2026-06-01")
        let stopped = try Story(activated: "2026-01-01", suspended: [("2026-06-05", "2026-06-15")]).rated()
        let undone = try Story(activated: "2026-01-01").rated()
        let posted = try engine.owed(stopped, from: june, asOf: at)
        let lines = ChargeDifference.lines(
            owed: try engine.owed(undone, from: june, asOf: at), posted: postings(posted), today: at)
        #expect(lines.map(\.total) == [180_000])
        #expect(lines.map(\.note) == ["whole period"])
    }

    // MARK: Trials

    // The trial's days by the tariff in force on each: (first, second, day of the change, sum of June).
    @Test(arguments: [
        (14, 0, "2026-06-16", 10_000 + 450_000), (14, 30, "2026-06-16", 10_000), (30, 7, "2026-06-05", 30_000 * 23),
        (0, 0, "2026-06-16", 150_000 + 450_000),
    ])
    func trialsCountFromTheFirstStartThroughTariffChanges(
        _ first: Int, _ second: Int, _ change: String, _ amount: Int64
    ) throws {
        let engine = rating(
            tariff(1, fee: 300_000, trialDays: first), tariff(2, fee: 900_000, trialDays: second))
        let story = try Story(activated: "2026-06-01", tariffs: [(change, 2)]).rated()
        let owed = try engine.owed(story, from: try day("2026-06-01"), asOf: try day("2026-06-30"))
        #expect(owed.map(\.total).reduce(0, +) == amount)
        #expect(owed.map(\.days).reduce(0, +) == 30)
    }

    @Test func theWholeFeeOfAFragmentIsNotSpentOnTheTrial() throws {
        let engine = rating(tariff(fee: 300_000, monthly(.none), trialDays: 10))
        let story = try Story(activated: "2026-06-01").rated()
        #expect(told(try engine.due(story, on: try day("2026-06-01"))) == ["2026-06-01 300000"])
    }

    // MARK: Options

    private let television = rating(
        tariff(components: [component(fee: 100_000), component(2, fee: 30_000, selection: .optional)]))

    @Test func optionsArePricedFromTheDayTheyAreChosenInTheirQuantity() throws {
        let story = try Story(
            activated: "2026-06-01", options: [("2026-06-11", "2026-06-21", 2, 1), ("2026-06-21", nil, 2, 3)]
        ).rated()
        let june = try day("2026-06-01")
        func owed(_ at: String) throws -> [String] {
            told(
                try television.owed(story, from: june, asOf: try day(at)).filter { $0.key.component == ComponentID(2) })
        }
        #expect(try owed("2026-06-10") == [])
        #expect(try owed("2026-06-11") == ["2026-06-11 20000"])
        #expect(try owed("2026-06-20") == ["2026-06-11 20000"])
        #expect(try owed("2026-06-21") == ["2026-06-11 10000", "2026-06-21 30000"])
        #expect(try owed("2026-07-01") == ["2026-06-11 10000", "2026-06-21 30000", "2026-07-01 90000"])
        #expect(
            told(try television.due(story, on: try day("2026-07-01"))) == ["2026-07-01 100000", "2026-07-01 90000"])
    }

    // MARK: Day by day

    @Test(arguments: [("2026-02-01", 1_000), ("2026-03-01", 100_001), ("2028-02-01", 7), ("2026-06-01", 599_999)])
    func theDaysOfAMonthAddUpToItsFeeExactly(_ first: String, _ fee: Int64) throws {
        let engine = rating(tariff(fee: fee, monthly(due: .daily)))
        let story = try Story(activated: first).rated()
        let start = try day(first)
        let last = start.adding(days: start.daysInMonth - 1)
        let owed = try engine.owed(story, from: start, asOf: last)
        #expect(owed.map(\.total).reduce(0, +) == fee)
        #expect(owed.count == start.daysInMonth)
        #expect(owed.allSatisfy { $0.valueOn == $0.key.periodOn })
        for charge in owed where charge.total != 0 {
            #expect(try engine.due(story, on: charge.key.periodOn) == [charge])
        }
    }

    @Test func daysSuspendedAndDaysOfATrialCostNothingInDailyMode() throws {
        let engine = rating(tariff(fee: 300_000, monthly(due: .daily), trialDays: 3))
        let story = try Story(
            activated: "2026-06-01", ended: "2026-06-21", suspended: [("2026-06-10", "2026-06-15")]
        ).rated()
        let owed = try engine.owed(story, from: try day("2026-06-01"), asOf: try day("2026-06-30"))
        // 20 days, 3 of the trial, 4 wholly suspended.
        #expect(owed.map(\.total).reduce(0, +) == 130_000)
    }
}

/// What the charges' lines come to on the ledger.
func postings(_ charges: [Charge]) -> [PostedCharge] {
    charges.flatMap { charge in
        charge.legs.map {
            PostedCharge(key: charge.key, tariff: charge.tariff, leg: $0.key, amount: $0.value, nextLine: 1)
        }
    }
}
