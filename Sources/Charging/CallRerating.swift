import Domain
import Rating
package import Store

/// Rates calls again by a filter (business-rules section 5, "Re-rating"): customer by customer in the order of events, with
/// buckets reset, posted as differences. Each step is one transaction with its progress mark: a crash goes on where it was,
/// and what comes to the same posts nothing.
package struct CallRerating: Sendable {
    /// Customers of one step.
    static let stepSize = 200

    private let database: Database
    private let catalog: CallCatalog

    package init(database: Database) { self.init(database: database, catalog: CallCatalog()) }

    init(database: Database, catalog: CallCatalog) {
        self.database = database
        self.catalog = catalog
    }

    /// Does what people asked for; how many calls were looked at.
    package func turn() async throws(StoreError) -> Int {
        var calls = 0
        while let step = try await database.retryingConflicts({ () async throws(StoreError) in try await step() }) {
            calls += step
            if Task.isCancelled { throw .cancelled }
        }
        if calls > 0 { try await database.withSession { try await $0.announce("usage") } }
        return calls
    }

    private func step() async throws(StoreError) -> Int? {
        try await database.transaction { session in
            guard let claim = try await session.claimRerating(customers: Self.stepSize) else { return nil }
            var work = CallReratingStep(
                session: session, claim: claim, snapshot: try await catalog.current(session).snapshot,
                now: try await session.daemonClock().now)
            try await work.run()
            try await session.noteRerating(
                claim.rerating, doneCustomer: claim.customers.last, calls: work.calls, leftAlone: work.leftAlone,
                lines: work.lines, isEnd: claim.customers.count < Self.stepSize)
            return work.calls
        }
    }
}

/// The calls of a few customers, rated again within one transaction.
private struct CallReratingStep {
    private let session: StoreSession
    private let claim: ReratingClaim
    private let snapshot: CallSnapshot
    private let now: Instant
    private(set) var calls = 0
    private(set) var leftAlone = 0
    private(set) var lines: [ReratingLine] = []

    init(session: StoreSession, claim: ReratingClaim, snapshot: CallSnapshot, now: Instant) {
        self.session = session
        self.claim = claim
        self.snapshot = snapshot
        self.now = now
    }

    mutating func run() async throws(StoreError) {
        if claim.customers.isEmpty { return }
        let chosen = try await session.reratedCalls(claim.rerating, customers: claim.customers)
        var start = 0
        while start < chosen.count {
            var end = start + 1
            while end < chosen.count, chosen[end].account == chosen[start].account,
                chosen[end].customer == chosen[start].customer
            {
                end += 1
            }
            try await rate(Array(chosen[start..<end]))
            start = end
        }
    }

    /// The calls of one account: where buckets are drawn on, all of them from the beginning of the earliest period on, since
    /// what one call takes another lacks.
    private mutating func rate(_ chosen: [StoredCall]) async throws(StoreError) {
        guard let first = chosen.first else { return }
        var calls = chosen
        var owners = try await owners(of: calls)
        let hasBuckets = owners.contains { owner in
            owner.flatMap { snapshot.ratings[$0.tariff]?.terms.buckets.isEmpty } == false
        }
        if hasBuckets || chosen.contains(where: \.hasBucket) {
            let day = snapshot.zone.date(first.startedAt)
            // No period that holds the day begins before that.
            let since = day.monthAway(-1, day: 1)
            calls = try await session.reratedCalls(
                claim.rerating, customer: first.customer, account: first.account,
                since: snapshot.zone.start(of: since))
            owners = try await self.owners(of: calls)
        }
        var pricing = CallPricing(
            snapshot: snapshot, now: now,
            uses: try await session.bucketUses(owners, snapshot, without: calls.map(\.key)))
        var takes: [BucketTake] = []
        var given: [UsageSessionKey] = []
        for (call, owner) in zip(calls, owners) {
            self.calls += 1
            switch pricing.priced(CallSession.Call(stored: call), owner, session: call.key) {
            case .success(let (priced, taken)):
                if try await keep(call, priced) { takes += taken }
                given.append(call.key)
            case .failure(let rejection):
                // Its price stands: a call that was charged is not uncharged because a rate is missing now.
                leftAlone += 1
                lines.append(changed(call, to: call.amount, rejection.sentence))
            }
        }
        if !claim.isDry { try await session.takeFromBuckets(takes, insteadOf: given) }
    }

    private func owners(of calls: [StoredCall]) async throws(StoreError) -> [UsageLine?] {
        try await session.usageLines(
            calls.map { (number: $0.payer ?? $0.calling, day: snapshot.zone.date($0.startedAt)) })
    }

    /// Posts the difference, or only notes it; false: somebody took the call back by hand.
    private mutating func keep(_ call: StoredCall, _ priced: PricedCall) async throws(StoreError) -> Bool {
        let isOther = priced.amount != call.amount || priced.line.account != call.account
        if claim.isDry {
            if isOther { lines.append(changed(call, to: priced.amount, moved(call, priced))) }
            return true
        }
        var settled = SettledSession(key: call.key, seenRevision: call.sessionRevision, state: .rated)
        settled.startedAt = call.startedAt
        settled.calling = call.calling
        settled.called = call.called
        settled.identity = call.identity
        settled.call = priced
        let revision = UsageRevision(
            settled: settled, cause: .rerating, actor: claim.requestedBy, rerating: claim.rerating)
        switch try await session.revise(revision) {
        case .same: return true
        case .changed:
            if isOther { lines.append(changed(call, to: priced.amount, moved(call, priced))) }
            return true
        case .byHand:
            leftAlone += 1
            return false
        }
    }

    private func changed(_ call: StoredCall, to amount: Int64, _ explanation: String) -> ReratingLine {
        ReratingLine(
            customer: call.customer, call: call.id, oldAmount: call.amount, newAmount: amount, explanation: explanation)
    }

    private func moved(_ call: StoredCall, _ priced: PricedCall) -> String {
        if priced.line.customer != call.customer { return "Customer \(priced.line.customer) had the number then." }
        if priced.line.account != call.account { return "Account \(priced.line.account) pays for it." }
        return ""
    }
}

extension CallSession.Call {
    init(stored call: StoredCall) {
        self.init(
            payer: call.payer ?? call.calling, calling: call.calling, called: call.called, startedAt: call.startedAt,
            durationSeconds: call.durationSeconds, isComplete: call.isComplete)
    }
}
