package import Domain
import PostgreSQL

extension StoreSession {
    /// How the way from records to calls stands.
    package func usageHealth() async throws(StoreError) -> UsageHealth {
        let results = try await pipeline([
            """
            SELECT batches, records, lag_seconds, open_sessions, conflicts, peers_up, peers_known
            FROM api.usage_health()
            """,
            "SELECT reason, sessions FROM api.usage_rejections()",
        ])
        guard let row = results[0].first else { throw .unexpected("the health of usage was not told") }
        return UsageHealth(
            waitingBatches: try row.value(0), waitingRecords: try row.value(1), lagSeconds: try row.value(2),
            openSessions: try row.value(3), conflicts: try row.value(4),
            rejected: try results[1].rows { row throws(StoreError) in
                RejectionCount(reason: try row.value(0), sessions: try row.value(1))
            }, peersUp: try row.value(5), peersKnown: try row.value(6))
    }

    /// Records and calls of the last 24 hours.
    package func usageTraffic() async throws(StoreError) -> UsageTraffic {
        var traffic = UsageTraffic(hours: [], recordsToday: 0, callsToday: 0)
        let rows = try await query(
            "SELECT hour, records, calls, records_today, calls_today FROM api.usage_traffic()")
        for row in rows {
            traffic.hours.append(
                UsageTraffic.Hour(at: try row.value(0), records: try row.value(1), calls: try row.value(2)))
            traffic.recordsToday = try row.value(3)
            traffic.callsToday = try row.value(4)
        }
        return traffic
    }

    package func usagePeers() async throws(StoreError) -> [PeerSummary] {
        try await query(
            """
            SELECT daemon, origin_host, address, transport, state, since, last_heard_at, received, answered, duplicates,
                conflicts, refused, per_second, outstanding
            FROM api.usage_peer_list()
            """
        ).rows { row throws(StoreError) in
            PeerSummary(
                daemon: try row.value(0), originHost: try row.value(1), address: try row.value(2),
                transport: try row.value(3), state: try row.value(4), since: try row.value(5),
                lastHeardAt: try row.value(6), received: try row.value(7), answered: try row.value(8),
                duplicates: try row.value(9), conflicts: try row.value(10), refused: try row.value(11),
                perSecond: try row.value(12), outstanding: try row.value(13))
        }
    }
}
