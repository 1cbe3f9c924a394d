/// An account an entry may be meant for, with what connects it to entries.
package struct BankCandidate: Hashable, Sendable {
    package var customer: CustomerID
    package var account: AccountID
    package var isDefault: Bool
    package var isClosed: Bool
    package var name: String
    package var balance: Money
    package var contracts: Set<String>
    /// Accounts at banks from which this account was paid before, by a match a person or an exact reference made.
    package var payerAccounts: Set<String>
    /// Those payers' names that are the customer's own, in whatever script.
    package var payerNames: Set<String>

    package init(
        customer: CustomerID, account: AccountID, isDefault: Bool = true, isClosed: Bool = false, name: String,
        balance: Money, contracts: Set<String> = [], payerAccounts: Set<String> = [], payerNames: Set<String> = []
    ) {
        self.customer = customer
        self.account = account
        self.isDefault = isDefault
        self.isClosed = isClosed
        self.name = name
        self.balance = balance
        self.contracts = contracts
        self.payerAccounts = payerAccounts
        self.payerNames = payerNames
    }
}

/// An entry that was posted to a customer before: what a later return takes back.
package struct PostedBankEntry: Hashable, Sendable {
    package var id: BankEntryID
    package var customer: CustomerID
    package var account: AccountID
    package var name: String
    package var reference: String
    package var endToEnd: String
    package var payerAccount: String
    package var amount: Money
    package var bookedOn: CivilDate

    package init(
        id: BankEntryID, customer: CustomerID, account: AccountID, name: String, reference: String, endToEnd: String,
        payerAccount: String, amount: Money, bookedOn: CivilDate
    ) {
        self.id = id
        self.customer = customer
        self.account = account
        self.name = name
        self.reference = reference
        self.endToEnd = endToEnd
        self.payerAccount = payerAccount
        self.amount = amount
        self.bookedOn = bookedOn
    }
}

/// What is proposed for an entry. Only ``Confidence/exact`` may be posted without a person having looked at it.
package struct BankProposal: Hashable, Sendable {
    package enum Confidence: String, Hashable, Sendable, CaseIterable {
        case exact
        case probable
        case doubtful
        /// It takes back a payment that was posted.
        case returned
        /// Money that went out and is no customer's: bank fees, our own payments.
        case outgoing
    }

    package var confidence: Confidence
    package var customer: CustomerID?
    package var account: AccountID?
    /// 0 ... 100, to sort by.
    package var score: Int
    /// Why, in words for the person who decides.
    package var reason: String
    /// The posted entry that this one takes back.
    package var returns: BankEntryID?

    package init(
        confidence: Confidence, customer: CustomerID? = nil, account: AccountID? = nil, score: Int, reason: String,
        returns: BankEntryID? = nil
    ) {
        self.returns = returns
        self.confidence = confidence
        self.customer = customer
        self.account = account
        self.score = score
        self.reason = reason
    }
}
