import Domain
import Rating
package import Store

/// Rates what was stored: batches of records are claimed, settled and posted in one transaction each. A crash at any
/// instant repeats nothing and loses nothing: what was not committed is still to be claimed. Several workers and several
/// daemons share the work.
package struct CallRatingService: Sendable {
    package struct Turn: Hashable, Sendable {
        package var records = 0
        package var rated = 0
        package var rejected = 0
        /// Nothing to charge: the other side's record, a failed set-up, told by another node as well.
        package var passed = 0
        /// Calls whose price a late record or a person changed.
        package var revised = 0

        package var didWork: Bool { records + rated + rejected + passed + revised > 0 }
    }

    /// Records a worker claims at once: large enough that a batch costs little, small enough that a lone call waits little.
    package static let batchSize = 10_000
    package static let workers = 3

    private let database: Database
    private let catalog = CallCatalog()
    private let decode: UsageDecoding
    private let batchSize: Int
    private let workers: Int

    /// - Parameter decode: reads a kept record by its format.
    package init(
        database: Database, batchSize: Int = CallRatingService.batchSize, workers: Int = CallRatingService.workers,
        decode: @escaping UsageDecoding
    ) {
        self.database = database
        self.batchSize = batchSize
        self.workers = workers
        self.decode = decode
    }

    /// Rates everything that waits; tells the screens once at the end.
    package func turn() async throws(StoreError) -> Turn {
        // Most turns find nothing, or one call: one worker is enough for what is less than a batch.
        let isMuch = try await database.withSession { session throws(StoreError) in
            _ = try await session.closeDueUsage()
            return try await session.usageWaits(records: batchSize)
        }
        var turn = Turn()
        var isMore = isMuch
        if !isMuch { isMore = try await work(&turn) }
        if isMore {
            for part in try await together() { turn.add(part) }
        }
        if turn.didWork { try await database.withSession { try await $0.announce("usage") } }
        return turn
    }

    /// Every worker goes on until it finds less than a batch.
    private func together() async throws(StoreError) -> [Turn] {
        do {
            return try await withThrowingTaskGroup(of: Turn.self) { group in
                for _ in 0..<workers {
                    group.addTask {
                        var turn = Turn()
                        while try await work(&turn) {}
                        return turn
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .cancelled
        }
    }

    /// One batch; true: it was full, and more may wait.
    private func work(_ turn: inout Turn) async throws(StoreError) -> Bool {
        if Task.isCancelled { throw .cancelled }
        guard
            let part = try await database.retryingConflicts({ () async throws(StoreError) in try await settleBatch() })
        else { return false }
        turn.add(part.turn)
        return part.claimed >= batchSize
    }

    private func settleBatch() async throws(StoreError) -> (turn: Turn, claimed: Int)? {
        try await database.transaction { session in
            guard let claim = try await session.claimUsage(records: batchSize) else { return nil }
            let snapshot = try await catalog.current(session).snapshot
            var settling = UsageSettling(
                session: session, snapshot: snapshot, now: try await session.daemonClock().now, decode: decode)
            try await settling.settle(try await session.usageWork(claim))
            var takes = settling.settled.flatMap(\.takes)
            let posting = try await session.postUsage(settling.settled, claim: claim, strictly: !takes.isEmpty)
            var turn = Turn(
                records: claim.records, rated: posting.rated, rejected: posting.rejected, passed: posting.passed)
            for revision in settling.revisions {
                let answer = try await session.revise(revision)
                if answer == .changed { turn.revised += 1 }
                if answer != .byHand { takes += revision.settled.takes }
            }
            try await session.takeFromBuckets(takes, insteadOf: settling.revisions.map(\.settled.key))
            return (turn, claim.records + claim.queued)
        }
    }
}

extension CallRatingService.Turn {
    fileprivate mutating func add(_ part: Self) {
        records += part.records
        rated += part.rated
        rejected += part.rejected
        passed += part.passed
        revised += part.revised
    }
}
