import Charging
import Domain
import InstallationFixture
import Intake
import PostgreSQL
import Store
import Testing

/// Rows of imported files go the way of all records.
struct FileRowTests {
    @Test func aRowOfAFileIsRatedLikeAnyRecord() async throws {
        let exchange = try await Exchange()
        let row = """
            calling\t\(exchange.line)
            called\t+374 10 123456
            answered_at\t2026-11-24T07:00:00Z
            duration\t61
            file\tcalls.csv
            line\t2
            row\t1,2,3

            """
        _ = try await exchange.superuser.connection.query(
            """
            WITH batch AS (INSERT INTO usage.intake_batch (records, source) VALUES (1, 'file:x') RETURNING batch_id)
            INSERT INTO usage.accounting_record (session_id, sub_session_id, record_type, record_number, batch_id, format, content)
            SELECT 'file:x:1', 0, 1, 0, batch_id, 2, convert_to(\(row), 'UTF8') FROM batch
            """)
        let service = CallRatingService(database: exchange.daemon) { UsageRecord.read($0, format: $1) }
        #expect(try await service.turn().rated == 1)
        #expect(try await exchange.outcome("file:x:1") == "rated 61 1000")
        try await exchange.close()
    }

    /// A format of a newer program is kept until that program reads it.
    @Test func aRecordThatCannotBeReadIsRejectedWithItsReason() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            ReceivedUsageRecord(key: UsageRecordKey(session: "junk", kind: 4, number: 0), content: [1, 0, 0, 99]))
        let service = CallRatingService(database: exchange.daemon) { UsageRecord.read($0, format: $1) }
        #expect(try await service.turn().rejected == 1)
        #expect(try await exchange.outcome("junk") == "rejected undecodable")
        try await exchange.close()
    }
}
