package import Domain
import PostgreSQL

/// A rated call as it is stored, its arithmetic not read yet.
package struct KeptCall: Hashable, Sendable {
    package let summary: CallSummary
    package let session: UsageSessionID
    package let tariff: TariffID
    package let tariffName: String
    package let prefix: String
    /// Whose number pays, where it is not the caller's; else empty.
    package let payer: String
    /// The compact form that rating keeps.
    package let arithmetic: String
}

/// A rating that held before.
package struct KeptCallRevision: Hashable, Sendable {
    package let number: Int
    package let replacedAt: Instant
    /// late_record, correction, rerating or dismissed.
    package let cause: String
    package let actor: String
    package let startedAt: Instant
    package let durationSeconds: Int
    package let chargedSeconds: Int
    package let amount: Money
    package let tariff: TariffID
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
                session_id, sub_session_id, tariff_id, tariff_name, prefix, payer, arithmetic
            FROM api.usage_call(\(customer), \(call.startedAt), \(call.id))
            """)
        guard let row = rows.first else { throw .notFound("There is no call \(call.id) of this customer any more.") }
        return KeptCall(
            summary: try Self.callSummary(row),
            session: UsageSessionID(session: try row.value(16), subSession: try row.value(17)),
            tariff: try row.value(18), tariffName: try row.value(19), prefix: try row.value(20),
            payer: try row.value(21), arithmetic: try row.value(22))
    }

    /// How it was rated before, newest first.
    package func revisions(
        of call: CallID, customer: CustomerID
    ) async throws(StoreError) -> [KeptCallRevision] {
        try await query(
            """
            SELECT revision, replaced_at, cause, actor, started_at, duration_seconds, charged_seconds, amount, currency,
                tariff_id, arithmetic
            FROM api.usage_call_revisions(\(customer), \(call))
            """
        ).rows { row throws(StoreError) in
            KeptCallRevision(
                number: try row.value(0), replacedAt: try row.value(1), cause: try row.value(2),
                actor: try row.value(3), startedAt: try row.value(4), durationSeconds: try row.value(5),
                chargedSeconds: try row.value(6),
                amount: Money(minorUnits: try row.value(7), currency: Currency(databaseCode: try row.value(8))),
                tariff: try row.value(9), arithmetic: try row.value(10))
        }
    }

    /// The services of a customer that make calls, as rating knows them on a day, each with its name.
    package func callServices(
        of customer: CustomerID, on day: CivilDate
    ) async throws(StoreError) -> [(line: UsageLine, name: String)] {
        try await query(
            """
            SELECT subscription_id, service, account_id, tariff_id, tariff_since, billing_day, component_id, tax_scheme_id
            FROM api.usage_services(\(customer), \(day))
            """
        ).rows { row throws(StoreError) in
            (
                UsageLine(
                    customer: customer, subscription: try row.value(0), account: try row.value(2),
                    tariff: try row.value(3), tariffSince: try row.date(4), billingDay: try row.value(5),
                    component: try row.value(6), taxScheme: try row.value(7)), try row.value(1)
            )
        }
    }

    /// The optional components of a customer's services, which may bring buckets.
    package func callOptions(of customer: CustomerID) async throws(StoreError) -> [UsageOption] {
        try await query(
            "SELECT subscription_id, component_id, held_from, held_to FROM api.usage_service_options(\(customer))"
        ).rows { row throws(StoreError) in
            UsageOption(
                subscription: try row.value(0), component: try row.value(1), from: try row.date(2),
                to: try row.date(3))
        }
    }

    /// What is used of the buckets of a customer.
    package func bucketUses(of customer: CustomerID) async throws(StoreError) -> [StoredBucketUse] {
        try await query(
            """
            SELECT account_id, subscription_id, bucket_id, period_on, used FROM api.usage_bucket_uses(\(customer))
            """
        ).rows { row throws(StoreError) in
            let subscription: SubscriptionID = try row.value(1)
            return StoredBucketUse(
                account: try row.value(0), subscription: subscription.rawValue == 0 ? nil : subscription,
                bucket: try row.value(2), periodOn: try row.value(3), used: try row.value(4))
        }
    }

    /// The columns of ``callSummary(_:)``.
    static func lastCallsStatement(_ customer: CustomerID, limit: Int) -> Statement {
        """
        SELECT call_id, subscription_id, service, account_id, started_at, calling, called, destination,
            destination_group, duration_seconds, charged_seconds, amount, tax, currency, is_complete, revision
        FROM api.customer_last_calls(\(customer), \(limit))
        """
    }

    static func callSummary(_ row: Row) throws(StoreError) -> CallSummary {
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
