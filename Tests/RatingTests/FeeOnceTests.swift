import Domain
import Rating
import Testing

/// One-time fees, instalments, penalties.
@Suite struct FeeOnceTests {
    private let engine = rating(
        tariff(
            1,
            components: [
                component(1, fee: 10_000, .oneTime(.activation)), component(2, fee: 2_000, .oneTime(.tariffChange)),
                component(3, fee: 300, .oneTime(.suspension)), component(4, fee: 400, .oneTime(.resumption)),
                component(5, fee: 50_000, .oneTime(.termination)),
            ]),
        tariff(
            2,
            components: [
                component(1, fee: 11_000, .oneTime(.activation)), component(2, fee: 2_500, .oneTime(.tariffChange)),
                component(5, fee: 55_000, .oneTime(.termination)),
            ]))

    @Test func eachEventCostsOnceByTheTariffItBelongsTo() throws {
        let story = try Story(
            activated: "2026-03-05", ended: "2026-09-01", tariffs: [("2026-04-10", 2), ("2026-05-10", 1)],
            suspended: [("2026-06-01", "2026-06-20")], requested: [("2026-06-01", "2026-06-20")]
        ).rated()
        func owed(_ from: String, _ at: String) throws -> [String] {
            told(try engine.owed(story, from: try day(from), asOf: try day(at))).sorted()
        }
        #expect(try owed("2026-03-05", "2026-03-05") == ["2026-03-05 10000"])
        #expect(try owed("2026-03-05", "2026-04-09") == ["2026-03-05 10000"])
        #expect(
            try owed("2026-03-05", "2026-12-31") == [
                "2026-03-05 10000", "2026-04-10 2500", "2026-05-10 2000", "2026-06-01 300", "2026-06-20 400",
                "2026-09-01 50000",
            ])
        #expect(try owed("2026-06-02", "2026-06-30") == ["2026-06-20 400"])
        #expect(try engine.due(story, on: try day("2026-04-10")) == [])
    }

    @Test func aSuspensionByMoneyCostsNothingOnce() throws {
        let story = try Story(activated: "2026-03-05", suspended: [("2026-06-01", "2026-06-20")]).rated()
        #expect(
            told(try engine.owed(story, from: try day("2026-03-05"), asOf: try day("2026-07-01"))) == [
                "2026-03-05 10000"
            ])
    }

    @Test func anEventTwiceOnOneDayIsChargedOnce() throws {
        let story = try Story(
            activated: "2026-03-05", requested: [("2026-06-01", "2026-06-01"), ("2026-06-01", "2026-06-05")]
        ).rated()
        let owed = try engine.owed(story, from: try day("2026-06-01"), asOf: try day("2026-07-01"))
        #expect(told(owed) == ["2026-06-01 300", "2026-06-01 400", "2026-06-05 400"])
    }

    // MARK: Instalments

    @Test func instalmentsFallOnMonthlyAnniversariesAndTheLastTakesTheRemainder() throws {
        let engine = rating(
            tariff(1, components: [component(fee: 100_000, .instalments(count: 3))]), tariff(2, fee: 0))
        let story = try Story(activated: "2026-01-31", tariffs: [("2026-02-10", 2)]).rated()
        let owed = try engine.owed(story, from: try day("2026-01-31"), asOf: try day("2026-12-31"))
        #expect(
            told(owed.filter { $0.key.kind == .oneTime }) == [
                "2026-01-31 33333", "2026-02-28 33333", "2026-03-31 33334",
            ])
        #expect(told(try engine.due(story, on: try day("2026-03-31"))) == ["2026-03-31 33334"])
        #expect(try engine.due(story, on: try day("2026-03-30")) == [])
        #expect(try engine.due(story, on: try day("2026-04-30")) == [])
    }

    @Test(arguments: [
        ("2026-02-15", ["2026-01-31 33333", "2026-02-15 66667"]),
        ("2026-02-28", ["2026-01-31 33333", "2026-02-28 66667"]),
        ("2026-01-31", ["2026-01-31 100000"]),
        ("2026-06-01", ["2026-01-31 33333", "2026-02-28 33333", "2026-03-31 33334"]),
    ])
    func whatIsLeftOfInstalmentsIsOwedWhenTheServiceEnds(_ ended: String, _ expected: [String]) throws {
        let engine = rating(tariff(components: [component(fee: 100_000, .instalments(count: 3))]))
        let story = try Story(activated: "2026-01-31", ended: ended).rated()
        #expect(told(try engine.owed(story, from: try day("2026-01-31"), asOf: try day("2026-12-31"))) == expected)
    }

    @Test func instalmentsOfAnOptionCountFromTheDayItWasChosen() throws {
        let engine = rating(
            tariff(components: [component(fee: 30_000, .instalments(count: 2), selection: .optional)]))
        let story = try Story(
            activated: "2026-01-01", options: [("2026-02-10", "2026-02-20", 1, 1), ("2026-02-20", nil, 1, 2)]
        ).rated()
        let owed = try engine.owed(story, from: try day("2026-01-01"), asOf: try day("2026-12-31"))
        #expect(told(owed) == ["2026-02-10 15000", "2026-03-10 15000", "2026-02-20 15000", "2026-03-20 15000"])
    }

    // MARK: Penalties

    private func contract(perMonth: Bool) -> FeeRating {
        let terms = ChargingTerms.earlyTermination(EarlyTermination(termMonths: 12, isPerRemainingMonth: perMonth))
        return rating(tariff(1, components: [component(fee: 5_000, terms)]), tariff(2, fee: 0))
    }

    @Test(arguments: [
        ("2026-01-31", "2026-06-30", 5_000, 35_000), ("2026-01-31", "2026-06-29", 5_000, 40_000),
        ("2026-01-31", "2027-01-30", 5_000, 5_000), ("2026-01-31", "2027-01-31", 0, 0),
        ("2026-01-31", "2026-02-01", 5_000, 60_000),
    ])
    func leavingBeforeTheTermCostsOnceOrForEveryMonthLeft(
        _ activated: String, _ ended: String, _ once: Int64, _ perMonth: Int64
    ) throws {
        let story = try Story(activated: activated, ended: ended).rated()
        for (isPerMonth, amount) in [(false, once), (true, perMonth)] {
            let engine = contract(perMonth: isPerMonth)
            let owed = try engine.owed(story, from: try day(activated), asOf: try day(ended))
            #expect(told(owed) == (amount == 0 ? [] : ["\(ended) \(amount)"]))
            #expect(try engine.owed(story, from: try day(activated), asOf: try day(ended).adding(days: -1)).isEmpty)
        }
    }

    @Test func leavingATariffForAnotherBeforeItsTermIsChargedByTheOneThatIsLeft() throws {
        let story = try Story(activated: "2026-01-01", tariffs: [("2026-07-01", 2)]).rated()
        let owed = try contract(perMonth: true).owed(story, from: try day("2026-01-01"), asOf: try day("2026-07-01"))
        #expect(told(owed.filter(\.costs)) == ["2026-07-01 30000"])
        #expect(owed.filter(\.costs).map(\.tariff) == [TariffID(1)])
    }

    @Test func spansOfOneTariffThatFollowEachOtherAreOneTerm() throws {
        let story = try Story(
            activated: "2026-01-01", ended: "2027-01-01", tariffs: [("2026-07-01", 1)]
        ).rated()
        #expect(
            try contract(perMonth: false).owed(story, from: try day("2026-01-01"), asOf: try day("2027-01-01")) == [])
    }

    // MARK: The screen

    @Test(arguments: [
        ("2026-03-05", "2026-04-01 600000"), ("2026-04-01", "2026-05-01 600000"), ("2026-02-01", "2026-04-01 600000"),
    ])
    func theNextChargeIsThatOfTheNextPeriod(_ at: String, _ expected: String) throws {
        let engine = rating(tariff(fee: 600_000, trialDays: 20))
        let story = try Story(activated: "2026-03-02").rated()
        let next = try #require(engine.nextCharge(of: story, after: try day(at)))
        #expect("\(next.on) \(next.amount)" == expected)
    }

    @Test func nothingIsToComeWhereNothingIsCharged() throws {
        let suspended = try Story(activated: "2026-03-02", suspended: [("2026-03-10", nil)]).rated()
        #expect(rating(tariff(fee: 600_000)).nextCharge(of: suspended, after: try day("2026-03-12")) == nil)
        #expect(rating(tariff(fee: 0)).nextCharge(of: suspended, after: try day("2026-03-05")) == nil)
    }
}
