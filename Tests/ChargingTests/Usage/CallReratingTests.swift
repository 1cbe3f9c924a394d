import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Re-rating of a filter: as differences, previewed, idempotent (business-rules section 5, feature F11.5).
struct CallReratingTests {
    private func rerate(_ exchange: Exchange, _ filter: String, dry: Bool, key: String) async throws -> [String] {
        let desk = try await exchange.operator("op_aram")
        let id = try await desk.count("SELECT api.usage_rerate(\(filter)::jsonb, \(dry), 'Price was wrong', \(key))")
        await desk.close()
        _ = try await CallRerating(database: exchange.daemon).turn()
        return try await exchange.words(
            """
            SELECT concat_ws(' ', state, calls, changed, left_alone, difference) FROM usage.rerating
            WHERE rerating_id = \(id)
            """)
    }

    /// Fifty instead of five a minute to Yerevan, from long ago.
    private func correctPrice(_ exchange: Exchange, micro: Int64 = 50_000_000_00) async throws {
        try await exchange.superuser.connection.execute(
            script: """
                UPDATE catalog.call_rate SET price_per_minute_micro = \(micro) WHERE prefix = '37410';
                UPDATE catalog.price_list SET version = version + 1;
                INSERT INTO hist.event (at, actor, object, object_id, action) VALUES (now(), 'x', 'catalog.price_list', '1', 'update');
                """)
    }

    private static let day = #"{"from": "2026-11-24", "to": "2026-11-24"}"#

    @Test func whatThePreviewSaysIsWhatIsPostedAndTwiceIsOnce() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            exchange.stop("a", seconds: 60), exchange.stop("b", to: "37477123456", seconds: 60),
            exchange.stop("c", seconds: 120, at: 600))
        #expect(try await exchange.rate().rated == 3)
        try await correctPrice(exchange)
        let before = try await exchange.count("SELECT count(*) FROM accounts.transfer")
        #expect(try await rerate(exchange, Self.day, dry: true, key: "k1") == ["done 3 2 0 13500"])
        #expect(try await exchange.count("SELECT count(*) FROM accounts.transfer") == before)
        #expect(try await rerate(exchange, Self.day, dry: false, key: "k2") == ["done 3 2 0 13500"])
        #expect(try await exchange.posted("a") == 5_000)
        #expect(try await exchange.posted("b") == 2_500)
        #expect(try await exchange.posted("c") == 10_000)
        let after = try await exchange.count("SELECT count(*) FROM accounts.transfer")
        #expect(try await rerate(exchange, Self.day, dry: false, key: "k3") == ["done 3 0 0 0"])
        #expect(try await exchange.count("SELECT count(*) FROM accounts.transfer") == after)
        #expect(
            try await exchange.words("SELECT cause || ' ' || actor FROM usage.call_revision GROUP BY 1")
                == ["rerating op_aram"])
        #expect(try await exchange.ledgerErrors() == 0)
        try await exchange.close()
    }

    @Test(
        arguments: [
            (#""prefix": "37477""#, 1), (#""prefix": "374""#, 2), (#""tariff": "201""#, 2), (#""tariff": "101""#, 0),
            (#""subscription": "1""#, 0),
        ])
    func theFilterChoosesTheCalls(_ narrower: String, _ calls: Int) async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a"), exchange.stop("b", to: "37477123456"))
        try await exchange.rate()
        let filter = #"{"from": "2026-11-24", "to": "2026-11-24", \#(narrower)}"#
        #expect(try await rerate(exchange, filter, dry: true, key: "k1") == ["done \(calls) 0 0 0"])
        try await exchange.close()
    }

    @Test func aCallWithoutARateNowKeepsItsPriceAndIsNamed() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", to: "4930123456"))
        try await exchange.rate()
        try await exchange.superuser.connection.execute(
            script: """
                DELETE FROM catalog.call_rate WHERE prefix = '49';
                UPDATE catalog.price_list SET version = version + 1;
                INSERT INTO hist.event (at, actor, object, object_id, action) VALUES (now(), 'x', 'catalog.price_list', '1', 'update');
                """)
        let posted = try await exchange.posted("a")
        #expect(try await rerate(exchange, Self.day, dry: false, key: "k1") == ["done 1 1 1 0"])
        #expect(try await exchange.posted("a") == posted)
        #expect(
            try await exchange.words("SELECT explanation FROM usage.rerating_line") == [
                "No call rate matches the number 4930123456."
            ])
        try await exchange.close()
    }

    @Test func aCallGoesToWhomTheNumberBelongedToOnItsDay() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a"))
        try await exchange.rate()
        // The line was somebody else's on that day, and it is known only now.
        try await exchange.superuser.connection.execute(
            script: """
                SET session_replication_role = replica;
                CREATE TEMP TABLE pair AS SELECT i.customer_id, i.subscription_id, o.customer_id AS other, o.subscription_id AS other_sub
                    FROM catalog.service_identifier i JOIN catalog.service_identifier o ON o.service_type_id = i.service_type_id
                        AND o.customer_id <> i.customer_id
                    WHERE i.identifier = '\(exchange.line)' ORDER BY o.customer_id LIMIT 1;
                UPDATE catalog.service_identifier i SET identifier = 'free' FROM pair p WHERE i.customer_id = p.other
                    AND i.subscription_id = p.other_sub;
                UPDATE catalog.service_identifier i SET customer_id = p.other, subscription_id = p.other_sub FROM pair p
                    WHERE i.customer_id = p.customer_id AND i.subscription_id = p.subscription_id;
                SET session_replication_role = DEFAULT;
                """)
        #expect(try await rerate(exchange, Self.day, dry: false, key: "k1") == ["done 1 1 0 0"])
        #expect(try await exchange.posted("a") == 1_000)
        #expect(try await exchange.count("SELECT count(*) FROM usage.call WHERE session_id = 'a'") == 1)
        #expect(
            try await exchange.count(
                "SELECT count(*) FROM usage.call c JOIN pair p ON p.other = c.customer_id WHERE c.session_id = 'a'")
                == 1)
        #expect(try await exchange.ledgerErrors() == 0)
        try await exchange.close()
    }

    @Test(
        arguments: [
            (#"{"from": "2026-11-24"}"#, "Days"), (#"{"from": "2026-11-24", "to": "2026-11-23"}"#, "Days"),
            (#"{"from": "2026-11-24", "to": "2027-11-23"}"#, "Days"),
            (#"{"from": "soon", "to": "2026-11-23"}"#, "Filter"),
            (#"{"from": "2026-11-24", "to": "2026-11-24", "colour": "red"}"#, "colour"),
            (#"{"from": "2026-11-24", "to": "2026-11-24", "prefix": "3%"}"#, "Prefix"),
        ])
    func aWrongFilterIsRefusedInWords(_ filter: String, _ word: String) async throws {
        let exchange = try await Exchange()
        let desk = try await exchange.operator("op_aram")
        let error = await #expect(throws: PostgreSQLError.self) {
            _ = try await desk.query("SELECT api.usage_rerate(\(filter)::jsonb, true, '', 'k')")
        }
        #expect(error?.message.contains(word) == true)
        await desk.close()
        try await exchange.close()
    }
}
