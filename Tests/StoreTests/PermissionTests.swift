import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

@Suite struct PermissionTests {
    /// What each role may not do, by plain SQL with that operator's own login.
    @Test(arguments: [
        ("op_lilit", "SELECT api.customer_register('{}', 'k')", "customer.register"),
        ("op_lilit", "SELECT api.ticket_open(1, 1, 101, '{}', NULL, 'k')", "ticket.open"),
        ("op_lilit", "SELECT api.device_hand_over('X1234', 1, 1, 'k')", "device.hand_over"),
        ("op_anna", "SELECT api.payment_register(1, 1, 100, '', 'k')", "payment.register"),
        (
            "op_anna", "SELECT api.document_open('receive', NULL, 1, NULL, NULL, 1, false, '', 'k')", "device.receive"
        ),
        ("op_anna", "SELECT api.document_open('move', 1, 2, NULL, NULL, 1, false, '', 'k')", "stock.move"),
        ("op_lilit", "SELECT api.document_open('count', 1, NULL, NULL, NULL, NULL, false, '', 'k')", "stock.count"),
        ("op_lilit", "SELECT api.document_scan(1, '[]', 'k')", "warehouse.view"),
        ("op_lilit", "SELECT api.document_undo(1, 'line', 1, 'k')", "warehouse.view"),
        ("op_lilit", "SELECT api.document_post(1, false, 'k')", "warehouse.view"),
        ("op_lilit", "SELECT api.device_find('{X1234}', 1)", "warehouse.view"),
        ("op_suren", "SELECT api.document_settle(1, 1, 'lost', 'r', 'k')", "stock.adjust"),
        ("op_suren", "SELECT api.stock_save('{}', 'k')", "stock.manage"),
        ("op_suren", "SELECT api.device_model_save('{}', 'k')", "stock.manage"),
        ("op_suren", "SELECT api.stock_minimum_set(1, 1, 1, 'k')", "stock.manage"),
        ("op_anna", "SELECT api.device_mark(1, true, 'r', 'k')", "stock.move"),
        ("op_suren", "SELECT api.payment_register(1, 1, 100, '', 'k')", "payment.register"),
        ("op_karen", "SELECT api.customer_register('{}', 'k')", "customer.register"),
        ("op_aram", "SELECT api.operator_create('op_x', 'X', '{}', '{}', '{}', 'v')", "operator.manage"),
        ("op_anna", "SELECT api.operator_set_roles('op_anna', '{administrator}')", "operator.manage"),
        ("op_anna", "SELECT api.usage_replay('s', 0, NULL, 'k')", "usage.replay"),
        ("op_anna", "SELECT api.usage_correct('s', 0, '{}', 'r', 'k')", "usage.replay"),
        ("op_anna", "SELECT api.usage_dismiss('s', 0, 'r', 'k')", "usage.replay"),
        ("op_anna", "SELECT api.usage_rerate('{}', true, 'r', 'k')", "usage.rerate"),
        ("op_admin", "SELECT api.ticket_take(1, 1)", "ticket.take"),
        ("op_admin", "SELECT api.ticket_release(1, 1)", "ticket.take"),
        ("op_sona", "SELECT api.ticket_comment(1, 1, 'x', 'k')", "ticket.comment"),
    ])
    func anActWithoutItsPermissionIsRefusedByName(_ login: String, _ sql: String, _ permission: String) async throws {
        let installation = try await Installation.fresh()
        let connection = try await installation.connection(as: login)
        let error = await #expect(throws: PostgreSQLError.self) { try await connection.query(Statement(text: sql)) }
        #expect(error?.sqlState == "42501")
        #expect(error?.message.contains(permission) == true)
        await connection.close()
        try await installation.drop()
    }

    @Test func nobodyWritesATableDirectlyOrReachesWhatIsNotForThem() async throws {
        let installation = try await Installation.fresh()
        let attacks = [
            "INSERT INTO accounts.transfer (customer_id) VALUES (1)", "UPDATE accounts.account SET balance = 1",
            "DELETE FROM hist.event", "TRUNCATE accounts.payment", "UPDATE sec.effective SET permission = 'x.y'",
            "INSERT INTO sec.effective VALUES ('op_anna', 'payment.register')",
            "UPDATE sec.installation SET is_demo = true",
            "SELECT * FROM sec.effective", "SELECT * FROM sec.command", "SELECT * FROM accounts.review",
            "SELECT * FROM accounts.charge_stage_1", "SET ROLE bcrm_owner", "SET SESSION AUTHORIZATION postgres",
            "CREATE TABLE public.x (n int)", "CREATE TEMP TABLE x (n int)", "CREATE SCHEMA x", "DO $$ BEGIN END $$",
            "SELECT pg_advisory_lock(1)", "SELECT lo_create(0)", "SELECT pg_notify('x', 'y')",
            "SELECT set_config('x.y', 'z', false)", "SELECT pg_sleep(1)", "COPY customers.customer TO PROGRAM 'cat'",
            "SELECT sec.command_begin('k', 'v', '{}')", "SELECT sec.clock_move(now())",
            "SELECT sec.login_create('op_x', 'v')", "SELECT catalog.subscription_resume(1, 1, 'money')",
            "SELECT accounts.account_open(1, true)", "SELECT api.charging_post('k', NULL, NULL)",
            "SELECT api.usage_store('[]')", "SELECT api.charging_resume(1, 1)", "ALTER ROLE op_anna CREATEROLE",
            "CREATE ROLE op_evil LOGIN", "GRANT bcrm_owner TO op_anna",
            "SELECT query_to_xml('SELECT 1', true, true, '')",
            "ALTER TABLE accounts.transfer DISABLE TRIGGER ALL", "SELECT hist.track('sec.role', 'code')",
        ]
        for login in ["op_anna", "op_suren", "op_lilit", "op_aram", "op_admin"] {
            let connection = try await installation.connection(as: login)
            for attack in attacks {
                let error = await #expect(throws: PostgreSQLError.self, "\(login): \(attack)") {
                    try await connection.query(Statement(text: attack))
                }
                if let error, !["42501", "42883", "42P01"].contains(error.sqlState) {
                    Issue.record("\(login): \(attack): \(error)")
                }
            }
            await connection.close()
        }
        try await installation.drop()
    }

    @Test func theDaemonWritesOnlyThroughItsDoors() async throws {
        let installation = try await Installation.fresh()
        let connection = try await installation.connection(as: "bcrm_daemon")
        for attack in [
            "UPDATE accounts.account SET balance = 1", "SELECT * FROM customers.customer",
            "INSERT INTO accounts.transfer (customer_id) VALUES (1)", "SELECT api.payment_register(1, 1, 1, '', 'k')",
            "SELECT api.customer_search('a', 1)", "DELETE FROM accounts.charge_stage_1", "SELECT * FROM hist.event",
        ] {
            let error = await #expect(throws: PostgreSQLError.self, "\(attack)") {
                try await connection.query(Statement(text: attack))
            }
            #expect(error?.sqlState == "42501", "\(attack)")
        }
        await connection.close()
        try await installation.drop()
    }

    @Test func postingsAreNeverChangedOrDeletedByAnybodyTheOwnerIncluded() async throws {
        let installation = try await Installation.fresh()
        let registered = try await ServiceStory(installation).acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: .make())
        }
        _ = try await ServiceStory(installation).acting("op_lilit") {
            try await $0.registerPayment(
                customer: registered.customer, account: registered.account,
                amount: Money(minorUnits: 100, currency: .amd), note: "", key: .make())
        }
        let owner = try await installation.superuser().connection
        try await owner.execute(script: "SET ROLE bcrm_owner")
        for sql in [
            "UPDATE accounts.transfer SET amount = 1", "DELETE FROM accounts.transfer",
            "UPDATE hist.event SET note = 'x'",
            "DELETE FROM hist.event", "DELETE FROM accounts.payment",
        ] {
            let error = await #expect(throws: PostgreSQLError.self, "\(sql)") {
                try await owner.query(Statement(text: sql))
            }
            #expect(error?.message.contains("append-only") == true, "\(sql): \(error?.message ?? "")")
        }
        await owner.close()
        try await installation.drop()
    }

    @Test func aWithdrawnPermissionHoldsAtTheNextStatementOfAnOpenSession() async throws {
        let installation = try await Installation.fresh()
        let cashier = try await installation.connection(as: "op_lilit")
        #expect(try await cashier.query("SELECT sec.has('payment.register')").first?.decode(0, as: Bool.self) == true)
        let admin = try await installation.connection(as: "op_admin")
        _ = try await admin.query("SELECT api.operator_set_roles('op_lilit', '{call_centre}')")
        #expect(try await cashier.query("SELECT sec.has('payment.register')").first?.decode(0, as: Bool.self) == false)
        await cashier.close()
        await admin.close()
        try await installation.drop()
    }

    @Test func theCatalogueOfTheDatabaseKeepsTheRules() async throws {
        let installation = try await Installation.fresh()
        let session = try await installation.superuser().connection
        let checks: [(String, Statement)] = [
            (
                "tables without row security",
                """
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND n.nspname IN ('sec', 'hist', 'customers',
                    'catalog', 'network', 'accounts', 'warehouse', 'tickets', 'usage', 'api')
                    AND c.relname !~ '^(charge|rating)_stage_[0-9]$'
                """
            ),
            (
                "policies that check a permission per row",
                """
                SELECT tablename::text FROM pg_policies WHERE regexp_replace(qual, 'SELECT sec\\.', '', 'g') LIKE '%sec.%'
                """
            ),
            (
                "definer functions without a pinned search path ending in pg_temp",
                """
                SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE p.prosecdef AND n.nspname !~ '^pg_'
                    AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c ~ '^search_path=.*pg_temp"?$')
                """
            ),
            (
                "functions of ours that everybody may execute",
                """
                SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname IN ('sec', 'hist', 'customers', 'catalog', 'network', 'accounts', 'warehouse', 'tickets',
                    'usage', 'api') AND has_function_privilege('public', p.oid, 'EXECUTE')
                """
            ),
            (
                "rights of operators on tables beyond reading",
                """
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname !~ '^(pg_|information_schema)'
                    AND has_table_privilege('bcrm_operator', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                """
            ),
            (
                "operators with rights of their own",
                "SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'op\\_%' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)"
            ),
        ]
        for (rule, statement) in checks {
            let breaches = try await session.query(statement).map { try $0.decode(0, as: String.self) }
            #expect(breaches == [], "\(rule)")
        }
        await session.close()
        try await installation.drop()
    }
}
