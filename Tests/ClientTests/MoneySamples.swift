import Domain

/// A till, a transfer and a promise of the little world of ``TestDesk``.
nonisolated extension Samples {
    static func drams(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .amd) }

    static let shift = TillShift(
        id: ShiftID(3), tillName: "Till of Anna K.", operatorLogin: "op_anna", operatorName: "Anna K.", openedAt: noon,
        openingCounted: drams(2_000_000), openingExpected: drams(2_000_000), closedAt: nil, closingCounted: nil,
        expected: drams(3_000_000), difference: nil, note: "")

    static let shiftReport = ShiftReport(
        shift: shift,
        lines: [
            ShiftLine(
                kind: .opening, at: noon, amount: drams(2_000_000), title: "", customer: nil, account: nil,
                payment: nil, transfer: nil),
            ShiftLine(
                kind: .payment, at: noon, amount: drams(1_000_000), title: petrosyan.name, customer: petrosyan.id,
                account: AccountID(1001), payment: PaymentID(501), transfer: nil),
        ])

    static let cashTransfer = CashTransfer(
        id: CashTransferID(9), state: .inTransit, fromName: "Till of Lilit G.", toName: "Till of Anna K.",
        isToBank: false, amount: drams(500_000), receivedAmount: nil, sentAt: noon, sentBy: "Lilit G.",
        receivedAt: nil, receivedBy: nil, waitsForSender: false, note: "", reason: "", isMineToReceive: true,
        isMine: false)

    static let destinations = [
        CashDestination(code: "op_lilit", name: "Lilit G.", isBank: false, isOpen: true),
        CashDestination(code: "bank.main", name: "Main bank account", isBank: true, isOpen: true),
    ]

    static let promise = PaymentPromise(
        id: PromiseID(4), account: AccountID(1001), amount: drams(600_000), promisedAt: noon, endsAt: noon,
        state: .open, actor: "Anna K.", note: "")
}
