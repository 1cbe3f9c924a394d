package import Domain
import PostgreSQL

extension StoreSession {
    /// Hands the scanned device over to the ticket's customer.
    package func handOverDevice(
        scan: String, ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(StoreError) -> ScanOutcome {
        let row = try await one(
            """
            SELECT outcome, explanation, device_id, serial, mac, model_name, state, location
            FROM api.device_hand_over(\(scan), \(customer), \(ticket), \(key.rawValue))
            """)
        return try Self.scanOutcome(row, scan: scan)
    }

    /// Takes the device back that was handed over on a ticket: it is again where it came from. Returns its serial.
    package func takeBackDevice(
        ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(StoreError) -> String {
        try await one("SELECT api.device_take_back(\(customer), \(ticket), \(key.rawValue))").value(0)
    }

    /// Says that a device in a stock is faulty, or that it works again.
    package func markDevice(
        _ device: DeviceID, isFaulty: Bool, reason: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await query("SELECT api.device_mark(\(device), \(isFaulty), \(reason), \(key.rawValue))")
    }

    static func deviceSummary(_ row: Row) throws(StoreError) -> DeviceSummary {
        try deviceSummary(row, from: 0)
    }

    private static func deviceSummary(_ row: Row, from column: Int) throws(StoreError) -> DeviceSummary {
        DeviceSummary(
            id: try row.value(column), serial: try row.value(column + 1), mac: try row.value(column + 2),
            modelName: try row.value(column + 3), state: try row.word(column + 4), location: try row.value(column + 5))
    }

    private static func scanOutcome(_ row: Row, scan: String) throws(StoreError) -> ScanOutcome {
        let outcome: String = try row.value(0)
        let explanation: String = try row.value(1)
        switch outcome {
        case "unknown": return .unknown(serial: explanation)
        case "unreadable": return .unreadable(text: scan, reason: explanation)
        default: break
        }
        let device = try deviceSummary(row, from: 2)
        switch outcome {
        case "accepted": return .accepted(device)
        case "duplicate": return .duplicate(device)
        case "wrong_model": return .wrongModel(device, expected: explanation)
        case "wrong_stock": return .wrongStock(device)
        case "at_customer": return .alreadyAtCustomer(device)
        case "not_free": return .notFree(device)
        default: throw .unexpected("\(outcome) is no outcome of a scan")
        }
    }
}
