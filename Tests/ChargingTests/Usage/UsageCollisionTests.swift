import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What happens when rating workers meet: one gives way, and nothing fails.
struct UsageCollisionTests {
    /// Two workers find in the same moment that their sessions tell one call; the second sees it only when it writes.
    @Test(arguments: [true, false])
    func ofTwoSessionsThatTellOneCallInTheSameMomentOneGivesWay(isRatedBefore: Bool) async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("first", "icid abc"))
        try await exchange.rate()
        let identity = try #require(
            try await exchange.words("SELECT identity::text FROM usage.session WHERE session_id = 'first'").first)
        // As if the other worker had not yet found what the first one tells.
        let other = try await exchange.installation.superuser().connection
        try await other.execute(script: "UPDATE usage.session SET identity = NULL")
        if isRatedBefore {
            try await exchange.store(exchange.stop("second"))
        } else {
            try await exchange.store(
                Exchange.record(
                    "second", .start, at: 0, "calling \(exchange.line)", "called 37410123456",
                    "answered_at \(Exchange.instant())"))
        }
        try await exchange.rate()
        #expect(try await exchange.outcome("second") == (isRatedBefore ? "rated 61 1000" : "open"))
        try await other.execute(
            script: "BEGIN; UPDATE usage.session SET identity = '\(identity)' WHERE session_id = 'first'")
        if isRatedBefore {
            try await exchange.store(Exchange.record("second", .start, at: 0, "icid abc"))
        } else {
            try await exchange.store(exchange.stop("second", "icid abc"))
        }
        async let turn = exchange.rate()
        for _ in 0..<1_000 {
            let waiting = try await exchange.count(
                """
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                """)
            if waiting > 0 { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        try await other.execute(script: "COMMIT")
        _ = try await turn
        #expect(try await exchange.outcome("second") == "passed told_twice")
        #expect(try await exchange.posted("first") == 1_000)
        #expect(try await exchange.posted("second") == 0)
        #expect(try await exchange.ledgerErrors() == 0)
        await other.close()
        try await exchange.close()
    }

    /// More workers of more daemons than there are stages: what is left over waits, and says nothing of trouble.
    @Test func aWorkerThatFindsNoFreeStageLeavesTheWorkToTheOthers() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a"))
        let others = try await exchange.installation.superuser().connection
        try await others.execute(script: "BEGIN; SELECT FROM usage.rating_worker FOR UPDATE")
        #expect(try await exchange.rate().didWork == false)
        #expect(try await exchange.outcome("a") == nil)
        try await others.execute(script: "ROLLBACK")
        #expect(try await exchange.rate().rated == 1)
        await others.close()
        try await exchange.close()
    }
}
