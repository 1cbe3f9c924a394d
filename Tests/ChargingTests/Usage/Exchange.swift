import Charging
import Demo
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// An installation with a few generated customers and one of their phone lines, and records as a switch would send them:
/// their content is a line a field, so that tests say what they are about.
struct Exchange {
    let installation: Installation
    let superuser: StoreSession
    let daemon: Database
    let line: String

    /// The clock stands at noon of 2026-11-24 in Yerevan.
    init(customers: Int = 30) async throws {
        installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-11-24")
        superuser = try await installation.superuser()
        try await DemoFill.fill(superuser, customers: customers, seed: 3) { _, _ in }
        line = try #require(
            try await superuser.connection.query(
                """
                SELECT s.identifier FROM catalog.subscription s WHERE s.service_type_id = 2 AND s.state <> 'ended'
                ORDER BY s.subscription_id LIMIT 1
                """
            ).first
        ).decode(0)
        daemon = installation.database(as: "bcrm_daemon", connections: 6)
    }

    func close() async throws {
        await daemon.close()
        await superuser.connection.close()
        try await installation.drop()
    }

    // MARK: Records

    /// 11:00 in Yerevan on the day the clock stands at, and so many seconds later.
    static func instant(_ seconds: Int64 = 0) -> Instant { Instant(seconds: 1_795_503_600 + seconds) }

    /// A record of a session: `fields` as "called 37410123456".
    static func record(
        _ session: String, _ kind: UsageRecord.Kind, number: Int64 = 0, at seconds: Int64, _ fields: String...
    ) -> ReceivedUsageRecord {
        let lines = ["kind \(kind.rawValue)", "number \(number)", "event_at \(Self.instant(seconds))"] + fields
        return ReceivedUsageRecord(
            key: UsageRecordKey(session: session, kind: Int16(kind.rawValue), number: number),
            content: Array(lines.joined(separator: "\n").utf8))
    }

    /// A STOP that stands alone: a call of so many seconds from the line.
    func stop(
        _ session: String, to called: String = "37410123456", seconds: Int64 = 61, from: String? = nil,
        at start: Int64 = 0, _ more: String = ""
    ) -> ReceivedUsageRecord {
        Self.record(
            session, .stop, number: 1, at: start + seconds, "calling \(from ?? line)", "called \(called)",
            "answered_at \(Self.instant(start))", "duration \(seconds)", more)
    }

    @discardableResult
    func store(_ records: ReceivedUsageRecord...) async throws -> Int {
        try await daemon.withSession { try await $0.storeUsage(records, source: "switch").stored }
    }

    // MARK: Rating

    func service(batchSize: Int = 1_000, workers: Int = 2) -> CallRatingService {
        CallRatingService(database: daemon, batchSize: batchSize, workers: workers, decode: Self.decode)
    }

    @discardableResult
    func rate() async throws -> CallRatingService.Turn { try await service().turn() }

    private static let decode: @Sendable ([UInt8], Int) -> Result<UsageRecord, UsageDecodingFailure> = { content, _ in
        var record = UsageRecord(kind: .event)
        for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "kind": record.kind = Int(parts[1]).flatMap { UsageRecord.Kind(rawValue: $0) } ?? .event
            case "number": record.number = Int64(parts[1]) ?? 0
            case "event_at": record.eventAt = Instant(parts[1])
            case "answered_at": record.answeredAt = Instant(parts[1])
            case "calling": record.calling = parts[1]
            case "called": record.called = parts[1]
            case "subscriber": record.subscriber = parts[1]
            case "duration": record.durationSeconds = Int64(parts[1])
            case "cause": record.cause = Int64(parts[1])
            case "role": record.roleOfNode = Int64(parts[1])
            case "icid": record.chargingIdentifier = parts[1]
            case "host": record.originHost = parts[1]
            case "interim": record.interimSeconds = Int64(parts[1])
            default: return .failure(UsageDecodingFailure("the field \(parts[0]) is unknown"))
            }
        }
        return .success(record)
    }

    // MARK: What came of it

    func count(_ sql: String) async throws -> Int {
        try #require(try await superuser.connection.query(Statement(text: sql)).first).decode(0)
    }

    func words(_ sql: String) async throws -> [String] {
        try await superuser.connection.query(Statement(text: sql)).map { try $0.decode(0) }
    }

    /// "rated 120 1000": state, seconds and minor units of a session's call.
    func outcome(_ session: String) async throws -> String? {
        try await superuser.connection.query(
            """
            SELECT concat_ws(' ', s.state, CASE WHEN s.state <> 'rated' THEN s.reason END, c.duration_seconds, c.amount)
            FROM usage.session s LEFT JOIN usage.call c USING (call_id) WHERE s.session_id = \(session)
            """
        ).first?.decode(0)
    }

    /// What the ledger has for a session's call, all legs and lines of it.
    func posted(_ session: String) async throws -> Int {
        try #require(
            try await superuser.connection.query(
                """
                SELECT coalesce(sum(-amount), 0)::bigint FROM accounts.transfer WHERE kind = 'call' AND source_id IN (
                    SELECT call_id FROM usage.session WHERE session_id = \(session)
                    UNION SELECT call_id FROM usage.call_revision WHERE session_id = \(session))
                """
            ).first
        ).decode(0)
    }

    /// Accounts whose balance is not the sum of their postings, or whose chain is broken.
    func ledgerErrors() async throws -> Int { try await count("SELECT count(*) FROM accounts.proof()") }
}
