package import Domain

/// What an operator sees of the ledger.
package protocol PostingDesk: Sendable {
    /// A page of an account's postings, newest first: those with a number below `number`, or the newest.
    func postings(
        of account: AccountID, customer: CustomerID, filter: PostingFilter, before number: Int64?, limit: Int
    ) async throws(DeskError) -> [Posting]
    /// What the account held at the end of a day, by value dates.
    func balance(of account: AccountID, customer: CustomerID, on day: CivilDate) async throws(DeskError) -> Money
    /// What was charged and paid by month, from the month of a day on, the oldest first.
    func moneyMonths(
        of account: AccountID, customer: CustomerID, from day: CivilDate
    ) async throws(DeskError) -> [MoneyMonth]
}
