import Domain
import Rating
import Testing

@Suite struct ChargeDifferenceTests {
    private let engine = rating(tariff(1, fee: 310_000), tariff(2, fee: 620_000))

    /// What is told about a line: number, tariff, sum, value date, note.
    private func told(_ lines: [ChargeLine]) -> [String] {
        lines.map { "\($0.line) t\($0.tariff) \($0.total) \($0.valueOn) \($0.note)" }
    }

    @Test func aChangeInMidPeriodCreditsTheUnusedPartAndChargesTheNewOne() throws {
        var ledger = TestLedger()
        let march = try day("2026-03-01")
        let before = try Story(activated: "2026-03-01").rated()
        let first = ledger.post(try engine.owed(before, from: march, asOf: march), today: march)
        #expect(told(first) == ["0 t1 310000 2026-03-01 "])
        let change = try day("2026-03-18")
        let after = try Story(activated: "2026-03-01", tariffs: [("2026-03-18", 2)]).rated()
        let lines = ledger.post(try engine.owed(after, from: march, asOf: change), today: change)
        #expect(
            told(lines) == [
                "1 t1 -140000 2026-03-18 unused 14 of 31 days", "2 t2 280000 2026-03-18 14 of 31 days",
            ])
        #expect(lines.allSatisfy { $0.isCorrection })
        // A change withdrawn after its day is a change back.
        let back = ledger.post(try engine.owed(before, from: march, asOf: change), today: change)
        #expect(told(back) == ["3 t2 -280000 2026-03-18 not owed any more", "4 t1 140000 2026-03-18 whole period"])
        let again = try engine.owed(before, from: march, asOf: change)
        #expect(ledger.post(again, today: change) == [])
    }

    @Test func aTerminationCreditsWhatIsUnused() throws {
        var ledger = TestLedger()
        let march = try day("2026-03-01")
        _ = ledger.post(
            try engine.owed(try Story(activated: "2026-03-01").rated(), from: march, asOf: march), today: march)
        let end = try day("2026-03-18")
        let ended = try Story(activated: "2026-03-01", ended: "2026-03-18").rated()
        let lines = ledger.post(try engine.owed(ended, from: march, asOf: end), today: end)
        #expect(told(lines) == ["1 t1 -140000 2026-03-18 unused 14 of 31 days"])
    }

    @Test func aKeyThatIsNotOwedAnyMoreIsCreditedWholeAndEarlierKeysAreLeftAlone() throws {
        let march = try day("2026-03-01")
        let april = try day("2026-04-01")
        let today = try day("2026-04-02")
        let owed = try engine.owed(try Story(activated: "2026-03-01").rated(), from: march, asOf: april)
        let lines = ChargeDifference.lines(
            owed: [], posted: postings(owed), today: today, from: april, book: engine.book)
        #expect(told(lines) == ["1 t1 -310000 2026-04-02 not owed any more"])
        #expect(lines.map(\.componentName) == ["Fee 1"])
    }

    @Test func aFirstLineCountsFromItsChargesValueDateHoweverLateItIs() throws {
        let lines = ChargeDifference.lines(
            owed: try engine.owed(
                try Story(activated: "2026-03-15").rated(), from: try day("2026-03-15"), asOf: try day("2026-04-05")),
            posted: [], today: try day("2026-04-05"))
        #expect(told(lines) == ["0 t1 170000 2026-03-15 17 of 31 days", "0 t1 310000 2026-04-01 "])
        #expect(lines.allSatisfy { !$0.isCorrection })
    }

    @Test func whatComesToNothingIsNoLine() throws {
        let free = rating(tariff(fee: 0))
        let at = try day("2026-03-01")
        let owed = try free.owed(try Story(activated: "2026-03-01").rated(), from: at, asOf: at)
        #expect(owed.count == 1)
        #expect(ChargeDifference.lines(owed: owed, posted: [], today: at) == [])
    }
}

/// A ledger in memory.
struct TestLedger {
    private(set) var sums: [ChargeKey: [TariffID: [ChargeLeg: Int64]]] = [:]
    private var next: [ChargeKey: Int] = [:]

    var posted: [PostedCharge] {
        sums.flatMap { key, tariffs in
            tariffs.flatMap { tariff, legs in
                legs.map {
                    PostedCharge(key: key, tariff: tariff, leg: $0.key, amount: $0.value, nextLine: next[key] ?? 0)
                }
            }
        }
    }

    var total: Int64 { posted.reduce(0) { $0 + $1.amount } }

    /// Posts the difference and gives its lines.
    mutating func post(
        _ owed: [Charge], today: CivilDate, from: CivilDate = .farPast, isRun: Bool = false
    ) -> [ChargeLine] {
        // The run looks only at what is due.
        let known =
            isRun
            ? posted.filter { item in owed.contains { $0.key == item.key && $0.tariff == item.tariff } } : posted
        let lines = ChargeDifference.lines(owed: owed, posted: known, today: today, from: from)
        for line in lines {
            for (leg, amount) in line.legs {
                sums[line.key, default: [:]][line.tariff, default: [:]][leg, default: 0] += amount
            }
            next[line.key] = max(next[line.key] ?? 0, line.line + 1)
        }
        return lines
    }
}
