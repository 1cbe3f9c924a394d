/// How the way from records to calls stands at this moment.
package struct UsageHealth: Hashable, Sendable {
    package var waitingBatches: Int
    package var waitingRecords: Int
    /// Age of the oldest record that waits to be rated, seconds; nil when none waits.
    package var lagSeconds: Int?
    package var openSessions: Int
    package var conflicts: Int
    /// Most first.
    package var rejected: [RejectionCount]
    package var peersUp: Int
    package var peersKnown: Int

    package init(
        waitingBatches: Int, waitingRecords: Int, lagSeconds: Int?, openSessions: Int, conflicts: Int,
        rejected: [RejectionCount], peersUp: Int, peersKnown: Int
    ) {
        self.waitingBatches = waitingBatches
        self.waitingRecords = waitingRecords
        self.lagSeconds = lagSeconds
        self.openSessions = openSessions
        self.conflicts = conflicts
        self.rejected = rejected
        self.peersUp = peersUp
        self.peersKnown = peersKnown
    }

    /// Seconds after which the daemon raises an alarm (features F11.1).
    package static let lagLimit = 300
    /// Seconds that a good installation stays under.
    package static let lagAim = 2

    package var rejectedSessions: Int { rejected.reduce(0) { $0 + $1.sessions } }
}

/// Records and calls of the last hours, the oldest hour first.
package struct UsageTraffic: Hashable, Sendable {
    package struct Hour: Hashable, Sendable {
        /// The beginning of the hour.
        package var at: Instant
        package var records: Int
        package var calls: Int

        package init(at: Instant, records: Int, calls: Int) {
            self.at = at
            self.records = records
            self.calls = calls
        }
    }

    package var hours: [Hour]
    /// Since the local midnight.
    package var recordsToday: Int
    package var callsToday: Int

    package init(hours: [Hour], recordsToday: Int, callsToday: Int) {
        self.hours = hours
        self.recordsToday = recordsToday
        self.callsToday = callsToday
    }
}

/// A node that sends records, as one daemon sees it.
package struct PeerSummary: Hashable, Sendable {
    package var daemon: String
    package var originHost: String
    package var address: String
    /// tcp or tls.
    package var transport: String
    /// As the daemon names it; "open" exchanges records (RFC 6733 section 5.6).
    package var state: String
    /// In this state.
    package var since: Instant?
    package var lastHeardAt: Instant?
    package var received: Int64
    package var answered: Int64
    package var duplicates: Int64
    package var conflicts: Int64
    package var refused: Int64
    /// Records a second, lately.
    package var perSecond: Double
    /// Received and not answered yet.
    package var outstanding: Int

    package init(
        daemon: String, originHost: String, address: String, transport: String, state: String, since: Instant?,
        lastHeardAt: Instant?, received: Int64, answered: Int64, duplicates: Int64, conflicts: Int64, refused: Int64,
        perSecond: Double, outstanding: Int
    ) {
        self.daemon = daemon
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

    package var isOpen: Bool { state == "open" }
}
