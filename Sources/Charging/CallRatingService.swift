import Domain
import Rating
package import Store

/// Rates ended calls and posts them. A session is claimed, rated and posted in one transaction: sent twice it is
/// charged once, and what cannot be rated is kept with its reason.
package actor CallRatingService {
    package struct Turn: Hashable, Sendable {
        package var rated = 0
        package var rejected = 0
        /// Reported by the terminating side, or rated before.
        package var skipped = 0

        package var didWork: Bool { rated + rejected > 0 }
    }

    private let database: Database
    private let catalog = CallCatalog()

    package init(database: Database) { self.database = database }

    /// Rates everything that waits; tells the screens once at the end.
    package func turn() async throws(StoreError) -> Turn {
        var turn = Turn()
        while true {
            let batch = try await rateBatch(limit: 200)
            turn.rated += batch.turn.rated
            turn.rejected += batch.turn.rejected
            turn.skipped += batch.turn.skipped
            if batch.claimed == 0 { break }
            if Task.isCancelled { throw .cancelled }
        }
        if turn.didWork { try await database.withSession { try await $0.announce("usage") } }
        return turn
    }

    private func rateBatch(limit: Int) async throws(StoreError) -> (claimed: Int, turn: Turn) {
        try await database.transaction { session in
            let sessions = try await session.claimPendingSessions(limit: limit)
            guard !sessions.isEmpty else { return (0, Turn()) }
            let clock = try await session.daemonClock()
            let zone = (try? TimeZoneRules(named: clock.timeZone)) ?? .utc
            let ratings = try await catalog.current(session, zone: zone)
            var turn = Turn()
            var calls: [PricedCall] = []
            for pending in sessions {
                if let call = try await rate(pending, ratings, now: clock.now, zone: zone, session, &turn) {
                    calls.append(call)
                }
            }
            // In the order of the accounts' keys, as every posting locks them.
            calls.sort { ($0.line.customer, $0.line.account) < ($1.line.customer, $1.line.account) }
            for call in calls {
                if try await session.postCall(call) { turn.rated += 1 } else { turn.skipped += 1 }
            }
            return (sessions.count, turn)
        }
    }

    /// The priced call; nil when it is not to be posted: reported by the other side too, or rejected with a reason.
    private func rate(
        _ pending: PendingSession, _ ratings: [TariffID: CallRating], now: Instant, zone: TimeZoneRules,
        _ session: StoreSession, _ turn: inout Turn
    ) async throws(StoreError) -> PricedCall? {
        do {
            let call = try CallFromRecords(pending)
            if call.isTerminating {
                turn.skipped += 1
                return nil
            }
            let day = zone.date(call.startedAt)
            guard let line = try await session.usageLine(number: call.calling.digits, on: day) else {
                try await reject(
                    pending, "unknown_subscriber", "No phone line has the number \(call.calling).", session, &turn)
                return nil
            }
            guard let rating = ratings[line.tariff] else {
                try await reject(pending, "no_rate", "Tariff \(line.tariff) has no call rates.", session, &turn)
                return nil
            }
            var buckets = BucketBalances()
            let price = try rating.rate(
                RatableCall(
                    called: call.called.digits, startedAt: call.startedAt, durationSeconds: call.durationSeconds),
                buckets: &buckets, now: now)
            return PricedCall(
                session: pending.session, line: line, startedAt: call.startedAt, calling: call.calling.digits,
                called: call.called.digits, durationSeconds: call.durationSeconds,
                chargedSeconds: price.chargedSeconds, destination: price.destination, prefix: price.prefix,
                amount: price.amount)
        } catch let rejection as CallFromRecords.Rejection {
            try await reject(pending, rejection.reason, rejection.sentence, session, &turn)
        } catch let rejection as CallRating.Rejection {
            try await reject(pending, rejection.reason, rejection.sentence, session, &turn)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unexpected("\(error)")
        }
        return nil
    }

    private func reject(
        _ pending: PendingSession, _ reason: String, _ explanation: String, _ session: StoreSession,
        _ turn: inout Turn
    ) async throws(StoreError) {
        try await session.rejectSession(pending.session, reason: reason, explanation: explanation)
        turn.rejected += 1
    }
}
