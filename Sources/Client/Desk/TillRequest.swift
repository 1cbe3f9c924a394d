import Domain
import Operations

/// Shifts of tills and cash between them.
nonisolated enum TillRequest: AreaRequest {
    case currentShift
    case shifts(limit: Int)
    case report(ShiftID)
    case destinations
    case inTransit
    case open(counted: Money, [CashPieces], key: CommandKey)
    case close(counted: Money, [CashPieces], note: String, key: CommandKey)
    case send(to: String, Money, note: String, key: CommandKey)
    case confirm(CashTransferID, counted: Money, key: CommandKey)
    case refuse(CashTransferID, reason: String, key: CommandKey)

    var isCommand: Bool {
        switch self {
        case .currentShift, .shifts, .report, .destinations, .inTransit: false
        case .open, .close, .send, .confirm, .refuse: true
        }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        switch self {
        case .currentShift: .shift(try await desk.currentShift())
        case .shifts(let limit): .shifts(try await desk.shifts(limit: limit))
        case .report(let shift): .shiftReport(try await desk.shiftReport(shift))
        case .destinations: .destinations(try await desk.tillNames())
        case .inTransit: .transfers(try await desk.cashInTransit())
        case .open(let counted, let pieces, let key):
            .shiftChanged(try await desk.shiftOpen(counted: counted, denominations: pieces, key: key))
        case .close(let counted, let pieces, let note, let key):
            .shiftChanged(try await desk.shiftClose(counted: counted, denominations: pieces, note: note, key: key))
        case .send(let to, let amount, let note, let key):
            .transferChanged(try await desk.sendCash(to: to, amount: amount, note: note, key: key))
        case .confirm(let transfer, let counted, let key):
            .transferChanged(try await desk.confirmCash(transfer, counted: counted, key: key))
        case .refuse(let transfer, let reason, let key):
            .transferChanged(try await desk.refuseCash(transfer, reason: reason, key: key))
        }
    }
}
