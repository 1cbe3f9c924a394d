package import Domain
import PostgreSQL

/// What a rating worker has claimed for its transaction.
package struct UsageClaim: Hashable, Sendable {
    package let batches: [Int64]
    package let records: Int
    /// Sessions of the queue.
    package let queued: Int
    /// The number of the stage.
    package let worker: Int
}

/// What names a session.
package struct UsageSessionKey: Hashable, Sendable {
    package let session: String
    package let subSession: Int64

    package init(session: String, subSession: Int64) {
        self.session = session
        self.subSession = subSession
    }
}

/// A session that records tell of, with all of them, and what became of it before.
package struct UsageWorkItem: Sendable {
    package struct Record: Sendable {
        package let kind: Int
        package let number: Int64
        /// 1: a Diameter message; 2: a row of a file.
        package let format: Int
        package let receivedAt: Instant
        package let content: [UInt8]
    }

    package let key: UsageSessionKey
    package var records: [Record]
    /// nil: nobody has seen it before.
    package let state: String?
    package let revision: Int
    /// Why it is looked at without a new record: again, replay, correction, timeout.
    package let cause: String?
    package let correction: UsageCorrection?
}

/// Whose line a number was on a day.
package struct UsageLine: Hashable, Sendable {
    package let customer: CustomerID
    package let subscription: SubscriptionID
    package let account: AccountID
    package let tariff: TariffID
    package let tariffSince: CivilDate?
    package let billingDay: Int
    package let component: ComponentID
    package let taxScheme: TaxSchemeID?
}

/// An optional component of a service over a span of days.
package struct UsageOption: Hashable, Sendable {
    package let subscription: SubscriptionID
    package let component: ComponentID
    package let from: CivilDate?
    package let to: CivilDate?
}

/// What is used of a bucket in a period.
package struct StoredBucketUse: Hashable, Sendable {
    package let account: AccountID
    /// nil: by all services of the account together.
    package let subscription: SubscriptionID?
    package let bucket: BucketID
    package let periodOn: CivilDate
    package let used: Int64
}

extension StoreSession {
    /// Claims about so many stored records, and what is to be looked at again, for this transaction; nil: nothing
    /// waits, or as many workers as there may be are at it.
    package func claimUsage(records: Int) async throws(StoreError) -> UsageClaim? {
        let row = try await one("SELECT batches, records, queued, worker FROM api.usage_claim(\(records))")
        guard let worker = try row.value(3, as: Int?.self) else { return nil }
        return UsageClaim(
            batches: try row.value(0), records: try row.value(1), queued: try row.value(2), worker: worker)
    }

    /// The claimed sessions with their records, in the order of their keys; records by type and number.
    package func usageWork(_ claim: UsageClaim) async throws(StoreError) -> [UsageWorkItem] {
        let batches = claim.batches.map(String.init).joined(separator: ",")
        do throws(PostgreSQLError) {
            return try await connection.copyOut(
                "COPY (SELECT * FROM api.usage_work('{\(batches)}')) TO STDOUT (FORMAT binary)",
                into: GatheredSessions()
            ) { sessions, octets in
                guard var row = BinaryCopyRow(octets) else { return }
                sessions.add(&row)
            }.items
        } catch {
            throw StoreError(error)
        }
    }

    /// Whose line each number was on its day; nil: nobody's.
    package func usageLines(_ numbers: [(number: String, day: CivilDate)]) async throws(StoreError) -> [UsageLine?] {
        var lines = [UsageLine?](repeating: nil, count: numbers.count)
        if numbers.isEmpty { return lines }
        let rows = try await query(
            """
            SELECT place, customer_id, subscription_id, account_id, tariff_id, tariff_since, billing_day, component_id,
                tax_scheme_id
            FROM api.usage_lines(\(numbers.map(\.number)), \(numbers.map(\.day)))
            """)
        for row in rows {
            lines[try row.value(0, as: Int.self) - 1] = UsageLine(
                customer: try row.value(1), subscription: try row.value(2), account: try row.value(3),
                tariff: try row.value(4), tariffSince: try row.date(5), billingDay: try row.value(6),
                component: try row.value(7), taxScheme: try row.value(8))
        }
        return lines
    }

    /// The optional components services have and had.
    package func usageOptions(_ lines: [UsageLine]) async throws(StoreError) -> [UsageOption] {
        if lines.isEmpty { return [] }
        return try await query(
            """
            SELECT subscription_id, component_id, held_from, held_to
            FROM api.usage_options(\(lines.map(\.customer)), \(lines.map(\.subscription)))
            """
        ).rows { row throws(StoreError) in
            UsageOption(
                subscription: try row.value(0), component: try row.value(1), from: try row.date(2),
                to: try row.date(3))
        }
    }

    /// How many services of the lines' accounts bring each pooled bucket.
    package func usagePools(_ lines: [UsageLine]) async throws(StoreError) -> [AccountID: [BucketID: Int64]] {
        if lines.isEmpty { return [:] }
        var pools: [AccountID: [BucketID: Int64]] = [:]
        let rows = try await query(
            """
            SELECT account_id, bucket_id, services
            FROM api.usage_pools(\(lines.map(\.customer)), \(lines.map(\.account)))
            """)
        for row in rows { pools[try row.value(0), default: [:]][try row.value(1)] = try row.value(2) }
        return pools
    }

    /// What is used of the buckets of the lines' accounts, without what these sessions took; the accounts are locked from
    /// here to the end of the transaction.
    package func usageBuckets(
        _ lines: [UsageLine], without sessions: [UsageSessionKey]
    ) async throws(StoreError) -> [StoredBucketUse] {
        if lines.isEmpty { return [] }
        return try await query(
            """
            SELECT account_id, subscription_id, bucket_id, period_on, used
            FROM api.usage_buckets(\(lines.map(\.customer)), \(lines.map(\.account)), \(sessions.map(\.session)),
                \(sessions.map(\.subSession)))
            """
        ).rows { row throws(StoreError) in
            let subscription: SubscriptionID = try row.value(1)
            return StoredBucketUse(
                account: try row.value(0), subscription: subscription.rawValue == 0 ? nil : subscription,
                bucket: try row.value(2), periodOn: try row.value(3), used: try row.value(4))
        }
    }

    /// Which calls other sessions have told already: the session that did, by the call's identity.
    package func usageIdentities(
        _ identities: [UInt128]
    ) async throws(StoreError) -> [UInt128: UsageSessionKey] {
        if identities.isEmpty { return [:] }
        var known: [UInt128: UsageSessionKey] = [:]
        let rows = try await query(
            "SELECT identity, session_id, sub_session_id FROM api.usage_identities(\(identities.map(\.uuidText))::uuid[])"
        )
        for row in rows {
            let digits = try row.value(0, as: String.self).filter { $0 != "-" }
            guard let identity = UInt128(digits, radix: 16) else { continue }
            known[identity] = UsageSessionKey(session: try row.value(1), subSession: try row.value(2))
        }
        return known
    }

    /// Whether at least so many stored records wait to be rated.
    package func usageWaits(records: Int) async throws(StoreError) -> Bool {
        try await one("SELECT api.usage_waits(\(records))").value(0)
    }

    /// When senders lost their sessions, by the clock that stamps their records.
    package func senderRestarts() async throws(StoreError) -> [String: Instant] {
        var restarts: [String: Instant] = [:]
        for row in try await query("SELECT origin_host, restarted_at FROM api.usage_host_restarts()") {
            restarts[try row.value(0)] = try row.value(1)
        }
        return restarts
    }

    /// Puts open sessions whose time is over to be closed; how many.
    package func closeDueUsage() async throws(StoreError) -> Int {
        try await one("SELECT api.usage_close_due()").value(0)
    }
}

/// Sessions put together of records that come in no order.
private struct GatheredSessions: Sendable {
    private var places: [UsageSessionKey: Int] = [:]
    private var gathered: [UsageWorkItem] = []

    var items: [UsageWorkItem] {
        var items = gathered
        for index in items.indices where items[index].records.count > 1 {
            items[index].records.sort { ($0.kind, $0.number) < ($1.kind, $1.number) }
        }
        return items.sorted { ($0.key.session, $0.key.subSession) < ($1.key.session, $1.key.subSession) }
    }

    /// One row of api.usage_work.
    mutating func add(_ row: inout BinaryCopyRow) {
        guard let session = row.text(), let subSession = row.int64() else { return }
        let key = UsageSessionKey(session: session, subSession: subSession)
        let record = UsageWorkItem.Record(
            kind: row.int16() ?? 0, number: row.int64() ?? 0, format: row.int16() ?? 0,
            receivedAt: row.instant() ?? Instant(seconds: 0), content: row.octetsField() ?? [])
        if let place = places[key] {
            gathered[place].records.append(record)
            return
        }
        let state = row.text()
        let revision = row.int32() ?? 0
        let cause = row.text()
        var correction: UsageCorrection?
        if row.bool() {
            correction = UsageCorrection(
                subscriber: row.text(), calling: row.text(), called: row.text(), answeredAt: row.instant(),
                durationSeconds: row.int64(), isDismissed: row.bool())
        }
        places[key] = gathered.count
        gathered.append(
            UsageWorkItem(
                key: key, records: [record], state: state, revision: revision, cause: cause, correction: correction))
    }
}

extension UInt128 {
    /// The 128 bits as PostgreSQL's uuid.
    package var uuidText: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
