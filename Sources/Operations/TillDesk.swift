package import Domain

/// Tills: shifts, and cash on its way between them and to the bank (features F3.5).
package protocol TillDesk: Sendable {
    /// Opens the operator's own till. What it held at the last closing and is not there now becomes a difference.
    func shiftOpen(
        counted: Money, denominations: [CashPieces], key: CommandKey
    ) async throws(DeskError) -> TillShift
    /// Closes it: counted is compared with expected, and the difference is posted.
    func shiftClose(
        counted: Money, denominations: [CashPieces], note: String, key: CommandKey
    ) async throws(DeskError) -> TillShift
    /// The operator's open shift.
    func currentShift() async throws(DeskError) -> TillShift?
    /// The newest shifts the operator may see, newest first.
    func shifts(limit: Int) async throws(DeskError) -> [TillShift]
    func shiftReport(_ shift: ShiftID) async throws(DeskError) -> ShiftReport

    /// Where cash can be sent.
    func tillNames() async throws(DeskError) -> [CashDestination]
    /// Sends cash out of the own till; `to` is the code of a ``CashDestination``.
    func sendCash(to: String, amount: Money, note: String, key: CommandKey) async throws(DeskError) -> CashTransfer
    /// Receives sent cash as counted; what differs is recorded as a difference.
    func confirmCash(_ transfer: CashTransferID, counted: Money, key: CommandKey) async throws(DeskError)
        -> CashTransfer
    func refuseCash(_ transfer: CashTransferID, reason: String, key: CommandKey) async throws(DeskError) -> CashTransfer
    /// What is mine to receive, and what I sent that has not arrived; of everybody for who supervises.
    func cashInTransit() async throws(DeskError) -> [CashTransfer]
}

extension TillDesk {
    package func shiftOpen(counted: Money, key: CommandKey) async throws(DeskError) -> TillShift {
        try await shiftOpen(counted: counted, denominations: [], key: key)
    }
}
