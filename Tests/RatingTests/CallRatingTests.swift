import Domain
import Rating
import Testing

private let noon = Instant(seconds: 1_772_700_000)

private func rate(_ prefix: String, _ perMinute: Int64, fee: Int64 = 0, first: Int = 60, next: Int = 60) -> CallRate {
    CallRate(
        prefix: prefix, destination: "to \(prefix)", pricePerMinuteMicro: perMinute * 1_000_000,
        connectionFeeMicro: fee * 1_000_000, firstIncrement: first, nextIncrement: next)
}

private func call(_ number: String, _ seconds: Int64, at: Instant = noon) -> CallRating.Call {
    CallRating.Call(called: number, startedAt: at, durationSeconds: seconds)
}

@Suite struct CallRatingTests {
    private let rating = CallRating(rates: [
        rate("374", 1_000), rate("37477", 2_500, first: 60, next: 1), rate("7", 6_000),
        rate("49", 9_000, fee: 500, first: 30, next: 6), rate("", 20_000),
    ])

    @Test(
        arguments: [
            ("37410123456", 60, 1_000, 60), ("37410123456", 61, 2_000, 120), ("37477101234", 61, 2_542, 61),
            ("37477101234", 1, 2_500, 60), ("79161234567", 125, 18_000, 180), ("4930123456", 31, 5_900, 36),
            ("4930123456", 30, 5_000, 30), ("33123456789", 60, 20_000, 60), ("37410123456", 0, 0, 0),
            ("4930123456", 0, 0, 0),
        ] as [(String, Int64, Int64, Int64)])
    func theLongestPrefixItsIncrementsAndOneRoundingGiveThePrice(
        _ number: String, _ seconds: Int64, _ amount: Int64, _ charged: Int64
    ) throws {
        let price = try rating.price(call(number, seconds), now: noon)
        #expect(price.amount == amount)
        #expect(price.chargedSeconds == charged)
    }

    @Test func whatCannotBePricedIsRejectedWithItsReason() {
        let strict = CallRating(rates: [rate("374", 1_000)])
        let cases: [(CallRating.Call, String)] = [
            (call("79161234567", 60), "no_rate"), (call("37410123456", -1), "end_before_start"),
            (call("37410123456", 86_401), "too_long"),
            (call("37410123456", 60, at: noon.adding(seconds: 601)), "future"),
        ]
        for (call, reason) in cases {
            let rejection = #expect(throws: CallRating.Rejection.self) { try strict.price(call, now: noon) }
            #expect(rejection?.reason == reason)
        }
    }

    @Test func thePriceValidWhenTheCallStartsHolds() throws {
        let change = noon.adding(seconds: 100)
        let rating = CallRating(rates: [
            CallRate(prefix: "7", destination: "old", validTo: change, pricePerMinuteMicro: 1_000_000),
            CallRate(prefix: "7", destination: "new", validFrom: change, pricePerMinuteMicro: 2_000_000),
        ])
        #expect(try rating.price(call("79", 600), now: noon).destination == "old")
        #expect(try rating.price(call("79", 600, at: change), now: noon).destination == "new")
    }

    @Test func theTrieFindsWhatABruteForceSearchFinds() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        let prefixes = Set(
            (0..<2_000).map { _ in
                String(Int.random(in: 1...99_999, using: &generator))
            })
        let rates = prefixes.sorted().map { rate($0, 1) }
        let rating = CallRating(rates: rates)
        for _ in 0..<3_000 {
            let number = String(Int.random(in: 100_000_000...99_999_999_999, using: &generator))
            let expected = prefixes.filter { number.hasPrefix($0) }.max { $0.count < $1.count }
            let found = try? rating.price(call(number, 1), now: noon).prefix
            if found != expected {
                Issue.record("\(number): \(found ?? "-") instead of \(expected ?? "-"), seed \(seed)")
            }
        }
    }
}
