/// A customer's account with its balance.
package struct AccountSummary: Hashable, Sendable {
    package var id: AccountID
    package var balance: Money
    package var creditLimit: Money
    package var isDefault: Bool
    /// Grows with every change of the balance.
    package var version: Int64
    /// The customer it is booked under: another number than the card's where customers were merged.
    package var owner: CustomerID?
    /// That customer's name; nil: the card's own.
    package var ownerName: String?

    package init(
        id: AccountID, balance: Money, creditLimit: Money, isDefault: Bool, version: Int64, owner: CustomerID? = nil,
        ownerName: String? = nil
    ) {
        self.id = id
        self.balance = balance
        self.creditLimit = creditLimit
        self.isDefault = isDefault
        self.version = version
        self.owner = owner
        self.ownerName = ownerName
    }
}

/// What kind of transfer a movement is.
package enum MovementKind: String, Hashable, Sendable, CaseIterable {
    case fee
    case oneTime = "one_time"
    case call
    case payment
    /// Money given back.
    case refund
    /// Between accounts of one customer.
    case move
    /// A balance brought along from another system.
    case opening
    case reversal
    case correction
}

/// One transfer as the customer's account sees it: charges negative, payments positive.
package struct Movement: Hashable, Sendable {
    package var account: AccountID
    package var kind: MovementKind
    /// First day of the period, or the day of the call or payment.
    package var periodOn: CivilDate
    /// First day after the period; nil for payments and calls.
    package var periodEndsOn: CivilDate?
    package var amount: Money
    package var bookedAt: Instant
    package var actor: String
    /// What it is for: tariff and component, called number, channel.
    package var title: String

    package init(
        account: AccountID, kind: MovementKind, periodOn: CivilDate, periodEndsOn: CivilDate?, amount: Money,
        bookedAt: Instant, actor: String, title: String
    ) {
        self.account = account
        self.kind = kind
        self.periodOn = periodOn
        self.periodEndsOn = periodEndsOn
        self.amount = amount
        self.bookedAt = bookedAt
        self.actor = actor
        self.title = title
    }
}

/// The answer to a registered payment; the same again when the command is repeated.
package struct PaymentReceipt: Hashable, Sendable {
    package var payment: PaymentID
    package var account: AccountID
    package var amount: Money
    package var balanceBefore: Money
    package var balanceAfter: Money
    package var bookedAt: Instant

    package init(
        payment: PaymentID, account: AccountID, amount: Money, balanceBefore: Money, balanceAfter: Money,
        bookedAt: Instant
    ) {
        self.payment = payment
        self.account = account
        self.amount = amount
        self.balanceBefore = balanceBefore
        self.balanceAfter = balanceAfter
        self.bookedAt = bookedAt
    }
}
