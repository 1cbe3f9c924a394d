import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// From a bank's file to payments on a real database.
@Suite struct BankImportTests {
    let installation: Installation
    let story: ServiceStory

    init() async throws {
        installation = try await Installation.fresh()
        story = ServiceStory(installation)
        try await installation.moveClock(to: "2026-03-20")
    }

    private func register(_ given: String = "Անի") async throws -> RegisteredCustomer {
        var form = plausibleRegistration()
        form.givenName = given
        let registration = form
        return try await story.acting("op_anna") { try await $0.registerCustomer(registration, key: .make()) }
    }

    private func statement(
        _ entries: [BankEntry], closing: Int64? = nil, currency: Currency = .amd
    ) -> BankStatement {
        statement("ST-1", entries, closing: closing, currency: currency)
    }

    private func statement(
        _ identifier: String, _ entries: [BankEntry], closing: Int64? = nil, currency: Currency = .amd
    ) -> BankStatement {
        let sum = entries.reduce(0) { $0 + $1.amount.minorUnits }
        return BankStatement(
            identifier: identifier, account: "AM001", currency: currency,
            opening: Money(minorUnits: 0, currency: currency),
            closing: Money(minorUnits: closing ?? sum, currency: currency), fromOn: CivilDate("2026-03-16"),
            toOn: CivilDate("2026-03-16"), entries: entries)
    }

    private func entry(
        _ amount: Int64, _ reference: String = "", purpose: String = "", payer: String = "", account: String = "",
        isReversal: Bool = false, day: String = "2026-03-16", currency: Currency = .amd
    ) throws -> BankEntry {
        let on = try #require(CivilDate(day))
        return BankEntry(
            reference: reference, bookedOn: on, valueOn: on, amount: Money(minorUnits: amount, currency: currency),
            payerName: payer, payerAccount: account, purpose: purpose, isReversal: isReversal)
    }

    private func take(
        _ statement: BankStatement, by login: String = "op_aram", key: CommandKey = .make()
    ) async throws -> BankImportReceipt {
        try await story.acting(login) { session in
            let matched = try await BankImport.match(statement, on: session)
            return try await BankImport.store(matched, fileName: "march.xml", key: key, on: session)
        }
    }

    private func entries(of receipt: BankImportReceipt) async throws -> [BankEntryRecord] {
        try await story.acting("op_aram") {
            try await $0.bankEntries(of: receipt.statement, waiting: false, limit: 100)
        }
    }

    private func balance(of registered: RegisteredCustomer) async throws -> Int64? {
        try await story.acting("op_aram") { try await $0.customerCard(registered.customer) }.accounts.first?.balance
            .minorUnits
    }

    private func refusal(_ body: () async throws -> Void) async -> String {
        let error = await #expect(throws: StoreError.self) { try await body() }
        return error?.sentence ?? ""
    }

    @Test func theExactOnesOfAFileArePostedOnceAndTheRestIsLeftToAPerson() async throws {
        let ani = try await register()
        var sample = CamtSample()
        sample.statements[0].entries[0] = CamtSample.entry(
            "5000.00", reference: "R1", details: [CamtSample.details(purpose: "վճարում \(ani.contractNumber)")])
        let read = try #require(try sample.read().first)
        let receipt = try await take(read)
        #expect(receipt.entries == 3)
        #expect(try await entries(of: receipt).map(\.state) == [.proposed, .open, .ignored])
        #expect(try await balance(of: ani) == 0)
        for posted in [1, 0] {
            let result = try await story.acting("op_aram") {
                try await BankImport.postExact(of: receipt.statement, on: $0)
            }
            #expect(result == BankPostingResult(posted: posted, refused: 0))
        }
        #expect(try await entries(of: receipt).map(\.state) == [.posted, .open, .ignored])
        let card = try await story.acting("op_aram") { try await $0.customerCard(ani.customer) }
        #expect(card.accounts.first?.balance.minorUnits == 500_000)
        let movement = try #require(card.movements.first)
        #expect(movement.kind == .payment)
        // The bank's value date.
        #expect(movement.periodOn == CivilDate("2026-03-01"))
        #expect(movement.title.contains(ani.contractNumber))
        let summary = try await story.acting("op_aram") { try await $0.bankStatements(limit: 10) }
        #expect(summary.map(\.id) == [receipt.statement])
        #expect(summary.first?.exact == 0)
        let history = try await story.acting("op_anna") { try await $0.customerHistory(ani.customer, limit: 50) }
        #expect(history.contains { $0.title.hasPrefix("Bank entry") })
        try await installation.drop()
    }

    @Test func aStatementSentTwiceChangesNothingAndWithOtherContentsIsRefused() async throws {
        let ani = try await register()
        let first = try statement([entry(1000, "A", purpose: ani.contractNumber), entry(2000), entry(2000)])
        let key = CommandKey.make()
        let receipt = try await take(first, key: key)
        #expect(try await take(first, key: key) == receipt)
        _ = try await story.acting("op_aram") { try await BankImport.postExact(of: receipt.statement, on: $0) }
        // Now the proposals would be others.
        let again = try await take(first)
        #expect(again == BankImportReceipt(statement: receipt.statement, isRepeat: true, entries: 3, known: 0))
        #expect(try await take(first, key: key).isRepeat == false)
        #expect(try await entries(of: receipt).count == 3)
        #expect(try await balance(of: ani) == 1000)
        let other = try statement([entry(1000, "A")])
        let words = await refusal { _ = try await take(other) }
        #expect(words.contains("imported on 20.03.2026 by Aram Petrosyan with other contents; nothing was taken"))
        try await installation.drop()
    }

    @Test func sentTwiceAtOnceItIsTakenOnceAndPostedOnce() async throws {
        let ani = try await register()
        let both = try statement((1...40).map { try entry(100, "R\($0)", purpose: ani.contractNumber) })
        let receipts = try await withThrowingTaskGroup(of: BankImportReceipt.self) { group in
            for _ in 0..<4 { group.addTask { try await take(both) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(receipts.count { !$0.isRepeat } == 1)
        let receipt = try #require(receipts.first)
        #expect(Set(receipts.map(\.statement)).count == 1)
        #expect(try await entries(of: receipt).count == 40)
        let posted = try await withThrowingTaskGroup(of: BankPostingResult.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await story.acting("op_aram") {
                        try await BankImport.postExact(of: receipt.statement, portion: 7, on: $0)
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1.posted }
        }
        #expect(posted == 40)
        #expect(try await balance(of: ani) == 4000)
        let superuser = try await installation.superuser()
        #expect(try await superuser.connection.query("SELECT * FROM accounts.proof()").isEmpty)
        await superuser.connection.close()
        try await installation.drop()
    }

    @Test func entriesThatCameBeforeAreNotTakenAgain() async throws {
        _ = try await take(try statement("DAY", [entry(100, "A"), entry(200), entry(200)]))
        let week = try await take(
            try statement("WEEK", [entry(100, "A"), entry(200), entry(200), entry(200), entry(5, "B")]))
        #expect(week.known == 3)
        #expect(try await entries(of: week).map(\.entry.amount) == [amd(200), amd(5)])
        // The same reference on another day is another entry; with another sum on the same day it is a conflict.
        #expect(try await take(try statement("NEXT", [entry(7, "A", day: "2026-03-17")])).known == 0)
        let words = await refusal { _ = try await take(try statement("X", [entry(101, "A"), entry(1, "C")])) }
        #expect(words.contains("Entry A of 16.03.2026 was imported before with another sum; nothing was taken"))
        #expect(try await take(try statement("Y", [entry(1, "C")])).known == 0)
        try await installation.drop()
    }

    @Test func whatDoesNotAddUpOrIsInAnotherCurrencyIsRefusedWhole() async throws {
        let euro = Currency(code: "EUR", fractionDigits: 2)
        let foreign = await refusal {
            _ = try await take(try statement([entry(100, "A", currency: euro)], currency: euro))
        }
        #expect(foreign.contains("is in EUR, and customers' accounts here are in AMD"))
        let wrong = await refusal { _ = try await take(try statement([entry(100, "A")], closing: 101)) }
        #expect(wrong.contains("do not agree"))
        #expect(try await story.acting("op_aram") { try await $0.bankStatements(limit: 10) } == [])
        try await installation.drop()
    }

    @Test func aPersonDecidesOnceAndMoneyThatWentOutIsNeverPosted() async throws {
        let ani = try await register()
        let receipt = try await take(try statement([entry(300, "A"), entry(400, "B"), entry(-50, "C")]))
        let records = try await entries(of: receipt)
        let key = CommandKey.make()
        let post = { (index: Int, key: CommandKey) in
            try await story.acting("op_aram") {
                try await $0.postBankEntry(records[index].id, customer: ani.customer, account: ani.account, key: key)
            }
        }
        let payment = try await post(0, key)
        #expect(try await post(0, key) == payment)
        #expect(await refusal { _ = try await post(0, .make()) }.contains("is posted already, by Aram Petrosyan"))
        #expect(await refusal { _ = try await post(2, .make()) }.contains("is ignored already"))
        let ignore = { (reason: String) in
            try await story.acting("op_aram") {
                try await $0.ignoreBankEntry(records[1].id, reason: reason, key: .make())
            }
        }
        #expect(await refusal { try await ignore(" ") }.contains("Reason"))
        try await ignore("interest")
        #expect(await refusal { _ = try await post(1, .make()) }.contains("is ignored already"))
        #expect(try await balance(of: ani) == 300)
        #expect(try await entries(of: receipt).map(\.state) == [.posted, .ignored, .ignored])
        try await installation.drop()
    }

    @Test func aPaymentTheBankTakesBackIsReversedByAPerson() async throws {
        let ani = try await register()
        let first = try await take(try statement("1", [entry(900, "A", purpose: ani.contractNumber, account: "P1")]))
        _ = try await story.acting("op_aram") { try await BankImport.postExact(of: first.statement, on: $0) }
        let second = try await take(
            try statement("2", [entry(-900, "Z", account: "P1", isReversal: true, day: "2026-03-18")]))
        let back = try #require(try await entries(of: second).first)
        #expect(back.proposal.confidence == .returned)
        #expect(back.customer == nil)
        #expect(back.proposal.customer == ani.customer)
        // Not with the exact ones.
        _ = try await story.acting("op_aram") { try await BankImport.postExact(of: second.statement, on: $0) }
        #expect(try await balance(of: ani) == 900)
        let original = try #require(back.proposal.returns)
        let amount = try await story.acting("op_aram") {
            try await $0.returnBankEntry(back.id, original: original, key: .make())
        }
        #expect(amount == -900)
        #expect(try await balance(of: ani) == 0)
        #expect(try await entries(of: first).map(\.state) == [.returned])
        let twice = await refusal {
            _ = try await story.acting("op_aram") {
                try await $0.returnBankEntry(back.id, original: original, key: .make())
            }
        }
        #expect(twice.contains("already"))
        // Nor by whoever takes payments back.
        let payment = try #require(try await entries(of: first).first?.payment)
        let superuser = try await installation.superuser()
        let reversals = try await superuser.connection.query(
            "SELECT 1 FROM accounts.payment WHERE channel = 'reversal' AND external_id = \(payment.description)")
        #expect(reversals.count == 1)
        await superuser.connection.close()
        try await installation.drop()
    }

    @Test func whatCannotBePostedAnyMoreIsLeftToAPersonWithTheReason() async throws {
        let ani = try await register()
        let other = try await register("Կարեն")
        let receipt = try await take(
            try statement([
                entry(100, "A", purpose: ani.contractNumber), entry(200, "B", purpose: other.contractNumber),
                entry(300, "C", purpose: other.contractNumber, day: "2026-03-25"),
            ]))
        let superuser = try await installation.superuser()
        _ = try await superuser.connection.query(
            "UPDATE accounts.account SET closed_at = now() WHERE account_id = \(ani.account)")
        await superuser.connection.close()
        let result = try await story.acting("op_aram") { try await BankImport.postExact(of: receipt.statement, on: $0) }
        #expect(result == BankPostingResult(posted: 1, refused: 2))
        let records = try await entries(of: receipt)
        #expect(records.map(\.state) == [.proposed, .posted, .proposed])
        #expect(records[0].proposal.confidence == .probable)
        #expect(records[0].proposal.reason.contains("is closed"))
        #expect(records[2].proposal.reason.contains("must not be in the future"))
        #expect(try await balance(of: other) == 200)
        try await installation.drop()
    }

    @Test func aPayerIsKnownByNameInAnyScriptAndByTheAccountPaidFromBefore() async throws {
        let ani = try await register()
        _ = try await register("Կարեն")
        let names = [
            "ANI PETROSYAN", "Петросян Ани", "Պետրոսյան Անի Արամի", "petrosyan ani aram", "Karo Petrosyan", "Ani", "",
        ]
        let candidates = try await story.acting("op_aram") {
            try await $0.bankCandidates(contracts: [], accounts: [], payerAccounts: [], payerNames: names)
        }
        #expect(candidates.map(\.customer) == [ani.customer])
        #expect(candidates.first?.payerNames == ["ANI PETROSYAN", "Петросян Ани", "Պետրոսյան Անի Արամի"])
        let first = try await take(try statement("1", [entry(10, "A", account: "P9"), entry(20, "B", account: "P9")]))
        let records = try await entries(of: first)
        _ = try await story.acting("op_aram") {
            try await $0.postBankEntry(records[0].id, customer: ani.customer, account: ani.account, key: .make())
        }
        let second = try await take(try statement("2", [entry(30, "C", account: "P9")]))
        let known = try #require(try await entries(of: second).first)
        #expect(known.proposal.confidence == .probable)
        #expect(known.proposal.account == ani.account)
        #expect(known.customerName == "Պետրոսյան Անի Արամի")
        try await installation.drop()
    }

    @Test func onlyThoseWithThePermissionImportSeeAndPost() async throws {
        let superuser = try await installation.superuser()
        try await superuser.saveOperator(
            OperatorLogin(
                login: "op_nare", fullName: "Nare Accountant", branches: ["yerevan-1"], queues: [],
                roles: ["accountant"]),
            password: Installation.password)
        await superuser.connection.close()
        let ani = try await register()
        let one = try statement([entry(100, "A", purpose: ani.contractNumber)])
        for login in ["op_lilit", "op_anna", "op_admin"] {
            let words = await refusal { _ = try await take(one, by: login) }
            #expect(words.contains("Import bank statements"), "\(login): \(words)")
        }
        let receipt = try await take(one, by: "op_nare")
        let record = try #require(try await entries(of: receipt).first)
        for login in ["op_lilit", "op_anna"] {
            #expect(try await story.acting(login) { try await $0.bankStatements(limit: 10) } == [])
            #expect(
                try await story.acting(login) {
                    try await $0.bankEntries(of: receipt.statement, waiting: false, limit: 10)
                } == [])
            let acts: [@Sendable (StoreSession) async throws -> Void] = [
                {
                    _ = try await $0.postBankEntry(
                        record.id, customer: ani.customer, account: ani.account, key: .make())
                },
                { _ = try await $0.postExactBankEntries(of: receipt.statement, limit: 10, key: .make()) },
                { try await $0.ignoreBankEntry(record.id, reason: "x", key: .make()) },
                { _ = try await $0.returnBankEntry(record.id, original: record.id, key: .make()) },
            ]
            for act in acts {
                let words = await refusal { try await story.acting(login, act) }
                #expect(words.contains("Post bank entries to customers"), "\(login): \(words)")
            }
        }
        let result = try await story.acting("op_nare") { try await BankImport.postExact(of: receipt.statement, on: $0) }
        #expect(result.posted == 1)
        try await installation.drop()
    }

    @Test func whatTheBankSaidIsNeverChanged() async throws {
        _ = try await take(try statement([entry(100, "A")]))
        for login in ["op_aram", "bcrm_daemon"] {
            let connection = try await installation.connection(as: login)
            for table in ["bank_statement", "bank_entry"] {
                let error = await #expect(throws: PostgreSQLError.self) {
                    try await connection.execute(script: "DELETE FROM accounts.\(table)")
                }
                #expect(error?.sqlState == "42501", "\(login), \(table): \(error?.message ?? "")")
            }
            await connection.close()
        }
        let superuser = try await installation.superuser()
        for script in [
            "UPDATE accounts.bank_entry SET amount = 1", "DELETE FROM accounts.bank_entry",
            "TRUNCATE accounts.bank_entry", "UPDATE accounts.bank_statement SET closing = 1",
        ] {
            let error = await #expect(throws: PostgreSQLError.self) {
                try await superuser.connection.execute(script: script)
            }
            // What refers to an entry stops an emptying before the fence does.
            #expect(["BC001", "0A000"].contains(error?.sqlState ?? ""), "\(script): \(error?.message ?? "")")
        }
        await superuser.connection.close()
        try await installation.drop()
    }
}
