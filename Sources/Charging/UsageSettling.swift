package import Domain
import Rating
import Store

/// Settles the sessions of one claim: says what each comes to, finds whose it is, prices it, and sorts what is posted for
/// the first time from what corrects a call that was posted before.
struct UsageSettling {
    private let session: StoreSession
    private let snapshot: CallSnapshot
    private let now: Instant
    private let decode: UsageDecoding

    private(set) var settled: [SettledSession] = []
    private(set) var revisions: [UsageRevision] = []

    init(session: StoreSession, snapshot: CallSnapshot, now: Instant, decode: @escaping UsageDecoding) {
        self.session = session
        self.snapshot = snapshot
        self.now = now
        self.decode = decode
    }

    /// A call on its way to its price.
    private struct Candidate {
        var item: UsageWorkItem
        var call: CallSession.Call
        var facts: Facts
    }

    /// What is told of a session whatever it comes to.
    private struct Facts {
        var calling: String?
        var called: String?
        var originHost: String?
        var startedAt: Instant?
        var lastRecordAt: Instant?
    }

    mutating func settle(_ items: [UsageWorkItem]) async throws(StoreError) {
        let restarts = try await session.senderRestarts()
        var candidates: [Candidate] = []
        for item in items {
            let (outcome, facts) = evaluate(item, restarts)
            if case .call(let call) = outcome {
                candidates.append(Candidate(item: item, call: call, facts: facts))
            } else {
                keep(outcome, item, facts)
            }
        }
        try await passRepeated(&candidates)
        // In the order of events, so that buckets empty in that order as far as it is known.
        candidates.sort { ($0.call.startedAt, $0.item.key.session) < ($1.call.startedAt, $1.item.key.session) }
        let lines = try await session.usageLines(
            candidates.map { (number: $0.call.payer, day: snapshot.zone.date($0.call.startedAt)) })
        var pricing = CallPricing(
            snapshot: snapshot, now: now,
            uses: try await session.bucketUses(
                lines, snapshot, without: candidates.filter { $0.item.state == "rated" }.map(\.item.key)))
        for (candidate, line) in zip(candidates, lines) {
            switch pricing.priced(candidate.call, line, session: candidate.item.key) {
            case .success(let (priced, takes)): keep(candidate, priced, takes)
            case .failure(let rejection):
                keep(rejected: rejection.reason, rejection.sentence, candidate.item, candidate.facts)
            }
        }
    }

    // MARK: What the records say

    private func evaluate(
        _ item: UsageWorkItem, _ restarts: [String: Instant]
    ) -> (CallSession.Outcome, Facts) {
        var records: [UsageRecord] = []
        var undecodable: String?
        var lastReceivedAt = Instant(seconds: 0)
        for record in item.records {
            lastReceivedAt = max(lastReceivedAt, record.receivedAt)
            switch decode(record.content, record.format) {
            case .success(let read): records.append(read)
            case .failure(let failure): undecodable = failure.sentence
            }
        }
        let whole = CallSession(
            records: records, correction: item.correction, lastReceivedAt: lastReceivedAt, plan: snapshot.plan)
        var facts = Facts()
        facts.calling = records.lazy.compactMap(\.calling).first ?? records.lazy.compactMap(\.subscriber).first
        facts.called = records.lazy.compactMap(\.called).first
        facts.originHost = records.first?.originHost
        facts.startedAt = records.lazy.compactMap { $0.answeredAt ?? $0.eventAt }.first
        facts.lastRecordAt = records.lazy.compactMap(\.eventAt).max()
        if let undecodable, item.correction?.isDismissed != true {
            return (.rejected(.undecodable(undecodable)), facts)
        }
        // What comes after a session was closed corrects it; it does not open again.
        let wasClosed = item.state == "rated" || item.state == "rejected"
        let outcome = whole.outcome(isOver: wasClosed)
        guard case .open(var closesAt) = outcome else { return (outcome, facts) }
        // Its sender has lost it since: no STOP comes, unless it is stored already and rated next.
        if let lostAt = facts.originHost.flatMap({ restarts[$0.lowercased()] }), lastReceivedAt < lostAt {
            closesAt = now
        }
        // A record that came after its time was found to be over keeps it open.
        if item.cause == "timeout", closesAt <= now { return (whole.outcome(isOver: true), facts) }
        return (.open(closesAt: closesAt), facts)
    }

    /// Calls that another node has told already are charged once: those of this claim, and those of others before.
    private mutating func passRepeated(_ candidates: inout [Candidate]) async throws(StoreError) {
        let identities = candidates.compactMap { $0.call.identity?.bits }
        if identities.isEmpty { return }
        var known = try await session.usageIdentities(identities)
        var rest: [Candidate] = []
        for candidate in candidates {
            guard let identity = candidate.call.identity?.bits else {
                rest.append(candidate)
                continue
            }
            let key = candidate.item.key
            if let first = known[identity], first != key {
                keep(
                    .passed(
                        reason: "told_twice",
                        explanation: "Session \(first.session) tells the same call, and is charged."),
                    candidate.item, candidate.facts)
            } else {
                known[identity] = key
                rest.append(candidate)
            }
        }
        candidates = rest
    }

    // MARK: What is kept

    private mutating func keep(_ outcome: CallSession.Outcome, _ item: UsageWorkItem, _ facts: Facts) {
        var settled = head(item, facts, .open)
        switch outcome {
        case .open(let closesAt):
            // A session that is open already changes only by its last sign of life.
            settled.closesAt = closesAt
        case .passed(let reason, let explanation):
            settled.state = .passed
            settled.reason = reason
            settled.explanation = explanation
        case .rejected(let rejection):
            return keep(rejected: rejection.reason, rejection.sentence, item, facts)
        case .call: return
        }
        add(settled, item)
    }

    private mutating func keep(rejected reason: String, _ sentence: String, _ item: UsageWorkItem, _ facts: Facts) {
        var settled = head(item, facts, .rejected)
        settled.reason = reason
        settled.explanation = sentence
        add(settled, item)
    }

    private mutating func keep(_ candidate: Candidate, _ priced: PricedCall, _ takes: [BucketTake]) {
        var settled = head(candidate.item, candidate.facts, .rated)
        settled.startedAt = candidate.call.startedAt
        settled.calling = candidate.call.calling
        settled.called = candidate.call.called
        settled.identity = candidate.call.identity?.bits
        settled.call = priced
        settled.takes = takes
        if !priced.isComplete {
            settled.reason = "no_stop"
            settled.explanation = "No STOP came: the call was closed by its last INTERIM."
        }
        add(settled, candidate.item)
    }

    private func head(_ item: UsageWorkItem, _ facts: Facts, _ state: SettledSession.State) -> SettledSession {
        var settled = SettledSession(
            key: item.key, seenRevision: item.revision, state: state)
        settled.startedAt = facts.startedAt
        settled.lastRecordAt = facts.lastRecordAt
        settled.originHost = facts.originHost
        settled.calling = facts.calling
        settled.called = facts.called
        return settled
    }

    /// What was charged before is corrected by its difference; all else is posted for the first time.
    private mutating func add(_ settled: SettledSession, _ item: UsageWorkItem) {
        guard item.state == "rated" else {
            self.settled.append(settled)
            return
        }
        let cause: UsageRevision.Cause =
            item.correction?.isDismissed == true ? .dismissed : item.cause == "correction" ? .correction : .lateRecord
        revisions.append(UsageRevision(settled: settled, cause: cause, actor: "bcrm_daemon"))
    }
}

/// Reads a kept record by its format.
package typealias UsageDecoding =
    @Sendable (_ content: [UInt8], _ format: Int) -> Result<UsageRecord, UsageDecodingFailure>

/// Why a kept record cannot be read.
package struct UsageDecodingFailure: Error, Hashable, Sendable {
    package let sentence: String

    package init(_ sentence: String) { self.sentence = sentence }
}
