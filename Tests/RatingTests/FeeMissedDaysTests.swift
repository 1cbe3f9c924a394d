import Domain
import Rating
import Testing

/// What a daemon that was down has to look at again, and periods that several tariffs share.
@Suite struct FeeMissedDaysTests {
    @Test(
        arguments: [
            (nil, "2027-04-01"), ("2027-04-04", "2027-04-01"), ("2027-03-25", "2027-03-01"),
            ("2027-02-10", "2027-02-01"),
            ("2026-01-01", "2027-01-10"),
        ] as [(String?, String)])
    func theFirstDayToEvaluateIsThatOfThePeriodsOfTheFirstDayMissed(_ since: String?, _ first: String) throws {
        let plan = try Story(activated: "2027-01-10").rated()
        let found = rating(tariff(fee: 31_000)).firstDay(
            toEvaluate: plan, on: try day("2027-04-04"), since: try since.map(day), isCharged: true)
        #expect(found.description == first)
    }

    @Test(
        arguments: [
            ("2027-02-10", "2027-03-28", "2027-02-01"), ("2027-02-10", nil, "2027-02-01"),
            ("2027-02-10", "2027-03-20", "2027-03-01"),
        ] as [(String, String?, String)])
    func aSuspensionThatEndedOnAMissedDayOrLastsIsEvaluatedFromItsBegin(
        _ from: String, _ to: String?, _ first: String
    ) throws {
        let plan = try Story(activated: "2027-01-10", suspended: [(from, to)]).rated()
        let found = rating(tariff(fee: 31_000)).firstDay(
            toEvaluate: plan, on: try day("2027-04-04"), since: try day("2027-03-25"), isCharged: true)
        #expect(found.description == first)
    }

    /// A yearly tariff in the middle of the suspension: its year began before.
    @Test func aTariffThatCameAndWentDuringASuspensionIsEvaluatedFromTheBeginOfItsPeriod() throws {
        let engine = rating(
            tariff(1, fee: 31_000), tariff(2, fee: 3_650_000, monthly(unit: .year)), tariff(3, fee: 62_000))
        let plan = try Story(
            activated: "2026-01-01", tariffs: [("2027-08-26", 2), ("2027-10-01", 3)],
            suspended: [("2027-06-20", "2027-07-20"), ("2027-07-13", "2028-01-08")]
        ).rated()
        let found = engine.firstDay(
            toEvaluate: plan, on: try day("2028-01-08"), since: try day("2028-01-08"), isCharged: true)
        #expect(found == (try day("2027-01-01")))
    }

    /// A yearly tariff in arrears until the summer: its part of the year is due when the service ends in November.
    @Test func aPartInArrearsOfAnEarlierTariffIsEvaluatedAtTheEndOfTheService() throws {
        let engine = rating(tariff(1, fee: 3_650_000, monthly(due: .arrears, unit: .year)), tariff(2, fee: 31_000))
        let plan = try Story(activated: "2027-01-01", ended: "2027-11-06", tariffs: [("2027-06-07", 2)]).rated()
        let end = try day("2027-11-06")
        let from = engine.firstDay(toEvaluate: plan, on: end, isCharged: true)
        #expect(from == (try day("2027-01-01")))
        let owed = try engine.owed(plan, from: from, asOf: end)
        // 157 of 365 days.
        #expect(told(owed).contains("2027-01-01 1570000"))
    }

    /// Until the 22nd a tariff without proration that stood still; then one that is charged all the same: 10 of 31 days.
    @Test func aFeeThatIsWholeForAnyFragmentTakesOnlyItsDaysFromAnotherTariff() throws {
        let plan = try Story(
            activated: "2027-01-01", tariffs: [("2027-12-22", 2)], suspended: [("2027-10-05", nil)]
        ).rated()
        let engine = rating(
            tariff(1, fee: 571_962, monthly(.none)),
            tariff(2, components: [component(fee: 31_000, whileSuspended: true)]))
        let owed = try engine.owed(plan, from: try day("2027-12-01"), asOf: try day("2027-12-31"))
        #expect(told(owed) == ["2027-12-01 10000"])
    }

    @Test func theEndOfAServiceIsNoResumptionAndNothingBeginsAfterIt() throws {
        let plan = try Story(
            activated: "2027-01-01", ended: "2027-03-20",
            requested: [("2027-02-05", "2027-02-10"), ("2027-03-05", "2027-03-20"), ("2027-03-25", nil)]
        ).rated()
        let engine = rating(
            tariff(
                1,
                components: [
                    component(1, fee: 500, .oneTime(.suspension)), component(2, fee: 700, .oneTime(.resumption)),
                ]))
        let owed = try engine.owed(plan, from: try day("2027-01-01"), asOf: try day("2027-04-01"))
        #expect(Set(told(owed)) == ["2027-02-05 500", "2027-02-10 700", "2027-03-05 500"])
    }
}
