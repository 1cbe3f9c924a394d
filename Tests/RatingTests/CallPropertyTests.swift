import Domain
import Rating
import Testing

/// Random prices, bands and calls, against a reference that goes second by second and increment by increment.
@Suite struct CallPropertyTests {
    private struct Sample {
        var bands: [TimeBand] = []
        /// No band first, then the bands.
        var prices: [CallPrice] = []
        var zone: TimeZoneRules
        var holidays: Set<CivilDate> = []
        var split = CallTerms.BandSplit.increment

        init(_ generator: inout Generator) throws {
            let name = ["Asia/Yerevan", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
            zone = try TimeZoneRules(named: name.randomElement(using: &generator) ?? "UTC")
            split = Int.random(in: 0...4, using: &generator) == 0 ? .callStart : .increment
            for number in 0..<Int.random(in: 0...3, using: &generator) {
                let windows = (0..<Int.random(in: 1...2, using: &generator)).map { _ in
                    let from = Int.random(in: 0...1_380, using: &generator)
                    return TimeBand.Window(
                        days: TimeBand.Days(rawValue: UInt8.random(in: 1...255, using: &generator)), fromMinute: from,
                        toMinute: Int.random(in: (from + 1)...1_440, using: &generator))
                }
                bands.append(TimeBand(code: "b\(number)", name: "", windows: windows))
            }
            for _ in 0...bands.count {
                func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
                let isPlain = Bool.random(using: &generator)
                prices.append(
                    callPrice(
                        Int64(random(1...200)), fee: Int64(random(0...1) * 30), random(1...90), random(1...60),
                        minimum: isPlain ? 0 : random(0...70), grace: isPlain ? 0 : random(0...3),
                        free: isPlain ? 0 : random(0...80),
                        tiers: isPlain
                            ? [] : [(random(1...100), Int64(random(1...99))), (random(101...4_000), Int64(7))],
                        cap: random(0...9) == 0 ? Int64(random(10...900)) : nil))
            }
        }

        func rating() throws -> CallRating {
            CallRating(
                terms: CallTerms(priceLists: [PriceListID(1)], split: split),
                lists: [
                    PriceList(
                        id: PriceListID(1), bands: bands,
                        rates: try prices.enumerated().map {
                            try callRate("", $1, band: $0 == 0 ? "" : bands[$0 - 1].code)
                        })
                ], calendar: CallCalendar(zone: zone, holidays: holidays))
        }

        private func slot(_ instant: Instant) -> Int {
            let (date, time) = zone.local(instant)
            let names = bands.contains { $0.windows.contains { $0.days.contains(.holiday) } }
            let day: TimeBand.Days =
                names && holidays.contains(date) ? .holiday : .init(rawValue: 1 << UInt8(date.weekday - 1))
            let place = bands.firstIndex {
                $0.windows.contains {
                    $0.days.contains(day) && $0.fromMinute * 60 <= time.secondsOfDay
                        && time.secondsOfDay < $0.toMinute * 60
                }
            }
            return place.map { $0 + 1 } ?? 0
        }

        /// The rules as they are written, one increment after the other.
        func reference(_ start: Instant, _ duration: Int64) -> Int128 {
            let first = prices[slot(start)]
            if duration == 0 || duration <= first.graceSeconds { return 0 }
            var sum = Int128(first.connectionFeeMicro) * 60
            var second: Int64 = 0
            let length = max(duration, Int64(first.minimumDuration))
            while second < length {
                let price = split == .callStart ? first : prices[slot(start.adding(seconds: second))]
                let increment = Int64(second == 0 ? price.firstIncrement : price.nextIncrement)
                let perMinute = price.tiers.last { $0.fromSecond <= second }?.perMinuteMicro ?? price.perMinuteMicro
                let free = min(max(Int64(first.freeSeconds) - second, 0), increment)
                sum += Int128(perMinute) * Int128(increment - free)
                second += increment
            }
            return first.capMicro.map { min(sum, Int128($0) * 60) } ?? sum
        }
    }

    /// Around the changes of the clock of 2026 as often as not.
    private func begin(_ generator: inout Generator) -> Instant {
        let changes: [Int64] = [
            1_774_746_000, 1_792_890_000, 1_772_953_200, 1_793_512_800, 1_775_314_800, 1_790_953_200,
        ]
        guard Bool.random(using: &generator), let change = changes.randomElement(using: &generator) else {
            return Instant(
                microseconds: Int64.random(in: 1_767_225_600_000_000..<1_798_000_000_000_000, using: &generator))
        }
        return Instant(seconds: change + Int64.random(in: -9_000...9_000, using: &generator))
    }

    private func length(_ generator: inout Generator) -> Int64 {
        let longest: Int64 = [5, 100, 1_000, 10_000, 86_400].randomElement(using: &generator) ?? 5
        return Int64.random(in: 0...longest, using: &generator)
    }

    private func rounds(_ count: Int, _ body: (inout Generator, Sample, Instant, String) throws -> Void) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for round in 0..<count {
            var sample = try Sample(&generator)
            let start = begin(&generator)
            if Bool.random(using: &generator) { sample.holidays.insert(sample.zone.date(start)) }
            if Bool.random(using: &generator) { sample.holidays.insert(sample.zone.date(start).adding(days: 1)) }
            try body(&generator, sample, start, "seed \(seed), round \(round), \(start), \(sample)")
        }
    }

    private func rated(
        _ rating: CallRating, _ start: Instant, _ duration: Int64, _ buckets: inout BucketBalances
    ) throws -> RatedCall {
        try rating.rate(
            RatableCall(called: "1", startedAt: start, durationSeconds: duration), buckets: &buckets,
            now: Instant(seconds: 4_000_000_000))
    }

    @Test func thePriceIsThatOfTheRulesAppliedSecondBySecondAndItsPiecesAddUp() throws {
        try rounds(120) { generator, sample, start, words in
            let rating = try sample.rating()
            let duration = length(&generator)
            var none = BucketBalances()
            let call = try rated(rating, start, duration, &none)
            #expect(call.exact == sample.reference(start, duration), "\(duration) s, \(words)")
            let sum = call.pieces.reduce(Int128(call.connectionFeeMicro) * 60) {
                $0 + Int128($1.perMinuteMicro) * Int128($1.seconds)
            }
            #expect(call.isCapped ? sum > call.exact : sum == call.exact, "\(duration) s, \(words)")
            #expect(call.pieces.reduce(0) { $0 + $1.seconds } == call.chargedSeconds, "\(words)")
            for (piece, next) in zip(call.pieces, call.pieces.dropFirst()) {
                #expect(piece.fromSecond + piece.seconds == next.fromSecond, "\(words)")
            }
        }
    }

    @Test func aLongerCallNeverCostsLess() throws {
        try rounds(60) { generator, sample, start, words in
            let rating = try sample.rating()
            let durations = (0..<12).map { _ in length(&generator) }.sorted()
            var last: Int128 = 0
            for duration in durations {
                var balances = try self.balances(200)
                let exact = try rated(rating, start, duration, &balances).exact
                #expect(exact >= last, "\(duration) s, \(words)")
                last = exact
            }
        }
    }

    @Test func aBorderBetweenEqualPricesChangesNothing() throws {
        try rounds(60) { generator, sample, start, words in
            var sample = sample
            sample.prices = sample.prices.map { _ in sample.prices[0] }
            var plain = sample
            plain.bands = []
            plain.prices = [sample.prices[0]]
            let duration = length(&generator)
            var none = BucketBalances()
            let split = try rated(try sample.rating(), start, duration, &none)
            let whole = try rated(try plain.rating(), start, duration, &none)
            #expect(split.exact == whole.exact, "\(duration) s, \(words)")
            #expect(split.chargedSeconds == whole.chargedSeconds, "\(duration) s, \(words)")
        }
    }

    private func balances(_ seconds: Int64) throws -> BucketBalances {
        let bucket = CallBucket(id: BucketID(4), code: "free", name: "Free", amount: seconds)
        return BucketBalances([
            BucketBalance(bucket: bucket, periodOn: .farPast, expiresOn: .farFuture, granted: seconds, used: 0)
        ])
    }

    @Test func aBucketAndTheRestAreTheSecondsOfTheCallAndGivingBackUndoesIt() throws {
        try rounds(60) { generator, sample, start, words in
            let rating = try sample.rating()
            let duration = length(&generator)
            var none = BucketBalances()
            var balances = try self.balances(Int64.random(in: 0...2_000, using: &generator))
            let before = balances
            let priced = try rated(rating, start, duration, &none)
            let covered = try rated(rating, start, duration, &balances)
            #expect(covered.chargedSeconds == priced.chargedSeconds, "\(words)")
            #expect(covered.exact <= priced.exact, "\(words)")
            let taken = covered.pieces.filter { $0.bucket != nil }.reduce(0) { $0 + $1.seconds }
            #expect(taken == balances.balances[0].used, "\(words)")
            #expect(taken == covered.bucketUses.reduce(0) { $0 + $1.amount }, "\(words)")
            balances.giveBack(covered.bucketUses)
            #expect(balances == before, "\(words)")
            // As the database keeps it.
            let text = CallArithmetic.text(of: covered)
            #expect(CallArithmetic.parse(text) == covered, "\(text) \(words)")
        }
    }
}
