import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What holds for every verb that moves money, tried one by one over a table of them.
@Suite struct MoneyVerbTests {
    /// A verb as plain SQL; in braces: customer, account, second account, payment, key, and the number of a transfer on
    /// its way to op_mane's till.
    struct Verb: Sendable, CustomTestStringConvertible {
        let sql: String
        /// Any of these is needed.
        let permissions: [String]
        /// Who can do it here and now.
        let login: String
        /// The same with other contents.
        let other: String

        init(_ sql: String, _ permissions: String..., by login: String, other: (String, String)) {
            self.sql = sql
            self.permissions = permissions
            self.login = login
            self.other = sql.split(separator: other.0, maxSplits: 1).joined(separator: other.1)
        }

        var testDescription: String { String(sql.prefix { $0 != "(" }) }
    }

    static let verbs: [Verb] = [
        Verb("SELECT * FROM api.shift_open(700, NULL, {key})", "till.use", by: "op_aram_till", other: ("700", "701")),
        Verb("SELECT * FROM api.shift_close(700, NULL, '', {key})", "till.use", by: "op_lilit", other: ("700", "701")),
        Verb(
            "SELECT * FROM api.cash_send('bank.main', 70, '', {key})", "till.use", by: "op_lilit", other: ("70", "71")),
        Verb(
            "SELECT * FROM api.cash_confirm({transfer}, 70, {key})", "till.use", "till.supervise", by: "op_mane",
            other: ("70", "71")),
        Verb(
            "SELECT * FROM api.cash_refuse({transfer}, 'no', {key})", "till.use", "till.supervise", by: "op_mane",
            other: ("'no'", "'not'")),
        Verb(
            "SELECT * FROM api.payment_register({customer}, {account}, 70, '', {key})", "payment.register",
            by: "op_lilit", other: ("70", "71")),
        Verb(
            "SELECT * FROM api.payment_take({customer}, {account}, 70, 'bank', '5', sec.today(), '', {key})",
            "payment.register", "payment.backdate", by: "op_aram", other: ("70", "71")),
        Verb(
            "SELECT * FROM api.payment_take({customer}, {account}, 70, 'bank', '5', sec.today() - 1, '', {key})",
            "payment.backdate", by: "op_aram", other: ("70", "71")),
        Verb(
            "SELECT * FROM api.payment_reverse({customer}, {account}, {payment}, 'x', {key})", "payment.reverse",
            by: "op_nare", other: ("'x'", "'y'")),
        Verb(
            "SELECT * FROM api.refund_pay({customer}, {account}, 70, 'x', {key})", "payment.refund", by: "op_nare",
            other: ("70", "71")),
        Verb(
            "SELECT * FROM api.account_open({customer}, {key})", "account.open", by: "op_aram",
            other: ("{customer}", "0")),
        Verb(
            "SELECT * FROM api.account_credit_limit_set({customer}, {account}, 70, 'x', {key})", "account.credit_limit",
            by: "op_aram", other: ("70", "71")),
        Verb(
            "SELECT * FROM api.account_move({customer}, {account}, {second}, 70, '', {key})", "account.move",
            by: "op_aram", other: ("70", "71")),
        Verb(
            "SELECT * FROM api.promise_give({customer}, {account}, 70, 5, '', {key})", "payment.promise", by: "op_anna",
            other: ("70", "71")),
        Verb(
            "SELECT * FROM api.promise_withdraw({customer}, {second}, 'x', {key})", "payment.promise", by: "op_anna",
            other: ("'x'", "'y'")),
        Verb(
            "SELECT * FROM api.charge_reverse({customer}, {account}, {charge}, 70, 'x', {key})", "charge.reverse",
            by: "op_aram", other: ("70", "71")),
    ]

    /// A story in which every verb of the table can be done.
    private struct Stage {
        let story: TillStory
        let values: [String: String]

        func sql(_ text: String, key: String) -> Statement {
            var filled = text
            for (name, value) in values.merging(["key": "'\(key)'"], uniquingKeysWith: { $1 }) {
                filled = filled.split(separator: "{\(name)}", omittingEmptySubsequences: false).joined(separator: value)
            }
            return Statement(text: filled)
        }
    }

    private func stage() async throws -> Stage {
        let story = try await TillStory.fresh()
        let payment = try await story.pay(10_000)
        try await story.open("op_mane")
        try await story.open("op_nare", 50_000)
        let second = try await story.acting("op_aram") {
            try await $0.openAccount(customer: story.customer, key: .make())
        }
        _ = try await story.acting("op_anna") {
            try await $0.givePromise(
                customer: story.customer, account: second.id, amount: drams(100), days: 3, note: "", key: .make())
        }
        try await story.script(
            """
            SELECT accounts.post(\(story.customer), \(story.account), 'one_time', sec.today(), -1000,
                accounts.house('revenue.internet'), 'internet', 'connection', 0);
            """)
        let sent = try await story.send(500, from: "op_lilit", to: "op_mane")
        return Stage(
            story: story,
            values: [
                "customer": "\(story.customer)", "account": "\(story.account)", "second": "\(second.id)",
                "payment": "\(payment.payment)", "transfer": "\(sent.id)", "charge": "2",
            ])
    }

    private func rows(_ result: ResultSet) throws -> [[String?]] {
        try result.map { row in try (0..<row.columnCount).map { try row.decode($0, as: String?.self) } }
    }

    @Test(arguments: verbs) func aCommandRepeatedByItsKeyChangesNothingAndWithOtherContentsIsAConflict(_ verb: Verb)
        async throws
    {
        let stage = try await stage()
        var login = verb.login
        if login == "op_aram_till" {
            try await stage.story.close("op_mane", 0)
            login = "op_mane"
        }
        let connection = try await stage.story.installation.connection(as: login)
        let first = try rows(try await connection.query(stage.sql(verb.sql, key: "one")))
        let before = try await stage.story.picture()
        let again = try rows(try await connection.query(stage.sql(verb.sql, key: "one")))
        #expect(first == again)
        let conflict = await #expect(throws: PostgreSQLError.self) {
            try await connection.query(stage.sql(verb.other, key: "one"))
        }
        #expect(conflict?.sqlState == "BC002")
        let keyless = await #expect(throws: PostgreSQLError.self) {
            try await connection.query(stage.sql(verb.sql, key: ""))
        }
        #expect(keyless?.message == "The command carries no key.")
        #expect(try await stage.story.picture() == before)
        await connection.close()
        try await stage.story.expectExactBooks()
        try await stage.story.installation.drop()
    }

    @Test func whoMayNotIsRefusedWhateverTheVerbAndNothingChanges() async throws {
        let stage = try await stage()
        let before = try await stage.story.picture()
        var refusals = 0
        for login in [
            "op_anna", "op_karen", "op_suren", "op_lilit", "op_mane", "op_nare", "op_aram", "op_admin", "bcrm_daemon",
        ] {
            let connection = try await stage.story.installation.connection(as: login)
            for verb in Self.verbs {
                let held = try await stage.story.number(
                    """
                    SELECT count(*) FROM sec.effective WHERE pg_role = \(login) AND permission = ANY (\(verb.permissions)::text[])
                    """)
                try await connection.execute(script: "BEGIN")
                let error: PostgreSQLError?
                do throws(PostgreSQLError) {
                    _ = try await connection.query(stage.sql(verb.sql, key: "tried"))
                    error = nil
                } catch let refused {
                    error = refused
                }
                try await connection.execute(script: "ROLLBACK")
                if held == 0 {
                    #expect(error?.sqlState == "42501", "\(login): \(verb.testDescription)")
                    refusals += 1
                } else if let error {
                    #expect(
                        error.sqlState.hasPrefix("BC") || error.sqlState == "42501",
                        "\(login): \(verb.testDescription): \(error)")
                } else {
                    #expect(login != "bcrm_daemon")
                }
            }
            await connection.close()
        }
        #expect(refusals > 60)
        #expect(try await stage.story.picture() == before)
        try await stage.story.installation.drop()
    }

    @Test func noRoleThereIsCanChangeOrRemoveAPosting() async throws {
        let stage = try await stage()
        let before = try await stage.story.picture()
        let session = try await stage.story.installation.superuser().connection
        let roles = try await session.query("SELECT rolname::text FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1")
            .map { try $0.decode(0, as: String.self) }
        #expect(roles.contains("bcrm_owner") && roles.contains("bcrm_daemon") && roles.contains("op_nare"))
        let month = try await stage.story.text(
            "SELECT tableoid::regclass::text FROM accounts.transfer ORDER BY period_on DESC LIMIT 1")
        for role in roles {
            for table in [
                "accounts.transfer", month, "accounts.payment", "accounts.house_transfer", "accounts.till_shift",
            ] {
                let amount = table == "accounts.till_shift" ? "opening_counted" : "amount"
                for attack in [
                    "UPDATE \(table) SET \(amount) = \(amount) + 1", "UPDATE \(table) SET note = 'x'",
                    "DELETE FROM \(table)",
                    "TRUNCATE \(table) CASCADE",
                ] {
                    try await session.execute(script: "BEGIN; SET LOCAL ROLE \(Connection.quoted(identifier: role))")
                    let error = await #expect(throws: PostgreSQLError.self, "\(role): \(attack)") {
                        try await session.query(Statement(text: attack))
                    }
                    if let error, error.sqlState != "42501" {
                        #expect(error.message.contains("append-only"), "\(role): \(attack): \(error)")
                    }
                    try await session.execute(script: "ROLLBACK")
                }
            }
        }
        await session.close()
        #expect(try await stage.story.picture() == before)
        try await stage.story.installation.drop()
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func anySequenceOfVerbsLeavesTheSumOfEverythingAtNothing(_ seed: UInt64) async throws {
        let stage = try await stage()
        let story = stage.story
        var random = Numbers(state: seed)
        print("seed \(seed)")
        var done: [String: Int] = [:]
        for step in 0..<120 {
            let cashier = ["op_lilit", "op_mane", "op_nare"][random.below(3)]
            let amount = Int64(1 + random.below(5_000))
            let transfer = try await story.number(
                "SELECT coalesce(max(transfer_id), 0) FROM accounts.house_transfer WHERE state = 'in_transit'")
            let payment = try await story.number(
                "SELECT payment_id FROM accounts.payment ORDER BY md5(payment_id::text || \(step)::text) LIMIT 1")
            let verbs: [(String, String)] = [
                ("SELECT * FROM api.payment_register({customer}, {account}, \(amount), '', {key})", cashier),
                ("SELECT * FROM api.refund_pay({customer}, {account}, \(amount), 'x', {key})", "op_nare"),
                ("SELECT * FROM api.payment_reverse({customer}, {account}, \(payment), 'x', {key})", "op_nare"),
                ("SELECT * FROM api.cash_send('op_lilit', \(amount), '', {key})", cashier),
                ("SELECT * FROM api.cash_send('op_mane', \(amount), '', {key})", cashier),
                ("SELECT * FROM api.cash_send('bank.main', \(amount), '', {key})", cashier),
                (
                    "SELECT * FROM api.cash_confirm(\(transfer), \(amount), {key})",
                    random.below(3) == 0 ? "op_aram" : cashier
                ),
                ("SELECT * FROM api.cash_refuse(\(transfer), 'x', {key})", random.below(3) == 0 ? "op_aram" : cashier),
                ("SELECT * FROM api.shift_close(\(amount), NULL, '', {key})", cashier),
                ("SELECT * FROM api.shift_open(\(amount), NULL, {key})", cashier),
                ("SELECT * FROM api.shift_open(\(amount), NULL, {key})", cashier),
                ("SELECT * FROM api.account_move({customer}, {account}, {second}, \(amount), '', {key})", "op_aram"),
                (
                    "SELECT * FROM api.payment_take({customer}, {second}, \(amount), 'card', '\(step)', sec.today() - 2, '', {key})",
                    "op_aram"
                ),
                ("SELECT * FROM api.charge_reverse({customer}, {account}, {charge}, 1, 'x', {key})", "op_aram"),
            ]
            let (sql, login) = verbs[random.below(verbs.count)]
            let connection = try await story.installation.connection(as: login)
            do throws(PostgreSQLError) {
                _ = try await connection.query(stage.sql(sql, key: "step \(step)"))
                done[String(sql.prefix { $0 != "(" }), default: 0] += 1
            } catch {
                #expect(error.sqlState.hasPrefix("BC") || error.sqlState == "42501", "\(login): \(sql): \(error)")
            }
            await connection.close()
            if step % 10 == 9 { try await story.expectExactBooks() }
        }
        #expect(done.count > 8, "\(done)")
        try await story.installation.drop()
    }

    /// SplitMix64: the same numbers for the same seed.
    private struct Numbers {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }
    }
}
