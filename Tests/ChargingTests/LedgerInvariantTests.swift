import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What holds for the ledger whatever was done and in whatever order.
@Suite struct LedgerInvariantTests {
    /// Everything a posting says but its numbers and moments.
    private static func ledger(_ run: ModelRun) async throws -> [String] {
        try await run.owner.query(
            """
            SELECT concat_ws(' ', account_id, kind, subscription_id, component_id, period_on, period_ends_on, value_on, line,
                leg, leg_source_id, amount, house_account_id, tariff_id, tag, note)
            FROM accounts.transfer WHERE kind NOT IN ('payment', 'reversal')
            ORDER BY account_id, subscription_id, component_id, period_on, line, leg, kind
            """
        ).map { try $0.decode(0) }
    }

    private static func sums(_ run: ModelRun) async throws -> [String] {
        try await run.owner.query(
            """
            SELECT concat_ws(' ', account_id, subscription_id, component_id, period_on, tariff_id, leg, leg_source_id,
                sum(amount))
            FROM accounts.transfer GROUP BY account_id, subscription_id, component_id, period_on, tariff_id, leg, leg_source_id
            HAVING sum(amount) <> 0
            ORDER BY account_id, subscription_id, component_id, period_on, tariff_id, leg, leg_source_id
            """
        ).map { try $0.decode(0) }
    }

    private static func expectExact(_ run: ModelRun, _ name: String) async throws {
        for proof in ["accounts.proof()", "accounts.house_proof()", "accounts.books() WHERE difference <> 0"] {
            let wrong: Int = try await run.owner.query(Statement(text: "SELECT count(*) FROM \(proof)"))[0].decode(0)
            #expect(wrong == 0, "\(name): \(proof)")
        }
    }

    @Test(.timeLimit(.minutes(10))) func theSizeOfBatchesAndTheNumberOfWorkersLeaveTheSameLedger() async throws {
        let seed: UInt64 = setting("BCRM_MODEL_SEED", .random(in: 1...999_999))
        var first: [String]?
        for (batchSize, workers) in [(1_000, 1), (1, 4), (7, 1), (7, 4)] {
            let name = "seed \(seed), batches of \(batchSize), \(workers) workers"
            var run = try await ModelRun(seed: seed, customers: 14, batchSize: batchSize, workers: workers)
            for _ in 0..<8 { try await run.live(1 + run.random.below(20)) }
            try await run.turn()
            let ledger = try await Self.ledger(run)
            if let first {
                #expect(first.count == ledger.count, "\(name)")
                let difference = zip(first, ledger).first { $0 != $1 }
                #expect(difference == nil, "\(name)")
            }
            first = first ?? ledger
            try await Self.expectExact(run, name)
            try await run.close()
        }
        #expect((first?.count ?? 0) > 20, "seed \(seed) charges next to nothing")
    }

    @Test(.timeLimit(.minutes(10))) func aRunTakenBackRestoresWhatWasAndRunAgainChargesTheSame() async throws {
        let seed: UInt64 = setting("BCRM_MODEL_SEED", .random(in: 1...999_999))
        let name = "seed \(seed)"
        var run = try await ModelRun(seed: seed, customers: 14, batchSize: 5, workers: 2)
        for _ in 0..<6 { try await run.live(1 + run.random.below(20)) }
        try await run.payAll()
        // Days that nothing disturbs: what their runs charged is all there is under those keys.
        run.today += 33
        _ = try await run.owner.query("SELECT sec.clock_move(\("\(ModelCalendar.text(run.today)) 12:00:00+04")::timestamptz)")
        try await run.turn()
        let before = try await Self.sums(run)
        let found = try await run.owner.query(
            """
            SELECT r.run_id, r.day::text, (SELECT sum(amount)::bigint FROM accounts.transfer t WHERE t.run_id = r.run_id)
            FROM accounts.charge_run r WHERE r.kind = 'day' AND r.day > sec.today() - 33
                AND EXISTS (SELECT FROM accounts.transfer t WHERE t.run_id = r.run_id)
            ORDER BY r.run_id
            """)
        try #require(!found.isEmpty, "\(name)")
        let row = found[run.random.below(found.count)]
        let (number, day, charged): (Int, String, Int64) = (try row.decode(0), try row.decode(1), try row.decode(2))
        let balances = { (run: ModelRun) async throws -> Int64 in
            try await run.owner.query("SELECT sum(balance)::bigint FROM accounts.account")[0].decode(0)
        }
        let held = try await balances(run)
        for _ in 1...2 {
            _ = try await run.supervisor.query(
                "SELECT api.charge_run_request(NULL, 'reversal', \(number), 'wrong prices', \("back-\(number)"))")
            try await run.turn()
            #expect(try await balances(run) == held - charged, "\(name), day \(day)")
        }
        let rest: Int = try await run.owner.query(
            """
            SELECT count(*) FROM (SELECT 1 FROM accounts.transfer t JOIN accounts.transfer b ON b.kind = 'reversal'
                    AND (b.customer_id, b.account_id, b.source_id) = (t.customer_id, t.account_id, t.posting_no)
                WHERE t.run_id = \(number) GROUP BY t.customer_id, t.account_id, t.posting_no, t.amount
                HAVING sum(b.amount) <> -t.amount) wrong
            """)[0].decode(0)
        #expect(rest == 0, "\(name): reversals are the exact opposite of their originals")
        try await Self.expectExact(run, name)
        _ = try await run.supervisor.query(
            "SELECT api.charge_run_request(\(day)::date, 'day', NULL, 'again', \("again-\(number)"))")
        try await run.turn()
        #expect(try await balances(run) == held, "\(name), day \(day)")
        #expect(try await Self.sums(run) == before, "\(name), day \(day)")
        try await Self.expectExact(run, name)
        try await run.close()
    }

    @Test(.timeLimit(.minutes(5))) func paymentsAndRefundsDuringARunLoseNothingAndMeetNoDeadlock() async throws {
        let installation = try await Installation.fresh()
        let owner = try await installation.superuser()
        try await owner.connection.execute(
            script: "UPDATE catalog.tariff_component SET due = 'daily' WHERE tariff_id IN (101, 102)")
        try await owner.fillForCharging(accounts: 10, since: try #require(CivilDate("2026-12-10")))
        try await installation.moveClock(to: "2027-02-01")
        let daemon = installation.database(as: "bcrm_daemon", connections: 6)
        let charging = ChargingService(database: daemon, batchSize: 2, workers: 4)
        _ = try await charging.turn()
        let cashier = installation.database(as: "op_lilit", connections: 8)
        let supervisor = installation.database(as: "op_nare", connections: 4)
        _ = try await supervisor.withSession {
            try await $0.openShift(
                counted: Money(minorUnits: 1_000_000, currency: .amd), denominations: [], key: .make())
        }
        for customer in 1...10 {
            _ = try await cashier.withSession { try await Self.pay(10_000_000, Int64(customer), $0) }
        }
        try await installation.moveClock(to: "2027-02-21")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await charging.turn() }
            for number in 1...50 {
                let customer = Int64(number % 10 + 1)
                group.addTask { _ = try await cashier.withSession { try await Self.pay(Int64(number), customer, $0) } }
                group.addTask {
                    _ = try await supervisor.withSession {
                        try await $0.payRefund(
                            customer: CustomerID(customer), account: AccountID(1_000_000 + customer),
                            amount: Money(minorUnits: 7, currency: .amd), reason: "too much", key: .make())
                    }
                }
            }
            try await group.waitForAll()
        }
        _ = try await charging.turn()
        let told: String = try await owner.connection.query(
            """
            SELECT concat_ws(' ', count(*) FILTER (WHERE kind = 'payment'), sum(amount) FILTER (WHERE kind = 'payment'),
                count(*) FILTER (WHERE kind = 'refund'), sum(amount) FILTER (WHERE kind = 'refund'),
                count(*) FILTER (WHERE kind = 'fee' AND leg = 0),
                (SELECT sum(balance) FROM accounts.account) - sum(amount))
            FROM accounts.transfer
            """)[0].decode(0)
        // Twenty services, each of 21 days.
        #expect(told == "60 100001275 50 -350 \(20 * 21) 0")
        for proof in ["accounts.proof()", "accounts.house_proof()", "accounts.books() WHERE difference <> 0"] {
            let wrong: Int = try await owner.connection.query(Statement(text: "SELECT count(*) FROM \(proof)"))[0].decode(0)
            #expect(wrong == 0, "\(proof)")
        }
        for database in [daemon, cashier, supervisor] { await database.close() }
        await owner.connection.close()
        try await installation.drop()
    }

    private static func pay(_ amount: Int64, _ customer: Int64, _ session: StoreSession) async throws -> PaymentReceipt {
        try await session.registerPayment(
            customer: CustomerID(customer), account: AccountID(1_000_000 + customer),
            amount: Money(minorUnits: amount, currency: .amd), note: "", key: .make())
    }
}
