import Domain
import Rating
import Testing

private let noon = "2026-03-04T12:00:00+04:00"
private let night = "2026-03-04T23:59:00+04:00"

private func bucket(
    _ id: Int64, _ amount: Int64, _ unit: CallBucket.Unit = .seconds, rollOver: Int = 0,
    period: CallBucket.Period = .billing, groups: [String] = [], bands: [String] = []
) -> CallBucket {
    CallBucket(
        id: BucketID(id), code: "b\(id)", name: "Bucket \(id)", unit: unit, amount: amount, period: period,
        rollOverPeriods: rollOver, groups: groups, bands: bands)
}

private func balance(_ bucket: CallBucket, used: Int64 = 0, _ from: String = "2026-03-01", _ to: String = "2026-04-01")
    throws -> BucketBalance
{
    BucketBalance(
        bucket: bucket, periodOn: try #require(CivilDate(from)), expiresOn: try #require(CivilDate(to)),
        granted: bucket.amount, used: used)
}

@Suite struct CallBucketTests {
    private func rating() throws -> CallRating {
        try callRating(
            [
                callRate("374", callPrice(60, fee: 5, 60, 1), group: "mobile"),
                callRate("374", callPrice(30, fee: 5, 60, 1), band: "night", group: "mobile"),
                callRate("7", callPrice(120, 1, 1), group: "abroad"), callRate("800", callPrice(0)),
                callRate("900", callPrice(0, fee: 50)),
                callRate("6", callPrice(60, fee: 5, 1, 1, free: 20)),
                callRate("5", callPrice(60, fee: 5, 60, 1, free: 20, cap: 40)),
            ], bands: [band("night", "daily 00:00-08:00")])
    }

    @Test(
        arguments: [
            // What the bucket covers is free with the fee; what it leaves is priced, and so is the fee.
            ("374", 100, 100, "0+100 !1", 100, 0), ("374", 100, 99, "0+99 !1, 99+1 @60", 99, 6),
            ("374", 10, 60, "0+60 !1", 60, 0), ("374", 10, 50, "0+50 !1, 50+10 @60", 50, 15),
            ("374", 100, 0, "0+100 @60", 0, 105),
            // Free seconds come before buckets, the cap after them.
            ("5", 100, 80, "20+80 !1", 80, 0), ("5", 100, 70, "20+70 !1, 90+10 @60", 70, 15),
            ("5", 100, 20, "20+20 !1, 40+60 @60", 20, 40),
            ("5", 10, 500, "20+40 !1", 40, 0), ("6", 10, 500, "", 0, 0), ("6", 10, 0, "", 0, 5),
            // What costs nothing takes nothing; a price per call is covered by its seconds.
            ("800", 100, 500, "0+120 @0", 0, 0), ("900", 100, 500, "0+120 !1", 120, 0),
            ("900", 100, 100, "0+100 !1, 100+20 @0", 100, 50),
            // Nothing for calls of no length.
            ("374", 0, 500, "", 0, 0),
        ] as [(String, Int64, Int64, String, Int64, Int64)])
    func chargedSecondsAreTakenAndTheRestIsPriced(
        _ prefix: String, _ seconds: Int64, _ left: Int64, _ pieces: String, _ taken: Int64, _ amount: Int64
    ) throws {
        var balances = BucketBalances([try balance(bucket(1, 1_000), used: 1_000 - left)])
        let call = try rating().rate(prefix + "10123456", noon, seconds, &balances)
        #expect(told(call) == pieces)
        #expect(call.amount == amount)
        #expect(balances.balances[0].used == 1_000 - left + taken)
        #expect(call.bucketUses.map(\.amount) == (taken > 0 ? [taken] : []))
        balances.giveBack(call.bucketUses)
        #expect(balances.balances[0].used == 1_000 - left)
    }

    @Test func theFirstToExpireIsTakenFirst() throws {
        var balances = BucketBalances([
            try balance(bucket(1, 30), "2026-03-01", "2026-05-01"), try balance(bucket(2, 40)),
            try balance(bucket(1, 20), "2026-02-01", "2026-04-01"),
        ])
        let call = try rating().rate("37410123456", noon, 100, &balances)
        #expect(told(call) == "0+20 !1, 20+40 !2, 60+30 !1, 90+10 @60")
        #expect(
            call.bucketUses.map { "\($0.bucket) \($0.periodOn) \($0.amount)" } == [
                "1 2026-02-01 20", "2 2026-03-01 40", "1 2026-03-01 30",
            ])
        #expect(balances.balances.map(\.left) == [0, 0, 0])
    }

    @Test func anExpiredOrFutureBucketIsNotTouched() throws {
        var balances = BucketBalances([
            try balance(bucket(1, 1_000), "2026-02-01", "2026-03-04"), try balance(bucket(2, 1_000), "2026-03-05"),
        ])
        #expect(try rating().rate("37410123456", noon, 60, &balances).amount == 65)
        #expect(balances.balances.allSatisfy { $0.used == 0 })
    }

    @Test func aBucketCoversItsGroupsAndBandsOnly() throws {
        var balances = BucketBalances([try balance(bucket(1, 1_000, groups: ["abroad"]))])
        #expect(try rating().rate("37410123456", noon, 60, &balances).amount == 65)
        #expect(try rating().rate("79161234567", noon, 60, &balances).amount == 0)
        #expect(try rating().rate("8001234567", noon, 60, &balances).bucketUses == [])
        var nightly = BucketBalances([try balance(bucket(2, 1_000, bands: ["night"]))])
        let over = try rating().rate("37410123456", night, 90, &nightly)
        #expect(told(over) == "0+60 @60, night 60+30 !2")
        #expect(over.amount == 65)
        var daily = BucketBalances([try balance(bucket(3, 1_000, bands: [""]))])
        let other = try rating().rate("37410123456", night, 90, &daily)
        #expect(told(other) == "0+60 !3, night 60+30 @30")
        #expect(other.amount == 20)
    }

    @Test func aBucketOfCallsCoversAllThatIsLeftOfACall() throws {
        var calls = BucketBalances([try balance(bucket(1, 2, .calls))])
        for (amount, left) in [(0, 1), (0, 0), (65, 0)] as [(Int64, Int64)] {
            #expect(try rating().rate("37410123456", noon, 60, &calls).amount == amount)
            #expect(calls.balances[0].left == left)
        }
        var both = BucketBalances([
            try balance(bucket(1, 20), "2026-03-01", "2026-03-10"), try balance(bucket(2, 5, .calls)),
        ])
        let call = try rating().rate("37410123456", noon, 60, &both)
        #expect(told(call) == "0+20 !1, 20+40 !2")
        #expect(call.amount == 0)
        #expect(both.balances.map(\.left) == [0, 4])
        // By the band in which the call starts.
        var nightly = BucketBalances([try balance(bucket(3, 5, .calls, bands: ["night"]))])
        #expect(try rating().rate("37410123456", night, 90, &nightly).amount > 0)
        #expect(nightly.balances[0].left == 5)
    }

    @Test(
        arguments: [
            ("2026-01-31", 31, 0, ["2026-01-31 2026-02-28"]), ("2026-02-27", 31, 0, ["2026-01-31 2026-02-28"]),
            ("2026-02-28", 31, 0, ["2026-02-28 2026-03-31"]), ("2026-03-30", 31, 0, ["2026-02-28 2026-03-31"]),
            ("2026-03-31", 31, 0, ["2026-03-31 2026-04-30"]),
            ("2026-03-31", 31, 1, ["2026-02-28 2026-04-30", "2026-03-31 2026-05-31"]),
            ("2028-02-29", 30, 0, ["2028-02-29 2028-03-30"]),
            ("2026-03-04", 10, 2, ["2025-12-10 2026-03-10", "2026-01-10 2026-04-10", "2026-02-10 2026-05-10"]),
        ] as [(String, Int, Int, [String])])
    func aPeriodRunsFromBillingDayToBillingDayAndRollsOver(
        _ day: String, _ billingDay: Int, _ rollOver: Int, _ expected: [String]
    ) throws {
        let bucket = bucket(1, 100, rollOver: rollOver)
        let balances = BucketBalances.balances(
            of: [bucket], on: try #require(CivilDate(day)), billingDay: billingDay,
            held: [bucket.id: [CivilPeriod(.farPast, .farFuture)]])
        #expect(balances.balances.map { "\($0.periodOn) \($0.expiresOn)" } == expected)
    }

    @Test func nothingIsGrantedForATimeInWhichTheBucketWasNotHeld() throws {
        let bucket = bucket(1, 100, rollOver: 3, period: .calendarMonth)
        let day = try #require(CivilDate("2026-06-15"))
        func periods(_ spans: (String, String)...) throws -> [String] {
            let held = try spans.map {
                CivilPeriod(try #require(CivilDate($0.0)), try #require(CivilDate($0.1)))
            }
            return BucketBalances.balances(of: [bucket], on: day, billingDay: 9, held: [bucket.id: held])
                .balances.map(\.periodOn.description)
        }
        #expect(try periods(("2026-05-20", "2027-01-01")) == ["2026-05-01", "2026-06-01"])
        #expect(try periods(("2026-06-15", "2027-01-01")) == ["2026-06-01"])
        #expect(try periods(("2026-06-16", "2027-01-01")) == [])
        #expect(try periods(("2026-01-01", "2026-06-15")) == [])
        #expect(
            try periods(("2026-03-01", "2026-04-01"), ("2026-06-01", "2027-01-01")) == ["2026-03-01", "2026-06-01"])
        #expect(BucketBalances.balances(of: [bucket], on: day, billingDay: 9, held: [:]).balances == [])
    }

    @Test func whatWasUsedIsOfItsOwnPeriodAndAPoolHasTheSharesOfAll() throws {
        let bucket = bucket(1, 100, rollOver: 1, period: .calendarMonth)
        let day = try #require(CivilDate("2026-06-15"))
        let may = try #require(CivilDate("2026-05-01"))
        let balances = BucketBalances.balances(
            of: [bucket], on: day, billingDay: 1, held: [bucket.id: [CivilPeriod(.farPast, .farFuture)]],
            shares: [bucket.id: 3],
            used: [
                .init(bucket: bucket.id, periodOn: may, amount: 30), .init(bucket: bucket.id, periodOn: may, amount: 5),
            ])
        #expect(balances.balances.map(\.left) == [265, 300])
    }
}
