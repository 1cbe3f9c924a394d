import NIOCore
import NIOPosix
import NIOSSL

/// What a ``DiameterClient`` is told.
public struct ClientConfiguration: Sendable {
    /// A host name or an IP address.
    public var host: String
    public var port: Int
    public var tls: TLSFiles?
    public var local: LocalPeer
    /// How long connecting and every answer may take.
    public var timeoutMilliseconds: Int64

    public init(
        host: String, port: Int, tls: TLSFiles? = nil, local: LocalPeer, timeoutMilliseconds: Int64 = 10_000
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.local = local
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// The initiator's side of one connection (RFC 6733): capabilities, watchdogs, requests under way at once, disconnect.
/// Enough to try a server and to load it; it does not reconnect.
public final class DiameterClient: Sendable {
    /// An answer, and how long it took.
    public struct Answer: Sendable {
        /// Which request of the stream it answers, from 0.
        public let index: Int
        public let wire: [UInt8]
        public let nanoseconds: Int64

        public var resultCode: UInt32? {
            AVPSequence(wire: wire, range: MessageHeader.length..<max(wire.count, MessageHeader.length))
                .first(.resultCode)?.unsigned32
        }
    }

    /// The peer's answer to our capabilities.
    public let capabilities: DiameterMessage
    /// How long connecting, the handshake of TLS included, and the exchange of capabilities took.
    public let connectNanoseconds: Int64
    public let capabilitiesNanoseconds: Int64
    private let configuration: ClientConfiguration
    private let writer: AnswerWriter
    private let eventLoop: any EventLoop
    private let connection: NIOLoopBound<ClientConnection>

    private init(
        _ configuration: ClientConfiguration, _ writer: AnswerWriter, _ eventLoop: any EventLoop,
        _ connection: NIOLoopBound<ClientConnection>, capabilities: DiameterMessage, times: (Int64, Int64)
    ) {
        self.configuration = configuration
        self.writer = writer
        self.eventLoop = eventLoop
        self.connection = connection
        self.capabilities = capabilities
        (connectNanoseconds, capabilitiesNanoseconds) = times
    }

    /// Connects and exchanges capabilities.
    public static func connect(_ configuration: ClientConfiguration) async throws(DiameterFailure) -> DiameterClient {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let writer = AnswerWriter(configuration.local)
        let begin = NIODeadline.now()
        let connection = try await open(configuration, writer, eventLoop)
        let connected = NIODeadline.now()
        let wire = writer.request(DiameterNumber.capabilitiesExchange, 0) { encoder in
            writer.addCapabilities(&encoder)
            writer.addOriginState(&encoder)
        }
        let answer = try await ask(wire, "the exchange of capabilities", configuration, eventLoop, connection)
        let done = NIODeadline.now()
        let message = try readable(answer)
        guard message.resultCode == ResultCode.success.rawValue else {
            eventLoop.execute { connection.value.close() }
            throw .refused(message.resultCode ?? 0, message.avps.first(.errorMessage)?.text ?? "")
        }
        if configuration.tls != nil {
            let host = message.avps.first(.originHost)?.text ?? ""
            let names = (try? await eventLoop.submit { connection.value.certificateNames }.get()) ?? []
            guard names.contains(where: { NamePattern.certificate($0, names: host) }) else {
                eventLoop.execute { connection.value.close() }
                throw .refused(ResultCode.unknownPeer.rawValue, "the certificate is not \(host)'s")
            }
        }
        return DiameterClient(
            configuration, writer, eventLoop, connection, capabilities: message,
            times: ((connected - begin).nanoseconds, (done - connected).nanoseconds))
    }

    private static func open(
        _ configuration: ClientConfiguration, _ writer: AnswerWriter, _ eventLoop: any EventLoop
    ) async throws(DiameterFailure) -> NIOLoopBound<ClientConnection> {
        var tls: NIOSSLContext?
        if let files = configuration.tls { tls = try TLSContexts.client(files) }
        let context = tls
        let ready = eventLoop.makePromise(of: NIOLoopBound<ClientConnection>.self)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(.milliseconds(configuration.timeoutMilliseconds))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let connection = ClientConnection(writer: writer, isTLS: context != nil, ready: ready)
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
        let address = "\(configuration.host):\(configuration.port)"
        do {
            bootstrap.connect(host: configuration.host, port: configuration.port).whenFailure { ready.fail($0) }
            return try await ready.futureResult.get()
        } catch {
            throw .cannotConnect(address, "\(error)")
        }
    }

    private static func ask(
        _ wire: [UInt8], _ what: String, _ configuration: ClientConfiguration, _ eventLoop: any EventLoop,
        _ connection: NIOLoopBound<ClientConnection>
    ) async throws(DiameterFailure) -> [UInt8] {
        do {
            return try await eventLoop.flatSubmit {
                connection.value.send(wire, what, milliseconds: configuration.timeoutMilliseconds)
            }.get()
        } catch {
            throw error as? DiameterFailure ?? .disconnected("\(error)")
        }
    }

    private static func readable(_ wire: [UInt8]) throws(DiameterFailure) -> DiameterMessage {
        do throws(DiameterFault) {
            return try DiameterMessage(wire: wire)
        } catch {
            throw .disconnected("the answer cannot be read: \(error.sentence)")
        }
    }

    /// Sends one request and waits for its answer. The hop-by-hop identifier is set here.
    public func send(_ wire: [UInt8]) async throws(DiameterFailure) -> DiameterMessage {
        try Self.readable(try await Self.ask(wire, "the request", configuration, eventLoop, connection))
    }

    /// Asks whether the peer lives; how long the answer took, in nanoseconds.
    public func watchdog() async throws(DiameterFailure) -> Int64 {
        let begin = NIODeadline.now()
        let writer = writer
        let wire = writer.request(DiameterNumber.deviceWatchdog, 0) { writer.addOriginState(&$0) }
        let answer = try Self.readable(
            try await Self.ask(wire, "the watchdog", configuration, eventLoop, connection))
        guard answer.resultCode == ResultCode.success.rawValue else {
            throw .refused(answer.resultCode ?? 0, answer.avps.first(.errorMessage)?.text ?? "")
        }
        return (NIODeadline.now() - begin).nanoseconds
    }

    /// Sends requests as fast as their answers come, or slower, until there are no more and all are answered.
    /// - Parameters:
    ///   - window: requests under way at once.
    ///   - perSecond: requests a second; nil: no limit.
    ///   - next: the next request; its hop-by-hop identifier is set here. Called on the event loop: quick.
    ///   - answered: each answer, in the order they come. Called on the event loop: quick.
    public func stream(
        window: Int, perSecond: Double? = nil, next: @escaping @Sendable () -> [UInt8]?,
        answered: @escaping @Sendable (Answer) -> Void
    ) async throws(DiameterFailure) {
        let connection = connection
        let timeout = configuration.timeoutMilliseconds
        do {
            try await eventLoop.flatSubmit {
                connection.value.stream(
                    .init(
                        window: max(1, window), perSecond: perSecond, timeoutMilliseconds: timeout, next: next,
                        answered: answered))
            }.get()
        } catch {
            throw error as? DiameterFailure ?? .disconnected("\(error)")
        }
    }

    /// Says that we go, waits for the answer, and closes.
    public func disconnect() async {
        let wire = writer.request(DiameterNumber.disconnectPeer, 0) { encoder in
            // DO_NOT_WANT_TO_TALK_TO_YOU: the peer need not wait for us.
            encoder.add(.disconnectCause, UInt32(2))
        }
        _ = try? await Self.ask(wire, "the disconnect", configuration, eventLoop, connection)
        close()
    }

    /// Closes without a word.
    public func close() {
        let connection = connection
        eventLoop.execute { connection.value.close() }
    }
}
