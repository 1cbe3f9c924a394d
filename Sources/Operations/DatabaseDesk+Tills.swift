package import Domain
import Store

extension DatabaseDesk {
    package func shiftOpen(
        counted: Money, denominations: [CashPieces], key: CommandKey
    ) async throws(DeskError) -> TillShift {
        try await run { try await $0.openShift(counted: counted, denominations: denominations, key: key) }
    }

    package func shiftClose(
        counted: Money, denominations: [CashPieces], note: String, key: CommandKey
    ) async throws(DeskError) -> TillShift {
        try await run { try await $0.closeShift(counted: counted, denominations: denominations, note: note, key: key) }
    }

    package func currentShift() async throws(DeskError) -> TillShift? { try await run { try await $0.currentShift() } }

    package func shifts(limit: Int) async throws(DeskError) -> [TillShift] {
        try await run { try await $0.shifts(limit: limit) }
    }

    package func shiftReport(_ shift: ShiftID) async throws(DeskError) -> ShiftReport {
        try await run { try await $0.shiftReport(shift) }
    }

    package func tillNames() async throws(DeskError) -> [CashDestination] {
        try await run { try await $0.cashDestinations() }
    }

    package func sendCash(
        to: String, amount: Money, note: String, key: CommandKey
    ) async throws(DeskError) -> CashTransfer {
        try await run { try await $0.sendCash(to: to, amount: amount, note: note, key: key) }
    }

    package func confirmCash(
        _ transfer: CashTransferID, counted: Money, key: CommandKey
    ) async throws(DeskError) -> CashTransfer {
        try await run { try await $0.confirmCash(transfer, counted: counted, key: key) }
    }

    package func refuseCash(
        _ transfer: CashTransferID, reason: String, key: CommandKey
    ) async throws(DeskError) -> CashTransfer {
        try await run { try await $0.refuseCash(transfer, reason: reason, key: key) }
    }

    package func cashInTransit() async throws(DeskError) -> [CashTransfer] {
        try await run { try await $0.cashInTransit() }
    }
}
