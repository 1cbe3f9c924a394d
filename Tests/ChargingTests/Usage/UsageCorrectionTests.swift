import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What people do about sessions: the error bin, corrections, dismissals (business-rules section 5; feature F11.5).
struct UsageCorrectionTests {
    @Test func aRejectedSessionIsReplayedWhenItsCauseIsMended() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", to: "35799123456"), exchange.stop("b", to: "35799123457"))
        #expect(try await exchange.rate().rejected == 2)
        let desk = try await exchange.operator("op_aram")
        #expect(try await desk.count("SELECT api.usage_replay('a', 0, NULL, 'k1')") == 1)
        // Nothing was mended: it comes back, and is not lost.
        #expect(try await exchange.rate().rejected == 1)
        try await exchange.superuser.connection.execute(
            script: """
                INSERT INTO catalog.call_rate (price_list_id, prefix, valid_from, destination, price_per_minute_micro)
                VALUES (1, '357', '2010-01-01', 'Cyprus', 4000000000);
                UPDATE catalog.price_list SET version = version + 1;
                INSERT INTO hist.event (at, actor, object, object_id, action) VALUES (now(), 'x', 'catalog.price_list', '1', 'update');
                """)
        #expect(try await desk.count("SELECT api.usage_replay(NULL, NULL, 'no_rate', 'k2')") == 2)
        #expect(try await desk.count("SELECT api.usage_replay(NULL, NULL, 'no_rate', 'k2')") == 2)
        #expect(try await exchange.rate().rated == 2)
        #expect(try await exchange.outcome("a") == "rated 61 8000")
        #expect(try await exchange.ledgerErrors() == 0)
        await desk.close()
        try await exchange.close()
    }

    @Test func aCorrectionReplacesWhatTheRecordsSayAndPostsTheDifference() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", seconds: 600))
        try await exchange.rate()
        #expect(try await exchange.outcome("a") == "rated 600 5000")
        let desk = try await exchange.operator("op_aram")
        _ = try await desk.query(
            """
            SELECT api.usage_correct('a', 0, '{"duration": "60", "called": "+374 77 123456"}', 'Clock of the switch', 'k1')
            """)
        #expect(try await exchange.rate().revised == 1)
        #expect(try await exchange.outcome("a") == "rated 60 2500")
        #expect(try await exchange.posted("a") == 2_500)
        // Once more the same: nothing is posted.
        let transfers = try await exchange.count("SELECT count(*) FROM accounts.transfer")
        _ = try await desk.query(
            "SELECT api.usage_correct('a', 0, '{\"duration\": \"60\"}', 'Again', 'k2')")
        #expect(try await exchange.rate().revised == 0)
        #expect(try await exchange.count("SELECT count(*) FROM accounts.transfer") == transfers)
        #expect(try await exchange.ledgerErrors() == 0)
        await desk.close()
        try await exchange.close()
    }

    @Test func aDismissedCallIsTakenBackAndACorrectionAfterwardsChargesItAgain() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", seconds: 600))
        try await exchange.rate()
        let desk = try await exchange.operator("op_aram")
        _ = try await desk.query("SELECT api.usage_dismiss('a', 0, 'Test call of the technicians', 'k1')")
        #expect(try await exchange.rate().revised == 1)
        #expect(try await exchange.outcome("a") == "passed dismissed")
        #expect(try await exchange.posted("a") == 0)
        _ = try await desk.query(
            "SELECT api.usage_correct('a', 0, '{\"duration\": \"120\"}', 'It was a real one', 'k2')")
        try await exchange.rate()
        #expect(try await exchange.outcome("a") == "rated 120 1000")
        #expect(try await exchange.ledgerErrors() == 0)
        await desk.close()
        try await exchange.close()
    }

    @Test func aCallThatSomebodyTookBackByHandIsLeftAlone() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", seconds: 600))
        try await exchange.rate()
        let desk = try await exchange.operator("op_aram")
        _ = try await desk.query(
            """
            SELECT api.charge_reverse(t.customer_id, t.account_id, t.posting_no, NULL, 'Goodwill', 'k1')
            FROM accounts.transfer t WHERE t.kind = 'call' AND t.leg = 0 AND t.source_id = (
                SELECT call_id FROM usage.call WHERE session_id = 'a')
            """)
        let before = try await exchange.count("SELECT sum(balance)::bigint FROM accounts.account")
        _ = try await desk.query("SELECT api.usage_correct('a', 0, '{\"duration\": \"60\"}', 'Late', 'k2')")
        #expect(try await exchange.rate().revised == 0)
        #expect(try await exchange.count("SELECT sum(balance)::bigint FROM accounts.account") == before)
        await desk.close()
        try await exchange.close()
    }

    @Test(
        arguments: [
            ("{\"duration\": \"-1\"}", "reason", "Duration"), ("{\"duration\": \"999999\"}", "reason", "Duration"),
            ("{\"called\": \"x'; DROP\"}", "reason", "telephone number"),
            ("{\"answered_at\": \"soon\"}", "reason", "Start"),
            ("{\"answered_at\": \"2031-01-01 00:00:00+00\"}", "reason", "future"),
            ("{\"price\": \"0\"}", "reason", "price"),
            ("{}", "reason", "Nothing"), ("{\"duration\": \"1\"}", " ", "Reason"),
            ("{\"duration\": \"1\"}", "two\nlines", "Reason"),
        ])
    func aWrongCorrectionIsRefusedInWords(_ fields: String, _ reason: String, _ word: String) async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a"))
        try await exchange.rate()
        let desk = try await exchange.operator("op_aram")
        let error = await #expect(throws: PostgreSQLError.self) {
            _ = try await desk.query("SELECT api.usage_correct('a', 0, \(fields)::jsonb, \(reason), 'k1')")
        }
        #expect(error?.message.contains(word) == true)
        await desk.close()
        try await exchange.close()
    }
}

extension Exchange {
    /// A bare connection of an operator.
    func `operator`(_ login: String) async throws -> Connection { try await installation.connection(as: login) }
}

extension Connection {
    func count(_ statement: Statement) async throws -> Int {
        try #require(try await query(statement).first).decode(0)
    }
}
