public import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// A Diameter accounting server on TCP and TLS (RFC 6733): any number of peers, one commit for many records, no answer
/// before the commit.
public final class DiameterServer: Sendable {
    /// Keeps a batch durably and says what became of each record, in order.
    public typealias Handler = @Sendable (consuming [AccountingRequest]) async -> [AccountingOutcome]
    /// A client of that host has lost its state: its open sessions are gone.
    public typealias OriginStateHook = @Sendable (_ host: String, _ seenAt: ContinuousClock.Instant) async -> Void

    private let configuration: ServerConfiguration
    private let eventLoop: any EventLoop
    private let core: NIOLoopBoundBox<ServerCore>
    private let state: NIOLoopBoundBox<Listening>

    private struct Listening {
        var channels: [any Channel] = []
        var ticking: RepeatedTask?
    }

    private let ended: EventLoopPromise<Void>

    /// How often time is looked at.
    private static let tick = TimeAmount.milliseconds(250)

    /// - Parameters:
    ///   - handler: called with at most ``ServerConfiguration/Batching/mostAtOnce`` batches at a time.
    ///   - originStateRaised: called when a host's Origin-State-Id is higher than before (RFC 6733 section 8.16), with the
    ///     moment at which that was seen: records stored since then are of its new life.
    public init(
        configuration: ServerConfiguration, logger: Logger,
        originStateRaised: @escaping OriginStateHook = { _, _ in }, handler: @escaping Handler
    ) {
        self.configuration = configuration
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        self.eventLoop = eventLoop
        core = NIOLoopBoundBox.makeBoxSendingValue(
            ServerCore(
                configuration: configuration, logger: logger, eventLoop: eventLoop, handler: handler,
                originStateRaised: originStateRaised), eventLoop: eventLoop)
        state = NIOLoopBoundBox.makeBoxSendingValue(Listening(), eventLoop: eventLoop)
        ended = eventLoop.makePromise(of: Void.self)
    }

    /// Opens the listening sockets; their ports, in the order of the configuration.
    public func bind() async throws(DiameterFailure) -> [Int] {
        var ports: [Int] = []
        var channels: [any Channel] = []
        for listener in configuration.listeners {
            do throws(DiameterFailure) {
                let channel = try await bind(listener)
                channels.append(channel)
                ports.append(channel.localAddress?.port ?? 0)
            } catch {
                for channel in channels { channel.close(promise: nil) }
                throw error
            }
        }
        let opened = channels
        let core = core
        let state = state
        let eventLoop = eventLoop
        eventLoop.execute {
            state.value.channels = opened
            state.value.ticking = eventLoop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { _ in
                core.value.tick()
            }
        }
        return ports
    }

    private func bind(_ listener: ServerConfiguration.Listener) async throws(DiameterFailure) -> any Channel {
        var tls: NIOSSLContext?
        if let files = listener.tls { tls = try TLSContexts.server(files) }
        let context = tls
        let core = core
        let name = "\(listener.host):\(listener.port)"
        let bootstrap = ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A turn of the event loop takes so much of each socket: one that floods does not hold the others up.
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 32 << 10))
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.socketOption(.so_sndbuf), value: .init(configuration.limits.sendBufferOctets))
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 32 << 10, high: 64 << 10))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let address = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
                    guard
                        let connection = core.value.connect(
                            listener: name, isTLS: context != nil, address: address)
                    else { throw ChannelError.inputClosed }
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
        do {
            return try await bootstrap.bind(host: listener.host, port: listener.port).get()
        } catch {
            throw .cannotListen(name, "\(error)")
        }
    }

    /// Serves until ``stop()`` or the task's cancellation. Sockets are opened if they are not yet.
    public func run() async throws {
        try await withTaskCancellationHandler {
            try await ended.futureResult.get()
        } onCancel: {
            let core = core
            eventLoop.execute { core.value.abandon() }
            finish()
        }
    }

    /// Tells every peer that we go, answers what was read, closes; bounded by the closing time.
    public func stop() async {
        let core = core
        let state = state
        try? await eventLoop.flatSubmit {
            for channel in state.value.channels { channel.close(promise: nil) }
            state.value.channels = []
            return core.value.stop()
        }.get()
        finish()
    }

    private func finish() {
        let state = state
        let ended = ended
        eventLoop.execute {
            for channel in state.value.channels { channel.close(promise: nil) }
            state.value.channels = []
            state.value.ticking?.cancel()
            state.value.ticking = nil
            ended.succeed()
        }
    }

    /// All connections, as they are now.
    public func snapshot() async -> [PeerSnapshot] {
        let core = core
        return (try? await eventLoop.submit { core.value.snapshot }.get()) ?? []
    }
}
