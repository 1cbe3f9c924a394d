/// Pieces of one note or coin in a counted sum.
package struct CashPieces: Hashable, Sendable {
    /// What is printed on it.
    package var face: Money
    package var count: Int64

    package init(face: Money, count: Int64) {
        self.face = face
        self.count = count
    }
}

/// One shift of a till: a cashier takes money only in an open one (business-rules section 8).
package struct TillShift: Hashable, Sendable {
    package var id: ShiftID
    package var tillName: String
    package var operatorLogin: String
    package var operatorName: String
    package var openedAt: Instant
    package var openingCounted: Money
    /// What the till held at its last closing.
    package var openingExpected: Money
    package var closedAt: Instant?
    package var closingCounted: Money?
    /// What must be in the till: now, or at the closing.
    package var expected: Money
    /// Counted less expected, at the closing: negative when money is missing.
    package var difference: Money?
    package var note: String

    package init(
        id: ShiftID, tillName: String, operatorLogin: String, operatorName: String, openedAt: Instant,
        openingCounted: Money, openingExpected: Money, closedAt: Instant?, closingCounted: Money?, expected: Money,
        difference: Money?, note: String
    ) {
        self.id = id
        self.tillName = tillName
        self.operatorLogin = operatorLogin
        self.operatorName = operatorName
        self.openedAt = openedAt
        self.openingCounted = openingCounted
        self.openingExpected = openingExpected
        self.closedAt = closedAt
        self.closingCounted = closingCounted
        self.expected = expected
        self.difference = difference
        self.note = note
    }

    package var isOpen: Bool { closedAt == nil }
}

/// What a line of a shift's report is about.
package enum ShiftLineKind: String, Hashable, Sendable, CaseIterable {
    /// Counted when the shift was opened.
    case opening
    case payment
    /// Money given back to a customer.
    case refund
    /// A payment taken back as if it had not been.
    case reversal
    /// Cash of another till that came in.
    case received
    /// Cash sent to another till or to the bank; it has left this till.
    case sent
    /// Cash that was sent and refused, back in the till.
    case returned
    /// Counted otherwise than expected: at the closing, or at the receipt of a transfer.
    case difference
}

/// One movement of cash in a shift.
package struct ShiftLine: Hashable, Sendable {
    package var kind: ShiftLineKind
    package var at: Instant
    /// As the till sees it: what comes in is positive.
    package var amount: Money
    /// The customer's name, the other till, the note.
    package var title: String
    package var customer: CustomerID?
    package var account: AccountID?
    package var payment: PaymentID?
    package var transfer: CashTransferID?

    package init(
        kind: ShiftLineKind, at: Instant, amount: Money, title: String, customer: CustomerID?, account: AccountID?,
        payment: PaymentID?, transfer: CashTransferID?
    ) {
        self.kind = kind
        self.at = at
        self.amount = amount
        self.title = title
        self.customer = customer
        self.account = account
        self.payment = payment
        self.transfer = transfer
    }
}

/// A shift with everything that moved in it; the lines add up to what is in the till.
package struct ShiftReport: Hashable, Sendable {
    package var shift: TillShift
    package var lines: [ShiftLine]

    package init(shift: TillShift, lines: [ShiftLine]) {
        self.shift = shift
        self.lines = lines
    }

    /// How many lines of a kind there are and what they come to; kinds without a line are left out.
    package var totals: [(kind: ShiftLineKind, count: Int, amount: Money)] {
        ShiftLineKind.allCases.compactMap { kind in
            let own = lines.filter { $0.kind == kind }
            guard !own.isEmpty else { return nil }
            let sum = own.reduce(Int64(0)) { $0 &+ $1.amount.minorUnits }
            return (kind, own.count, Money(minorUnits: sum, currency: shift.expected.currency))
        }
    }
}

/// Where sent cash is. Until it is confirmed it is in nobody's till.
package enum CashTransferState: String, Hashable, Sendable, CaseIterable {
    case inTransit = "in_transit"
    case confirmed
    /// Not accepted: back in the sender's till, or waiting for the sender to open a shift.
    case refused
}

/// Cash on its way from a till to another or to the bank (features F3.5).
package struct CashTransfer: Hashable, Sendable {
    package var id: CashTransferID
    package var state: CashTransferState
    package var fromName: String
    package var toName: String
    package var isToBank: Bool
    package var amount: Money
    /// What the receiver counted.
    package var receivedAmount: Money?
    package var sentAt: Instant
    package var sentBy: String
    package var receivedAt: Instant?
    package var receivedBy: String?
    /// Refused, and the sender had no open shift: it comes back with the next one.
    package var waitsForSender: Bool
    package var note: String
    /// Why it was refused.
    package var reason: String
    /// Whether the one who asks may confirm or refuse it.
    package var isMineToReceive: Bool
    /// Whether the one who asks sent it.
    package var isMine: Bool

    package init(
        id: CashTransferID, state: CashTransferState, fromName: String, toName: String, isToBank: Bool, amount: Money,
        receivedAmount: Money?, sentAt: Instant, sentBy: String, receivedAt: Instant?, receivedBy: String?,
        waitsForSender: Bool, note: String, reason: String, isMineToReceive: Bool, isMine: Bool
    ) {
        self.id = id
        self.state = state
        self.fromName = fromName
        self.toName = toName
        self.isToBank = isToBank
        self.amount = amount
        self.receivedAmount = receivedAmount
        self.sentAt = sentAt
        self.sentBy = sentBy
        self.receivedAt = receivedAt
        self.receivedBy = receivedBy
        self.waitsForSender = waitsForSender
        self.note = note
        self.reason = reason
        self.isMineToReceive = isMineToReceive
        self.isMine = isMine
    }

    /// Received less sent; nil until it is received, nothing when both counted the same.
    package var difference: Money? { receivedAmount.flatMap { try? $0.subtracting(amount) } }
}

/// Where cash can be sent: another operator's till, or a bank account.
package struct CashDestination: Hashable, Sendable {
    /// The operator's login, or the bank account's code.
    package var code: String
    package var name: String
    package var isBank: Bool
    /// Whether the operator has an open shift; a bank always has.
    package var isOpen: Bool

    package init(code: String, name: String, isBank: Bool, isOpen: Bool) {
        self.code = code
        self.name = name
        self.isBank = isBank
        self.isOpen = isOpen
    }
}
