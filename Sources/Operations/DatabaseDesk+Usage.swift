package import Domain
import Store

extension DatabaseDesk {
    package func calls(
        of customer: CustomerID, filter: CallFilter, before: CallPosition?, limit: Int
    ) async throws(DeskError) -> [CallSummary] {
        try await run { try await $0.calls(of: customer, filter: filter, before: before, limit: limit) }
    }

    package func callTotals(of customer: CustomerID, filter: CallFilter) async throws(DeskError) -> CallTotals {
        try await run { try await $0.callTotals(of: customer, filter: filter) }
    }

    package func call(_ call: CallPosition, of customer: CustomerID) async throws(DeskError) -> CallDetail {
        try await run { session in
            let stored = try await session.call(call, of: customer)
            let reading = try await UsageReading(session)
            let summary = stored.summary
            return CallDetail(
                call: summary, session: stored.session, tariffName: stored.tariffName, prefix: stored.prefix,
                payer: stored.payer,
                arithmetic: reading.arithmetic(
                    stored.arithmetic, tariff: stored.tariff, currency: summary.amount.currency,
                    startedAt: summary.startedAt, durationSeconds: summary.durationSeconds),
                records: try await session.records(of: stored.session).map(UsageReading.record),
                corrections: try await session.corrections(of: stored.session),
                revisions: try await session.revisions(of: call.id, customer: customer).map(reading.revision))
        }
    }

    package func usageHealth() async throws(DeskError) -> UsageHealth { try await run { try await $0.usageHealth() } }

    package func usageTraffic() async throws(DeskError) -> UsageTraffic {
        try await run { try await $0.usageTraffic() }
    }

    package func usagePeers() async throws(DeskError) -> [PeerSummary] { try await run { try await $0.usagePeers() } }

    package func openSessions(limit: Int) async throws(DeskError) -> [UsageSession] {
        try await run { try await $0.openSessions(limit: limit) }
    }

    package func usageSession(_ session: UsageSessionID) async throws(DeskError) -> UsageSessionDetail {
        try await run { store in
            UsageSessionDetail(
                session: try await store.usageSession(session),
                records: try await store.records(of: session).map(UsageReading.record),
                corrections: try await store.corrections(of: session))
        }
    }

    package func rejectedSessions(
        _ filter: RejectedFilter, after: SessionPosition?, limit: Int
    ) async throws(DeskError) -> [UsageSession] {
        try await run { try await $0.rejectedSessions(filter, after: after, limit: limit) }
    }

    package func rejectionCounts() async throws(DeskError) -> [RejectionCount] {
        try await run { try await $0.rejectionCounts() }
    }

    package func usageConflicts(limit: Int) async throws(DeskError) -> [UsageConflict] {
        try await run { try await $0.usageConflicts(limit: limit) }
    }

    package func usageConflict(_ conflict: UsageConflictID) async throws(DeskError) -> UsageConflictDetail {
        try await run { session in
            let kept = try await session.usageConflict(conflict)
            return UsageConflictDetail(
                conflict: kept.conflict, stored: kept.stored.map(UsageReading.record),
                other: UsageReading.record(kept.other))
        }
    }

    package func replaySession(_ session: UsageSessionID, key: CommandKey) async throws(DeskError) {
        try await run { try await $0.replaySession(session, key: key) }
    }

    package func replaySessions(ofReason reason: String, key: CommandKey) async throws(DeskError) -> Int {
        try await run { try await $0.replaySessions(ofReason: reason, key: key) }
    }

    package func correctSession(
        _ session: UsageSessionID, fields: CorrectedFields, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.correctSession(session, fields: fields, reason: reason, key: key) }
    }

    package func dismissSession(
        _ session: UsageSessionID, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.dismissSession(session, reason: reason, key: key) }
    }

    package func reratings(limit: Int) async throws(DeskError) -> [ReratingSummary] {
        try await run { try await $0.reratings(limit: limit) }
    }

    package func rerating(_ rerating: ReratingID) async throws(DeskError) -> ReratingReport {
        try await run { try await $0.rerating(rerating, lines: 500) }
    }

    package func requestRerating(
        _ filter: ReratingFilter, isDry: Bool, reason: String, key: CommandKey
    ) async throws(DeskError) -> ReratingID {
        try await run { try await $0.requestRerating(filter, isDry: isDry, reason: reason, key: key) }
    }

    package func cancelRerating(_ rerating: ReratingID, key: CommandKey) async throws(DeskError) {
        try await run { try await $0.cancelRerating(rerating, key: key) }
    }
}
