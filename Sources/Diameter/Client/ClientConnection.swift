import NIOCore
import NIOSSL
import NIOTLS

/// The client's end of a connection: matches answers to requests by the hop-by-hop identifier, answers the peer's own
/// watchdog and disconnect. Lives on its event loop.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Many requests under way at once.
    struct Stream {
        let window: Int
        let perSecond: Double?
        let timeoutMilliseconds: Int64
        let next: @Sendable () -> [UInt8]?
        let answered: @Sendable (DiameterClient.Answer) -> Void
        var sent = 0
        var begin = NIODeadline.now()
        var underWay = 0
        var isExhausted = false
        var lastAnswer = NIODeadline.now()
    }

    private enum Waiting {
        case promise(EventLoopPromise<[UInt8]>)
        case stream(index: Int, sentAt: NIODeadline)
    }

    private let writer: AnswerWriter
    private let eventLoop: any EventLoop
    private let isTLS: Bool
    private var ready: EventLoopPromise<NIOLoopBound<ClientConnection>>?
    private var framing = MessageFraming(longest: 1 << 20)
    private var context: ChannelHandlerContext?
    private var output: [UInt8] = []
    private var waiting: [UInt32: Waiting] = [:]
    private var nextHopByHop = UInt32.random(in: 0 ... .max)
    private var streaming: Stream?
    private var streamEnd: EventLoopPromise<Void>?
    private var isPaced = false

    init(writer: AnswerWriter, isTLS: Bool, ready: EventLoopPromise<NIOLoopBound<ClientConnection>>) {
        self.writer = writer
        eventLoop = ready.futureResult.eventLoop
        self.isTLS = isTLS
        self.ready = ready
    }

    /// DNS names of the peer's certificate.
    var certificateNames: [String] {
        let handler = try? context?.pipeline.syncOperations.handler(type: NIOSSLHandler.self)
        return TLSContexts.names(of: handler?.peerCertificate)
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) { if !isTLS { becomeReady(context) } }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { becomeReady(context) }
    }

    private func becomeReady(_ context: ChannelHandlerContext) {
        ready?.succeed(NIOLoopBound(self, eventLoop: context.eventLoop))
        ready = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.disconnected("\(error)"), ready: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        fail(.disconnected("the peer closed it"), ready: ChannelError.eof)
    }

    private func fail(_ failure: DiameterFailure, ready error: any Error) {
        ready?.fail(error)
        ready = nil
        let before = waiting
        waiting = [:]
        for case .promise(let promise) in before.values { promise.fail(failure) }
        streaming = nil
        streamEnd?.fail(failure)
        streamEnd = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        framing.append(&octets)
        while true {
            switch framing.next(isKnown: true) {
            case .incomplete: return
            case .broken:
                fail(.disconnected("what the peer sent is no Diameter"), ready: ChannelError.inputClosed)
                close()
                return
            case .message(let wire): receive(wire)
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        fill()
        flush()
    }

    // MARK: Messages

    private func receive(_ wire: [UInt8]) {
        guard let header = MessageHeader(of: wire) else { return }
        guard !header.isRequest else {
            answer(wire, header)
            return
        }
        // An answer to nothing we asked, or too late, is let pass.
        guard let waiting = waiting.removeValue(forKey: header.hopByHop) else { return }
        switch waiting {
        case .promise(let promise): promise.succeed(wire)
        case .stream(let index, let sentAt):
            let now = NIODeadline.now()
            streaming?.underWay -= 1
            streaming?.lastAnswer = now
            streaming?.answered(.init(index: index, wire: wire, nanoseconds: (now - sentAt).nanoseconds))
        }
    }

    private func answer(_ wire: [UInt8], _ header: MessageHeader) {
        switch header.command {
        case DiameterNumber.deviceWatchdog: output += writer.answer(header, .success)
        case DiameterNumber.disconnectPeer:
            output += writer.answer(header, .success)
            flush()
            fail(.disconnected("the peer asked to disconnect"), ready: ChannelError.eof)
            close()
        default:
            let fault = DiameterFault(.commandUnsupported, "this node only asks")
            output += writer.answer(wire, header, fault)
        }
    }

    /// Sends one request; the future is its answer.
    func send(_ wire: [UInt8], _ what: String, milliseconds: Int64) -> EventLoopFuture<[UInt8]> {
        guard let context, wire.count >= MessageHeader.length else {
            return eventLoop.makeFailedFuture(DiameterFailure.disconnected("it is closed"))
        }
        let promise = context.eventLoop.makePromise(of: [UInt8].self)
        let identifier = append(wire)
        waiting[identifier] = .promise(promise)
        flush()
        let timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) {
            self.waiting[identifier] = nil
            promise.fail(DiameterFailure.noAnswer(what))
        }
        promise.futureResult.whenComplete { _ in timeout.cancel() }
        return promise.futureResult
    }

    /// Writes a request with the next hop-by-hop identifier.
    private func append(_ wire: [UInt8]) -> UInt32 {
        let start = output.count
        output += wire
        nextHopByHop &+= 1
        let identifier = nextHopByHop
        for index in 0..<4 {
            output[start + 12 + index] = UInt8(truncatingIfNeeded: identifier >> UInt32(24 - 8 * index))
        }
        return identifier
    }

    private func flush() {
        guard let context, !output.isEmpty else { return }
        let buffer = context.channel.allocator.buffer(bytes: output)
        output.removeAll(keepingCapacity: true)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func close() { context?.close(promise: nil) }

    // MARK: Streams

    func stream(_ stream: Stream) -> EventLoopFuture<Void> {
        guard let context else {
            return eventLoop.makeFailedFuture(DiameterFailure.disconnected("it is closed"))
        }
        let end = context.eventLoop.makePromise(of: Void.self)
        streaming = stream
        streamEnd = end
        fill()
        flush()
        watch(context)
        return end.futureResult
    }

    /// A peer that stops answering ends the stream.
    private func watch(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(500)) {
            guard let stream = self.streaming, let context = self.context else { return }
            let silent = NIODeadline.now() - stream.lastAnswer
            if stream.underWay > 0, silent > .milliseconds(stream.timeoutMilliseconds) {
                self.streaming = nil
                self.streamEnd?.fail(DiameterFailure.noAnswer("\(stream.underWay) of the requests"))
                self.streamEnd = nil
            } else {
                self.watch(context)
            }
        }
    }

    private func fill() {
        guard var stream = streaming, let context else { return }
        let now = NIODeadline.now()
        if stream.underWay == 0 { stream.lastAnswer = now }
        while !stream.isExhausted, stream.underWay < stream.window {
            if let perSecond = stream.perSecond {
                let due = stream.begin + .nanoseconds(Int64(Double(stream.sent) / perSecond * 1e9))
                if due > now {
                    pace(until: due, context)
                    break
                }
            }
            guard let wire = stream.next(), wire.count >= MessageHeader.length else {
                stream.isExhausted = true
                break
            }
            waiting[append(wire)] = .stream(index: stream.sent, sentAt: now)
            stream.sent += 1
            stream.underWay += 1
        }
        streaming = stream
        guard stream.isExhausted, stream.underWay == 0 else { return }
        streaming = nil
        streamEnd?.succeed()
        streamEnd = nil
    }

    private func pace(until due: NIODeadline, _ context: ChannelHandlerContext) {
        guard !isPaced else { return }
        isPaced = true
        context.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            self.isPaced = false
            self.fill()
            self.flush()
        }
    }
}
