import Charging
import Domain
import PostgreSQL
import Store
import Synchronization
import Testing

/// Whatever the order records come in, however they fall into batches, however many rate them at once, and whatever is
/// corrected or given up on the way: the calls and the money are the same in the end.
///
/// BCRM_SETTLING_SEED chooses other histories; BCRM_SETTLING_ROUNDS more of them.
struct SettlingPropertyTests {
    @Test(.timeLimit(.minutes(10))) func theCallsAndTheMoneyDoNotDependOnOrderNorBatchesNorWorkers() async throws {
        let seed: UInt64 = setting("BCRM_SETTLING_SEED", .random(in: 1...999_999))
        let rounds: Int = setting("BCRM_SETTLING_ROUNDS", 20)
        var random = ModelRandom(seed: seed)
        let exchange = try await Exchange()
        let lines = try await exchange.words(
            """
            SELECT identifier FROM catalog.subscription WHERE service_type_id = 2 AND state <> 'ended'
                AND activated_on < '2026-11-20' ORDER BY subscription_id LIMIT 6
            """)
        let reference = SettlingReference(lines: Set(lines), prices: SettlingHistory.prices)
        var conflicts = 0
        for round in 0..<rounds {
            let history = SettlingHistory("r\(round)", sessions: 60, lines: lines, &random)
            let play = SettlingPlay(exchange: exchange, history: history)
            try await play.run(&random)
            conflicts += play.conflicts
            try await compare(exchange, history, play.corrections, reference, "seed \(seed), round \(round)")
        }
        for (rule, sql) in UsageProof.ledgerRules {
            #expect(try await exchange.count(sql) == 0, "seed \(seed): \(rule)")
        }
        print("Settling: seed \(seed): \(rounds) rounds; \(conflicts) turns lost to other workers")
        try await exchange.close()
    }

    private func compare(
        _ exchange: Exchange, _ history: SettlingHistory,
        _ corrections: [SettlingHistory.Key: [SettlingReference.Correction]], _ reference: SettlingReference,
        _ what: String
    ) async throws {
        var found: [SettlingHistory.Key: [SettlingReference.Call]] = [:]
        for row in try await exchange.superuser.connection.query(
            """
            SELECT session_id, sub_session_id, coalesce(payer, calling), called, extract(epoch FROM started_at)::bigint,
                duration_seconds::bigint, amount, is_complete
            FROM usage.call
            """)
        {
            let key = SettlingHistory.Key(session: try row.decode(0), subSession: try row.decode(1))
            found[key, default: []].append(
                SettlingReference.Call(
                    payer: try row.decode(2), called: try row.decode(3), startedAt: try row.decode(4),
                    seconds: try row.decode(5), amount: try row.decode(6), isComplete: try row.decode(7)))
        }
        for nodes in history.repeated {
            let calls = nodes.flatMap { found[$0] ?? [] }
            let expected = history.sessions[nodes[0]].flatMap { reference.call($0, []) }
            #expect(calls == [expected].compactMap { $0 }, "\(what): \(nodes)")
        }
        let several = Set(history.repeated.flatMap { $0 })
        for (key, records) in history.sessions where !several.contains(key) {
            let said = corrections[key] ?? []
            let expected = reference.call(records, said)
            #expect((found[key] ?? []) == [expected].compactMap { $0 }, "\(what): \(key) \(records) \(said)")
        }
        #expect(
            try await exchange.count("SELECT count(*) FROM usage.session WHERE state = 'open'") == 0, "\(what): open")
    }
}

/// Plays a history to the database: some store, some rate, one corrects, all at once.
private final class SettlingPlay {
    private let exchange: Exchange
    private let history: SettlingHistory
    private(set) var corrections: [SettlingHistory.Key: [SettlingReference.Correction]] = [:]
    private let tally = Tally()

    /// What the raters share.
    private final class Tally: Sendable {
        let lost = Mutex(0)
        let isDone = Mutex(false)
    }

    /// Turns of rating that gave way to other workers too often.
    var conflicts: Int { tally.lost.withLock { $0 } }

    init(exchange: Exchange, history: SettlingHistory) {
        self.exchange = exchange
        self.history = history
    }

    func run(_ random: inout ModelRandom) async throws {
        var batches: [[ReceivedUsageRecord]] = []
        var rest = history.shuffled(&random)[...]
        while !rest.isEmpty {
            batches.append(Array(rest.prefix(1 + random.below(12))))
            rest = rest.dropFirst(batches[batches.count - 1].count)
        }
        let raters = (0..<1 + random.below(3)).map { _ in
            exchange.service(batchSize: 1 + random.below(30), workers: 1 + random.below(3))
        }
        let storing = Self.parts(batches, 1 + random.below(3))
        let daemon = exchange.daemon
        let tally = tally
        try await withThrowingTaskGroup(of: Void.self) { group in
            for rater in raters {
                group.addTask {
                    while !tally.isDone.withLock({ $0 }) { try await Self.turn(rater, tally) }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { senders in
                for part in storing {
                    senders.addTask {
                        for batch in part {
                            _ = try await daemon.retryingConflicts { () async throws(StoreError) in
                                try await daemon.withSession { try await $0.storeUsage(batch, source: "x") }
                            }
                        }
                    }
                }
                try await meddle(&random, times: batches.count / 2)
                try await senders.waitForAll()
            }
            tally.isDone.withLock { $0 = true }
            try await group.waitForAll()
        }
        try await finish()
    }

    private static func turn(_ rater: CallRatingService, _ tally: Tally) async throws {
        do throws(StoreError) {
            _ = try await rater.turn()
        } catch {
            guard case .conflict = error else { throw error }
            tally.lost.withLock { $0 += 1 }
        }
    }

    private static func parts<T>(_ all: [T], _ count: Int) -> [[T]] {
        (0..<count).map { part in all.indices.filter { $0 % count == part }.map { all[$0] } }
    }

    /// Corrections, dismissals, and switches that lose their sessions.
    private func meddle(_ random: inout ModelRandom, times: Int) async throws {
        let desk = try await exchange.operator("op_aram")
        let several = Set(history.repeated.flatMap { $0 })
        let keys = history.sessions.keys.filter { !several.contains($0) }.sorted()
        for number in 0..<times {
            if random.once(in: 5) {
                let host = random.pick(SettlingHistory.hosts)
                try await restart(host)
                continue
            }
            let key = random.pick(keys)
            var said = SettlingReference.Correction()
            switch random.below(4) {
            case 0: said.isDismissal = true
            case 1: said.called = "37410" + String(random.below(900_000) + 100_000)
            default: said.seconds = Int64(random.below(500))
            }
            let name = "\(key.session)-\(number)"
            do throws(PostgreSQLError) {
                if said.isDismissal {
                    _ = try await desk.query(
                        "SELECT api.usage_dismiss(\(key.session), \(key.subSession), 'A test', \(name))")
                } else {
                    let field = said.called.map { #""called": "\#($0)""# } ?? #""duration": "\#(said.seconds ?? 0)""#
                    _ = try await desk.query(
                        """
                        SELECT api.usage_correct(\(key.session), \(key.subSession), \("{\(field)}")::jsonb, 'A test', \(name))
                        """)
                }
                corrections[key, default: []].append(said)
            } catch {
                // Nothing of it was rated yet: there is nothing to correct.
                guard error.sqlState == "BC003" else { throw error }
            }
        }
        await desk.close()
    }

    private func restart(_ host: String) async throws {
        let daemon = exchange.daemon
        _ = try await daemon.retryingConflicts { () async throws(StoreError) in
            try await daemon.withSession { try await $0.senderRestarted(host) }
        }
    }

    /// Everything is rated, and no more STOP is waited for.
    private func finish() async throws {
        let rater = exchange.service()
        for _ in 0..<2 {
            for host in SettlingHistory.hosts {
                try await restart(host)
            }
            while try await rater.turn().didWork {}
        }
        for table in ["intake_batch", "session_queue"] {
            #expect(try await exchange.count("SELECT count(*) FROM usage.\(table)") == 0)
        }
    }
}
