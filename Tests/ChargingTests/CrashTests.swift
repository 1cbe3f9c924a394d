import Domain
import PostgreSQL
import Store
import Testing

/// The daemon, single sessions and the whole server are killed without warning while four workers charge missed days in
/// small batches. Afterwards nothing is charged twice and nothing is missing.
///
/// BCRM_CRASH_SEED and BCRM_CRASH_KILLS choose other moments, and more of them.
@Suite(.serialized) struct CrashTests {
    private static let customers = 800
    private static let days = 15
    private static let configuration = """
        [charging]
        poll_ms = 10
        workers = 4
        batch_size = 6
        [usage]
        enabled = false
        [diameter]
        enabled = false
        """

    @Test(.timeLimit(.minutes(10))) func killedAtAnyMomentARunChargesEverythingExactlyOnce() async throws {
        let seed: UInt64 = setting("BCRM_CRASH_SEED", .random(in: 1...999_999))
        let kills: Int = setting("BCRM_CRASH_KILLS", 12)
        var random = ModelRandom(seed: seed)
        let system = CrashSystem()
        do {
            let first = try #require(CivilDate("2027-01-31"))
            let since = try #require(CivilDate("2026-12-10"))
            try await system.prepare(configuration: Self.configuration) { session in
                try await session.connection.execute(
                    script: "UPDATE catalog.tariff_component SET due = 'daily' WHERE tariff_id = 101")
                try await session.fillForCharging(accounts: Self.customers, since: since)
            }
            // A run of one day tells from where on days are missing.
            try await system.execute(
                """
                SELECT sec.clock_move('\(first) 12:00+04');
                INSERT INTO accounts.charge_run (day, kind, requested_by, requested_at, planned_at, finished_at)
                    VALUES ('\(first)', 'day', 'bcrm_daemon', sec.now(), sec.now(), sec.now());
                SELECT sec.clock_move('\(first.adding(days: Self.days)) 12:00+04');
                """)
            let began = ContinuousClock.now
            var died: [CrashSystem.Victim: Int] = [:]
            try await system.revive()
            while died.values.reduce(0, +) < kills, await !isDone(system) {
                try await Task.sleep(for: .milliseconds(100 + random.below(900)))
                let victim = random.pick(CrashSystem.Victim.allCases)
                if await !isDone(system), await system.kill(victim) { died[victim, default: 0] += 1 }
                try await system.revive()
            }
            let last = ContinuousClock.now
            while await !isDone(system), ContinuousClock.now - last < .seconds(240) {
                try await system.revive()
                try await Task.sleep(for: .milliseconds(200))
            }
            let told = died.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
            print(
                "Crashes: seed \(seed): killed \(told.joined(separator: ", ")); \(system.starts) starts of the daemon, ",
                "\(ContinuousClock.now - began)")
            #expect(await isDone(system), "seed \(seed): \(system.log.suffix(2_000))")
            for (rule, sql) in Self.proofs(from: first, days: Self.days) {
                let breaches = await system.ask(sql, as: Int.self)
                #expect(breaches == 0, "seed \(seed): \(rule)")
            }
        } catch {
            await system.remove()
            throw error
        }
        await system.remove()
    }

    private func isDone(_ system: CrashSystem) async -> Bool {
        await system.ask(
            """
            SELECT count(*) = \(Self.days) + 1 FROM accounts.charge_run WHERE kind = 'day' AND finished_at IS NOT NULL
            """, as: Bool.self) ?? false
    }

    /// Each counts what breaks a rule.
    private static func proofs(from first: CivilDate, days: Int) -> [(String, String)] {
        let until = first.adding(days: days)
        let due = """
            (SELECT s.subscription_id, 1 AS component_id, d::date AS day FROM catalog.subscription s
                JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
                CROSS JOIN generate_series('\(first.adding(days: 1))'::date, '\(until)', '1 day') d WHERE t.tariff_id = 101
             UNION ALL
             SELECT s.subscription_id, 1, '2027-02-01' FROM catalog.subscription s
                JOIN catalog.subscription_tariff t USING (customer_id, subscription_id) WHERE t.tariff_id = 102)
            """
        return [
            (
                "every due (subscription, component, period) is charged exactly once, and nothing else",
                """
                SELECT count(*) FROM \(due) d FULL JOIN (
                    SELECT subscription_id, component_id, period_on, count(*) FILTER (WHERE leg = 0) AS net,
                        count(*) FILTER (WHERE leg = 16) AS tax, count(*) AS legs, max(line) AS line
                    FROM accounts.transfer GROUP BY 1, 2, 3) c
                    ON c.subscription_id = d.subscription_id AND c.component_id = d.component_id AND c.period_on = d.day
                WHERE d.day IS NULL OR c.period_on IS NULL OR (net, tax, legs, line) <> (1, 1, 2, 0)
                """
            ),
            ("every balance is the sum of its postings", "SELECT count(*) FROM accounts.proof()"),
            ("the house's books agree", "SELECT count(*) FROM accounts.house_proof()"),
            ("the sum of everything is zero", "SELECT count(*) FROM accounts.books() WHERE difference <> 0"),
            ("every batch is done", "SELECT count(*) FROM accounts.charge_batch WHERE done_at IS NULL"),
            (
                "a batch says how many it charged",
                """
                SELECT count(*) FROM accounts.charge_batch b WHERE b.charges <> (SELECT count(*) FROM accounts.transfer t
                    WHERE t.run_id = b.run_id AND t.leg = 0 AND t.customer_id BETWEEN b.first_customer AND b.last_customer)
                """
            ),
            (
                "the totals of the runs are the ledger's",
                """
                SELECT count(*) FROM (SELECT run_id, component_id, leg, sum(charges) AS charges, sum(amount) AS amount
                        FROM accounts.charge_total GROUP BY 1, 2, 3) x
                    FULL JOIN (SELECT run_id, component_id, leg, count(*) AS charges, sum(amount) AS amount
                        FROM accounts.transfer GROUP BY 1, 2, 3) t USING (run_id, component_id, leg)
                WHERE (x.charges, x.amount) IS DISTINCT FROM (t.charges, t.amount)
                """
            ),
        ]
    }
}
