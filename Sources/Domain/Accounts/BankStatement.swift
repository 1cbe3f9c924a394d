/// One movement on our account at a bank, as the bank tells it.
package struct BankEntry: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case booked
        /// Announced by the bank and not yet in its balances.
        case pending
    }

    /// The bank's own reference; empty when it gives none.
    package var reference: String
    package var bookedOn: CivilDate
    /// When the money counts.
    package var valueOn: CivilDate
    /// Money in is positive, money out negative.
    package var amount: Money
    /// Who is at the other end.
    package var payerName: String
    /// The other end's account, without blanks, in capitals.
    package var payerAccount: String
    package var purpose: String
    /// What the payer's bank carried through, often a number of ours.
    package var endToEnd: String
    package var status: Status
    /// It takes an earlier entry back.
    package var isReversal: Bool
    /// The line of the file it begins in.
    package var line: Int

    package init(
        reference: String, bookedOn: CivilDate, valueOn: CivilDate, amount: Money, payerName: String = "",
        payerAccount: String = "", purpose: String = "", endToEnd: String = "", status: Status = .booked,
        isReversal: Bool = false, line: Int = 0
    ) {
        self.reference = reference
        self.bookedOn = bookedOn
        self.valueOn = valueOn
        self.amount = amount
        self.payerName = payerName
        self.payerAccount = payerAccount
        self.purpose = purpose
        self.endToEnd = endToEnd
        self.status = status
        self.isReversal = isReversal
        self.line = line
    }
}

/// A bank's statement of one of our accounts (features F3.8).
package struct BankStatement: Hashable, Sendable {
    /// The bank's own identification of the statement.
    package var identifier: String
    /// Our account at the bank: IBAN or number, without blanks, in capitals.
    package var account: String
    package var currency: Currency
    package var opening: Money?
    package var closing: Money?
    package var fromOn: CivilDate?
    package var toOn: CivilDate?
    package var entries: [BankEntry]

    package init(
        identifier: String, account: String, currency: Currency, opening: Money? = nil, closing: Money? = nil,
        fromOn: CivilDate? = nil, toOn: CivilDate? = nil, entries: [BankEntry]
    ) {
        self.identifier = identifier
        self.account = account
        self.currency = currency
        self.opening = opening
        self.closing = closing
        self.fromOn = fromOn
        self.toOn = toOn
        self.entries = entries
    }

    /// The entries that are in the bank's balances.
    package var booked: [BankEntry] { entries.filter { $0.status == .booked } }

    /// An account number as it is kept: no blanks, capitals.
    package static func accountForm(_ text: String) -> String {
        String(text.filter { !$0.isWhitespace && $0 != "-" }).uppercased()
    }
}
