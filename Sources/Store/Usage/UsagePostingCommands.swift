package import Domain
import PostgreSQL

/// What became of a session, on its way to be posted.
package struct SettledSession: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case open
        case rated
        case rejected
        case passed
    }

    package var key: UsageSessionKey
    /// The revision that was seen; 0: nobody had seen it before.
    package var seenRevision: Int
    package var state: State
    package var startedAt: Instant?
    package var lastRecordAt: Instant?
    package var closesAt: Instant?
    package var originHost: String?
    package var calling: String?
    package var called: String?
    package var reason: String?
    package var explanation: String?
    package var identity: UInt128?
    /// Of a rated session.
    package var call: PricedCall?
    /// What its call takes from buckets.
    package var takes: [BucketTake] = []

    package init(key: UsageSessionKey, seenRevision: Int, state: State) {
        self.key = key
        self.seenRevision = seenRevision
        self.state = state
    }
}

/// A priced call with its legs.
package struct PricedCall: Hashable, Sendable {
    package struct Tax: Hashable, Sendable {
        package var rate: TaxRateID
        package var amount: Int64

        package init(rate: TaxRateID, amount: Int64) {
            self.rate = rate
            self.amount = amount
        }
    }

    package var line: UsageLine
    /// The number that pays, where it is not the caller's.
    package var payer: String?
    /// The local day of its start.
    package var periodOn: CivilDate
    package var durationSeconds: Int64
    package var chargedSeconds: Int64
    package var destination: String
    package var destinationGroup: String
    package var prefix: String
    /// Minor units, positive: what the customer owes without tax, and each tax that is not nothing.
    package var net: Int64
    package var taxes: [Tax]
    package var isComplete: Bool
    package var arithmetic: String

    package init(
        line: UsageLine, payer: String?, periodOn: CivilDate, durationSeconds: Int64, chargedSeconds: Int64,
        destination: String, destinationGroup: String, prefix: String, net: Int64,
        taxes: [Tax],
        isComplete: Bool, arithmetic: String
    ) {
        self.line = line
        self.payer = payer
        self.periodOn = periodOn
        self.durationSeconds = durationSeconds
        self.chargedSeconds = chargedSeconds
        self.destination = destination
        self.destinationGroup = destinationGroup
        self.prefix = prefix
        self.net = net
        self.taxes = taxes
        self.isComplete = isComplete
        self.arithmetic = arithmetic
    }

    package var tax: Int64 { taxes.reduce(0) { $0 + $1.amount } }
    package var amount: Int64 { net + tax }
    /// Postings it makes.
    var legs: Int { (net == 0 ? 0 : 1) + taxes.count }
}

/// Seconds or calls that a session takes from a bucket.
package struct BucketTake: Hashable, Sendable {
    package var session: UsageSessionKey
    package var customer: CustomerID
    package var account: AccountID
    /// nil: the bucket of all services of the account together.
    package var subscription: SubscriptionID?
    package var bucket: BucketID
    package var periodOn: CivilDate
    package var amount: Int64

    package init(
        session: UsageSessionKey, customer: CustomerID, account: AccountID, subscription: SubscriptionID?,
        bucket: BucketID, periodOn: CivilDate, amount: Int64
    ) {
        self.session = session
        self.customer = customer
        self.account = account
        self.subscription = subscription
        self.bucket = bucket
        self.periodOn = periodOn
        self.amount = amount
    }
}

/// What posting a stage did.
package struct UsagePosting: Hashable, Sendable {
    package var rated: Int
    package var rejected: Int
    package var passed: Int
    package var opened: Int
    /// Changed by somebody else meanwhile; looked at again.
    package var lost: Int
}

extension StoreSession {
    /// Posts settled sessions that were never rated before, through the claim's stage.
    ///
    /// - Parameter strictly: a session lost to another worker fails the transaction, instead of being looked at again.
    package func postUsage(
        _ sessions: [SettledSession], claim: UsageClaim, strictly: Bool
    ) async throws(StoreError) -> UsagePosting {
        let staged = CopyBuffer(settled: sessions)
        do throws(PostgreSQLError) {
            if staged.rows > 0 {
                try await connection.copyIn(
                    "COPY usage.rating_stage_\(claim.worker) (\(CopyBuffer.settledColumns)) FROM STDIN",
                    bytes: staged.bytes)
            }
        } catch {
            throw StoreError(error)
        }
        let row = try await one(
            """
            SELECT rated, rejected, passed, opened, lost
            FROM api.usage_post(\(claim.worker), \(claim.records), \(strictly))
            """)
        return UsagePosting(
            rated: try row.value(0), rejected: try row.value(1), passed: try row.value(2), opened: try row.value(3),
            lost: try row.value(4))
    }

    /// What sessions take from buckets, instead of what the given ones took before.
    package func takeFromBuckets(
        _ takes: [BucketTake], insteadOf given: [UsageSessionKey]
    ) async throws(StoreError) {
        if takes.isEmpty && given.isEmpty { return }
        _ = try await query(
            """
            SELECT api.usage_bucket_take(\(given.map(\.session)), \(given.map(\.subSession)),
                \(takes.map(\.session.session)), \(takes.map(\.session.subSession)), \(takes.map(\.customer)),
                \(takes.map(\.account)), \(takes.map { $0.subscription ?? SubscriptionID(0) }), \(takes.map(\.bucket)),
                \(takes.map(\.periodOn)), \(takes.map(\.amount)))
            """)
    }
}

extension CopyBuffer {
    fileprivate static let settledColumns = """
        session_id, sub_session_id, seen_revision, state, started_at, last_record_at, closes_at, origin_host, calling, called, \
        reason, explanation, identity, payer, customer_id, subscription_id, account_id, tariff_id, component_id, period_on, \
        duration_seconds, charged_seconds, destination, destination_group, prefix, net, tax_rates, taxes, amount, tax, \
        is_complete, arithmetic, later_amount, later_legs, is_first
        """

    /// Calls account by account in the order of their starts, so that each can tell what follows it there.
    fileprivate init(settled sessions: [SettledSession]) {
        self.init()
        let priced = sessions.indices.filter { (sessions[$0].call?.amount ?? 0) != 0 }.sorted { left, right in
            Self.place(sessions[left]) < Self.place(sessions[right])
        }
        var following = [(amount: Int64, legs: Int)](repeating: (0, 0), count: priced.count)
        for place in priced.indices.reversed().dropFirst() {
            guard let next = sessions[priced[place + 1]].call, let call = sessions[priced[place]].call,
                next.line.account == call.line.account
            else { continue }
            following[place] = (following[place + 1].amount + next.amount, following[place + 1].legs + next.legs)
        }
        var account: AccountID?
        for (place, index) in priced.enumerated() {
            add(sessions[index])
            add(-following[place].amount)
            add(following[place].legs)
            add(account != sessions[index].call?.line.account)
            account = sessions[index].call?.line.account
            endRow()
        }
        for session in sessions where (session.call?.amount ?? 0) == 0 {
            add(session)
            addNull()
            addNull()
            add(false)
            endRow()
        }
    }

    private static func place(_ session: SettledSession) -> (Int64, Int64, Int64) {
        let line = session.call?.line
        return (line?.customer.rawValue ?? 0, line?.account.rawValue ?? 0, session.startedAt?.microseconds ?? 0)
    }

    private mutating func add(_ session: SettledSession) {
        add(session.key.session)
        add(session.key.subSession)
        add(session.seenRevision)
        add(session.state.rawValue)
        add(optional: session.startedAt)
        add(optional: session.lastRecordAt)
        add(optional: session.closesAt)
        add(optional: session.originHost)
        add(optional: session.calling)
        add(optional: session.called)
        add(optional: session.reason)
        add(optional: session.explanation)
        add(optional: session.identity.map(\.uuidText))
        guard let call = session.call else {
            for _ in 0..<19 { addNull() }
            return
        }
        add(optional: call.payer)
        add(call.line.customer.rawValue)
        add(call.line.subscription.rawValue)
        add(call.line.account.rawValue)
        add(call.line.tariff.rawValue)
        add(call.line.component.rawValue)
        add(call.periodOn)
        add(call.durationSeconds)
        add(call.chargedSeconds)
        add(call.destination)
        add(call.destinationGroup)
        add(call.prefix)
        add(call.net)
        add("{" + call.taxes.map { String($0.rate.rawValue) }.joined(separator: ",") + "}")
        add("{" + call.taxes.map { String($0.amount) }.joined(separator: ",") + "}")
        add(call.amount)
        add(call.tax)
        add(call.isComplete)
        add(call.arithmetic)
    }
}
