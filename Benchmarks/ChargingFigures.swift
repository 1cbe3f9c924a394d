import Charging
import Domain
import Glibc
import Store

/// The monthly run against what is measured in the same run on the same data: the best set-based SQL without our rules,
/// and one transaction a subscription from a client, which is what most systems do.
struct ChargingFigures {
    let installation: BenchInstallation
    let subscriptions: Int

    private let clock = ContinuousClock()

    private var accounts: Int { subscriptions / 2 }

    /// Time grows with the size and not faster: seconds a subscription of the largest size against the smallest.
    func growth(_ sizes: [Int]) async throws -> [Figure] {
        var figures: [Figure] = []
        let database = Database(keywords: installation.daemonKeywords, connections: 2)
        var smallest: Double?
        for size in sizes {
            var day = try await prepare(accounts: size / 2)
            var rates: [Double] = []
            for _ in 0..<3 {
                rates.append(
                    try await rate(&day) { try await ChargeRun(database: database, workers: 1).run($0).charges })
            }
            let first = smallest ?? rates.median
            smallest = first
            figures.append(
                Figure(
                    name: "time a subscription at \(size), against \(sizes[0])", value: first / rates.median,
                    unit: "times", limit: 1.1))
        }
        await database.close()
        return Array(figures.dropFirst())
    }

    func measure() async throws -> [Figure] {
        var day = try await prepare(accounts: accounts)
        let database = Database(keywords: installation.daemonKeywords, connections: 4)
        // Each variant three times, one after the other, each on a month of its own: the median of each counts.
        var one: [Double] = []
        var two: [Double] = []
        var limit: [Double] = []
        for _ in 0..<3 {
            limit.append(try await rate(&day) { try await plain($0) })
            one.append(try await rate(&day) { try await ChargeRun(database: database, workers: 1).run($0).charges })
            two.append(try await rate(&day) { try await ChargeRun(database: database, workers: 2).run($0).charges })
        }
        let memory = residentMegabytes()
        let rows = min(5_000, subscriptions)
        let rowByRow = try await rate(&day) { day in
            try await installation.administration.run {
                try await $0.chargingRowByRow(of: day, subscriptions: rows)
            }
        }
        let differences = try await database.withSession { try await $0.ledgerDifferences().count }
        await database.close()
        return [
            Figure(
                name: "monthly run, one worker", value: one.median, unit: "fees/s", limit: limit.median, isFloor: true,
                wanted: 0.7),
            Figure(
                name: "monthly run, two workers, as the daemon runs it", value: two.median, unit: "fees/s",
                limit: limit.median, isFloor: true,
                wanted: 0.7),
            Figure(
                name: "monthly run, two workers against one", value: two.median / one.median, unit: "times", limit: 1.5,
                isFloor: true),
            Figure(
                name: "monthly run against row by row", value: two.median / rowByRow, unit: "times", limit: 15,
                isFloor: true),
            Figure(name: "memory of the charging program", value: memory, unit: "MB", limit: 200),
            Figure(name: "accounts not proved after all this", value: Double(differences), unit: "accounts", limit: 0),
        ]
    }

    private func plain(_ day: CivilDate) async throws -> Int {
        let accounts = accounts
        return try await installation.administration.run { try await $0.plainCharging(of: day, accounts: accounts) }
    }

    /// Fees a second of a month; the next month follows.
    private func rate(_ day: inout CivilDate, _ body: (CivilDate) async throws -> Int) async throws -> Double {
        let month = day
        try await moveClock(to: month)
        var charges = 0
        let time = try await clock.measure { charges = try await body(month) }
        day = month.monthAway(1, day: 1)
        return Double(charges) / (time.milliseconds / 1_000)
    }

    private func prepare(accounts: Int) async throws -> CivilDate {
        try await installation.administration.run { session in
            let first = try await session.clock().today.monthAway(1, day: 1)
            try await session.clearCharging()
            try await session.fillForCharging(accounts: accounts, since: first.monthAway(-6, day: 1))
            return first
        }
    }

    private func moveClock(to day: CivilDate) async throws {
        try await installation.administration.run { session in
            if let noon = Instant("\(day)T12:00:00+04") { _ = try await session.moveClock(to: noon) }
        }
    }

    private func residentMegabytes() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1_024
    }
}
