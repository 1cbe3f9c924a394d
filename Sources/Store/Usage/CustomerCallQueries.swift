package import Domain
import PostgreSQL

/// A rated call as it is stored, its arithmetic not read yet.
package struct KeptCall: Hashable, Sendable {
    package let summary: CallSummary
    package let session: UsageSessionID
    package let tariffName: String
    package let prefix: String
    /// The compact form that rating keeps.
    package let arithmetic: String
}

/// A rating that held before.
package struct KeptCallRevision: Hashable, Sendable {
    package let number: Int
    package let replacedAt: Instant
    package let cause: String
    package let chargedSeconds: Int
    package let amount: Money
    package let arithmetic: String
}

extension StoreSession {
    /// A page of a customer's calls, newest first.
    package func calls(
        of customer: CustomerID, filter: CallFilter, before: CallPosition?, limit: Int
    ) async throws(StoreError) -> [CallSummary] {
        try await query(
            """
            SELECT call_id, subscription_id, service, account_id, started_at, calling, called, destination,
                destination_group, duration_seconds, charged_seconds, amount, tax, currency, is_complete, revision
            FROM api.usage_calls(\(customer), \(filter.subscription), \(filter.month), \(filter.text),
                \(before?.startedAt), \(before?.id), \(limit))
            """
        ).rows(Self.callSummary)
    }

    package func callTotals(of customer: CustomerID, filter: CallFilter) async throws(StoreError) -> CallTotals {
        var totals = CallTotals(sums: [], groups: [])
        let rows = try await query(
            """
            SELECT is_sum, destination_group, currency, calls, duration, charged, amount, tax
            FROM api.usage_call_totals(\(customer), \(filter.subscription), \(filter.month), \(filter.text))
            """)
        for row in rows {
            let currency = Currency(databaseCode: try row.value(2))
            let group = CallTotals.Group(
                name: try row.value(1), calls: try row.value(3), durationSeconds: try row.value(4),
                chargedSeconds: try row.value(5), amount: Money(minorUnits: try row.value(6), currency: currency),
                tax: Money(minorUnits: try row.value(7), currency: currency))
            if try row.value(0) { totals.sums.append(group) } else { totals.groups.append(group) }
        }
        return totals
    }

    /// A call as it is rated now.
    package func call(_ call: CallPosition, of customer: CustomerID) async throws(StoreError) -> KeptCall {
        let rows = try await query(
            """
            SELECT call_id, subscription_id, service, account_id, started_at, calling, called, destination,
                destination_group, duration_seconds, charged_seconds, amount, tax, currency, is_complete, revision,
                session_id, sub_session_id, tariff_name, prefix, arithmetic
            FROM api.usage_call(\(customer), \(call.startedAt), \(call.id))
            """)
        guard let row = rows.first else { throw .notFound("There is no call \(call.id) of this customer any more.") }
        return KeptCall(
            summary: try Self.callSummary(row),
            session: UsageSessionID(session: try row.value(16), subSession: try row.value(17)),
            tariffName: try row.value(18), prefix: try row.value(19), arithmetic: try row.value(20))
    }

    /// How it was rated before, newest first.
    package func revisions(
        of call: CallID, customer: CustomerID
    ) async throws(StoreError) -> [KeptCallRevision] {
        try await query(
            """
            SELECT revision, replaced_at, cause, charged_seconds, amount, currency, arithmetic
            FROM api.usage_call_revisions(\(customer), \(call))
            """
        ).rows { row throws(StoreError) in
            KeptCallRevision(
                number: try row.value(0), replacedAt: try row.value(1), cause: try row.value(2),
                chargedSeconds: try row.value(3),
                amount: Money(minorUnits: try row.value(4), currency: Currency(databaseCode: try row.value(5))),
                arithmetic: try row.value(6))
        }
    }

    /// The buckets of a customer's services that can be drawn from today.
    package func bucketRemainders(of customer: CustomerID) async throws(StoreError) -> [BucketRemainder] {
        try await query(
            """
            SELECT service, name, unit, granted, used, period_on, expires_on, is_pooled
            FROM api.usage_buckets(\(customer))
            """
        ).rows { row throws(StoreError) in
            BucketRemainder(
                service: try row.value(0), name: try row.value(1), unit: try row.word(2), granted: try row.value(3),
                used: try row.value(4), periodOn: try row.value(5), expiresOn: try row.value(6),
                isPooled: try row.value(7))
        }
    }

    private static func callSummary(_ row: Row) throws(StoreError) -> CallSummary {
        let currency = Currency(databaseCode: try row.value(13))
        return CallSummary(
            id: try row.value(0), subscription: try row.value(1), service: try row.value(2),
            account: try row.value(3), startedAt: try row.value(4), calling: try row.value(5),
            called: try row.value(6), destination: try row.value(7), destinationGroup: try row.value(8),
            durationSeconds: try row.value(9), chargedSeconds: try row.value(10),
            amount: Money(minorUnits: try row.value(11), currency: currency),
            tax: Money(minorUnits: try row.value(12), currency: currency), isComplete: try row.value(14),
            revision: try row.value(15))
    }
}
