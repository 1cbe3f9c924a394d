import Domain
import Rating
import Testing

@Suite struct FeePeriodTests {
    // 600 000 minor units a month: figures computed by hand.
    @Test(arguments: [
        ("2026-03-01", "2026-03-01", 600_000), ("2026-03-20", "2026-03-20", 232_258),
        ("2026-03-31", "2026-03-31", 19_355), ("2026-02-15", "2026-02-15", 300_000),
        ("2028-02-15", "2028-02-15", 310_345),
    ])
    func theFirstFeeIsProratedByTheDaysOfItsMonth(_ activated: String, _ at: String, _ amount: Int64) throws {
        let owed = try rating(tariff(fee: 600_000)).owed(
            try Story(activated: activated).rated(), from: try day(activated), asOf: try day(at))
        #expect(owed.map(\.total) == [amount])
        #expect(owed.map(\.valueOn) == [try day(activated)])
    }

    @Test(
        arguments: [
            (.actual, 232_258), (.fixed30, 240_000), (.none, 600_000), (.freeFirst, 0),
        ] as [(PeriodicTerms.Proration, Int64)])
    func eachWayOfProratingPricesTheFragmentByItsOwnRule(
        _ proration: PeriodicTerms.Proration, _ amount: Int64
    ) throws {
        let at = try day("2026-03-20")
        let owed = try rating(tariff(fee: 600_000, monthly(proration))).owed(
            try Story(activated: "2026-03-20").rated(), from: at, asOf: at)
        #expect(owed.map(\.total) == [amount])
        #expect(owed.map(\.days) == [12])
    }

    @Test(arguments: [
        (PeriodicTerms.Proration.actual, "2026-02-01", 600_000), (.fixed30, "2026-02-01", 600_000),
        (.fixed30, "2026-03-01", 600_000), (.fixed30, "2026-03-02", 600_000), (.fixed30, "2026-02-02", 540_000),
        (.freeFirst, "2026-03-01", 600_000),
    ])
    func aWholePeriodCostsTheWholeFeeHoweverItIsProrated(
        _ proration: PeriodicTerms.Proration, _ activated: String, _ amount: Int64
    ) throws {
        let at = try day(activated)
        let owed = try rating(tariff(fee: 600_000, monthly(proration))).owed(
            try Story(activated: activated).rated(), from: at, asOf: at)
        #expect(owed.map(\.total) == [amount])
    }

    @Test(arguments: [
        (31, "2026-01-31", monthly(), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        (30, "2028-01-30", monthly(), ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30"]),
        (1, "2026-01-15", monthly(), ["2026-01-15", "2026-02-01", "2026-03-01"]),
        (1, "2026-01-31", monthly(alignment: .activation), ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (10, "2026-01-15", monthly(count: 3), ["2026-01-15", "2026-04-10", "2026-07-10"]),
        (20, "2026-01-15", monthly(count: 2), ["2026-01-15", "2026-02-20", "2026-04-20"]),
        (
            1, "2028-02-29", monthly(unit: .year, alignment: .activation),
            ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]
        ),
        (1, "2026-05-10", monthly(unit: .year), ["2026-05-10", "2027-05-01", "2028-05-01"]),
        (1, "2026-05-10", monthly(count: 7, unit: .day), ["2026-05-10", "2026-05-17", "2026-05-24"]),
        (1, "2026-05-10", monthly(unit: .day), ["2026-05-10", "2026-05-11"]),
    ])
    func periodsBeginOnTheirDaysAndNeverDrift(
        _ billingDay: Int, _ activated: String, _ terms: ChargingTerms, _ starts: [String]
    ) throws {
        let engine = rating(tariff(fee: 600_000, terms))
        let subscription = try Story(activated: activated, billingDay: billingDay).rated()
        let last = try day(try #require(starts.last))
        let owed = try engine.owed(subscription, from: subscription.activatedOn, asOf: last)
        #expect(owed.map(\.key.periodOn.description) == starts)
        let before = try engine.owed(subscription, from: subscription.activatedOn, asOf: last.adding(days: -1))
        #expect(before.count == starts.count - 1)
        #expect(owed.dropFirst().allSatisfy { $0.total == 600_000 && $0.legs.count == 1 })
        for start in starts.dropFirst() {
            #expect(
                try engine.due(subscription, on: try day(start)) == owed.filter { $0.key.periodOn.description == start }
            )
        }
    }

    @Test(arguments: [
        // Quarterly from 10 January: 90 days; activated on the 15th leaves 85.
        ("2026-01-15", 10, monthly(count: 3), 900_000, 850_000),
        // A year from 1 May: 365 days, 356 left.
        ("2026-05-10", 1, monthly(unit: .year), 3_650_000, 3_560_000),
        // Weeks begin with the activation.
        ("2026-05-10", 1, monthly(count: 7, unit: .day), 70_000, 70_000),
    ])
    func fragmentsOfLongPeriodsCountDaysOfTheWholePeriod(
        _ activated: String, _ billingDay: Int, _ terms: ChargingTerms, _ fee: Int64, _ amount: Int64
    ) throws {
        let at = try day(activated)
        let owed = try rating(tariff(fee: fee, terms)).owed(
            try Story(activated: activated, billingDay: billingDay).rated(), from: at, asOf: at)
        #expect(owed.map(\.total) == [amount])
    }

    @Test func aFragmentOverAMonthBorderCountsEachMonthWithItsOwnDays() throws {
        // 25 January to 3 February, billing day 3: 7/31 + 2/28 of the fee.
        let at = try day("2026-01-25")
        let owed = try rating(tariff(fee: 868_000)).owed(
            try Story(activated: "2026-01-25", billingDay: 3).rated(), from: at, asOf: at)
        #expect(owed.map(\.total) == [258_000])
    }

    @Test func aPriceChangeSplitsThePeriodAtTheChange() throws {
        let change = try day("2026-04-11")
        let prices = [
            TariffComponent.Price(valid: CivilPeriod(always.start, change), amount: 300_000),
            TariffComponent.Price(valid: CivilPeriod(change, always.end), amount: 600_000),
        ]
        let engine = rating(tariff(components: [component(prices: prices)]))
        // 10/30 of 300 000 and 20/30 of 600 000, known from the first day of the period on.
        let owed = try engine.owed(
            try Story(activated: "2026-01-01").rated(), from: try day("2026-04-01"), asOf: try day("2026-04-01"))
        #expect(told(owed) == ["2026-04-01 500000"])
        #expect(try engine.due(try Story(activated: "2026-01-01").rated(), on: try day("2026-04-01")) == owed)
    }

    @Test func aSubscriptionOutsideItsLifeCostsNothing() throws {
        let story = try Story(activated: "2026-03-10", ended: "2026-05-10").rated()
        let engine = rating(tariff(fee: 310_000))
        let begin = try day("2026-03-10")
        #expect(try engine.owed(story, from: begin, asOf: try day("2026-03-09")) == [])
        #expect(try engine.due(story, on: try day("2026-03-09")) == [])
        #expect(try engine.due(story, on: try day("2026-06-01")) == [])
        let owed = try engine.owed(story, from: begin, asOf: try day("2026-12-31"))
        #expect(told(owed) == ["2026-03-10 220000", "2026-04-01 310000", "2026-05-01 90000"])
    }

    @Test func anEndStillToComeHasNoEffectYet() throws {
        let story = try Story(activated: "2026-03-01", ended: "2026-03-16").rated()
        let engine = rating(tariff(fee: 310_000))
        let begin = try day("2026-03-01")
        #expect(told(try engine.owed(story, from: begin, asOf: try day("2026-03-15"))) == ["2026-03-01 310000"])
        #expect(told(try engine.owed(story, from: begin, asOf: try day("2026-03-16"))) == ["2026-03-01 150000"])
    }

    @Test func arrearsAreOwedOnTheDayAfterTheirPeriodOrOnTheEndOfTheService() throws {
        let engine = rating(tariff(fee: 310_000, monthly(due: .arrears)))
        let begin = try day("2026-03-10")
        let running = try Story(activated: "2026-03-10").rated()
        #expect(try engine.owed(running, from: begin, asOf: try day("2026-03-31")) == [])
        let owed = try engine.owed(running, from: begin, asOf: try day("2026-04-01"))
        #expect(told(owed) == ["2026-03-10 220000"])
        #expect(owed.map(\.valueOn) == [try day("2026-04-01")])
        #expect(try engine.due(running, on: try day("2026-04-01")) == owed)
        #expect(try engine.due(running, on: try day("2026-04-02")) == [])
        let ended = try Story(activated: "2026-03-01", ended: "2026-03-16").rated()
        let last = try engine.owed(ended, from: begin.adding(days: -9), asOf: try day("2026-03-16"))
        #expect(told(last) == ["2026-03-01 150000"])
        #expect(last.map(\.valueOn) == [try day("2026-03-16")])
    }

    @Test func arrearsLeaveSuspendedDaysOut() throws {
        let engine = rating(tariff(fee: 310_000, monthly(due: .arrears)))
        let story = try Story(activated: "2026-03-01", suspended: [("2026-03-10", "2026-03-21")]).rated()
        #expect(told(try engine.due(story, on: try day("2026-04-01"))) == ["2026-03-01 210000"])
    }

    @Test func aMissingPriceIsAnErrorAndNamesTheFirstDayWithoutOne() throws {
        let gap = try day("2026-03-10")
        let prices = [
            TariffComponent.Price(valid: CivilPeriod(always.start, gap), amount: 1),
            TariffComponent.Price(valid: CivilPeriod(gap.adding(days: 5), always.end), amount: 1),
        ]
        let engine = rating(tariff(components: [component(prices: prices)]))
        let story = try Story(activated: "2026-03-01").rated()
        let failure = FeeRating.Failure.noPrice(TariffID(1), component: feeComponent, on: gap)
        #expect(throws: failure) { try engine.owed(story, from: gap.firstOfMonth, asOf: gap.firstOfMonth) }
        #expect(throws: failure) { try engine.due(story, on: gap.firstOfMonth) }
        #expect(failure.sentence.contains("2026-03-10"))
    }

    @Test func whatDoesNotFitIsAnErrorAndNeverWraps() throws {
        let engine = rating(tariff(components: [component(fee: .max, selection: .optional)]))
        let story = try Story(activated: "2026-03-01", options: [("2026-03-01", nil, 1, 1000)]).rated()
        let at = try day("2026-03-01")
        #expect(throws: FeeRating.Failure.overflow(TariffID(1), component: feeComponent)) {
            try engine.due(story, on: at)
        }
    }

    @Test func aTariffOutsideTheCatalogueIsAnError() throws {
        let at = try day("2026-03-01")
        let story = try Story(activated: "2026-03-01", first: 9).rated()
        #expect(throws: FeeRating.Failure.unknownTariff(TariffID(9))) {
            try rating(tariff(fee: 1)).owed(story, from: at, asOf: at)
        }
    }
}
