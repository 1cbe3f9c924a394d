package import Domain
import PostgreSQL

extension StoreSession {
    /// Opens the operator's own till.
    package func openShift(
        counted: Money, denominations: [CashPieces], key: CommandKey
    ) async throws(StoreError) -> TillShift {
        let row = try await one(
            """
            SELECT * FROM api.shift_open(
                \(counted.minorUnits), \(Self.piecesText(denominations))::jsonb, \(key.rawValue))
            """)
        return try Self.shift(row)
    }

    /// Opens the till of another login, as the superuser of a demo or test database may.
    package func openShift(of login: String, counted: Money, key: CommandKey) async throws -> TillShift {
        try await connection.execute(script: "SET SESSION AUTHORIZATION \(Connection.quoted(identifier: login))")
        let opened: Result<TillShift, any Error>
        do {
            opened = .success(try await openShift(counted: counted, denominations: [], key: key))
        } catch {
            opened = .failure(error)
        }
        try await connection.execute(script: "RESET SESSION AUTHORIZATION")
        return try opened.get()
    }

    /// Closes it and posts the difference.
    package func closeShift(
        counted: Money, denominations: [CashPieces], note: String, key: CommandKey
    ) async throws(StoreError) -> TillShift {
        let row = try await one(
            """
            SELECT * FROM api.shift_close(
                \(counted.minorUnits), \(Self.piecesText(denominations))::jsonb, \(note), \(key.rawValue))
            """)
        return try Self.shift(row)
    }

    /// Sends cash out of the operator's own till.
    package func sendCash(
        to: String, amount: Money, note: String, key: CommandKey
    ) async throws(StoreError) -> CashTransfer {
        let row = try await one(
            "SELECT * FROM api.cash_send(\(to), \(amount.minorUnits), \(note), \(key.rawValue))")
        return try Self.cashTransfer(row)
    }

    package func confirmCash(
        _ transfer: CashTransferID, counted: Money, key: CommandKey
    ) async throws(StoreError) -> CashTransfer {
        let row = try await one(
            "SELECT * FROM api.cash_confirm(\(transfer), \(counted.minorUnits), \(key.rawValue))")
        return try Self.cashTransfer(row)
    }

    package func refuseCash(
        _ transfer: CashTransferID, reason: String, key: CommandKey
    ) async throws(StoreError) -> CashTransfer {
        let row = try await one("SELECT * FROM api.cash_refuse(\(transfer), \(reason), \(key.rawValue))")
        return try Self.cashTransfer(row)
    }

    /// Nil when nothing was counted piece by piece.
    private static func piecesText(_ pieces: [CashPieces]) -> String? {
        guard !pieces.isEmpty else { return nil }
        // The same note counted in two heaps is one entry.
        let heaps = pieces.reduce(into: [Int64: Int64]()) { $0[$1.face.minorUnits, default: 0] &+= $1.count }
        let entries = heaps.sorted { $0.key > $1.key }
        return JSONText.object(entries.map { (String($0.key), .number($0.value)) }).description
    }
}
