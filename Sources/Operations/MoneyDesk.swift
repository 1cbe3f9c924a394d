package import Domain

/// What people do with a customer's money besides taking it in cash (features F3.1, F3.2, F3.6).
package protocol MoneyDesk: Sendable {
    /// Takes a whole payment back, once; cash leaves the operator's own till.
    func reversePayment(
        customer: CustomerID, account: AccountID, payment: PaymentID, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt
    /// The same by the number of the payment's posting in the account.
    func reversePayment(
        customer: CustomerID, account: AccountID, posting: Int64, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt
    /// Gives money back from the own till, at most what the account holds.
    func payRefund(
        customer: CustomerID, account: AccountID, amount: Money, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt
    /// Takes back a charge, whole when `amount` is nil; gives what was taken back, as the account sees it.
    func reverseCharge(
        customer: CustomerID, account: AccountID, posting: Int64, amount: Money?, reason: String, key: CommandKey
    ) async throws(DeskError) -> Money

    func openAccount(customer: CustomerID, key: CommandKey) async throws(DeskError) -> AccountSummary
    func setCreditLimit(
        customer: CustomerID, account: AccountID, limit: Money, reason: String, key: CommandKey
    ) async throws(DeskError) -> AccountSummary
    func moveMoney(
        customer: CustomerID, from: AccountID, to: AccountID, amount: Money, note: String, key: CommandKey
    ) async throws(DeskError) -> MoneyMove

    /// Counts as if it were paid for so many days after today.
    func givePromise(
        customer: CustomerID, account: AccountID, amount: Money, days: Int, note: String, key: CommandKey
    ) async throws(DeskError) -> PaymentPromise
    /// Ends the account's open promise.
    func withdrawPromise(
        customer: CustomerID, account: AccountID, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentPromise
    /// Promises of an account, newest first.
    func promises(customer: CustomerID, account: AccountID) async throws(DeskError) -> [PaymentPromise]
}
