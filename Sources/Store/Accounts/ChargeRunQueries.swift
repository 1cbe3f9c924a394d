package import Domain
import PostgreSQL

extension StoreSession {
    /// The newest runs, newest first, each with what its batches came to.
    package func chargeRuns(limit: Int) async throws(StoreError) -> [ChargeRunSummary] {
        try await query(Self.runsStatement(nil, limit: limit)).rows(Self.runSummary)
    }

    /// One run with its totals by component and tag, and what it could not charge.
    package func chargeRun(_ run: ChargeRunID) async throws(StoreError) -> ChargeRunReport {
        let results = try await pipeline([
            Self.runsStatement(run, limit: 1),
            """
            SELECT coalesce(c.name, ''), coalesce(c.tag, ''),
                CASE WHEN t.leg = 0 THEN 'net' WHEN t.leg < 16 THEN 'discounts' ELSE 'taxes' END AS part,
                sum(t.charges)::bigint, sum(t.amount)::bigint, sec.currency()
            FROM accounts.charge_total t LEFT JOIN catalog.component c USING (component_id)
            WHERE t.run_id = \(run)
            GROUP BY 1, 2, 3, t.component_id ORDER BY 1, 3 DESC, 2
            """,
            """
            SELECT f.customer_id, c.name, f.subscription_id,
                concat_ws(' ', r.name, s.identifier), f.day, f.reason, f.solved_at
            FROM accounts.charge_failure f JOIN customers.customer c USING (customer_id)
                LEFT JOIN catalog.subscription s USING (customer_id, subscription_id)
                LEFT JOIN catalog.subscription_tariff t ON t.customer_id = f.customer_id
                    AND t.subscription_id = f.subscription_id AND t.valid @> f.day
                LEFT JOIN catalog.tariff r USING (tariff_id)
            WHERE f.run_id = \(run) ORDER BY f.solved_at NULLS FIRST, c.name, f.subscription_id LIMIT 500
            """,
        ])
        guard let row = results[0].first else { throw .notFound("There is no run \(run).") }
        return ChargeRunReport(
            summary: try Self.runSummary(row),
            totals: try results[1].rows { row throws(StoreError) in
                ChargeTotal(
                    component: try row.value(0), tag: try row.value(1), part: try row.value(2),
                    charges: try row.value(3),
                    amount: Money(minorUnits: try row.value(4), currency: Currency(databaseCode: try row.value(5))))
            },
            failures: try results[2].rows { row throws(StoreError) in
                UnchargedService(
                    customer: try row.value(0), customerName: try row.value(1), subscription: try row.value(2),
                    service: try row.value(3), day: try row.value(4), reason: try row.value(5),
                    solvedAt: try row.value(6))
            })
    }

    package func requestChargeRun(
        _ request: ChargeRunRequest, key: CommandKey
    ) async throws(StoreError) -> ChargeRunID {
        try await one(
            """
            SELECT api.charge_run_request(\(request.day), \(request.kind.rawValue), \(request.reverses)::int,
                \(request.reason), \(key.rawValue))
            """
        ).value(0)
    }

    package func cancelChargeRun(_ run: ChargeRunID, key: CommandKey) async throws(StoreError) {
        _ = try await one("SELECT api.charge_run_cancel(\(run)::int, \(key.rawValue))")
    }

    /// Closes every day up to and including one: nothing posted later counts from them (business-rules section 2).
    package func closePeriod(until day: CivilDate, key: CommandKey) async throws(StoreError) {
        _ = try await one("SELECT api.period_close(\(day), \(key.rawValue))")
    }

    private static func runsStatement(_ run: ChargeRunID?, limit: Int) -> Statement {
        """
        SELECT r.run_id, r.day, r.kind, r.reverses_run_id, r.reason, sec.name_of(r.requested_by), r.requested_at,
            r.planned_at, r.finished_at, r.cancelled_at, b.batches, b.done, b.subscriptions, b.charges,
            coalesce((SELECT sum(t.amount) FROM accounts.charge_total t WHERE t.run_id = r.run_id), 0)::bigint,
            (SELECT count(*) FROM accounts.charge_failure f WHERE f.run_id = r.run_id AND f.solved_at IS NULL),
            r.reversed_at IS NOT NULL OR EXISTS (SELECT FROM accounts.charge_run o
                WHERE o.reverses_run_id = r.run_id AND o.cancelled_at IS NULL),
            sec.currency()
        FROM (SELECT * FROM accounts.charge_run WHERE \(run)::int IS NULL OR run_id = \(run)::int
                ORDER BY run_id DESC LIMIT \(limit)) r
            CROSS JOIN LATERAL (SELECT count(*) AS batches, count(done_at) AS done,
                coalesce(sum(subscriptions), 0)::bigint AS subscriptions, coalesce(sum(charges), 0)::bigint AS charges
                FROM accounts.charge_batch b WHERE b.run_id = r.run_id) b
        ORDER BY r.run_id DESC
        """
    }

    private static func runSummary(_ row: Row) throws(StoreError) -> ChargeRunSummary {
        let reverses: Int64? = try row.value(3)
        return ChargeRunSummary(
            id: try row.value(0), day: try row.value(1), kind: try row.word(2),
            reverses: reverses.map { ChargeRunID($0) }, reason: try row.value(4), requestedBy: try row.value(5),
            requestedAt: try row.value(6), plannedAt: try row.value(7), finishedAt: try row.value(8),
            cancelledAt: try row.value(9), batches: try row.value(10), batchesDone: try row.value(11),
            subscriptions: try row.value(12), charges: try row.value(13),
            amount: Money(minorUnits: try row.value(14), currency: Currency(databaseCode: try row.value(17))),
            failures: try row.value(15), isReversed: try row.value(16))
    }
}
