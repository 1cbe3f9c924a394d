import Domain
import Glibc
import Rating

/// Call rating in memory: 100 000 prefixes in three bands, random numbers of the list at random times of a year, one core.
struct RatingFigures {
    private static let prefixes = 100_000
    private static let calls = 500_000

    func measure() throws -> [Figure] {
        let clock = ContinuousClock()
        let bands = [
            TimeBand(code: "peak", name: "Peak", windows: [.init(days: .workdays, fromMinute: 480, toMinute: 1_200)]),
            TimeBand(
                code: "holiday", name: "Holiday", windows: [.init(days: .holiday, fromMinute: 0, toMinute: 1_440)]),
            TimeBand(code: "night", name: "Night", windows: [.init(days: .everyDay, fromMinute: 0, toMinute: 480)]),
        ]
        var random = SeededNumbers(state: 1)
        let prefixes = self.prefixes(&random)
        let rates = rates(prefixes, bands.map(\.code), &random)
        let plain = Array(rates.filter(\.band.isEmpty))
        var loads: [Double] = []
        for _ in 0..<3 {
            loads.append(clock.measure { _ = PriceList(id: PriceListID(2), rates: plain) }.milliseconds)
        }
        var list = PriceList(id: PriceListID(1), rates: [])
        let loadAll = clock.measure { list = PriceList(id: PriceListID(1), bands: bands, rates: rates) }.milliseconds
        let rating = CallRating(
            terms: CallTerms(priceLists: [list.id]), lists: [list],
            calendar: CallCalendar(
                zone: try TimeZoneRules(named: "Asia/Yerevan"), holidays: [CivilDate(dayNumber: 20_454)]))
        let calls = (0..<Self.calls).map { _ in
            let digits = String(Int.random(in: 1_000...9_999, using: &random))
            return RatableCall(
                called: prefixes[Int.random(in: 0..<prefixes.count, using: &random)] + digits,
                startedAt: Instant(seconds: 1_767_225_600 + Int64.random(in: 0..<31_536_000, using: &random)),
                durationSeconds: Int64.random(in: 1...1_800, using: &random))
        }
        let now = Instant(seconds: 1_900_000_000)
        var speeds: [Double] = []
        for _ in 0..<3 {
            var buckets = BucketBalances()
            var sum: Int64 = 0
            var failures = 0
            let time = cpuMilliseconds {
                for call in calls {
                    do throws(CallRating.Rejection) {
                        sum &+= try rating.rate(call, buckets: &buckets, now: now).amount
                    } catch {
                        failures += 1
                    }
                }
            }
            speeds.append(failures == 0 && sum > 0 ? Double(calls.count) / (time / 1_000) : 0)
        }
        return [
            Figure(
                name: "calls rated, one core, 100,000 prefixes, 3 bands", value: speeds.median, unit: "calls/s",
                limit: 1_000_000, isFloor: true),
            Figure(name: "price list of 100,000 rows indexed", value: loads.median, unit: "ms", limit: 1_000),
            Figure(name: "price list of 400,000 rows indexed", value: loadAll, unit: "ms", limit: 1_000),
        ]
    }

    /// Processor time of this thread: what else runs on the machine is not counted.
    private func cpuMilliseconds(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
        }
        let start = now()
        body()
        return now() - start
    }

    private func prefixes(_ random: inout SeededNumbers) -> [String] {
        var found: Set<String> = []
        while found.count < Self.prefixes {
            let length = Int.random(in: 3...9, using: &random)
            var prefix = String(Int.random(in: 1...9, using: &random))
            while prefix.utf8.count < length { prefix += String(Int.random(in: 0...9, using: &random)) }
            found.insert(prefix)
        }
        return found.sorted()
    }

    private func rates(_ prefixes: [String], _ bands: [String], _ random: inout SeededNumbers) -> [CallRate] {
        prefixes.flatMap { prefix in
            ([""] + bands).map { band in
                CallRate(
                    prefix: prefix, band: band, validFrom: CivilDate(dayNumber: 20_000),
                    destination: "Destination of \(prefix.prefix(4))",
                    price: CallPrice(
                        perMinuteMicro: Int64.random(in: 100...900, using: &random) * 1_000_000,
                        connectionFeeMicro: 500_000, nextIncrement: 1))
            }
        }
    }
}

/// The same numbers in every run.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
