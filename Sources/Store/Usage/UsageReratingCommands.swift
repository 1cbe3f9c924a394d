package import Domain
import PostgreSQL

/// A step of a re-rating, claimed for a transaction.
package struct ReratingClaim: Hashable, Sendable {
    package let rerating: Int
    package let isDry: Bool
    package let requestedBy: String
    /// The next customers with calls it is about; none: it is done.
    package let customers: [CustomerID]
}

/// A call as it is rated now.
package struct StoredCall: Hashable, Sendable {
    package let customer: CustomerID
    package let subscription: SubscriptionID
    package let account: AccountID
    package let id: CallID
    package let key: UsageSessionKey
    package let sessionRevision: Int
    package let calling: String
    /// Whose number pays, where it is not the caller's.
    package let payer: String?
    package let called: String
    package let startedAt: Instant
    package let durationSeconds: Int64
    package let isComplete: Bool
    package let amount: Int64
    /// Whether the filter chose it; others are there because they draw on the same buckets.
    package let isChosen: Bool
    /// It took from a bucket.
    package let hasBucket: Bool
    package let identity: UInt128?
}

/// What a re-rating changes about one call.
package struct ReratingLine: Hashable, Sendable {
    package let customer: CustomerID
    package let call: CallID
    package let oldAmount: Int64
    package let newAmount: Int64
    package let explanation: String

    package init(customer: CustomerID, call: CallID, oldAmount: Int64, newAmount: Int64, explanation: String) {
        self.customer = customer
        self.call = call
        self.oldAmount = oldAmount
        self.newAmount = newAmount
        self.explanation = explanation
    }
}

extension StoreSession {
    /// The next step of the oldest re-rating that is not done; nil: none waits.
    package func claimRerating(customers: Int) async throws(StoreError) -> ReratingClaim? {
        let row = try await one(
            "SELECT rerating_id, is_dry, requested_by, customers FROM api.rerating_claim(\(customers))")
        guard let rerating = try row.value(0, as: Int?.self) else { return nil }
        return ReratingClaim(
            rerating: rerating, isDry: try row.value(1), requestedBy: try row.value(2), customers: try row.value(3))
    }

    /// The calls a re-rating chose of customers, in the order of their accounts and starts.
    package func reratedCalls(
        _ rerating: Int, customers: [CustomerID]
    ) async throws(StoreError) -> [StoredCall] {
        try await calls("api.rerating_calls(\(rerating), \(customers), NULL, NULL)")
    }

    /// All calls of one account from a moment on, in their order.
    package func reratedCalls(
        _ rerating: Int, customer: CustomerID, account: AccountID, since: Instant
    ) async throws(StoreError) -> [StoredCall] {
        try await calls("api.rerating_calls(\(rerating), \([customer]), \(account), \(since))")
    }

    /// Notes what a step found; `isEnd`: nothing is left.
    package func noteRerating(
        _ rerating: Int, doneCustomer: CustomerID?, calls: Int, leftAlone: Int, lines: [ReratingLine], isEnd: Bool
    ) async throws(StoreError) {
        let json = JSONText.list(
            lines.map {
                .list([
                    .number($0.customer.rawValue), .number($0.call.rawValue), .number($0.oldAmount),
                    .number($0.newAmount), .text($0.explanation),
                ])
            })
        _ = try await query(
            """
            SELECT api.rerating_progress(\(rerating), \(doneCustomer?.rawValue ?? 0), \(calls), \(leftAlone),
                \(json.description)::jsonb, \(isEnd))
            """)
    }

    private func calls(_ source: Statement) async throws(StoreError) -> [StoredCall] {
        let columns = """
            customer_id, subscription_id, account_id, call_id, session_id, sub_session_id, session_revision, calling, payer,
            called, started_at, duration_seconds, is_complete, amount, is_chosen, has_bucket, identity
            """
        let statement = Statement(text: "SELECT \(columns) FROM \(source.text)", parameters: source.parameters)
        return try await query(statement).rows {
            row throws(StoreError) in
            let identity: String? = try row.value(16)
            return StoredCall(
                customer: try row.value(0), subscription: try row.value(1), account: try row.value(2),
                id: try row.value(3), key: UsageSessionKey(session: try row.value(4), subSession: try row.value(5)),
                sessionRevision: try row.value(6), calling: try row.value(7), payer: try row.value(8),
                called: try row.value(9), startedAt: try row.value(10), durationSeconds: try row.value(11),
                isComplete: try row.value(12), amount: try row.value(13), isChosen: try row.value(14),
                hasBucket: try row.value(15),
                identity: identity.flatMap { UInt128($0.filter { $0 != "-" }, radix: 16) })
        }
    }
}
