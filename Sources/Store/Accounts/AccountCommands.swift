package import Domain
import PostgreSQL

extension StoreSession {
    /// A further account of a customer.
    package func openAccount(customer: CustomerID, key: CommandKey) async throws(StoreError) -> AccountSummary {
        try Self.accountSummary(try await one("SELECT * FROM api.account_open(\(customer), \(key.rawValue))"))
    }

    package func setCreditLimit(
        customer: CustomerID, account: AccountID, limit: Money, reason: String, key: CommandKey
    ) async throws(StoreError) -> AccountSummary {
        let row = try await one(
            """
            SELECT * FROM api.account_credit_limit_set(
                \(customer), \(account), \(limit.minorUnits), \(reason), \(key.rawValue))
            """)
        return try Self.accountSummary(row)
    }

    /// Moves money between two accounts of a customer.
    package func moveMoney(
        customer: CustomerID, from: AccountID, to: AccountID, amount: Money, note: String, key: CommandKey
    ) async throws(StoreError) -> MoneyMove {
        let row = try await one(
            """
            SELECT move_no, amount, from_balance, to_balance, currency
            FROM api.account_move(\(customer), \(from), \(to), \(amount.minorUnits), \(note), \(key.rawValue))
            """)
        let currency = Currency(databaseCode: try row.value(4))
        return MoneyMove(
            number: try row.value(0), amount: Money(minorUnits: try row.value(1), currency: currency),
            fromBalance: Money(minorUnits: try row.value(2), currency: currency),
            toBalance: Money(minorUnits: try row.value(3), currency: currency))
    }
}
