import Demo
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// The calls of the demo cost what the demo's price list says.
struct DemoCallTests {
    @Test func callsAreChargedByTheIncrementsAndPricesOfTheirDestination() async throws {
        let installation = try await Installation.fresh()
        let superuser = try await installation.superuser()
        try await DemoFill.fill(superuser, customers: 100, seed: 5) { _, _ in }
        let wrong = try await superuser.connection.query(
            """
            SELECT count(*), count(*) FILTER (WHERE c.amount <> round((r.price_per_minute_micro::numeric * c.charged_seconds
                    + r.connection_fee_micro::numeric * 60) / 60000000)
                OR c.charged_seconds <> greatest(r.first_increment, r.first_increment
                    + ceil((c.duration_seconds - r.first_increment)::numeric / r.next_increment) * r.next_increment)
                OR c.tax <> (SELECT sum(-t.amount) FROM accounts.transfer t WHERE t.customer_id = c.customer_id
                    AND t.kind = 'call' AND t.source_id = c.call_id AND t.leg = 16)
                OR length(c.called) <> 11 OR NOT starts_with(c.called, r.prefix))
            FROM usage.call c JOIN catalog.call_rate r ON r.prefix = c.prefix AND r.destination = c.destination
            """)
        let row = try #require(wrong.first)
        #expect(try row.decode(0, as: Int.self) > 20)
        #expect(try row.decode(1, as: Int.self) == 0)
        await superuser.connection.close()
        try await installation.drop()
    }
}
