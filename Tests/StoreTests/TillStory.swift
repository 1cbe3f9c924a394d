import Domain
import InstallationFixture
import PostgreSQL
import Store

/// A customer with an account, and people with tills: op_lilit (a cashier whose shift is open), op_mane (a cashier),
/// op_nare (a cashier and supervisor), op_aram (a supervisor without a till).
struct TillStory: Sendable {
    let installation: Installation
    let customer: CustomerID
    let account: AccountID

    static func fresh() async throws -> TillStory {
        let installation = try await Installation.fresh()
        let registered = try await ServiceStory(installation).acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: .make())
        }
        return TillStory(installation: installation, customer: registered.customer, account: registered.account)
    }

    /// Runs a test's body on a fresh story and drops it afterwards.
    static func run(_ body: (TillStory) async throws -> Void) async throws {
        let story = try await fresh()
        try await body(story)
        try await story.expectExactBooks()
        try await story.installation.drop()
    }

    func acting<T>(_ login: String, _ body: (StoreSession) async throws -> T) async throws -> T {
        try await ServiceStory(installation).acting(login, body)
    }

    /// The sentence with which something is refused; nil when it is done.
    func refusal(_ login: String, _ body: (StoreSession) async throws -> Void) async throws -> String? {
        do {
            try await acting(login, body)
            return nil
        } catch let error as StoreError {
            return error.sentence
        }
    }

    @discardableResult
    func open(_ login: String, _ counted: Int64 = 0) async throws -> TillShift {
        try await acting(login) { try await $0.openShift(counted: drams(counted), denominations: [], key: .make()) }
    }

    @discardableResult
    func close(_ login: String, _ counted: Int64) async throws -> TillShift {
        try await acting(login) {
            try await $0.closeShift(counted: drams(counted), denominations: [], note: "", key: .make())
        }
    }

    @discardableResult
    func pay(_ amount: Int64, by login: String = "op_lilit", key: CommandKey = .make()) async throws -> PaymentReceipt {
        try await acting(login) {
            try await $0.registerPayment(
                customer: customer, account: account, amount: drams(amount), note: "", key: key)
        }
    }

    func send(_ amount: Int64, from login: String, to: String) async throws -> CashTransfer {
        try await acting(login) { try await $0.sendCash(to: to, amount: drams(amount), note: "", key: .make()) }
    }

    /// What must be in an operator's till now; nil when the till is closed.
    func holds(_ login: String) async throws -> Int64? {
        try await acting(login) { try await $0.currentShift()?.expected.minorUnits }
    }

    func balance() async throws -> Int64 {
        try await number("SELECT balance FROM accounts.account WHERE account_id = \(account)")
    }

    /// One number seen from behind the scenes.
    func number(_ statement: Statement) async throws -> Int64 {
        let session = try await installation.superuser()
        let rows = try await session.connection.query(statement)
        await session.connection.close()
        return try rows.first?.decode(0, as: Int64.self) ?? 0
    }

    func text(_ statement: Statement) async throws -> String {
        let session = try await installation.superuser()
        let rows = try await session.connection.query(statement)
        await session.connection.close()
        return try rows.first?.decode(0, as: String?.self) ?? ""
    }

    func script(_ script: String) async throws {
        let session = try await installation.superuser()
        try await session.connection.execute(script: script)
        await session.connection.close()
    }

    /// Everything money is written in, as one short text: equal before and after something that changed nothing.
    func picture() async throws -> String {
        try await text(
            """
            SELECT concat_ws(' ',
                (SELECT md5(string_agg(t::text, '' ORDER BY account_id, posting_no)) FROM accounts.transfer t),
                (SELECT md5(string_agg(p::text, '' ORDER BY payment_id)) FROM accounts.payment p),
                (SELECT md5(string_agg(h::text, '' ORDER BY transfer_id)) FROM accounts.house_transfer h),
                (SELECT md5(string_agg(s::text, '' ORDER BY shift_id)) FROM accounts.till_shift s),
                (SELECT md5(string_agg(m::text, '' ORDER BY promise_id)) FROM accounts.promise m),
                (SELECT md5(string_agg(a::text, '' ORDER BY account_id)) FROM accounts.account a),
                (SELECT count(*) FROM accounts.review), (SELECT count(*) FROM hist.event))
            """)
    }

    /// The sum over everything is nothing, every balance is the sum of its postings, and what the shifts say is in the
    /// tills is what the transfers say.
    func expectExactBooks() async throws {
        let found = try await text(
            """
            SELECT concat_ws('; ',
                (SELECT string_agg(sentence, ' ') FROM accounts.house_proof()),
                (SELECT string_agg(p::text, ', ') FROM accounts.proof() p),
                (SELECT string_agg('transfer ' || transfer_id, ', ') FROM (SELECT transfer_id FROM accounts.house_movement
                    GROUP BY 1 HAVING sum(amount) <> 0) uneven))
            """)
        guard found.isEmpty else { throw BooksDiffer(found: found) }
    }

    struct BooksDiffer: Error {
        let found: String
    }
}

func drams(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .amd) }
