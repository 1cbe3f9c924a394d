package import Domain
import PostgreSQL

extension StoreSession {
    /// Tells the screens what a daemon knows of its peers.
    package func tellPeers(_ peers: [PeerSummary], daemon: String) async throws(StoreError) {
        let json = JSONText.list(
            peers.map { peer in
                .object([
                    ("origin_host", .text(peer.originHost)), ("address", .text(peer.address)),
                    ("transport", .text(peer.transport)), ("state", .text(peer.state)),
                    ("since", peer.since.map { .text($0.description) } ?? .null),
                    ("last_heard_at", peer.lastHeardAt.map { .text($0.description) } ?? .null),
                    ("received", .number(peer.received)), ("answered", .number(peer.answered)),
                    ("duplicates", .number(peer.duplicates)), ("conflicts", .number(peer.conflicts)),
                    ("refused", .number(peer.refused)), ("per_second", .text(peer.perSecond.description)),
                    ("outstanding", .number(Int64(peer.outstanding))),
                ])
            })
        _ = try await query("SELECT api.usage_peers(\(daemon), \(json.description)::jsonb)")
    }

    /// How long the oldest unrated record has waited; above the limit an alarm is raised.
    package func watchUsageLag(limit: Duration) async throws(StoreError) -> Duration {
        let seconds = limit.components.seconds
        let milliseconds: Int64 = try await one("SELECT api.usage_lag_watch(make_interval(secs => \(seconds)))").value(
            0)
        return .milliseconds(milliseconds)
    }
}
