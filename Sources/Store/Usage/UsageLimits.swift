import PostgreSQL

// What the intake and the rater are measured against: the same rows written by plain SQL. For benchmarks only, as the
// superuser.

extension StoreSession {
    /// An empty table like that of the records, to write into without our rules.
    package func beginPlainRecords() async throws(StoreError) {
        try await script(
            """
            DROP TABLE IF EXISTS usage.plain_record;
            CREATE TABLE usage.plain_record (LIKE usage.accounting_record INCLUDING ALL);
            """)
    }

    /// The same rows as one statement with ON CONFLICT, and one commit: the most PostgreSQL takes of such batches.
    package func plainRecords(_ records: [ReceivedUsageRecord]) async throws(StoreError) {
        _ = try await binary(
            """
            INSERT INTO usage.plain_record (session_id, sub_session_id, record_type, record_number, batch_id, format, content)
            SELECT s, b, t, n, 1, 1, c FROM unnest($1, $2, $3, $4, $5) r (s, b, t, n, c) ON CONFLICT DO NOTHING
            """,
            [
                .texts(records.map(\.key.session)), .int8s(records.map(\.key.subSession)),
                .int2s(records.map(\.key.kind)), .int8s(records.map(\.key.number)),
                .octets(records.map(\.content)),
            ])
    }

    /// How many records are kept.
    package func countRecords() async throws(StoreError) -> Int {
        try await one("SELECT count(*) FROM usage.accounting_record").value(0)
    }

    /// Numbers of phone lines, so many, for records of theirs.
    package func phoneNumbers(_ count: Int) async throws(StoreError) -> [String] {
        try await query(
            """
            SELECT identifier FROM catalog.subscription WHERE identifier IS NOT NULL AND state <> 'ended'
                AND service_type_id = 2 AND activated_on < sec.today() - 40 ORDER BY customer_id LIMIT \(count)
            """
        ).rows { row throws(StoreError) in try row.value(0) }
    }

    /// Accounts for a phone line each, as many as wanted, beside the customers there are; their numbers.
    package func fillPhoneLines(_ count: Int) async throws(StoreError) -> [String] {
        try await script(
            """
            SET session_replication_role = replica;
            INSERT INTO customers.customer (customer_id, kind, branch_id, name, language, registered_at)
                SELECT 50000000 + n, 'person', 1, 'Bench ' || n, 'en', now() FROM generate_series(1, \(count)) n;
            INSERT INTO accounts.account (customer_id, account_id, currency, is_default, opened_at, credit_limit)
                SELECT 50000000 + n, 60000000 + n, 'AMD', true, now(), 1000000000 FROM generate_series(1, \(count)) n;
            INSERT INTO catalog.subscription (customer_id, subscription_id, account_id, service_type_id, identifier, activated_on)
                SELECT 50000000 + n, 70000000 + n, 60000000 + n, 2, (37460000000 + n)::text, sec.today() - 100
                FROM generate_series(1, \(count)) n;
            INSERT INTO catalog.service_identifier (service_type_id, identifier, customer_id, subscription_id)
                SELECT 2, (37460000000 + n)::text, 50000000 + n, 70000000 + n FROM generate_series(1, \(count)) n;
            INSERT INTO catalog.subscription_tariff (customer_id, subscription_id, valid, tariff_id)
                SELECT 50000000 + n, 70000000 + n, daterange((sec.today() - 100), NULL), 201 FROM generate_series(1, \(count)) n;
            SET session_replication_role = DEFAULT;
            ANALYZE;
            """)
        return (1...count).map { String(37_460_000_000 + $0) }
    }

    /// What is left to be rated.
    package func unratedRecords() async throws(StoreError) -> Int {
        try await one("SELECT coalesce(sum(records), 0)::bigint FROM usage.intake_batch").value(0)
    }

    /// Calls that were posted.
    package func countPostedCalls() async throws(StoreError) -> Int {
        try await one(
            "SELECT count(*) FROM accounts.transfer WHERE kind = 'call' AND leg = 0 AND customer_id > 50000000"
        )
        .value(0)
    }

    private func script(_ text: String) async throws(StoreError) {
        do throws(PostgreSQLError) {
            try await connection.execute(script: text)
        } catch {
            throw StoreError(error)
        }
    }
}
