package import Domain
import PostgreSQL

/// An accounting record in the form it is kept in.
package struct StoredUsageRecord: Hashable, Sendable {
    package let session: String
    /// 1 EVENT, 2 START, 3 INTERIM, 4 STOP (RFC 6733 section 9.8.1).
    package let type: Int
    package let number: Int64
    package let originHost: String
    package let eventAt: Instant?
    /// Hexadecimal digits of a hash over everything that makes the record what it is.
    package let hash: String
    package let content: UsageContent

    package init(
        session: String, type: Int, number: Int64, originHost: String, eventAt: Instant?, hash: String,
        content: UsageContent
    ) {
        self.session = session
        self.type = type
        self.number = number
        self.originHost = originHost
        self.eventAt = eventAt
        self.hash = hash
        self.content = content
    }
}

/// What rating needs to know of a record.
package struct UsageContent: Hashable, Sendable {
    /// Who pays, as the sender names it (Subscription-Id, User-Name or the calling party).
    package var subscriber: String?
    package var calling: String?
    package var called: String?
    /// When the call was answered: the second of the two SIP time stamps of a START.
    package var answeredAt: Instant?
    /// Seconds, from senders that measure themselves (Acct-Session-Time).
    package var durationSeconds: Int64?
    package var causeCode: Int64?
    /// 1: this side only received the call, and does not pay for it (Role-Of-Node).
    package var roleOfNode: Int64?

    package init(
        subscriber: String? = nil, calling: String? = nil, called: String? = nil, answeredAt: Instant? = nil,
        durationSeconds: Int64? = nil, causeCode: Int64? = nil, roleOfNode: Int64? = nil
    ) {
        self.subscriber = subscriber
        self.calling = calling
        self.called = called
        self.answeredAt = answeredAt
        self.durationSeconds = durationSeconds
        self.causeCode = causeCode
        self.roleOfNode = roleOfNode
    }
}

/// What became of a record that was given to be kept.
package enum UsageOutcome: String, Hashable, Sendable {
    case stored
    case duplicate
    case conflict
}

/// An ended session with the records that decide its price.
package struct PendingSession: Hashable, Sendable {
    package struct Record: Hashable, Sendable {
        package let eventAt: Instant?
        package let content: UsageContent

        package init(eventAt: Instant?, content: UsageContent) {
            self.eventAt = eventAt
            self.content = content
        }
    }

    package let session: String
    package let start: Record?
    package let stop: Record?
    package let event: Record?

    package init(session: String, start: Record?, stop: Record?, event: Record?) {
        self.session = session
        self.start = start
        self.stop = stop
        self.event = event
    }
}

/// The service a call belongs to.
package struct UsageLine: Hashable, Sendable {
    package let customer: CustomerID
    package let subscription: SubscriptionID
    package let account: AccountID
    package let tariff: TariffID
}

/// A priced call on its way into the ledger.
package struct PricedCall: Hashable, Sendable {
    package let session: String
    package let line: UsageLine
    package let startedAt: Instant
    package let calling: String
    package let called: String
    package let durationSeconds: Int64
    package let chargedSeconds: Int64
    package let destination: String
    package let prefix: String
    /// Minor units, positive.
    package let amount: Int64

    package init(
        session: String, line: UsageLine, startedAt: Instant, calling: String, called: String, durationSeconds: Int64,
        chargedSeconds: Int64, destination: String, prefix: String, amount: Int64
    ) {
        self.session = session
        self.line = line
        self.startedAt = startedAt
        self.calling = calling
        self.called = called
        self.durationSeconds = durationSeconds
        self.chargedSeconds = chargedSeconds
        self.destination = destination
        self.prefix = prefix
        self.amount = amount
    }
}

extension StoreSession {
    /// Keeps records, in one statement; the outcomes are in the order of the records.
    package func storeUsage(_ records: [StoredUsageRecord]) async throws(StoreError) -> [UsageOutcome] {
        if records.isEmpty { return [] }
        let json = JSONText.list(records.map(\.json)).description
        let words: [String] = try await one("SELECT api.usage_store(\(json)::jsonb)").value(0)
        let outcomes = words.compactMap { UsageOutcome(rawValue: $0) }
        guard outcomes.count == records.count else {
            throw .unexpected("\(words) do not answer \(records.count) records")
        }
        return outcomes
    }

    /// Claims ended sessions; they come back when the transaction does not commit.
    package func claimPendingSessions(limit: Int) async throws(StoreError) -> [PendingSession] {
        let columns = ["start", "stop", "event"].map { part in
            """
            \(part)_content IS NOT NULL, \(part)_at, \(part)_content ->> 'subscriber', \(part)_content ->> 'calling',
            \(part)_content ->> 'called', (\(part)_content ->> 'answered_at')::timestamptz,
            (\(part)_content ->> 'duration')::bigint, (\(part)_content ->> 'cause')::bigint,
            (\(part)_content ->> 'role')::bigint
            """
        }.joined(separator: ", ")
        return try await query("SELECT session_id, \(unescaped: columns) FROM api.usage_pending(\(limit))").rows {
            row throws(StoreError) in
            PendingSession(
                session: try row.value(0), start: try Self.record(row, from: 1), stop: try Self.record(row, from: 10),
                event: try Self.record(row, from: 19))
        }
    }

    private static func record(_ row: Row, from column: Int) throws(StoreError) -> PendingSession.Record? {
        guard try row.value(column, as: Bool.self) else { return nil }
        return PendingSession.Record(
            eventAt: try row.value(column + 1),
            content: UsageContent(
                subscriber: try row.value(column + 2), calling: try row.value(column + 3),
                called: try row.value(column + 4), answeredAt: try row.value(column + 5),
                durationSeconds: try row.value(column + 6), causeCode: try row.value(column + 7),
                roleOfNode: try row.value(column + 8)))
    }

    /// The phone line with this number on that day.
    package func usageLine(number: String, on day: CivilDate) async throws(StoreError) -> UsageLine? {
        let rows = try await query(
            "SELECT customer_id, subscription_id, account_id, tariff_id FROM api.usage_line(\(number), \(day))")
        guard let row = rows.first else { return nil }
        return UsageLine(
            customer: try row.value(0), subscription: try row.value(1), account: try row.value(2),
            tariff: try row.value(3))
    }

    /// Posts a call once; false when its session was rated before.
    package func postCall(_ call: PricedCall) async throws(StoreError) -> Bool {
        try await one(
            """
            SELECT api.usage_post_call(\(call.session), \(call.line.customer), \(call.line.subscription),
                \(call.line.account), \(call.line.tariff), \(call.startedAt), \(call.calling), \(call.called),
                \(call.durationSeconds), \(call.chargedSeconds), \(call.destination), \(call.prefix), \(call.amount))
            """
        ).value(0)
    }

    /// Keeps a session that could not be rated, with the reason.
    package func rejectSession(
        _ session: String, reason: String, explanation: String
    ) async throws(StoreError) {
        _ = try await query("SELECT api.usage_reject(\(session), \(reason), \(explanation))")
    }

    /// Puts a rejected session back to be rated again.
    package func replaySession(_ session: String) async throws(StoreError) {
        _ = try await query("SELECT api.usage_replay(\(session))")
    }
}

extension StoredUsageRecord {
    fileprivate var json: JSONText {
        .object([
            ("session", .text(session)), ("type", .number(Int64(type))), ("number", .number(number)),
            ("host", .text(originHost)), ("at", eventAt.map { .text($0.description) } ?? .null), ("hash", .text(hash)),
            ("content", content.json),
        ])
    }
}

extension UsageContent {
    fileprivate var json: JSONText {
        var members: [(String, JSONText)] = []
        if let subscriber { members.append(("subscriber", .text(subscriber))) }
        if let calling { members.append(("calling", .text(calling))) }
        if let called { members.append(("called", .text(called))) }
        if let answeredAt { members.append(("answered_at", .text(answeredAt.description))) }
        if let durationSeconds { members.append(("duration", .number(durationSeconds))) }
        if let causeCode { members.append(("cause", .number(causeCode))) }
        if let roleOfNode { members.append(("role", .number(roleOfNode))) }
        return .object(members)
    }
}
