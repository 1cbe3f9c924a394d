package import Domain
import PostgreSQL

extension StoreSession {
    /// The operator's open shift.
    package func currentShift() async throws(StoreError) -> TillShift? {
        guard let row = try await query("SELECT * FROM api.shift_current()").first else { return nil }
        return try Self.shift(row)
    }

    /// The newest shifts the operator may see.
    package func shifts(limit: Int) async throws(StoreError) -> [TillShift] {
        try await query("SELECT * FROM api.shift_list(\(limit))").rows { row throws(StoreError) in try Self.shift(row) }
    }

    package func shiftReport(_ shift: ShiftID) async throws(StoreError) -> ShiftReport {
        let header = try await one("SELECT * FROM api.shift_get(\(shift))")
        let lines = try await query(
            """
            SELECT kind, at, amount, title, customer_id, account_id, payment_id, transfer_id, currency
            FROM api.shift_report(\(shift))
            """
        ).rows { row throws(StoreError) in
            ShiftLine(
                kind: try row.word(0), at: try row.value(1),
                amount: Money(minorUnits: try row.value(2), currency: Currency(databaseCode: try row.value(8))),
                title: try row.value(3), customer: try row.value(4), account: try row.value(5),
                payment: try row.value(6), transfer: try row.value(7))
        }
        return ShiftReport(shift: try Self.shift(header), lines: lines)
    }

    package func cashDestinations() async throws(StoreError) -> [CashDestination] {
        try await query("SELECT code, name, is_bank, is_open FROM api.cash_destinations()").rows {
            row throws(StoreError) in
            CashDestination(
                code: try row.value(0), name: try row.value(1), isBank: try row.value(2), isOpen: try row.value(3))
        }
    }

    package func cashInTransit() async throws(StoreError) -> [CashTransfer] {
        try await query("SELECT * FROM api.cash_in_transit()").rows { row throws(StoreError) in
            try Self.cashTransfer(row)
        }
    }

    /// A row of accounts.shift_info.
    static func shift(_ row: Row) throws(StoreError) -> TillShift {
        let currency = Currency(databaseCode: try row.value(12))
        let closingCounted: Int64? = try row.value(8)
        let difference: Int64? = try row.value(10)
        return TillShift(
            id: try row.value(0), tillName: try row.value(1), operatorLogin: try row.value(2),
            operatorName: try row.value(3), openedAt: try row.value(4),
            openingCounted: Money(minorUnits: try row.value(5), currency: currency),
            openingExpected: Money(minorUnits: try row.value(6), currency: currency), closedAt: try row.value(7),
            closingCounted: closingCounted.map { Money(minorUnits: $0, currency: currency) },
            expected: Money(minorUnits: try row.value(9), currency: currency),
            difference: difference.map { Money(minorUnits: $0, currency: currency) }, note: try row.value(11))
    }

    /// A row of accounts.cash_info.
    static func cashTransfer(_ row: Row) throws(StoreError) -> CashTransfer {
        let currency = Currency(databaseCode: try row.value(16))
        let received: Int64? = try row.value(6)
        return CashTransfer(
            id: try row.value(0), state: try row.word(1), fromName: try row.value(2), toName: try row.value(3),
            isToBank: try row.value(4), amount: Money(minorUnits: try row.value(5), currency: currency),
            receivedAmount: received.map { Money(minorUnits: $0, currency: currency) }, sentAt: try row.value(7),
            sentBy: try row.value(8), receivedAt: try row.value(9), receivedBy: try row.value(10),
            waitsForSender: try row.value(11), note: try row.value(12), reason: try row.value(13),
            isMineToReceive: try row.value(14), isMine: try row.value(15))
    }
}
