package import Domain
package import Store

/// A statement read and matched, before anything is stored: what a dry run shows.
package struct MatchedBankStatement: Sendable {
    /// Booked entries only.
    package let statement: BankStatement
    /// One for each entry.
    package let proposals: [BankProposal]
    /// Entries the bank only announced; they come booked in a later statement.
    package let pending: Int
}

/// From the file of a bank to entries with proposals (features F3.8).
package enum BankImport {
    /// Asks the database who may be meant, and proposes. Changes nothing.
    package static func match(
        _ statement: BankStatement, on session: StoreSession
    ) async throws(StoreError) -> MatchedBankStatement {
        var booked = statement
        booked.entries = statement.booked
        let incoming = booked.entries.filter { !$0.amount.isNegative && !$0.isReversal }
        let purposes = incoming.map { BankPurpose([$0.purpose, $0.endToEnd]) }
        let candidates = try await session.bankCandidates(
            contracts: Set(purposes.flatMap(\.contracts.keys)).sorted(),
            accounts: Set(purposes.flatMap(\.accounts.keys)).sorted(),
            payerAccounts: Set(incoming.map(\.payerAccount)).subtracting([""]).sorted(),
            payerNames: Set(incoming.map(\.payerName)).subtracting([""]).sorted())
        let returning = booked.entries.filter { $0.isReversal && $0.amount.isNegative }
        let posted = try await session.postedBankEntries(
            account: booked.account, returnedBy: returning, currency: booked.currency)
        let matching = BankMatching(candidates: candidates, posted: posted)
        return MatchedBankStatement(
            statement: booked, proposals: booked.entries.map(matching.proposal(for:)),
            pending: statement.entries.count - booked.entries.count)
    }

    /// Stores a matched statement in one transaction.
    package static func store(
        _ matched: MatchedBankStatement, fileName: String, key: CommandKey, on session: StoreSession
    ) async throws(StoreError) -> BankImportReceipt {
        try await session.importBankStatement(
            matched.statement, proposals: matched.proposals, fileName: fileName, key: key)
    }

    /// Posts every exact proposal of a statement, in portions, so that nobody waits long for a customer's account. Broken
    /// off and begun again it goes on where it was.
    package static func postExact(
        of statement: BankStatementID, portion: Int = 200, on session: StoreSession
    ) async throws(StoreError) -> BankPostingResult {
        var total = BankPostingResult(posted: 0, refused: 0)
        while true {
            let (result, remaining) = try await session.postExactBankEntries(
                of: statement, limit: portion, key: .make())
            total.posted += result.posted
            total.refused += result.refused
            if remaining == 0 || result == BankPostingResult(posted: 0, refused: 0) { return total }
        }
    }
}

extension DatabaseDesk {
    /// Reads no file itself: `statement` comes from ``BankFile``.
    package func importBankStatement(
        _ statement: BankStatement, fileName: String, key: CommandKey
    ) async throws(DeskError) -> BankImportReceipt {
        try await run {
            let matched = try await BankImport.match(statement, on: $0)
            return try await BankImport.store(matched, fileName: fileName, key: key, on: $0)
        }
    }

    package func bankStatements(limit: Int) async throws(DeskError) -> [BankStatementSummary] {
        try await run { try await $0.bankStatements(limit: limit) }
    }

    package func bankEntries(
        of statement: BankStatementID, waiting: Bool, limit: Int
    ) async throws(DeskError) -> [BankEntryRecord] {
        try await run { try await $0.bankEntries(of: statement, waiting: waiting, limit: limit) }
    }

    package func postBankEntry(
        _ entry: BankEntryID, customer: CustomerID, account: AccountID, key: CommandKey
    ) async throws(DeskError) -> PaymentID {
        try await run { try await $0.postBankEntry(entry, customer: customer, account: account, key: key) }
    }

    package func postExactBankEntries(of statement: BankStatementID) async throws(DeskError) -> BankPostingResult {
        try await run { try await BankImport.postExact(of: statement, on: $0) }
    }

    package func ignoreBankEntry(
        _ entry: BankEntryID, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.ignoreBankEntry(entry, reason: reason, key: key) }
    }

    package func returnBankEntry(
        _ entry: BankEntryID, original: BankEntryID, key: CommandKey
    ) async throws(DeskError) -> Int64 {
        try await run { try await $0.returnBankEntry(entry, original: original, key: key) }
    }
}
