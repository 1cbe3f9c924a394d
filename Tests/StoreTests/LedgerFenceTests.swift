import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// No role can change or delete a posting: tried as every role there is, on the ledger and on each of its months.
@Suite struct LedgerFenceTests {
    @Test func noRoleChangesOrDeletesAPostingOrLiftsTheFenceInAnyMonth() async throws {
        let installation = try await Installation.fresh()
        let registered = try await ServiceStory(installation).acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: .make())
        }
        _ = try await ServiceStory(installation).acting("op_lilit") {
            try await $0.registerPayment(
                customer: registered.customer, account: registered.account,
                amount: Money(minorUnits: 100, currency: .amd), note: "", key: .make())
        }
        let connection = try await installation.superuser().connection
        try await connection.execute(
            script: "SELECT accounts.partitions_ensure(sec.today() - 60, sec.today() + 60)")
        func words(_ sql: String) async throws -> [String] {
            try await connection.query(Statement(text: sql)).map { try $0.decode(0) }
        }
        // The server's own superuser is no role of the product's.
        let roles = try await words(
            "SELECT rolname::text FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_' ORDER BY 1")
        let tables = try await words(
            """
            SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid = 'accounts.transfer'::regclass
                OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'accounts.transfer'::regclass) ORDER BY 1
            """)
        #expect(roles.contains("bcrm_owner") && roles.contains("bcrm_daemon") && roles.count > 8)
        #expect(tables.count >= 5)
        let before = try await words("SELECT count(*) || ' ' || sum(amount) FROM accounts.transfer")
        for role in roles {
            try await connection.execute(script: "SET SESSION AUTHORIZATION \(role)")
            for table in tables + ["accounts.payment"] {
                var attacks = [
                    "UPDATE \(table) SET amount = amount + 1", "DELETE FROM \(table)", "TRUNCATE \(table)",
                    "WITH gone AS (DELETE FROM \(table) RETURNING 1) SELECT count(*) FROM gone",
                ]
                if role != "bcrm_owner" {
                    attacks += [
                        "ALTER TABLE \(table) DISABLE TRIGGER ALL", "ALTER TABLE \(table) DISABLE TRIGGER append_only",
                        "DROP TRIGGER append_only ON \(table)", "DROP TABLE \(table)",
                        "ALTER TABLE \(table) DISABLE ROW LEVEL SECURITY", "ALTER TABLE \(table) OWNER TO \(role)",
                        "INSERT INTO \(table) DEFAULT VALUES", "CREATE RULE free AS ON UPDATE TO \(table) DO INSTEAD NOTHING",
                    ]
                    if table != "accounts.transfer", table != "accounts.payment" {
                        attacks.append("ALTER TABLE accounts.transfer DETACH PARTITION \(table)")
                    }
                }
                attacks.append("SET session_replication_role = replica")
                for attack in attacks {
                    let error = await #expect(throws: PostgreSQLError.self, "\(role): \(attack)") {
                        try await connection.query(Statement(text: attack))
                    }
                    if let error, !["42501", "BC001"].contains(error.sqlState) {
                        Issue.record("\(role): \(attack): \(error)")
                    }
                }
            }
            try await connection.execute(script: "RESET SESSION AUTHORIZATION")
        }
        #expect(try await words("SELECT count(*) || ' ' || sum(amount) FROM accounts.transfer") == before)
        // Nobody who signs in is a member of the owner.
        let members = try await words(
            """
            SELECT r.rolname::text FROM pg_roles r WHERE r.rolcanlogin AND NOT r.rolsuper
                AND pg_has_role(r.oid, 'bcrm_owner', 'MEMBER')
            """)
        #expect(members == [])
        await connection.close()
        try await installation.drop()
    }
}
