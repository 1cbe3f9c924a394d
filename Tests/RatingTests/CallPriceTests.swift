import Domain
import Rating
import Testing

private let noon = "2026-03-04T12:00:00+04:00"

@Suite struct CallPriceTests {
    @Test(
        arguments: [
            (60, 60, 1, 60, 1_000), (60, 60, 60, 60, 1_000), (60, 60, 61, 120, 2_000), (60, 1, 1, 60, 1_000),
            (60, 1, 61, 61, 1_017), (60, 1, 62, 62, 1_033), (30, 6, 30, 30, 500), (30, 6, 31, 36, 600),
            (30, 6, 36, 36, 600), (30, 6, 37, 42, 700), (1, 1, 1, 1, 17), (1, 1, 59, 59, 983),
            (1, 1, 3_600, 3_600, 60_000),
            (60, 60, 86_400, 86_400, 1_440_000),
        ] as [(Int, Int, Int64, Int64, Int64)])
    func incrementsLieEndToEndAndThereIsOneRounding(
        _ first: Int, _ next: Int, _ seconds: Int64, _ charged: Int64, _ amount: Int64
    ) throws {
        let call = try callRating([callRate("374", callPrice(1_000, first, next))]).rate("37410123456", noon, seconds)
        #expect(call.chargedSeconds == charged)
        #expect(call.amount == amount)
    }

    @Test(
        arguments: [
            ("connection fee", callPrice(60, fee: 50, 1, 1), 10, 10, 60),
            ("fee only", callPrice(0, fee: 50), 125, 180, 50),
            ("nothing for no seconds", callPrice(60, fee: 50), 0, 0, 0),
            ("minimum", callPrice(60, 1, 1, minimum: 20), 5, 20, 20),
            ("minimum rounded up to increments", callPrice(60, 30, 6, minimum: 40), 5, 42, 42),
            ("above the minimum", callPrice(60, 1, 1, minimum: 20), 21, 21, 21),
            ("grace", callPrice(60, fee: 50, 1, 1, grace: 3), 3, 0, 0),
            ("over the grace everything counts", callPrice(60, fee: 50, 1, 1, grace: 3), 4, 4, 54),
            ("free seconds", callPrice(60, 1, 1, free: 15), 20, 5, 5),
            ("free seconds cut an increment", callPrice(60, 60, 60, free: 15), 20, 45, 45),
            ("free seconds leave the fee", callPrice(60, fee: 50, 1, 1, free: 15), 15, 0, 50),
            ("first tier", callPrice(60, 1, 1, tiers: [(60, 30), (120, 6)]), 60, 60, 60),
            ("second tier", callPrice(60, 1, 1, tiers: [(60, 30), (120, 6)]), 120, 120, 90),
            ("third tier", callPrice(60, 1, 1, tiers: [(60, 30), (120, 6)]), 180, 180, 96),
            ("an increment is of the tier in which it begins", callPrice(60, 60, 40, tiers: [(90, 30)]), 110, 140, 120),
            (
                "tiers count from the answer, free seconds included", callPrice(60, 1, 1, free: 30, tiers: [(60, 30)]),
                90, 60, 45
            ),
            ("below the cap", callPrice(60, fee: 10, 1, 1, cap: 100), 90, 90, 100),
            ("cap, fee included", callPrice(60, fee: 10, 1, 1, cap: 100), 91, 91, 100),
            ("a cap of nothing", callPrice(60, fee: 10, 1, 1, cap: 0), 91, 91, 0),
        ] as [(String, CallPrice, Int64, Int64, Int64)])
    func everyPartOfAPriceDoesWhatItSays(
        _ what: String, _ price: CallPrice, _ seconds: Int64, _ charged: Int64, _ amount: Int64
    ) throws {
        let call = try callRating([callRate("374", price)]).rate("37410123456", noon, seconds)
        #expect(call.chargedSeconds == charged, "\(what)")
        #expect(call.amount == amount, "\(what)")
    }

    @Test func theCapMarksTheCallItHolds() throws {
        let rating = try callRating([callRate("374", callPrice(60, 1, 1, cap: 100))])
        #expect(try !rating.rate("37410123456", noon, 100).isCapped)
        #expect(try rating.rate("37410123456", noon, 101).isCapped)
    }

    @Test(
        arguments: [
            (Rounding.Mode.halfUp, 1, 3), (.halfEven, 1, 2), (.up, 1, 3), (.down, 1, 2), (.halfUp, 10, 0),
            (.up, 10, 10),
        ] as [(Rounding.Mode, Int64, Int64)])
    func theTariffSaysHowToRound(_ mode: Rounding.Mode, _ step: Int64, _ amount: Int64) throws {
        let rating = try callRating(
            [callRate("374", callPrice(150, 1, 1))], rounding: Rounding(mode: mode, step: step))
        let call = try rating.rate("37410123456", noon, 1)
        #expect(call.exact * 2 == RatedCall.exactScale * 5)
        #expect(call.amount == amount)
    }

    @Test func whatCannotBePricedIsRejectedWithItsReason() throws {
        let rating = try callRating([callRate("374", callPrice(1_000))])
        let now = try #require(Instant(noon))
        let cases: [(String, Int64, Int64, String)] = [
            ("79161234567", 0, 60, "no_rate"), ("37410123456", 0, -1, "end_before_start"),
            ("37410123456", 0, 86_401, "too_long"), ("37410123456", 601, 60, "future"),
            ("37410123456", 0, .max, "too_long"), ("37410123456", 0, .min, "end_before_start"),
        ]
        for (number, after, seconds, reason) in cases {
            var buckets = BucketBalances()
            let call = RatableCall(called: number, startedAt: now.adding(seconds: after), durationSeconds: seconds)
            let rejection = #expect(throws: CallRating.Rejection.self) {
                try rating.rate(call, buckets: &buckets, now: now)
            }
            #expect(rejection?.reason == reason)
        }
        var buckets = BucketBalances()
        let late = RatableCall(called: "37410123456", startedAt: now.adding(seconds: 600), durationSeconds: 60)
        #expect(try rating.rate(late, buckets: &buckets, now: now).amount == 1_000)
    }

    @Test func aListOfNonsenseNeverTraps() throws {
        let wild = CallPrice(
            perMinuteMicro: .max, connectionFeeMicro: .max, firstIncrement: .max, nextIncrement: -5,
            minimumDuration: .max, graceSeconds: -1, freeSeconds: .min,
            tiers: [.init(fromSecond: -3, perMinuteMicro: .min), .init(fromSecond: .max, perMinuteMicro: .max)],
            capMicro: .min)
        let rating = try callRating([
            callRate("374", wild), callRate("x", callPrice(1)),
            callRate(String(repeating: "1", count: 40), callPrice(1)),
        ])
        #expect(try rating.rate("37410123456", noon, 86_400).amount == 0)
        #expect(try callRating([callRate("", callPrice(1))]).rate("not digits", noon, 60).amount == 1)
    }
}
