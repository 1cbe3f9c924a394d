import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What is kept of accounting records (business-rules section 5, RFC 6733 section 9.4).
struct UsageStoringTests {
    @Test func aRecordIsKeptOnceUnderItsKeyAndChargedOnce() async throws {
        let exchange = try await Exchange()
        let first = exchange.stop("a")
        #expect(try await exchange.store(first, first, exchange.stop("a", seconds: 600)) == 1)
        #expect(try await exchange.store(exchange.stop("b"), first) == 1)
        #expect(try await exchange.store(first) == 0)
        #expect(try await exchange.count("SELECT count(*) FROM usage.accounting_record") == 2)
        let turn = try await exchange.rate()
        #expect(turn.rated == 2 && turn.rejected == 0)
        #expect(try await exchange.rate().didWork == false)
        #expect(try await exchange.posted("a") == 1_000)
        #expect(try await exchange.ledgerErrors() == 0)
        try await exchange.close()
    }

    /// Sub-session, type and number are parts of the key; what the record says is not.
    @Test func recordsOfOneSessionDifferBySubSessionTypeAndNumber() async throws {
        let exchange = try await Exchange()
        let keys = [
            UsageRecordKey(session: "s", kind: 2, number: 0), UsageRecordKey(session: "s", kind: 4, number: 0),
            UsageRecordKey(session: "s", kind: 3, number: 0), UsageRecordKey(session: "s", kind: 3, number: 1),
            UsageRecordKey(session: "s", subSession: -1, kind: 2, number: 0),
        ]
        let records = keys.map { ReceivedUsageRecord(key: $0, content: [1, 2, 3]) }
        let stored = try await exchange.daemon.withSession {
            try await $0.storeUsage(records + records, source: "x").stored
        }
        #expect(stored == keys.count)
        let known = try await exchange.daemon.withSession { try await $0.knownUsage(keys) }
        #expect(known.map(\.place) == [0, 1, 2, 3, 4])
        #expect(known.allSatisfy { $0.content == [1, 2, 3] })
        try await exchange.close()
    }

    @Test func contentOfAnyOctetsComesBackAsItWas() async throws {
        let exchange = try await Exchange()
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        let content = (0..<5_000).map { UInt8(truncatingIfNeeded: seed &* UInt64($0) >> 7) }
        let key = UsageRecordKey(session: "sess;ion\u{1F4DE}\t\"\\", kind: 1, number: 4_294_967_295)
        _ = try await exchange.daemon.withSession {
            try await $0.storeUsage([ReceivedUsageRecord(key: key, content: content)], source: "switch")
        }
        let known = try await exchange.daemon.withSession { try await $0.knownUsage([key]) }
        #expect(known.first?.content == content, "seed \(seed)")
        try await exchange.close()
    }

    @Test func anotherContentUnderATakenKeyIsKeptBesideOnce() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a"))
        let other = exchange.stop("a", seconds: 600)
        for expected in [1, 0] {
            let kept = try await exchange.daemon.withSession {
                try await $0.keepConflicts([other, other], source: "switch")
            }
            #expect(kept == expected)
        }
        #expect(try await exchange.count("SELECT count(*) FROM usage.record_conflict") == 1)
        try await exchange.close()
    }

    /// Two connections of a switch send different records under one key in the same moment.
    @Test func ofTwoRecordsStoredAtOnceUnderOneKeyExactlyOneIsKept() async throws {
        let exchange = try await Exchange()
        let stored = try await withThrowingTaskGroup(of: Int.self) { group in
            for seconds in 1...8 {
                group.addTask { try await exchange.store(exchange.stop("a", seconds: Int64(seconds) * 60)) }
            }
            return try await group.reduce(0, +)
        }
        #expect(stored == 1)
        try await exchange.close()
    }
}
