package import Domain
import PostgreSQL

extension StoreSession {
    /// Takes a statement with one proposal for each entry, whole or not at all; the same statement sent again answers the
    /// first import. Only booked entries are sent: what is pending comes booked in a later statement.
    package func importBankStatement(
        _ statement: BankStatement, proposals: [BankProposal], fileName: String, key: CommandKey
    ) async throws(StoreError) -> BankImportReceipt {
        let document = JSONText.object([
            ("statement", Self.head(of: statement)), ("entries", .list(statement.entries.map(Self.json))),
            ("proposals", .list(proposals.map(Self.json))), ("file", .text(fileName)),
        ])
        let row = try await one(
            """
            SELECT statement_id, is_repeat, entries, known
            FROM api.bank_statement_import(\(document.description), \(key.rawValue))
            """)
        return BankImportReceipt(
            statement: try row.value(0), isRepeat: try row.value(1), entries: try row.value(2), known: try row.value(3))
    }

    private static func head(of statement: BankStatement) -> JSONText {
        .object([
            ("account", .text(statement.account)), ("identifier", .text(statement.identifier)),
            ("currency", .text(statement.currency.code)), ("from", date(statement.fromOn)),
            ("to", date(statement.toOn)),
            ("opening", statement.opening.map { .number($0.minorUnits) } ?? .null),
            ("closing", statement.closing.map { .number($0.minorUnits) } ?? .null),
        ])
    }

    private static func date(_ date: CivilDate?) -> JSONText { date.map { .text($0.description) } ?? .null }

    private static func json(_ entry: BankEntry) -> JSONText {
        .object([
            ("reference", .text(entry.reference)), ("booked", date(entry.bookedOn)), ("value", date(entry.valueOn)),
            ("amount", .number(entry.amount.minorUnits)), ("payer", .text(entry.payerName)),
            ("payer_account", .text(entry.payerAccount)), ("purpose", .text(entry.purpose)),
            ("end_to_end", .text(entry.endToEnd)), ("reversal", .flag(entry.isReversal)),
        ])
    }

    private static func json(_ proposal: BankProposal) -> JSONText {
        .object([
            ("confidence", .text(proposal.confidence.rawValue)), ("score", .number(Int64(proposal.score))),
            ("reason", .text(proposal.reason)),
            ("customer", proposal.customer.map { .number($0.rawValue) } ?? .null),
            ("account", proposal.account.map { .number($0.rawValue) } ?? .null),
            ("returns", proposal.returns.map { .number($0.rawValue) } ?? .null),
        ])
    }

    /// Posts an entry as a payment to the account a person chose; its value date is the bank's.
    package func postBankEntry(
        _ entry: BankEntryID, customer: CustomerID, account: AccountID, key: CommandKey
    ) async throws(StoreError) -> PaymentID {
        try await one("SELECT api.bank_entry_post(\(entry), \(customer), \(account), \(key.rawValue))").value(0)
    }

    /// Posts the exact proposals of a statement, at most `limit`.
    /// - Returns: what was done, and how many wait still.
    package func postExactBankEntries(
        of statement: BankStatementID, limit: Int, key: CommandKey
    ) async throws(StoreError) -> (result: BankPostingResult, remaining: Int) {
        let row = try await one(
            """
            SELECT posted, refused, remaining
            FROM api.bank_entries_post_exact(\(statement), \(key.rawValue), \(limit))
            """)
        return (BankPostingResult(posted: try row.value(0), refused: try row.value(1)), try row.value(2))
    }

    /// Says that an entry is no customer's payment.
    package func ignoreBankEntry(
        _ entry: BankEntryID, reason: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await query("SELECT api.bank_entry_ignore(\(entry), \(reason), \(key.rawValue))")
    }

    /// Reverses the payment of an earlier entry that this one takes back.
    /// - Returns: what was taken back, as the customer's account sees it: negative minor units.
    package func returnBankEntry(
        _ entry: BankEntryID, original: BankEntryID, key: CommandKey
    ) async throws(StoreError) -> Int64 {
        try await one("SELECT api.bank_entry_return(\(entry), \(original), \(key.rawValue))").value(0)
    }
}
