package import Domain
import PostgreSQL

extension StoreSession {
    /// The accounts that payments may be meant for, by numbers found in their texts, by accounts at banks that were
    /// matched before, and by the payers' names.
    package func bankCandidates(
        contracts: [String], accounts: [AccountID], payerAccounts: [String], payerNames: [String]
    ) async throws(StoreError) -> [BankCandidate] {
        try await query(
            """
            SELECT customer_id, account_id, is_default, is_closed, name, balance, currency, contracts, payer_accounts,
                payer_names
            FROM api.bank_candidates(\(contracts), \(accounts), \(payerAccounts), \(payerNames))
            """
        ).rows { row throws(StoreError) in
            let contracts: [String] = try row.value(7)
            let payerAccounts: [String] = try row.value(8)
            let payerNames: [String] = try row.value(9)
            return BankCandidate(
                customer: try row.value(0), account: try row.value(1), isDefault: try row.value(2),
                isClosed: try row.value(3), name: try row.value(4),
                balance: Money(minorUnits: try row.value(5), currency: Currency(databaseCode: try row.value(6))),
                contracts: Set(contracts), payerAccounts: Set(payerAccounts), payerNames: Set(payerNames))
        }
    }

    /// Posted entries that these, which take something back, may mean.
    package func postedBankEntries(
        account: String, returnedBy entries: [BankEntry], currency: Currency
    ) async throws(StoreError) -> [PostedBankEntry] {
        if entries.isEmpty { return [] }
        let amounts = entries.map(\.amount.negated.minorUnits)
        return try await query(
            """
            SELECT entry_id, customer_id, account_id, name, reference, end_to_end, payer_account, amount, booked_on
            FROM api.bank_posted(\(account), \(amounts), \(entries.map(\.reference)), \(entries.map(\.endToEnd)),
                \(entries.map(\.payerAccount)))
            """
        ).rows { row throws(StoreError) in
            PostedBankEntry(
                id: try row.value(0), customer: try row.value(1), account: try row.value(2), name: try row.value(3),
                reference: try row.value(4), endToEnd: try row.value(5), payerAccount: try row.value(6),
                amount: Money(minorUnits: try row.value(7), currency: currency), bookedOn: try row.value(8))
        }
    }

    /// The statements imported last, newest first.
    package func bankStatements(limit: Int) async throws(StoreError) -> [BankStatementSummary] {
        try await query(
            """
            SELECT s.statement_id, s.identifier, s.bank_account, s.currency, s.from_on, s.to_on, s.opening, s.closing,
                s.imported_at, sec.name_of(s.imported_by), s.entries, s.known, e.counts, e.exact
            FROM accounts.bank_statement s CROSS JOIN LATERAL (
                SELECT ARRAY[count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'proposed'),
                        count(*) FILTER (WHERE state = 'posted'), count(*) FILTER (WHERE state = 'ignored'),
                        count(*) FILTER (WHERE state = 'returned')] AS counts,
                    count(*) FILTER (WHERE state = 'proposed' AND proposal = 'exact') AS exact
                FROM accounts.bank_entry e WHERE e.statement_id = s.statement_id) e
            ORDER BY s.statement_id DESC LIMIT \(limit)
            """
        ).rows(Self.bankStatement)
    }

    private static func bankStatement(_ row: Row) throws(StoreError) -> BankStatementSummary {
        let currency = Currency(databaseCode: try row.value(3))
        let opening: Int64? = try row.value(6)
        let closing: Int64? = try row.value(7)
        let counts: [Int] = try row.value(12)
        return BankStatementSummary(
            id: try row.value(0), identifier: try row.value(1), account: try row.value(2), fromOn: try row.date(4),
            toOn: try row.date(5), opening: opening.map { Money(minorUnits: $0, currency: currency) },
            closing: closing.map { Money(minorUnits: $0, currency: currency) }, importedAt: try row.value(8),
            importedBy: try row.value(9), entries: try row.value(10), known: try row.value(11),
            states: Dictionary(zip(BankEntryState.allCases, counts), uniquingKeysWith: { $1 }),
            exact: try row.value(13))
    }

    /// The entries of a statement in the bank's order; with `waiting` only those somebody has to decide about.
    package func bankEntries(
        of statement: BankStatementID, waiting: Bool, limit: Int
    ) async throws(StoreError) -> [BankEntryRecord] {
        try await query(
            """
            SELECT e.entry_id, e.reference, e.booked_on, e.value_on, e.amount, s.currency, e.payer_name, e.payer_account,
                e.purpose, e.end_to_end, e.is_reversal, e.state, e.proposal, e.score, e.reason, e.proposed_customer_id,
                e.proposed_account_id, e.returns_entry_id, coalesce(c.name, ''), e.customer_id, e.account_id, e.payment_id,
                coalesce(sec.name_of(e.decided_by), ''), e.decision
            FROM accounts.bank_entry e JOIN accounts.bank_statement s USING (statement_id)
                LEFT JOIN customers.customer c ON c.customer_id = coalesce(e.customer_id, e.proposed_customer_id)
            WHERE e.statement_id = \(statement) AND (NOT \(waiting) OR e.state IN ('open', 'proposed'))
            ORDER BY e.entry_id LIMIT \(limit)
            """
        ).rows(Self.bankEntry)
    }

    private static func bankEntry(_ row: Row) throws(StoreError) -> BankEntryRecord {
        let entry = BankEntry(
            reference: try row.value(1), bookedOn: try row.value(2), valueOn: try row.value(3),
            amount: Money(minorUnits: try row.value(4), currency: Currency(databaseCode: try row.value(5))),
            payerName: try row.value(6), payerAccount: try row.value(7), purpose: try row.value(8),
            endToEnd: try row.value(9), isReversal: try row.value(10))
        let proposal = BankProposal(
            confidence: try row.word(12), customer: try row.value(15), account: try row.value(16),
            score: try row.value(13), reason: try row.value(14), returns: try row.value(17))
        return BankEntryRecord(
            id: try row.value(0), entry: entry, state: try row.word(11), proposal: proposal,
            customerName: try row.value(18), customer: try row.value(19), account: try row.value(20),
            payment: try row.value(21), decidedBy: try row.value(22), decision: try row.value(23))
    }
}
