import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Bad input: each is refused with a sentence, and nothing is half-done.
@Suite struct RefusalTests {
    /// A customer with a running service that is paid for, a charge taken back, and a finished run taken back.
    private struct Scene {
        let installation: Installation
        let owner: Connection
        let charging: ChargingService
        let service: ServiceStory.Service
        /// Of its charge and of the reversal of that.
        let fee: Int64
        let reversal: Int64
        let run: Int

        init() async throws {
            installation = try await Installation.fresh()
            owner = try await installation.superuser().connection
            charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
            try await installation.moveClock(to: "2027-03-20")
            service = try await ServiceStory(installation).activate()
            let (customer, account) = (service.customer, service.account)
            _ = try await ServiceStory(installation).acting("op_lilit") {
                try await $0.registerPayment(
                    customer: customer, account: account, amount: Money(minorUnits: 5_000_000, currency: .amd),
                    note: "",
                    key: .make())
            }
            _ = try await charging.turn()
            try await installation.moveClock(to: "2027-04-01")
            _ = try await charging.turn()
            let supervisor = try await installation.connection(as: "op_aram")
            fee = try await owner.query("SELECT min(posting_no) FROM accounts.transfer WHERE kind = 'fee'")[0].decode(0)
            _ = try await supervisor.query("SELECT api.charge_reverse(\(customer), \(account), \(fee), 100, 'x', 'r1')")
            reversal = try await owner.query("SELECT posting_no FROM accounts.transfer WHERE kind = 'reversal'")[0]
                .decode(0)
            run = try await owner.query("SELECT run_id FROM accounts.charge_run WHERE day = '2027-03-25'")[0].decode(0)
            _ = try await supervisor.query("SELECT api.charge_run_request(NULL, 'reversal', \(run), 'wrong', 'b1')")
            _ = try await charging.turn()
            await supervisor.close()
        }

        /// How much there is of everything that money touches.
        func fingerprint() async throws -> String {
            try await owner.query(
                """
                SELECT concat_ws(' ', (SELECT count(*) FROM accounts.transfer), (SELECT sum(balance) FROM accounts.account),
                    (SELECT sum(version) FROM accounts.account), (SELECT count(*) FROM accounts.payment),
                    (SELECT count(*) FROM accounts.review), (SELECT count(*) FROM accounts.charge_run),
                    (SELECT count(*) FROM accounts.house_transfer), (SELECT count(*) FROM accounts.till_shift),
                    (SELECT count(*) FROM catalog.subscription), (SELECT count(*) FROM catalog.subscription_tariff),
                    (SELECT count(*) FROM catalog.service_job), (SELECT count(*) FROM hist.event),
                    (SELECT count(*) FROM sec.command))
                """)[0].decode(0)
        }

        func close() async throws {
            await owner.close()
            try await installation.drop()
        }
    }

    /// Login, statement ({c} customer, {a} account, {s} service, {f} fee, {r} reversal, {run} run), part of the sentence.
    private static let table: [(String, String, String)] = [
        ("op_lilit", "SELECT api.payment_register({c}, {a}, 0, '', 'k')", "must be more than nothing"),
        ("op_lilit", "SELECT api.payment_register({c}, {a}, -5, '', 'k')", "must be more than nothing"),
        ("op_lilit", "SELECT api.payment_register({c}, {a}, NULL, '', 'k')", "must be more than nothing"),
        ("op_lilit", "SELECT api.payment_register({c}, {a}, 9223372036854775807, '', 'k')", "at most 1 000 000 000"),
        ("op_lilit", "SELECT api.payment_register({c}, 1, 100, '', 'k')", "There is no account 1"),
        (
            "op_aram", "SELECT api.payment_take({c}, {a}, 100, 'bank', 'n', '2027-04-02', '', 'k')",
            "not be in the future"
        ),
        ("op_aram", "SELECT api.payment_take({c}, {a}, 100, 'gold', 'n', NULL, '', 'k')", "choose till, card, bank"),
        ("op_aram", "SELECT api.charge_reverse({c}, {a}, {r}, NULL, 'x', 'k')", "A reversal cannot be reversed"),
        ("op_aram", "SELECT api.charge_reverse({c}, {a}, {f}, 9000000000, 'x', 'k')", "can be reversed"),
        ("op_aram", "SELECT api.charge_reverse({c}, {a}, {f}, -1, 'x', 'k')", "can be reversed"),
        ("op_aram", "SELECT api.charge_reverse({c}, {a}, {f}, NULL, ' ', 'k')", "Reason"),
        ("op_aram", "SELECT api.charge_reverse({c}, {a}, 77777, NULL, 'x', 'k')", "has no posting 77777"),
        ("op_aram", "SELECT api.charge_run_request('2027-04-02', 'day', NULL, '', 'k')", "has not begun"),
        ("op_aram", "SELECT api.charge_run_request('2027-03-26', 'day', NULL, '', 'k')", "charged by itself"),
        ("op_aram", "SELECT api.charge_run_request('2029-01-01', 'dry', NULL, '', 'k')", "dry run may be of any day"),
        ("op_aram", "SELECT api.charge_run_request(NULL, 'reversal', {run}, 'x', 'k')", "taken back already"),
        ("op_aram", "SELECT api.charge_run_request(NULL, 'reversal', 99999, 'x', 'k')", "only the run of a day"),
        ("op_aram", "SELECT api.period_close('2027-04-01', 'k')", "only days that are over"),
        (
            "op_aram", "SELECT api.subscription_change_tariff({c}, {s}, 101, '2027-03-31', '{}', NULL, 'k')",
            "from today"
        ),
        ("op_aram", "SELECT api.subscription_change_tariff({c}, {s}, 201, '2027-04-01', '{}', NULL, 'k')", "Tariff"),
        ("op_aram", "SELECT api.subscription_change_tariff({c}, {s}, 900, '2027-04-01', '{}', NULL, 'k')", "in USD"),
        ("op_aram", "SELECT api.account_credit_limit_set({c}, {a}, -1, 'x', 'k')", "Credit limit"),
        ("op_mane", "SELECT api.shift_close(0, NULL, '', 'k')", "Your till is closed"),
    ]

    @Test func eachIsRefusedWithASentenceAndNothingIsHalfDone() async throws {
        let scene = try await Scene()
        try await scene.owner.execute(
            script: """
                INSERT INTO catalog.tariff (tariff_id, service_type_id, code, name, currency)
                    VALUES (900, 1, 'dollars', 'In dollars', 'USD')
                """)
        let before = try await scene.fingerprint()
        for (login, sql, sentence) in Self.table {
            let service = scene.service
            var text = sql
            for (name, value) in [
                ("{c}", "\(service.customer)"), ("{a}", "\(service.account)"), ("{s}", "\(service.subscription)"),
                ("{f}", "\(scene.fee)"), ("{r}", "\(scene.reversal)"), ("{run}", "\(scene.run)"),
            ] {
                text = text.split(separator: name, omittingEmptySubsequences: false).joined(separator: value)
            }
            let connection = try await scene.installation.connection(as: login)
            let error = await #expect(throws: PostgreSQLError.self, "\(text)") {
                try await connection.query(Statement(text: text))
            }
            await connection.close()
            #expect(error?.sqlState.hasPrefix("BC") == true, "\(text): \(error?.message ?? "")")
            #expect(error?.message.contains(sentence) == true, "\(text): \(error?.message ?? "")")
            #expect(try await scene.fingerprint() == before, "\(text)")
        }
        try await scene.close()
    }

    @Test func aTillIsClosedOnceAndARunIsRunAgainOnce() async throws {
        let scene = try await Scene()
        let cashier = try await scene.installation.connection(as: "op_lilit")
        _ = try await cashier.query("SELECT api.shift_close(5000000, NULL, '', 'c1')")
        _ = try await cashier.query("SELECT api.shift_close(5000000, NULL, '', 'c1')")
        let supervisor = try await scene.installation.connection(as: "op_aram")
        _ = try await supervisor.query("SELECT api.charge_run_request('2027-03-25', 'day', NULL, '', 'd1')")
        let before = try await scene.fingerprint()
        for (connection, sql, sentence) in [
            (cashier, "SELECT api.shift_close(5000000, NULL, '', 'c2')", "closed already"),
            (supervisor, "SELECT api.charge_run_request('2027-03-25', 'day', NULL, '', 'd2')", "has a run already"),
        ] {
            let error = await #expect(throws: PostgreSQLError.self) {
                try await connection.query(Statement(text: sql))
            }
            #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
        }
        #expect(try await scene.fingerprint() == before)
        await cashier.close()
        await supervisor.close()
        try await scene.close()
    }

    /// Business-rules section 2: the first open day, and its own date kept.
    @Test func whatComesLateForAClosedPeriodCountsFromTheFirstOpenDayAndKeepsItsDate() async throws {
        let scene = try await Scene()
        let supervisor = try await scene.installation.connection(as: "op_aram")
        _ = try await supervisor.query("SELECT api.period_close('2027-03-31', 'p')")
        _ = try await supervisor.query(
            """
            SELECT api.payment_take(\(scene.service.customer), \(scene.service.account), 100, 'bank', 'n1', '2027-03-22', '',
                'k')
            """)
        let told: String = try await scene.owner.query(
            "SELECT period_on || ' ' || value_on FROM accounts.transfer WHERE kind = 'payment' AND amount = 100")[0]
            .decode(0)
        #expect(told == "2027-03-22 2027-04-01")
        await supervisor.close()
        try await scene.close()
    }

    /// A service whose account and tariff are in different currencies can only be brought along from elsewhere.
    @Test func anAccountInAnotherCurrencyIsNeverChargedAndTheReasonIsKept() async throws {
        let scene = try await Scene()
        try await scene.owner.execute(script: "UPDATE accounts.account SET currency = 'USD'")
        let before: Int = try await scene.owner.query("SELECT count(*) FROM accounts.transfer")[0].decode(0)
        try await scene.installation.moveClock(to: "2027-05-02")
        _ = try await scene.charging.turn()
        let supervisor = try await scene.installation.connection(as: "op_aram")
        _ = try await supervisor.query(
            """
            SELECT api.subscription_suspend(\(scene.service.customer), \(scene.service.subscription), 'request',
                '2027-05-02', NULL, NULL, 's')
            """)
        let turn = try await scene.charging.turn()
        #expect(turn.failures.first?.contains("in AMD and the account in USD") == true, "\(turn.failures)")
        let reasons: [String] = try await scene.owner.query(
            "SELECT day || ' ' || reason FROM accounts.charge_failure WHERE solved_at IS NULL ORDER BY day"
        ).map { try $0.decode(0) }
        #expect(reasons.count == 2 && reasons[0].hasPrefix("2027-05-01 Tariff home-50 is in AMD"), "\(reasons)")
        #expect(try await scene.owner.query("SELECT count(*) FROM accounts.transfer")[0].decode(0) == before)
        // Put right, everything is charged from the first day that failed: May's fee, less the days it stands still.
        try await scene.owner.execute(script: "UPDATE accounts.account SET currency = 'AMD'")
        try await scene.owner.execute(
            script: "UPDATE catalog.tariff SET name = 'Home 50 once more' WHERE tariff_id = 101")
        #expect(try await scene.charging.turn().failures == [])
        let unsolved: Int = try await scene.owner.query(
            "SELECT count(*) FROM accounts.charge_failure WHERE solved_at IS NULL")[0].decode(0)
        let charged: Int64 = try await scene.owner.query(
            "SELECT -sum(amount)::bigint FROM accounts.transfer WHERE kind = 'fee' AND period_on = '2027-05-01'")[0]
            .decode(0)
        // Two of May's 31 days at 600 000 a month.
        #expect(unsolved == 0 && charged == 38_710)
        await supervisor.close()
        try await scene.close()
    }

    @Test func aGapInThePricesIsAFailureAndWhenItIsClosedTheMissedPeriodIsCharged() async throws {
        let scene = try await Scene()
        try await scene.owner.execute(
            script: "UPDATE catalog.tariff_price SET valid = '[2010-01-01,2027-05-01)' WHERE tariff_id = 101")
        try await scene.installation.moveClock(to: "2027-05-03")
        let turn = try await scene.charging.turn()
        #expect(turn.charges == 0 && turn.failures.first?.contains("has no price") == true, "\(turn.failures)")
        try await scene.installation.moveClock(to: "2027-06-10")
        _ = try await scene.charging.turn()
        // In June somebody sees it.
        try await scene.owner.execute(
            script:
                "INSERT INTO catalog.tariff_price (tariff_id, component_id, valid, amount) VALUES (101, 1, '[2027-05-01,)', 700000)"
        )
        let next = try await scene.charging.turn()
        #expect(next.failures == [])
        let told: [String] = try await scene.owner.query(
            """
            SELECT period_on || ' ' || -sum(amount) FROM accounts.transfer
            WHERE kind = 'fee' AND period_on >= '2027-05-01' GROUP BY period_on ORDER BY 1
            """
        ).map { try $0.decode(0) }
        #expect(told == ["2027-05-01 700000", "2027-06-01 700000"])
        #expect(try await scene.owner.query("SELECT count(*) FROM accounts.proof()")[0].decode(0, as: Int.self) == 0)
        try await scene.close()
    }

    @Test func pricesThatOverlapAndLimitsWithoutHysteresisCannotBeStored() async throws {
        let scene = try await Scene()
        for (sql, state) in [
            ("INSERT INTO catalog.tariff_price VALUES (101, 1, '[2027-01-01,)', 1)", "23P01"),
            ("UPDATE catalog.tariff SET suspension_limit = 1, resumption_limit = 0 WHERE tariff_id = 101", "23514"),
            ("SELECT accounts.post(1, 1, 'fee', '2027-04-01', 9000000000000000000, 11, '', '')", "BC001"),
            ("SELECT 'NaN'::numeric::bigint", "0A000"),
        ] {
            let error = await #expect(throws: PostgreSQLError.self) {
                try await scene.owner.query(Statement(text: sql))
            }
            #expect(error?.sqlState == state, "\(sql): \(error?.message ?? "")")
        }
        try await scene.close()
    }
}
