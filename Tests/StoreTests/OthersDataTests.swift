import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What a person is told of and what is forgotten with them is theirs: never what belongs to somebody else by now.
@Suite struct OthersDataTests {
    private let installation: Installation
    private let profile: ProfileStory

    init() async throws {
        installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        profile = try await ProfileStory(installation)
    }

    private func execute(_ script: String) async throws {
        let session = try await installation.superuser().connection
        defer { Task { await session.close() } }
        try await session.execute(script: script)
    }

    private func export(_ customer: CustomerID) async throws -> String {
        try await profile.story.acting("op_aram") { try await $0.exportCustomer(customer, reason: "asked") }
    }

    /// A number is given away again; its calls are whose line it was on their day.
    @Test func theCallsOfALineAreWhoseItWasOnThatDay() async throws {
        try await execute(
            """
            INSERT INTO catalog.subscription (customer_id, account_id, service_type_id, identifier, activated_on, ended_on,
                    state)
                SELECT a.customer_id, a.account_id, 2, '37455000001', s.activated, s.ended, s.state
                FROM (VALUES (\(profile.ani.customer), date '2026-01-01', date '2026-02-01', 'ended'),
                    (\(profile.twin.customer), '2026-02-10', NULL, 'active')) s (customer_id, activated, ended, state)
                    JOIN accounts.account a USING (customer_id);
            INSERT INTO catalog.service_identifier (service_type_id, identifier, customer_id, subscription_id)
                SELECT service_type_id, identifier, customer_id, subscription_id FROM catalog.subscription
                WHERE identifier = '37455000001' AND state = 'active';
            INSERT INTO catalog.subscription_tariff (customer_id, subscription_id, valid, tariff_id)
                SELECT customer_id, subscription_id, daterange(activated_on, NULL), 201 FROM catalog.subscription
                WHERE identifier = '37455000001';
            INSERT INTO usage.session (session_id, sub_session_id, state, changed_at, started_at, calling, called)
                SELECT s.id, 0, s.state, sec.now(), s.started, '37455000001', '37455000002'
                FROM (VALUES ('first-rejected', 'rejected', timestamptz '2026-01-10 12:00+04'),
                    ('first-passed', 'passed', '2026-01-11 12:00+04'),
                    ('second-rejected', 'rejected', '2026-02-20 12:00+04'),
                    ('second-passed', 'passed', '2026-02-21 12:00+04'),
                    ('second-open', 'open', '2026-03-20 12:00+04'),
                    ('second-unknown', 'rejected', NULL)) s (id, state, started)
            """)
        for (customer, own, other) in [
            (profile.ani.customer, ["first-rejected", "first-passed"], "second-"),
            (
                profile.twin.customer, ["second-rejected", "second-passed", "second-open", "second-unknown"],
                "first-"
            ),
        ] {
            let json = try await export(customer)
            for session in own { #expect(json.contains("\"\(session)\""), "\(session)") }
            #expect(!json.contains(other))
        }
        try await installation.drop()
    }

    /// Whose an entry seemed to be is not told who paid, once it is another's.
    @Test func aBankEntryIsWhoseItWasPostedAs() async throws {
        try await execute(
            """
            INSERT INTO accounts.bank_statement (bank_account, identifier, currency, entries, known, content_hash,
                    imported_at, imported_by) VALUES ('AM001', 'ST-1', 'AMD', 2, 0, '', sec.now(), 'op_aram');
            INSERT INTO accounts.bank_entry (statement_id, bank_account, entry_key, reference, booked_on, value_on, amount,
                    payer_name, payer_account, purpose, end_to_end, is_reversal, state, proposal, score, reason,
                    proposed_customer_id, proposed_account_id, customer_id, account_id, decided_by, decided_at)
                SELECT s.statement_id, s.bank_account, e.key, e.key, '2026-03-16', '2026-03-16', 1000, e.payer, '', '',
                    '', false, e.state, 'probable', 60, '', p.customer_id, p.account_id, c.customer_id, c.account_id,
                    'op_aram', sec.now()
                FROM accounts.bank_statement s
                    CROSS JOIN (VALUES ('R1', 'Payer posted', 'posted', \(profile.twin.customer)),
                        ('R2', 'Payer ignored', 'ignored', NULL)) e (key, payer, state, customer_id)
                    JOIN accounts.account p ON p.customer_id = \(profile.ani.customer)
                    LEFT JOIN accounts.account c ON c.customer_id = e.customer_id
            """)
        let (proposed, posted) = (try await export(profile.ani.customer), try await export(profile.twin.customer))
        #expect(proposed.contains("Payer ignored") && !proposed.contains("Payer posted"))
        #expect(posted.contains("Payer posted") && !posted.contains("Payer ignored"))
        try await installation.drop()
    }

    /// What somebody said about a session is erased with its numbers only.
    @Test func aCorrectionIsEmptiedOnlyWithItsSession() async throws {
        try await execute(
            """
            INSERT INTO usage.session (session_id, sub_session_id, state, changed_at, calling)
                VALUES ('told', 0, 'rejected', sec.now(), '37455000001'), ('forgotten', 0, 'rejected', sec.now(), NULL);
            INSERT INTO usage.correction (session_id, sub_session_id, fields, reason, actor, at)
                SELECT session_id, 0, '{"called": "37455000002"}', 'x', 'op_aram', sec.now() FROM usage.session
            """)
        let empty = "UPDATE usage.correction SET fields = '{}', reason = '' WHERE session_id ="
        let error = await #expect(throws: PostgreSQLError.self) { try await execute("\(empty) 'told'") }
        #expect(error?.sqlState == "BC001")
        try await execute("\(empty) 'forgotten'")
        try await installation.drop()
    }
}
