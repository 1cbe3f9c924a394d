/// What a ``DiameterServer`` is told.
public struct ServerConfiguration: Sendable {
    /// Where to listen.
    public struct Listener: Hashable, Sendable {
        /// An IP address.
        public var host: String
        /// 0 lets the system choose.
        public var port: Int
        public var tls: TLSFiles?

        public init(host: String, port: Int, tls: TLSFiles? = nil) {
            self.host = host
            self.port = port
            self.tls = tls
        }
    }

    /// How much the peers together may take up.
    public struct Limits: Hashable, Sendable {
        /// Connections, with and without capabilities.
        public var mostConnections = 2_000
        /// Connections that have not shown who they are.
        public var mostUnknown = 500
        /// Connections from one address.
        public var mostFromAddress = 200
        /// Octets of a message; 24 bits at most.
        public var longestMessage = DiameterMessage.longest
        /// Octets of a message before the peer has shown who it is.
        public var longestCapabilities = 4_096
        /// Octets of records that wait for their commit, of one connection and of all. Beyond them sockets are not read.
        public var mostWaitingOctets = 4 << 20
        public var mostWaitingOctetsOfAll = 32 << 20
        /// For how long a socket is not read before records are answered TOO_BUSY: watchdogs queue up behind them.
        public var patienceMilliseconds: Int64 = 2_000
        /// Octets of answers that the system keeps for a peer that reads slowly.
        public var sendBufferOctets = 256 << 10
        /// Octets that a peer may leave unread beyond those, and for how long it may read nothing; then its connection ends.
        public var mostUnsentOctets = 1 << 20
        public var unsentMilliseconds: Int64 = 10_000

        public init() {}
    }

    /// How records are collected into commits.
    public struct Batching: Hashable, Sendable {
        public var largest = 1_000
        /// Batches handed to the handler at once.
        public var mostAtOnce = 2
        /// Records that must have come together before a batch is begun besides one that is under way.
        public var leastBesides = 64

        public init() {}
    }

    public var local: LocalPeer
    public var listeners: [Listener]
    /// The first that fits counts.
    public var peers: [PeerRule]
    public var limits = Limits()
    public var batching = Batching()
    public var timing = PeerMachine.Timing()
    /// How long an old connection may take to answer before a new one of the same host takes its place.
    public var replacementMilliseconds: Int64 = 3_000
    public var dictionary = DiameterDictionary.standard

    public init(local: LocalPeer, listeners: [Listener], peers: [PeerRule]) {
        self.local = local
        self.listeners = listeners
        self.peers = peers
    }
}

/// Where a node's certificate, its key and the authorities it trusts are: PEM files.
public struct TLSFiles: Hashable, Sendable {
    public var certificate: String
    public var key: String
    /// The authorities that may have signed a peer's certificate.
    public var authorities: String

    public init(certificate: String, key: String, authorities: String) {
        self.certificate = certificate
        self.key = key
        self.authorities = authorities
    }
}

/// One connection as ``DiameterServer/snapshot()`` shows it.
public struct PeerSnapshot: Hashable, Sendable {
    /// Origin-Host; empty before the capabilities.
    public var host: String
    public var address: String
    /// The listener's address and port.
    public var listener: String
    public var isTLS: Bool
    public var state: PeerMachine.State
    /// Seconds since 1970: when it was connected, and when the last whole message came.
    public var since: Int64
    public var lastHeardAt: Int64
    /// Accounting-Requests that came, and that were answered whatever the result.
    public var received: Int
    public var answered: Int
    /// Answers other than SUCCESS, by Result-Code, to requests of any kind.
    public var errors: [UInt32: Int]
    /// Records that wait for their commit.
    public var outstanding: Int
    public var isReadingPaused: Bool
    public var originStateID: UInt32?
}
