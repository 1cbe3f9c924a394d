package import Domain
import PostgreSQL

extension StoreSession {
    /// Counts as if it were paid for so many days after today.
    package func givePromise(
        customer: CustomerID, account: AccountID, amount: Money, days: Int, note: String, key: CommandKey
    ) async throws(StoreError) -> PaymentPromise {
        let row = try await one(
            """
            SELECT * FROM api.promise_give(
                \(customer), \(account), \(amount.minorUnits), \(days), \(note), \(key.rawValue))
            """)
        return try Self.promise(row)
    }

    /// Ends the account's open promise.
    package func withdrawPromise(
        customer: CustomerID, account: AccountID, reason: String, key: CommandKey
    ) async throws(StoreError) -> PaymentPromise {
        let row = try await one(
            "SELECT * FROM api.promise_withdraw(\(customer), \(account), \(reason), \(key.rawValue))")
        return try Self.promise(row)
    }

    /// Promises of an account, newest first.
    package func promises(
        customer: CustomerID, account: AccountID
    ) async throws(StoreError) -> [PaymentPromise] {
        try await query(
            """
            SELECT promise_id, account_id, amount, promised_at, ends_at,
                CASE WHEN state = 'open' AND ends_at <= sec.now() THEN 'broken' ELSE state END,
                sec.name_of(actor), note, sec.currency()
            FROM accounts.promise WHERE customer_id = \(customer) AND account_id = \(account)
            ORDER BY promise_id DESC LIMIT 100
            """
        ).rows { row throws(StoreError) in try Self.promise(row) }
    }

    /// A row of accounts.promise_info.
    static func promise(_ row: Row) throws(StoreError) -> PaymentPromise {
        PaymentPromise(
            id: try row.value(0), account: try row.value(1),
            amount: Money(minorUnits: try row.value(2), currency: Currency(databaseCode: try row.value(8))),
            promisedAt: try row.value(3), endsAt: try row.value(4), state: try row.word(5), actor: try row.value(6),
            note: try row.value(7))
    }
}
