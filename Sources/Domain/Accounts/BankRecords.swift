extension Entity {
    package enum BankStatement {}
    package enum BankEntry {}
}

package typealias BankStatementID = Identifier<Entity.BankStatement>
package typealias BankEntryID = Identifier<Entity.BankEntry>

/// The answer to an import; the same again when the file is sent twice.
package struct BankImportReceipt: Hashable, Sendable {
    package var statement: BankStatementID
    /// The statement was there before; nothing was changed.
    package var isRepeat: Bool
    package var entries: Int
    /// Entries that came with an earlier statement.
    package var known: Int

    package init(statement: BankStatementID, isRepeat: Bool, entries: Int, known: Int) {
        self.statement = statement
        self.isRepeat = isRepeat
        self.entries = entries
        self.known = known
    }
}

/// What became of an entry so far.
package enum BankEntryState: String, Hashable, Sendable, CaseIterable {
    /// Nobody knows whose it is.
    case open
    case proposed
    case posted
    case ignored
    /// It was posted, and the bank took it back.
    case returned
}

/// An imported statement, with how many of its entries are in which state.
package struct BankStatementSummary: Hashable, Sendable {
    package var id: BankStatementID
    package var identifier: String
    package var account: String
    package var fromOn: CivilDate?
    package var toOn: CivilDate?
    package var opening: Money?
    package var closing: Money?
    package var importedAt: Instant
    package var importedBy: String
    package var entries: Int
    package var known: Int
    package var states: [BankEntryState: Int]
    /// Exact proposals that wait to be posted.
    package var exact: Int

    package init(
        id: BankStatementID, identifier: String, account: String, fromOn: CivilDate?, toOn: CivilDate?,
        opening: Money?, closing: Money?, importedAt: Instant, importedBy: String, entries: Int, known: Int,
        states: [BankEntryState: Int], exact: Int
    ) {
        self.id = id
        self.identifier = identifier
        self.account = account
        self.fromOn = fromOn
        self.toOn = toOn
        self.opening = opening
        self.closing = closing
        self.importedAt = importedAt
        self.importedBy = importedBy
        self.entries = entries
        self.known = known
        self.states = states
        self.exact = exact
    }
}

/// An imported entry with what is proposed and what was decided.
package struct BankEntryRecord: Hashable, Sendable {
    package var id: BankEntryID
    package var entry: BankEntry
    package var state: BankEntryState
    package var proposal: BankProposal
    /// Name of the proposed or, once it is posted, the chosen customer; empty when there is none.
    package var customerName: String
    package var customer: CustomerID?
    package var account: AccountID?
    package var payment: PaymentID?
    package var decidedBy: String
    package var decision: String

    package init(
        id: BankEntryID, entry: BankEntry, state: BankEntryState, proposal: BankProposal, customerName: String,
        customer: CustomerID?, account: AccountID?, payment: PaymentID?, decidedBy: String, decision: String
    ) {
        self.id = id
        self.entry = entry
        self.state = state
        self.proposal = proposal
        self.customerName = customerName
        self.customer = customer
        self.account = account
        self.payment = payment
        self.decidedBy = decidedBy
        self.decision = decision
    }
}

/// What came of posting the exact proposals of a statement.
package struct BankPostingResult: Hashable, Sendable {
    package var posted: Int
    /// Could not be posted any more and is left to a person, with the reason.
    package var refused: Int

    package init(posted: Int, refused: Int) {
        self.posted = posted
        self.refused = refused
    }
}
