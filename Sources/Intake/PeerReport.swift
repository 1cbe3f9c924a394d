package import Diameter
package import Domain

/// What a server's peers do, as the screens are told: the counts since they connected, and the rate since the last report.
package struct PeerReport: Sendable {
    private let daemon: String
    private let counts: IntakeCounts
    private var before: [String: (answered: Int64, at: Instant)] = [:]

    /// - Parameter daemon: by which name the screens know this one.
    package init(daemon: String, counts: IntakeCounts) {
        self.daemon = daemon
        self.counts = counts
    }

    package mutating func peers(_ snapshots: [PeerSnapshot], now: Instant) -> [PeerSummary] {
        var latest: [String: (answered: Int64, at: Instant)] = [:]
        let peers = snapshots.map { snapshot in
            let answered = Int64(snapshot.answered)
            latest[snapshot.host] = (answered, now)
            var perSecond = 0.0
            if let earlier = before[snapshot.host], answered >= earlier.answered, now > earlier.at {
                perSecond =
                    Double(answered - earlier.answered) * 1_000_000
                    / Double(now.microseconds - earlier.at.microseconds)
            }
            let count = counts.count(of: snapshot.host)
            return PeerSummary(
                daemon: daemon, originHost: snapshot.host, address: snapshot.address,
                transport: snapshot.isTLS ? "tls" : "tcp",
                state: "\(snapshot.state)", since: Instant(seconds: snapshot.since),
                lastHeardAt: Instant(seconds: snapshot.lastHeardAt),
                received: Int64(snapshot.received), answered: answered, duplicates: count.duplicates,
                conflicts: count.conflicts, refused: Int64(snapshot.errors.values.reduce(0, +)), perSecond: perSecond,
                outstanding: snapshot.outstanding)
        }
        before = latest
        return peers
    }
}
