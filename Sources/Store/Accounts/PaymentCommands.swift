package import Domain
import PostgreSQL

extension StoreSession {
    /// A payment of an earlier day or of another channel.
    package func takePayment(_ order: PaymentOrder, key: CommandKey) async throws(StoreError) -> PaymentReceipt {
        let row = try await one(
            """
            SELECT * FROM api.payment_take(\(order.customer), \(order.account), \(order.amount.minorUnits),
                \(order.channel.rawValue), \(order.externalID), \(order.valueOn), \(order.note), \(key.rawValue))
            """)
        return try Self.receipt(row)
    }

    /// Takes a whole payment back, once.
    package func reversePayment(
        customer: CustomerID, account: AccountID, payment: PaymentID, reason: String, key: CommandKey
    ) async throws(StoreError) -> PaymentReceipt {
        let row = try await one(
            "SELECT * FROM api.payment_reverse(\(customer), \(account), \(payment), \(reason), \(key.rawValue))")
        return try Self.receipt(row)
    }

    /// The same by the number of the payment's posting.
    package func reversePayment(
        customer: CustomerID, account: AccountID, posting: Int64, reason: String, key: CommandKey
    ) async throws(StoreError) -> PaymentReceipt {
        let row = try await one(
            """
            SELECT * FROM api.payment_reverse(\(customer), \(account),
                (SELECT source_id FROM accounts.transfer WHERE customer_id = \(customer) AND account_id = \(account)
                    AND posting_no = \(posting) AND kind IN ('payment', 'refund')), \(reason), \(key.rawValue))
            """)
        return try Self.receipt(row)
    }

    /// Gives money back from the operator's own till.
    package func payRefund(
        customer: CustomerID, account: AccountID, amount: Money, reason: String, key: CommandKey
    ) async throws(StoreError) -> PaymentReceipt {
        let row = try await one(
            """
            SELECT * FROM api.refund_pay(\(customer), \(account), \(amount.minorUnits), \(reason), \(key.rawValue))
            """)
        return try Self.receipt(row)
    }

    /// Takes back a charge, whole when `amount` is nil.
    package func reverseCharge(
        customer: CustomerID, account: AccountID, posting: Int64, amount: Money?, reason: String, key: CommandKey
    ) async throws(StoreError) -> Money {
        let row = try await one(
            """
            SELECT api.charge_reverse(\(customer), \(account), \(posting), \(amount?.minorUnits), \(reason),
                \(key.rawValue)), sec.currency()
            """)
        return Money(minorUnits: try row.value(0), currency: Currency(databaseCode: try row.value(1)))
    }

    /// A row of accounts.receipt.
    static func receipt(_ row: Row) throws(StoreError) -> PaymentReceipt {
        let currency = Currency(databaseCode: try row.value(5))
        return PaymentReceipt(
            payment: try row.value(0), account: try row.value(1),
            amount: Money(minorUnits: try row.value(2), currency: currency),
            balanceBefore: Money(minorUnits: try row.value(3), currency: currency),
            balanceAfter: Money(minorUnits: try row.value(4), currency: currency), bookedAt: try row.value(6))
    }
}
