import Charging
import Diameter
import Domain
import Glibc
import Intake
import PrivateCluster
import Store
import Synchronization

/// What the real daemon stores, and what is charged of it a second, against what PostgreSQL itself does with the same rows.
struct UsageFigures {
    let installation: BenchInstallation
    let programs: String
    let folder: String

    private let clock = ContinuousClock()

    /// A number without a line: what is only stored is charged to nobody.
    private static let nobody = "37499000001"

    func measure() async throws -> [Figure] {
        var figures: [Figure] = []
        let daemon = try await BenchDaemon(
            installation, programs: programs, folder: folder, name: "intake",
            configuration: "[charging]\nenabled = false\n[usage]\nenabled = false\n")
        do {
            figures += try await storing(daemon)
        } catch {
            daemon.stop()
            throw error
        }
        daemon.stop()
        figures += try await rating()
        return figures
    }

    // MARK: Storing

    private func storing(_ daemon: BenchDaemon) async throws -> [Figure] {
        var rates: [String: [Double]] = [:]
        var tails: [Double] = []
        var costs: [Double] = []
        var memory = 0.0
        // One after the other, three times: the medians count.
        for round in 0..<3 {
            rates["limit", default: []].append(try await plain(60_000, round: round))
            let burst = try await load(daemon, connections: 1, window: 256, records: 100_000, round: "\(round)a")
            rates["256", default: []].append(burst.perSecond)
            tails.append(burst.percentile(0.99))
            costs.append(burst.cpuSeconds)
            rates["4x64", default: []].append(
                try await load(daemon, connections: 4, window: 64, records: 100_000, round: "\(round)b").perSecond)
            memory = max(memory, daemon.residentMegabytes)
        }
        let lone = try await load(daemon, connections: 1, window: 1, records: 2_000, round: "lone")
        let commit = try await loneCommits(2_000)
        let limit = (rates["limit"] ?? []).median
        return [
            Figure(
                name: "records stored, 256 outstanding", value: (rates["256"] ?? []).median, unit: "/s", limit: limit,
                isFloor: true, wanted: 0.4),
            Figure(
                name: "records stored, 4 x 64 outstanding", value: (rates["4x64"] ?? []).median, unit: "/s",
                limit: limit, isFloor: true, wanted: 0.4),
            Figure(
                name: "records stored, p99 at 256 outstanding", value: tails.median, unit: "ms", limit: 20),
            Figure(
                name: "CPU for 100,000 records, daemon and PostgreSQL", value: costs.median, unit: "s", limit: 2.5),
            Figure(
                name: "one record at a time beyond a commit, p50", value: lone.percentile(0.5) - commit, unit: "ms",
                limit: 0.1),
            Figure(name: "memory of the daemon under load", value: memory, unit: "MB", limit: 150),
        ]
    }

    /// 1,000 rows a statement and a commit each, from one connection.
    private func plain(_ count: Int, round: Int) async throws -> Double {
        let records = BenchRecords.calls(count, session: "plain\(round)", from: [Self.nobody]).map { wire in
            ReceivedUsageRecord(
                key: UsageRecordKey(session: wire.session, kind: 4, number: 1), content: wire.octets)
        }
        return try await installation.administration.run { session in
            try await session.beginPlainRecords()
            let time = try await clock.measure {
                for start in stride(from: 0, to: count, by: 1_000) {
                    try await session.plainRecords(Array(records[start..<min(start + 1_000, count)]))
                }
            }
            return Double(count) / (time.milliseconds / 1_000)
        }
    }

    /// The median of single-row commits, in milliseconds.
    private func loneCommits(_ count: Int) async throws -> Double {
        let records = BenchRecords.calls(count, session: "commit", from: [Self.nobody]).map { wire in
            ReceivedUsageRecord(key: UsageRecordKey(session: wire.session, kind: 4, number: 1), content: wire.octets)
        }
        return try await installation.administration.run { session in
            try await session.beginPlainRecords()
            var times: [Double] = []
            for record in records {
                times.append(try await clock.measure { try await session.plainRecords([record]) }.milliseconds)
            }
            return times.median
        }
    }

    private func load(
        _ daemon: BenchDaemon, connections: Int, window: Int, records: Int, round: String
    ) async throws -> BenchLoad {
        let share = records / connections
        let wires = (0..<connections).map { number in
            BenchRecords.calls(share, session: "load\(round)c\(number)", from: [Self.nobody]).map(\.octets)
        }
        var clients: [DiameterClient] = []
        for number in 0..<connections {
            clients.append(try await daemon.connect(host: "switch\(number).example.net"))
        }
        let before = daemon.cpuSeconds + installation.serverCPUSeconds
        let progress = LoadProgress()
        let time = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (client, wires) in zip(clients, wires) {
                    group.addTask { try await progress.send(wires, over: client, window: window) }
                }
                try await group.waitForAll()
            }
        }
        let cpu = daemon.cpuSeconds + installation.serverCPUSeconds - before
        for client in clients { await client.disconnect() }
        let failed = progress.failures
        guard failed == 0 else { throw BenchFailure(words: "\(failed) records were not accepted") }
        return BenchLoad(
            perSecond: Double(records) / (time.milliseconds / 1_000), cpuSeconds: cpu * 100_000 / Double(records),
            times: progress.times)
    }

    // MARK: Rating

    /// From stored records to posted charges: calls of many lines by lone STOPs, and by START and STOP.
    func rating() async throws -> [Figure] {
        let lines = try await installation.administration.run { try await $0.fillPhoneLines(100_000) }
        let database = Database(keywords: installation.daemonKeywords, connections: 6)
        let service = CallRatingService(database: database) { UsageRecord.read($0, format: $1) }
        _ = try await service.turn()
        var stops: [Double] = []
        var pairs: [Double] = []
        for round in 0..<3 {
            stops.append(try await rate(lines, 100_000, pairs: false, round: round, database, service))
            pairs.append(try await rate(lines, 100_000, pairs: true, round: round, database, service))
        }
        let wrong = try await database.withSession { try await $0.ledgerDifferences().count }
        await database.close()
        return [
            Figure(
                name: "stored records to posted charges, STOP alone", value: stops.median, unit: "/s", limit: 50_000,
                isFloor: true),
            Figure(
                name: "stored records to posted charges, START and STOP", value: pairs.median, unit: "/s",
                limit: 50_000, isFloor: true),
            Figure(name: "accounts not proved after all calls", value: Double(wrong), unit: "accounts", limit: 0),
        ]
    }

    private func rate(
        _ lines: [String], _ records: Int, pairs: Bool, round: Int, _ database: Database, _ service: CallRatingService
    ) async throws -> Double {
        let calls = pairs ? records / 2 : records
        var waiting: [ReceivedUsageRecord] = []
        for wire in BenchRecords.calls(calls, session: "rate\(pairs)\(round)", from: lines, pairs: pairs) {
            waiting.append(
                ReceivedUsageRecord(
                    key: UsageRecordKey(session: wire.session, kind: wire.kind, number: Int64(wire.kind)),
                    content: wire.octets))
        }
        for start in stride(from: 0, to: waiting.count, by: 250) {
            let batch = Array(waiting[start..<min(start + 250, waiting.count)])
            _ = try await database.withSession { try await $0.storeUsage(batch, source: "switch") }
        }
        var rated = 0
        let time = try await clock.measure { rated = try await service.turn().rated }
        guard rated == calls else { throw BenchFailure(words: "\(rated) of \(calls) calls were rated") }
        return Double(records) / (time.milliseconds / 1_000)
    }
}

/// What one load measured.
struct BenchLoad {
    let perSecond: Double
    let cpuSeconds: Double
    /// Milliseconds, in order.
    let times: [Double]

    func percentile(_ share: Double) -> Double {
        times.isEmpty ? 0 : times[min(Int(Double(times.count) * share), times.count - 1)]
    }
}

/// What came back of the records that were sent.
private final class LoadProgress: Sendable {
    private struct State {
        var times: [Double] = []
        var failures = 0
    }

    private let state = Mutex(State())

    var times: [Double] { state.withLock { $0.times.sorted() } }
    var failures: Int { state.withLock { $0.failures } }

    func send(_ wires: [[UInt8]], over client: DiameterClient, window: Int) async throws {
        let next = Mutex(0)
        try await client.stream(
            window: window,
            next: {
                let index = next.withLock { index in
                    defer { index += 1 }
                    return index
                }
                return index < wires.count ? wires[index] : nil
            },
            answered: { answer in
                let isAccepted = answer.resultCode == 2_001
                self.state.withLock { state in
                    state.times.append(Double(answer.nanoseconds) / 1_000_000)
                    if !isAccepted { state.failures += 1 }
                }
            })
    }
}

struct BenchFailure: Error {
    let words: String
}
