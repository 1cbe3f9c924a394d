package import Domain
import PostgreSQL

/// What charging is measured against, as the superuser and only in benchmarks: the same rows made without our rules.
extension StoreSession {
    /// Customers with an account and two services each, all due on the first of the month: as many accounts as asked for.
    package func fillForCharging(accounts: Int, since day: CivilDate) async throws(StoreError) {
        let script = """
            SET session_replication_role = replica;
            INSERT INTO customers.customer (customer_id, kind, branch_id, name, registered_at)
                SELECT n, 'person', 1, 'Customer ' || n, now() FROM generate_series(1, \(accounts)) n;
            INSERT INTO accounts.account (customer_id, account_id, currency, is_default, opened_at, balance)
                SELECT n, 1000000 + n, 'AMD', true, now(), 0 FROM generate_series(1, \(accounts)) n;
            INSERT INTO catalog.subscription (customer_id, subscription_id, account_id, service_type_id, activated_on)
                SELECT n, 2 * n - k, 1000000 + n, 1, '\(day)' FROM generate_series(1, \(accounts)) n, generate_series(0, 1) k;
            INSERT INTO catalog.subscription_tariff (customer_id, subscription_id, valid, tariff_id)
                SELECT n, 2 * n - k, daterange('\(day)', NULL), 101 + k FROM generate_series(1, \(accounts)) n, generate_series(0, 1) k;
            SET session_replication_role = DEFAULT;
            UPDATE catalog.tariff SET suspension_limit = -100000000000, resumption_limit = -100000000000;
            """
        do throws(PostgreSQLError) {
            try await connection.execute(script: script)
            try await connection.execute(script: "VACUUM ANALYZE")
        } catch {
            throw StoreError(error)
        }
    }

    /// Empties the ledger of a benchmark, so that another size begins anew.
    package func clearCharging() async throws(StoreError) {
        let script = """
            SET session_replication_role = replica;
            TRUNCATE accounts.transfer, accounts.review, accounts.charge_total, accounts.charge_batch, accounts.charge_run,
                catalog.subscription_tariff, catalog.subscription, accounts.account, customers.customer CASCADE;
            SET session_replication_role = DEFAULT;
            """
        do throws(PostgreSQLError) {
            try await connection.execute(script: script)
        } catch {
            throw StoreError(error)
        }
    }

    /// The limit: the fees of a month with their tax, running balances and balances by plain set-based SQL, 10,000
    /// customers a transaction (the size measured to be best). No fact is asked, nothing is prorated, nothing checked.
    package func plainCharging(of day: CivilDate, accounts: Int) async throws(StoreError) -> Int {
        _ = try await query("SELECT accounts.partitions_ensure(\(day)::date, \(day)::date)")
        var charges = 0
        var first = 1
        while first <= accounts {
            charges += try await one(
                """
                WITH due AS MATERIALIZED (
                    SELECT s.customer_id, s.account_id, s.subscription_id, p.component_id, t.tariff_id,
                        c.revenue_account_id, c.tag, p.amount - round(p.amount / 6.0)::bigint AS net,
                        round(p.amount / 6.0)::bigint AS tax
                    FROM catalog.subscription s JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
                        JOIN catalog.tariff_price p ON p.tariff_id = t.tariff_id AND p.valid @> \(day)::date
                        JOIN catalog.component c ON c.component_id = p.component_id AND c.charging = 'periodic'
                    WHERE s.customer_id BETWEEN \(first) AND \(first + 9_999) AND s.state = 'active'),
                sums AS MATERIALIZED (
                    SELECT customer_id, account_id, sum(net + tax)::bigint AS amount, 2 * count(*) AS legs
                    FROM due GROUP BY 1, 2 ORDER BY 1, 2),
                balanced AS (
                    UPDATE accounts.account a SET balance = a.balance - x.amount, version = a.version + x.legs FROM sums x
                    WHERE a.customer_id = x.customer_id AND a.account_id = x.account_id
                    RETURNING a.customer_id, a.account_id, a.balance, a.version, x.amount, x.legs),
                posted AS (
                    INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id,
                            leg, leg_source_id, period_ends_on, amount, balance_after, posting_no, house_account_id,
                            tariff_id, value_on, booked_at, actor, tag)
                        SELECT d.customer_id, d.account_id, \(day)::date, 'fee', d.subscription_id, d.component_id, l.leg,
                            CASE WHEN l.leg > 0 THEN 1 END, (\(day)::date + interval '1 month')::date,
                            CASE WHEN l.leg = 0 THEN -d.net ELSE -d.tax END,
                            b.balance + b.amount - sum(CASE WHEN l.leg = 0 THEN d.net ELSE d.tax END) OVER account,
                            b.version - b.legs + row_number() OVER account,
                            CASE WHEN l.leg = 0 THEN d.revenue_account_id ELSE 21 END, d.tariff_id, \(day)::date, now(),
                            'bench', d.tag
                        FROM due d JOIN balanced b USING (customer_id, account_id)
                            CROSS JOIN (VALUES (0), (16)) l (leg)
                        WINDOW account AS (PARTITION BY d.customer_id, d.account_id ORDER BY d.subscription_id, l.leg
                            ROWS UNBOUNDED PRECEDING))
                SELECT count(*) FROM due
                """
            ).value(0, as: Int.self)
            first += 10_000
        }
        return charges
    }

    /// What most systems do: one transaction a subscription from a client, statement by statement. Returns the charges.
    package func chargingRowByRow(of day: CivilDate, subscriptions: Int) async throws(StoreError) -> Int {
        _ = try await query("SELECT accounts.partitions_ensure(\(day)::date, \(day)::date)")
        for number in 1...subscriptions {
            let customer = (number + 1) / 2
            do throws(PostgreSQLError) {
                try await connection.execute(script: "BEGIN")
                let found = try await connection.query(
                    """
                    SELECT s.account_id, t.tariff_id, p.component_id, p.amount, c.revenue_account_id, c.tag
                    FROM catalog.subscription s JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
                        JOIN catalog.tariff_price p ON p.tariff_id = t.tariff_id AND p.valid @> \(day)::date
                        JOIN catalog.component c ON c.component_id = p.component_id AND c.charging = 'periodic'
                    WHERE s.customer_id = \(customer) AND s.subscription_id = \(number) AND t.valid @> \(day)::date
                    """)
                guard let row = found.first else { continue }
                let account: Int64 = try row.decode(0)
                let amount: Int64 = try row.decode(3)
                let tax = amount / 6
                for (leg, part, house) in [(0, amount - tax, try row.decode(4, as: Int.self)), (16, tax, 21)] {
                    let balance = try await connection.query(
                        """
                        UPDATE accounts.account SET balance = balance - \(part), version = version + 1
                        WHERE customer_id = \(customer) AND account_id = \(account) RETURNING balance, version
                        """)
                    guard let now = balance.first else { continue }
                    _ = try await connection.query(
                        """
                        INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id,
                            component_id, leg, period_ends_on, amount, balance_after, posting_no, house_account_id,
                            tariff_id, value_on, booked_at, actor, tag)
                        VALUES (\(customer), \(account), \(day), 'fee', \(number), \(try row.decode(2, as: Int.self)), \(leg),
                            (\(day)::date + interval '1 month')::date, \(-part), \(try now.decode(0, as: Int64.self)),
                            \(try now.decode(1, as: Int64.self)), \(house), \(try row.decode(1, as: Int.self)), \(day), now(),
                            'bench', \(try row.decode(5, as: String.self)))
                        """)
                }
                try await connection.execute(script: "COMMIT")
            } catch {
                throw StoreError(error)
            }
        }
        return subscriptions
    }

    /// A service stopped by money, any.
    package func suspendedForMoney() async throws(StoreError) -> (
        customer: CustomerID, account: AccountID, SubscriptionID
    )? {
        let rows = try await query(
            """
            SELECT s.customer_id, s.account_id, s.subscription_id FROM catalog.subscription s
                JOIN catalog.suspension u USING (customer_id, subscription_id)
            WHERE s.state = 'suspended' AND u.reason = 'money' AND upper_inf(u.during) LIMIT 1
            """)
        guard let row = rows.first else { return nil }
        return (try row.value(0), try row.value(1), try row.value(2))
    }

    /// Pays more than anybody owes, by card.
    package func payForBenchmark(
        _ service: (customer: CustomerID, account: AccountID, SubscriptionID), key: String
    ) async throws(StoreError) {
        _ = try await query(
            """
            SELECT payment_id FROM accounts.payment_post('card', \(key), \(service.customer), \(service.account), 100000000,
                sec.today(), (SELECT house_account_id FROM accounts.house_account WHERE code = 'bank.main'), NULL, '')
            """)
    }

    package func isSuspended(
        _ service: (customer: CustomerID, account: AccountID, SubscriptionID)
    ) async throws(StoreError) -> Bool {
        try await one(
            """
            SELECT state = 'suspended' FROM catalog.subscription
            WHERE customer_id = \(service.customer) AND subscription_id = \(service.2)
            """
        ).value(0)
    }

    /// Gives the first account so many postings more, spread over a year.
    package func fillOneAccount(postings: Int) async throws(StoreError) {
        let script = """
            SELECT accounts.partitions_ensure((sec.today() - interval '13 months')::date, sec.today());
            WITH account AS (SELECT * FROM accounts.account WHERE customer_id = 1)
            INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, source_id, amount, balance_after,
                    posting_no, house_account_id, value_on, booked_at, actor)
                SELECT 1, a.account_id, sec.today() - n % 360, 'payment', n, 100, a.balance + 100 * n, a.version + n, 4,
                    sec.today() - n % 360, now(), 'bench'
                FROM account a, generate_series(1, \(postings)) n;
            UPDATE accounts.account SET balance = balance + 100 * \(postings), version = version + \(postings)
                WHERE customer_id = 1;
            VACUUM ANALYZE accounts.transfer;
            """
        do throws(PostgreSQLError) {
            for statement in script.split(separator: ";") where !statement.allSatisfy(\.isWhitespace) {
                try await connection.execute(script: String(statement))
            }
        } catch {
            throw StoreError(error)
        }
    }

    package func countTransfers() async throws(StoreError) -> Int {
        try await one("SELECT count(*) FROM accounts.transfer").value(0)
    }
}
