import Charging
import Demo
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// From accounting records to charged calls, against a real database.
struct CallChargingTests {
    /// An installation with a few generated customers, and the number of one of its phone lines.
    private struct Exchange {
        let installation: Installation
        let superuser: StoreSession
        let daemon: Database
        let line: String

        init() async throws {
            installation = try await Installation.fresh()
            try await installation.moveClock(to: "2026-11-24")
            superuser = try await installation.superuser()
            try await DemoFill.fill(superuser, customers: 30, seed: 3) { _, _ in }
            line = try #require(
                try await superuser.connection.query(
                    """
                    SELECT s.identifier FROM catalog.subscription s WHERE s.service_type_id = 2 AND s.state <> 'ended'
                    ORDER BY s.subscription_id LIMIT 1
                    """
                ).first
            ).decode(0)
            daemon = installation.database(as: "bcrm_daemon")
        }

        func count(_ sql: String) async throws -> Int {
            try #require(try await superuser.connection.query(Statement(text: sql)).first).decode(0)
        }

        func words(_ sql: String) async throws -> [String] {
            try await superuser.connection.query(Statement(text: sql)).map { try $0.decode(0) }
        }

        func store(_ records: [StoredUsageRecord]) async throws -> [UsageOutcome] {
            try await daemon.withSession { try await $0.storeUsage(records) }
        }

        func close() async throws {
            await daemon.close()
            await superuser.connection.close()
            try await installation.drop()
        }
    }

    /// 11:00 in Yerevan on the day the clock stands at.
    private static func instant(_ seconds: Int64 = 0) throws -> Instant {
        try #require(Instant("2026-11-24 11:00:00+04")).adding(seconds: seconds)
    }

    private static func stop(
        _ session: String, from line: String?, to called: String? = "37410123456", seconds: Int64 = 61, hash: String
    ) throws -> StoredUsageRecord {
        StoredUsageRecord(
            session: session, type: 4, number: 1, originHost: "switch", eventAt: try instant(seconds), hash: hash,
            content: UsageContent(
                subscriber: line, calling: line, called: called, answeredAt: try instant(), durationSeconds: seconds))
    }

    @Test func theSameRecordIsADuplicateAndAnotherUnderItsKeyIsKeptAsAConflict() async throws {
        let exchange = try await Exchange()
        let first = try Self.stop("a", from: exchange.line, hash: "aa")
        let other = try Self.stop("a", from: exchange.line, seconds: 600, hash: "bb")
        let next = try Self.stop("b", from: exchange.line, hash: "cc")
        #expect(try await exchange.store([first, first, other]) == [.stored, .duplicate, .conflict])
        #expect(try await exchange.store([next, other, first]) == [.stored, .conflict, .duplicate])
        #expect(try await exchange.count("SELECT count(*) FROM usage.accounting_record") == 2)
        #expect(
            try await exchange.words("SELECT content ->> 'duration' FROM usage.conflict") == ["600", "600"])
        let turn = try await CallRatingService(database: exchange.daemon).turn()
        #expect(turn.rated == 2 && turn.rejected == 0)
        #expect(try await CallRatingService(database: exchange.daemon).turn().didWork == false)
        #expect(try await exchange.count("SELECT count(*) FROM accounts.proof()") == 0)
        try await exchange.close()
    }

    /// Two connections of the switch send different records under one key in the same moment.
    @Test func ofTwoRecordsStoredAtOnceUnderOneKeyNeitherIsLost() async throws {
        let exchange = try await Exchange()
        let first = try Self.stop("a", from: exchange.line, hash: "aa")
        let other = try Self.stop("a", from: exchange.line, seconds: 600, hash: "bb")
        let (database, superuser) = (exchange.daemon, exchange.superuser)
        let outcome = try await database.transaction { session in
            let stored = try await session.storeUsage([first])
            #expect(stored == [.stored])
            let rival = Task {
                let connection = try await exchange.installation.connection(as: "bcrm_daemon")
                let outcome = try await StoreSession(connection: connection).storeUsage([other])
                await connection.close()
                return outcome
            }
            // The rival waits for this transaction's key.
            while try await #require(
                superuser.connection.query(
                    """
                    SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'transactionid'
                        AND datname = current_database()
                    """
                ).first
            ).decode(0, as: Int.self) == 0 {
                await Task.yield()
            }
            return rival
        }
        #expect(try await outcome.value == [.conflict])
        #expect(try await exchange.words("SELECT content ->> 'duration' FROM usage.conflict") == ["600"])
        try await exchange.close()
    }

    @Test(
        arguments: [
            ("37499999999", "37410123456", "unknown_subscriber"), (nil, "37410123456", "incomplete"),
            ("line", nil, "incomplete"), ("line", "sip:nobody", "no_number"), ("line", "+35799123456", "no_rate"),
        ] as [(String?, String?, String)])
    func whatCannotBeRatedIsKeptWithItsReason(_ from: String?, _ called: String?, _ reason: String) async throws {
        let exchange = try await Exchange()
        let line = from == "line" ? exchange.line : from
        let kept = try await exchange.store([try Self.stop("x", from: line, to: called, hash: "aa")])
        #expect(kept == [.stored])
        let turn = try await CallRatingService(database: exchange.daemon).turn()
        #expect(turn.rated == 0 && turn.rejected == 1)
        let found = try await exchange.words("SELECT reason FROM usage.rejected_session WHERE explanation <> ''")
        #expect(found == [reason])
        #expect(try await exchange.count("SELECT count(*) FROM usage.accounting_record") == 1)
        #expect(try await exchange.count("SELECT count(*) FROM accounts.transfer WHERE note = 'x'") == 0)
        try await exchange.close()
    }

    @Test func aStartThatComesAfterItsStopCompletesTheCall() async throws {
        let exchange = try await Exchange()
        var content = UsageContent(calling: exchange.line, called: "37410123456")
        let stop = StoredUsageRecord(
            session: "late", type: 4, number: 2, originHost: "switch", eventAt: try Self.instant(130), hash: "aa",
            content: content)
        _ = try await exchange.store([stop])
        let service = CallRatingService(database: exchange.daemon)
        #expect(try await service.turn().rejected == 1)
        content.answeredAt = try Self.instant(10)
        let start = StoredUsageRecord(
            session: "late", type: 2, number: 1, originHost: "switch", eventAt: try Self.instant(), hash: "bb",
            content: content)
        _ = try await exchange.store([start])
        #expect(try await service.turn().rated == 1)
        // From the answer to the end: two minutes at 5,00.
        #expect(
            try await exchange.words(
                "SELECT duration_seconds || ' ' || amount FROM usage.call WHERE session_id = 'late'")
                == ["120 1000"])
        #expect(try await exchange.count("SELECT count(*) FROM usage.rejected_session") == 0)
        try await exchange.close()
    }
}
