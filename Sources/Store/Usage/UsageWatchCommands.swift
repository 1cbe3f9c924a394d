package import Domain
import PostgreSQL

/// A Diameter peer as a daemon sees it.
package struct UsagePeer: Hashable, Sendable {
    package var originHost: String
    package var address: String
    package var transport: String
    package var state: String
    package var since: Instant
    package var lastHeardAt: Instant?
    package var received: Int64
    package var answered: Int64
    package var duplicates: Int64
    package var conflicts: Int64
    package var refused: Int64
    package var perSecond: Double
    package var outstanding: Int

    package init(
        originHost: String, address: String, transport: String, state: String, since: Instant, lastHeardAt: Instant?,
        received: Int64, answered: Int64, duplicates: Int64, conflicts: Int64, refused: Int64, perSecond: Double,
        outstanding: Int
    ) {
        self.originHost = originHost
        self.address = address
        self.transport = transport
        self.state = state
        self.since = since
        self.lastHeardAt = lastHeardAt
        self.received = received
        self.answered = answered
        self.duplicates = duplicates
        self.conflicts = conflicts
        self.refused = refused
        self.perSecond = perSecond
        self.outstanding = outstanding
    }
}

extension StoreSession {
    /// Tells the screens what a daemon knows of its peers.
    package func tellPeers(_ peers: [UsagePeer], daemon: String) async throws(StoreError) {
        let json = JSONText.list(
            peers.map { peer in
                .object([
                    ("origin_host", .text(peer.originHost)), ("address", .text(peer.address)),
                    ("transport", .text(peer.transport)), ("state", .text(peer.state)),
                    ("since", .text(peer.since.description)),
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
