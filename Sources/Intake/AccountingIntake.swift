package import Diameter
package import Logging
package import Store

/// Keeps Diameter accounting records: a batch is one statement and one commit, and only after that is any of it
/// acknowledged (RFC 6733 section 9.4).
package struct AccountingIntake: Sendable {
    /// Connections that suffice: so many batches a server has under way.
    package static let connections = 2

    private let database: Database
    private let logger: Logger
    private let counts: IntakeCounts
    private let stored: @Sendable () -> Void

    /// - Parameter stored: called after each commit that kept something new: rating need not wait for its next look.
    package init(
        database: Database, logger: Logger, counts: IntakeCounts = IntakeCounts(),
        stored: @escaping @Sendable () -> Void = {}
    ) {
        self.database = database
        self.logger = logger
        self.counts = counts
        self.stored = stored
    }

    /// What became of each request, in order. Without a database none is acknowledged: the senders keep them.
    package func keep(_ requests: consuming [AccountingRequest]) async -> [AccountingOutcome] {
        let requests = requests
        do throws(StoreError) {
            // Two batches that held the same keys in another order: the server let one of them go on.
            try await database.retryingConflicts { () async throws(StoreError) in try await store(requests) }
            return requests.map { _ in .accepted }
        } catch {
            logger.error("records cannot be kept", metadata: ["reason": "\(error.sentence)"])
            let outcome: AccountingOutcome = if case .storageFull = error { .outOfSpace } else { .tooBusy }
            return requests.map { _ in outcome }
        }
    }

    /// A sender has lost its sessions: what it had open gets no STOP any more (RFC 6733 section 8.16).
    package func senderRestarted(_ host: String, seenAt: ContinuousClock.Instant = .now) async {
        do throws(StoreError) {
            let sessions = try await database.retryingConflicts { () async throws(StoreError) in
                try await database.withSession { try await $0.senderRestarted(host, ago: seenAt.duration(to: .now)) }
            }
            if sessions > 0 {
                logger.notice("a sender restarted", metadata: ["peer": "\(host)", "open sessions": "\(sessions)"])
            }
        } catch {
            logger.error(
                "open sessions of a sender that restarted stay open", metadata: ["reason": "\(error.sentence)"])
        }
    }

    private func store(_ requests: [AccountingRequest]) async throws(StoreError) {
        guard let first = requests.first else { return }
        let records = requests.map { ReceivedUsageRecord($0) }
        let kept = try await database.withSession { session in
            let kept = try await session.storeUsage(records, source: first.originHost)
            if kept.stored < records.count { try await judge(requests, records, batch: kept.batch, session) }
            return kept.stored
        }
        if kept > 0 { stored() }
    }

    /// Tells records that came again from others under the same key: those are a sender's fault or an attack, and kept.
    private func judge(
        _ requests: [AccountingRequest], _ records: [ReceivedUsageRecord], batch: Int64, _ session: StoreSession
    ) async throws(StoreError) {
        var seen: Set<UsageRecordKey> = []
        var others: [Int] = []
        for known in try await session.knownUsage(records.map(\.key)) {
            let request = requests[known.place]
            let isFirst = known.batch == batch && seen.insert(records[known.place].key).inserted
            if AccountingRequest.sameContent(known.content, request.wire) {
                if !isFirst { counts.addDuplicate(of: request.originHost) }
            } else {
                others.append(known.place)
            }
        }
        if others.isEmpty { return }
        for place in others { counts.addConflict(of: requests[place].originHost) }
        let bySource = Dictionary(grouping: others) { requests[$0].originHost }
        for (host, places) in bySource {
            let new = try await session.keepConflicts(places.map { records[$0] }, source: host)
            if new > 0 {
                logger.warning(
                    "records came again with other contents; both are kept",
                    metadata: ["peer": "\(host)", "records": "\(new)"])
            }
        }
    }
}

extension ReceivedUsageRecord {
    fileprivate init(_ request: AccountingRequest) {
        self.init(
            key: UsageRecordKey(
                session: request.sessionID, subSession: Int64(bitPattern: request.subSessionID),
                kind: Int16(request.type.rawValue), number: Int64(request.number)),
            content: request.wire)
    }
}
