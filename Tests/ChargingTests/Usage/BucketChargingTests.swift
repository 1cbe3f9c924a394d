import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Free minutes through the real database (business-rules section 5): used in order, priced beyond, given back, shared.
struct BucketChargingTests {
    /// Ten minutes to fixed lines with every phone line.
    private func exchange(pooled: Bool = false) async throws -> Exchange {
        let exchange = try await Exchange()
        try await exchange.superuser.connection.execute(
            script: """
                INSERT INTO catalog.call_bucket (bucket_id, tariff_id, code, name, amount, is_pooled, destination_groups)
                VALUES (1, 201, 'minutes', 'Ten minutes', 600, \(pooled), '{fixed}');
                """)
        return exchange
    }

    private func used(_ exchange: Exchange) async throws -> Int {
        try await exchange.count("SELECT coalesce(sum(used), 0)::bigint FROM usage.bucket_use")
    }

    @Test func whatTheBucketCoversIsFreeAndTheRestIsPriced() async throws {
        let exchange = try await exchange()
        // Eight minutes, then five: the bucket covers two of them, three cost five a minute. Mobile is not covered.
        try await exchange.store(
            exchange.stop("a", seconds: 480), exchange.stop("b", seconds: 300, at: 600),
            exchange.stop("c", to: "37477123456", seconds: 60, at: 1_200))
        #expect(try await exchange.rate().rated == 3)
        #expect(try await exchange.outcome("a") == "rated 480 0")
        #expect(try await exchange.outcome("b") == "rated 300 1500")
        #expect(try await exchange.outcome("c") == "rated 60 2500")
        #expect(try await used(exchange) == 600)
        #expect(try await exchange.ledgerErrors() == 0)
        try await exchange.close()
    }

    @Test func aCallTakenBackGivesItsMinutesBack() async throws {
        let exchange = try await exchange()
        try await exchange.store(exchange.stop("a", seconds: 600))
        try await exchange.rate()
        #expect(try await used(exchange) == 600)
        let desk = try await exchange.operator("op_aram")
        _ = try await desk.query("SELECT api.usage_dismiss('a', 0, 'Test of the line', 'k1')")
        await desk.close()
        try await exchange.rate()
        #expect(try await used(exchange) == 0)
        try await exchange.store(exchange.stop("b", seconds: 600, at: 900))
        try await exchange.rate()
        #expect(try await exchange.outcome("b") == "rated 600 0")
        #expect(try await used(exchange) == 600)
        try await exchange.close()
    }

    @Test func reratingUsesBucketsInTheOrderOfEventsAndTwiceChangesNothing() async throws {
        let exchange = try await exchange()
        // The later call comes first and empties the bucket.
        try await exchange.store(exchange.stop("later", seconds: 600, at: 1_800))
        try await exchange.rate()
        try await exchange.store(exchange.stop("earlier", seconds: 600))
        try await exchange.rate()
        #expect(try await exchange.outcome("later") == "rated 600 0")
        #expect(try await exchange.outcome("earlier") == "rated 600 5000")
        for (round, changed) in [true, false].enumerated() {
            let desk = try await exchange.operator("op_aram")
            let id = try await desk.count(
                """
                SELECT api.usage_rerate('{"from": "2026-11-24", "to": "2026-11-24"}', false, 'In order', \("k\(round)"))
                """)
            await desk.close()
            _ = try await CallRerating(database: exchange.daemon).turn()
            let done = try await exchange.words(
                """
                SELECT concat_ws(' ', l.old_amount, l.new_amount, l.explanation) FROM usage.rerating_line l
                WHERE rerating_id = \(id) ORDER BY 1
                """)
            #expect(done == (changed ? ["0 5000 ", "5000 0 "] : []))
            #expect(try await exchange.outcome("earlier") == "rated 600 0")
            #expect(try await exchange.outcome("later") == "rated 600 5000")
            #expect(try await exchange.posted("later") == 5_000)
            #expect(try await exchange.posted("earlier") == 0)
            #expect(try await used(exchange) == 600)
        }
        #expect(try await exchange.ledgerErrors() == 0)
        try await exchange.close()
    }

    @Test func linesOfOneAccountShareAPooledBucketAndEachPutsItsMinutesIn() async throws {
        let exchange = try await exchange(pooled: true)
        try await exchange.superuser.connection.execute(
            script: """
                SET session_replication_role = replica;
                CREATE TEMP TABLE first AS SELECT s.* FROM catalog.subscription s WHERE s.identifier = '\(exchange.line)';
                INSERT INTO catalog.subscription (customer_id, subscription_id, account_id, service_type_id, identifier, activated_on)
                    SELECT customer_id, 99000001, account_id, 2, '37460999999', activated_on FROM first;
                INSERT INTO catalog.service_identifier (service_type_id, identifier, customer_id, subscription_id)
                    SELECT 2, '37460999999', customer_id, 99000001 FROM first;
                INSERT INTO catalog.subscription_tariff (customer_id, subscription_id, valid, tariff_id)
                    SELECT customer_id, 99000001, daterange(activated_on, NULL), 201 FROM first;
                SET session_replication_role = DEFAULT;
                """)
        // Twice ten minutes: fifteen of one line, and of eight of the other five.
        try await exchange.store(
            exchange.stop("a", seconds: 900), exchange.stop("b", seconds: 480, from: "37460999999", at: 1_200))
        #expect(try await exchange.rate().rated == 2)
        #expect(try await exchange.outcome("a") == "rated 900 0")
        #expect(try await exchange.outcome("b") == "rated 480 1500")
        #expect(try await used(exchange) == 1_200)
        try await exchange.close()
    }

    /// Two workers never draw on the same minutes.
    @Test func callsRatedAtOnceDrawOnABucketOnce() async throws {
        let exchange = try await exchange()
        for number in 0..<40 {
            try await exchange.store(exchange.stop("s\(number)", seconds: 60, at: Int64(number) * 60))
        }
        let services = (0..<4).map { _ in exchange.service(batchSize: 3, workers: 2) }
        let rated = try await withThrowingTaskGroup(of: Int.self) { group in
            for service in services { group.addTask { try await service.turn().rated } }
            return try await group.reduce(0, +)
        }
        #expect(rated == 40)
        #expect(try await used(exchange) == 600)
        #expect(
            try await exchange.count("SELECT count(*) FROM usage.call WHERE amount = 0 AND session_id LIKE 's%'") == 10)
        #expect(try await exchange.ledgerErrors() == 0)
        try await exchange.close()
    }
}
