import Domain
import Operations
import Synchronization

@testable import Client

/// Tills and money of the desk in memory: remembers the verb, answers a sample with what was asked in it.
nonisolated extension TestDesk {
    private func note<Value>(_ verb: String, isCommand: Bool = true, _ value: Value) throws(DeskError) -> Value {
        let failure: DeskError? = state.withLock { state in
            state.moneyVerbs.append(verb)
            return isCommand && !state.failures.isEmpty ? state.failures.removeFirst() : nil
        }
        if let failure { throw failure }
        return value
    }

    private func receipt(_ account: AccountID, _ amount: Money) -> PaymentReceipt {
        PaymentReceipt(
            payment: PaymentID(502), account: account, amount: amount, balanceBefore: Samples.drams(0),
            balanceAfter: amount, bookedAt: Samples.noon)
    }

    // MARK: TillDesk

    func shiftOpen(
        counted: Money, denominations: [CashPieces], key: CommandKey
    ) async throws(DeskError) -> TillShift {
        var shift = Samples.shift
        shift.openingCounted = counted
        shift.expected = counted
        return try note("shiftOpen", shift)
    }
    func shiftClose(
        counted: Money, denominations: [CashPieces], note text: String, key: CommandKey
    ) async throws(DeskError) -> TillShift {
        var shift = Samples.shift
        shift.closedAt = Samples.noon
        shift.closingCounted = counted
        shift.difference = try? counted.subtracting(shift.expected)
        shift.note = text
        return try note("shiftClose", shift)
    }
    func currentShift() async throws(DeskError) -> TillShift? {
        try note("currentShift", isCommand: false, Samples.shift)
    }
    func shifts(limit: Int) async throws(DeskError) -> [TillShift] {
        try note("shifts", isCommand: false, [Samples.shift])
    }
    func shiftReport(_ shift: ShiftID) async throws(DeskError) -> ShiftReport {
        try note("shiftReport", isCommand: false, Samples.shiftReport)
    }
    func tillNames() async throws(DeskError) -> [CashDestination] {
        try note("tillNames", isCommand: false, Samples.destinations)
    }
    func sendCash(to: String, amount: Money, note text: String, key: CommandKey) async throws(DeskError) -> CashTransfer
    {
        var transfer = Samples.cashTransfer
        transfer.amount = amount
        transfer.note = text
        transfer.isMine = true
        transfer.isMineToReceive = false
        return try note("sendCash", transfer)
    }
    func confirmCash(_ transfer: CashTransferID, counted: Money, key: CommandKey) async throws(DeskError)
        -> CashTransfer
    {
        var confirmed = Samples.cashTransfer
        confirmed.state = .confirmed
        confirmed.receivedAmount = counted
        return try note("confirmCash", confirmed)
    }
    func refuseCash(_ transfer: CashTransferID, reason: String, key: CommandKey) async throws(DeskError) -> CashTransfer
    {
        var refused = Samples.cashTransfer
        refused.state = .refused
        refused.reason = reason
        return try note("refuseCash", refused)
    }
    func cashInTransit() async throws(DeskError) -> [CashTransfer] {
        try note("cashInTransit", isCommand: false, [Samples.cashTransfer])
    }

    // MARK: MoneyDesk

    func reversePayment(
        customer: CustomerID, account: AccountID, payment: PaymentID, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try note("reversePayment", receipt(account, Samples.drams(-1_000_000)))
    }
    func reversePayment(
        customer: CustomerID, account: AccountID, posting: Int64, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try note("reversePayment", receipt(account, Samples.drams(-1_000_000)))
    }
    func payRefund(
        customer: CustomerID, account: AccountID, amount: Money, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try note("payRefund", receipt(account, amount.negated))
    }
    func reverseCharge(
        customer: CustomerID, account: AccountID, posting: Int64, amount: Money?, reason: String, key: CommandKey
    ) async throws(DeskError) -> Money {
        try note("reverseCharge", amount ?? Samples.drams(600_000))
    }
    func openAccount(customer: CustomerID, key: CommandKey) async throws(DeskError) -> AccountSummary {
        var account = Samples.account(0)
        account.isDefault = false
        return try note("openAccount", account)
    }
    func setCreditLimit(
        customer: CustomerID, account: AccountID, limit: Money, reason: String, key: CommandKey
    ) async throws(DeskError) -> AccountSummary {
        var changed = Samples.account(150_000)
        changed.creditLimit = limit
        return try note("setCreditLimit", changed)
    }
    func moveMoney(
        customer: CustomerID, from: AccountID, to: AccountID, amount: Money, note text: String, key: CommandKey
    ) async throws(DeskError) -> MoneyMove {
        try note("moveMoney", MoneyMove(number: 1, amount: amount, fromBalance: Samples.drams(0), toBalance: amount))
    }
    func givePromise(
        customer: CustomerID, account: AccountID, amount: Money, days: Int, note text: String, key: CommandKey
    ) async throws(DeskError) -> PaymentPromise {
        var promise = Samples.promise
        promise.amount = amount
        return try note("givePromise", promise)
    }
    func withdrawPromise(
        customer: CustomerID, account: AccountID, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentPromise {
        var promise = Samples.promise
        promise.state = .withdrawn
        return try note("withdrawPromise", promise)
    }
    func promises(customer: CustomerID, account: AccountID) async throws(DeskError) -> [PaymentPromise] {
        try note("promises", isCommand: false, [Samples.promise])
    }
}
