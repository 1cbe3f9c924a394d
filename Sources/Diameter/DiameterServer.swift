public import Logging
import NIOCore
import NIOPosix

/// A Diameter accounting server on TCP (RFC 6733): any number of peers, one commit for many records, no answer before
/// the commit.
public actor DiameterServer {
    static let epoch = ContinuousClock.now

    /// Where to listen.
    public struct Address: Sendable {
        public var host: String
        /// 0 lets the system choose.
        public var port: Int

        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    private typealias PeerChannel = NIOAsyncChannel<[UInt8], ByteBuffer>

    private let address: Address
    private let local: LocalPeer
    private let logger: Logger
    private let batcher: AccountingBatcher
    private let watchdogMilliseconds: Int64
    private var listener: NIOAsyncChannel<PeerChannel, Never>?
    private var peers: [String: DiameterPeer] = [:]
    private var connections: [ObjectIdentifier: DiameterPeer] = [:]

    /// - Parameter handler: keeps requests durably and says what became of each, in order. Called with one batch at a
    ///   time.
    public init(
        address: Address, local: LocalPeer, logger: Logger, watchdogMilliseconds: Int64 = 30_000,
        handler: @escaping @Sendable ([AccountingRequest]) async -> [AccountingOutcome]
    ) {
        self.address = address
        self.local = local
        self.logger = logger
        self.watchdogMilliseconds = watchdogMilliseconds
        batcher = AccountingBatcher(handler: handler)
    }

    /// Opens the listening socket; returns its port.
    public func bind() async throws -> Int {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(MessageFraming()))
                    return try PeerChannel(wrappingChannelSynchronously: channel)
                }
            }
        self.listener = listener
        return listener.channel.localAddress?.port ?? 0
    }

    /// Serves until ``stop()`` or the task's cancellation.
    public func run() async throws {
        if listener == nil { _ = try await bind() }
        guard let listener else { return }
        try await listener.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await channel in inbound {
                    group.addTask { await self.serve(channel) }
                }
            }
        }
    }

    /// Tells every peer that we go, answers what was read, closes.
    public func stop() async {
        for peer in connections.values { await peer.stop() }
        try? await listener?.channel.close()
    }

    private func serve(_ channel: PeerChannel) async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                let peer = DiameterPeer(
                    machine: PeerMachine(
                        local: local, now: DiameterPeer.now(), watchdogMilliseconds: watchdogMilliseconds,
                        firstIdentifier: UInt32.random(in: 0 ... .max)),
                    outbound: outbound, batcher: batcher, logger: logger
                ) { host, peer in await self.register(peer, as: host) }
                connections[ObjectIdentifier(peer)] = peer
                defer { forget(peer) }
                try await withThrowingTaskGroup { group in
                    group.addTask {
                        for try await wire in inbound where await !peer.receive(wire) { return }
                    }
                    group.addTask {
                        while await peer.tick() { try await Task.sleep(for: .seconds(1)) }
                    }
                    // Whichever ends first ends the connection.
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch {
            logger.info("connection ended", metadata: ["reason": "\(error)"])
        }
    }

    /// One connection a host: a client that crashed comes back before its old connection is known to be dead, so the
    /// newest wins.
    private func register(_ peer: DiameterPeer, as host: String) async {
        let old = peers[host]
        peers[host] = peer
        if let old, old !== peer { await old.replace() }
    }

    private func forget(_ peer: DiameterPeer) {
        connections[ObjectIdentifier(peer)] = nil
        for (host, known) in peers where known === peer { peers[host] = nil }
    }
}
