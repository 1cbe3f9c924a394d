import Demo
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Generated customers are as good as registered ones: whatever the tables do not check while they are loaded is
/// checked here.
struct DemoFillTests {
    /// Everything that was written about customers, but for the moments of writing.
    private static func digest(_ session: StoreSession) async throws -> String {
        var digests: [String] = []
        for table in [
            "customers.customer", "customers.contract", "customers.phone", "catalog.subscription", "accounts.account",
            "accounts.transfer", "warehouse.device", "tickets.ticket", "usage.call", "customers.identity_document",
            "customers.signer", "customers.bank_account", "customers.consent", "customers.note", "customers.attachment",
            "customers.attachment_part",
        ] {
            let row = try await session.connection.query(
                Statement(text: "SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM \(table) t")
            ).first
            digests.append(try row?.decode(0, as: String?.self) ?? "")
        }
        return digests.joined(separator: " ")
    }

    private static func count(_ session: StoreSession, _ sql: String) async throws -> Int {
        try #require(try await session.connection.query(Statement(text: sql)).first).decode(0)
    }

    @Test func theSameSeedMakesTheSameCustomersAndAnotherSeedOthers() async throws {
        var digests: [String] = []
        for seed: UInt64 in [5, 5, 6] {
            let installation = try await Installation.fresh()
            try await installation.moveClock(to: "2026-11-24")
            let session = try await installation.superuser()
            try await DemoFill.fill(session, customers: 120, seed: seed) { _, _ in }
            digests.append(try await Self.digest(session))
            await session.connection.close()
            try await installation.drop()
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }

    @Test func aSecondFillAddsToTheFirstAndToWhatOperatorsDid() async throws {
        let installation = try await Installation.fresh()
        let story = ServiceStory(installation)
        let session = try await installation.superuser()
        try await DemoFill.fill(session, customers: 150, seed: 1) { _, _ in }
        let before = try await story.acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: CommandKey.make())
        }
        try await DemoFill.fill(session, customers: 150, seed: 1) { _, _ in }
        let after = try await story.acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: CommandKey.make())
        }
        #expect(after.customer.rawValue == before.customer.rawValue + 151)
        #expect(try await Self.count(session, "SELECT count(*) FROM customers.customer") == 302)
        #expect(try await Self.count(session, "SELECT count(*) FROM accounts.proof()") == 0)
        await session.connection.close()
        try await installation.drop()
    }

    @Test func everyGeneratedRowPointsToOneThatIsThere() async throws {
        let installation = try await Installation.fresh()
        let session = try await installation.superuser()
        try await DemoFill.fill(session, customers: 300, seed: 3) { _, _ in }
        // Foreign keys were off while loading: each is checked against all rows now.
        try await session.connection.execute(
            script: """
                DO $$
                DECLARE
                    foreign_key record;
                BEGIN
                    UPDATE pg_constraint SET convalidated = false WHERE contype = 'f' AND conparentid = 0;
                    FOR foreign_key IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
                        WHERE contype = 'f' AND conparentid = 0
                    LOOP
                        EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', foreign_key.relation, foreign_key.conname);
                    END LOOP;
                END $$
                """)
        #expect(
            try await Self.count(session, "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
                == 0)
        #expect(try await Self.count(session, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'") > 20)
        #expect(
            try await Self.count(session, "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'") == 0,
            "no table is left unguarded")
        await session.connection.close()
        try await installation.drop()
    }

    /// What people showed, allowed and wrote is there to be looked at, and every rule of the forms holds for it.
    @Test func generatedCustomersHavePapersThatOperatorsCouldHaveEntered() async throws {
        let installation = try await Installation.fresh()
        let session = try await installation.superuser()
        try await DemoFill.fill(session, customers: 600, seed: 3) { _, _ in }
        for (sql, least) in [
            ("customers.identity_document WHERE line = 1", 400), ("customers.identity_document WHERE line = 2", 20),
            ("customers.identity_document WHERE expires_on < sec.today()", 20), ("customers.signer", 15),
            ("customers.bank_account", 10), ("customers.consent WHERE withdrawn_on IS NOT NULL", 10),
            ("customers.note", 50), ("customers.note WHERE is_pinned", 5), ("customers.attachment", 15),
        ] { #expect(try await Self.count(session, "SELECT count(*) FROM \(sql)") >= least, "\(sql)") }
        for sql in [
            "customers.customer WHERE kind = 'organisation' AND coalesce(legal_form, '') = ''",
            "customers.identity_document WHERE issued_on > sec.today() OR expires_on <= issued_on",
            "customers.consent WHERE given_on > sec.today() OR withdrawn_on > sec.today()",
            "(SELECT number_form FROM customers.identity_document GROUP BY 1 HAVING count(*) > 1) d",
            """
            customers.attachment a WHERE (a.size, a.sha256) IS DISTINCT FROM (SELECT (length(p.content)::bigint,
                encode(sha256(p.content), 'hex')) FROM customers.attachment_part p WHERE p.attachment_id = a.attachment_id)
            """,
        ] { #expect(try await Self.count(session, "SELECT count(*) FROM \(sql)") == 0, "\(sql)") }
        await session.connection.close()
        try await installation.drop()
    }

    @Test func aRealInstallationIsNeverFilled() async throws {
        let installation = try await Installation.fresh()
        let session = try await installation.superuser()
        try await session.connection.execute(script: "UPDATE sec.installation SET is_demo = false")
        await #expect(throws: BulkLoad.Failure.self) {
            try await DemoFill.fill(session, customers: 1, seed: 1) { _, _ in }
        }
        #expect(try await Self.count(session, "SELECT count(*) FROM customers.customer") == 0)
        await session.connection.close()
        try await installation.drop()
    }
}
