import Glibc
import Logging
import NIOCore
import NIOSSL

/// One connection: cuts its stream into messages, feeds the machine, performs what it says. Lives on the server's event
/// loop, as all it calls does.
final class PeerConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why the socket is not read.
    private struct Pause: OptionSet {
        let rawValue: UInt8
        static let outstanding = Pause(rawValue: 1)
        static let unsent = Pause(rawValue: 2)
    }

    private let core: ServerCore
    private let listener: String
    private let isTLS: Bool
    let address: IPAddress?
    private(set) var machine: PeerMachine
    private(set) var rule = PeerRule(host: "*")
    private var framing: MessageFraming
    private var context: ChannelHandlerContext?
    private var output = MessageEncoder(capacity: 1_024)
    private var pause: Pause = []
    private var pausedSince: Int64 = 0
    private var unsentSince: Int64?
    /// Patience is over: records above the limit are answered TOO_BUSY.
    private var isBusy = false
    private var isProcessing = false
    /// To be closed when nothing is outstanding any more.
    private var closesWhenSettled = false
    private var isStopping = false
    private var isEnding = false
    /// Our own capabilities, while another connection of the host is asked whether it lives.
    private(set) var offer: PeerMachine.Offer?

    private let since: Int64
    private var received = 0
    private var answered = 0
    private var errors: [UInt32: Int] = [:]
    private(set) var outstanding = 0
    private var outstandingOctets = 0
    private let connectedAt: Int64

    init(core: ServerCore, listener: String, isTLS: Bool, address: IPAddress?, now: Int64) {
        self.core = core
        self.listener = listener
        self.isTLS = isTLS
        self.address = address
        since = core.secondsSince1970
        connectedAt = now
        framing = MessageFraming(longest: core.configuration.limits.longestCapabilities)
        machine = PeerMachine(
            writer: core.writer, peers: core.configuration.peers, surroundings: .init(address: address),
            timing: core.configuration.timing, dictionary: core.configuration.dictionary, now: now,
            firstIdentifier: UInt32.random(in: 0 ... .max))
    }

    var host: String { machine.peerHost }
    var isKnown: Bool { !host.isEmpty }
    var isAlive: Bool { context != nil && !isEnding }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        core.forget(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        core.logger.info("connection failed", metadata: metadata(["reason": "\(error)"]))
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        guard !isEnding else { return }
        framing.append(&octets)
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) { flush() }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            unsentSince = nil
            resume(.unsent)
        } else {
            unsentSince = unsentSince ?? core.now
            stopReading(.unsent)
        }
    }

    // MARK: Messages

    /// Handles the messages that have come, as long as the socket is to be read at all.
    private func process() {
        // A reaction may resume reading: the messages are gone through by the outer call.
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        while pause.isEmpty, !isEnding {
            switch framing.next(isKnown: isKnown) {
            case .incomplete: return
            case .broken(let start):
                core.logger.notice("the stream is broken", metadata: metadata())
                perform(withMachine { $0.receiveBrokenFrame(start) })
                return
            case .message(let wire):
                // A message comes after the handshake only; before it there is no certificate to ask for.
                if isTLS, machine.surroundings.certificateNames == nil {
                    machine.surroundings.certificateNames = certificateNames()
                }
                perform(withMachine { $0.receive(wire, now: core.now) })
            }
        }
    }

    private func withMachine(_ act: (inout PeerMachine) -> PeerMachine.Reaction) -> PeerMachine.Reaction {
        let before = machine.originStateID
        let reaction = act(&machine)
        if let state = machine.originStateID, state != before, isKnown { core.noteOriginState(host, state) }
        return reaction
    }

    private func certificateNames() -> [String] {
        let handler = try? context?.pipeline.syncOperations.handler(type: NIOSSLHandler.self)
        return TLSContexts.names(of: handler?.peerCertificate)
    }

    private func perform(_ reaction: PeerMachine.Reaction) {
        switch reaction {
        case .nothing: break
        case .account(let request): account(request)
        case .answer(let wire, let result): answer(wire, result)
        case .send(let wire): output.add(message: wire)
        case .decide(let offer):
            self.offer = offer
            core.decide(self, offer)
        case .answerAndClose(let wire, let result):
            answer(wire, result)
            core.logger.notice("connection refused", metadata: metadata(["result": "\(result.rawValue)"]))
            close()
        case .close:
            if outstanding > 0, machine.peerHost.isEmpty == false, !closesWhenSettled, isStopping {
                closesWhenSettled = true
            } else {
                close()
            }
        case .reset(let wire, let result):
            if let wire, let result { answer(wire, result) }
            close(reset: true)
        }
    }

    private func account(_ request: AccountingRequest) {
        received += 1
        if isBusy, isOverLimit {
            output.write(request, .tooBusy, core.writer)
            count(.tooBusy)
            answered += 1
            return
        }
        outstanding += 1
        outstandingOctets += request.wire.count
        core.submit(request, of: self)
        if isOverLimit { stopReading(.outstanding) }
    }

    private var isOverLimit: Bool {
        outstanding >= rule.mostOutstanding || outstandingOctets >= core.configuration.limits.mostWaitingOctets
            || core.isFull
    }

    private func answer(_ wire: [UInt8], _ result: ResultCode) {
        count(result)
        output.add(message: wire)
    }

    private func count(_ result: ResultCode) {
        if result != .success { errors[result.rawValue, default: 0] += 1 }
    }

    /// What became of a record; the answers of a batch leave together, with ``flush()``.
    func settle(_ request: AccountingRequest, _ result: ResultCode) {
        outstanding -= 1
        outstandingOctets -= request.wire.count
        // A peer that has gone does not get its answer: it will ask again, and the record is known then.
        guard context != nil, !isEnding else { return }
        answered += 1
        count(result)
        output.write(request, result, core.writer)
    }

    /// After all of a batch was settled.
    func settled() {
        flush()
        if closesWhenSettled, outstanding == 0 { close() }
        if pause.contains(.outstanding), outstanding <= rule.mostOutstanding / 2, !core.isFull {
            isBusy = false
            resume(.outstanding)
        }
    }

    // MARK: Capabilities

    func accept(_ offer: PeerMachine.Offer) {
        guard isAlive, machine.state == .deciding else { return }
        rule = offer.rule
        framing.longest = core.configuration.limits.longestMessage
        output.add(message: machine.accept(offer, now: core.now))
        self.offer = nil
        core.logger.info("peer is open", metadata: metadata())
        flush()
        process()
    }

    func refuse(_ offer: PeerMachine.Offer, _ result: ResultCode, _ sentence: String) {
        guard isAlive, machine.state == .deciding else { return }
        self.offer = nil
        core.logger.notice(
            "connection refused", metadata: metadata(["host": "\(offer.host)", "reason": "\(sentence)"]))
        answer(machine.refuse(offer, result, sentence), result)
        close()
    }

    /// Asks whether the peer still lives.
    func probe() {
        perform(machine.probe())
        flush()
    }

    // MARK: Time

    func tick() {
        perform(withMachine { $0.tick(now: core.now) })
        if let unsentSince, core.now - unsentSince > core.configuration.limits.unsentMilliseconds {
            core.logger.notice("the peer does not read its answers", metadata: metadata())
            close(reset: true)
        }
        if pause.contains(.outstanding), core.now - pausedSince > core.configuration.limits.patienceMilliseconds {
            isBusy = true
            resume(.outstanding)
        }
        flush()
    }

    /// Tells the peer that we go; what it has sent is answered.
    func stop() {
        isStopping = true
        perform(machine.stop(now: core.now))
        flush()
    }

    // MARK: The socket

    private func stopReading(_ reason: Pause) {
        if pause.isEmpty {
            pausedSince = core.now
            setReading(false)
        }
        pause.insert(reason)
    }

    private func resume(_ reason: Pause) {
        guard pause.contains(reason) else { return }
        pause.remove(reason)
        guard pause.isEmpty, !isEnding else { return }
        process()
        flush()
        if pause.isEmpty { setReading(true) }
    }

    private func setReading(_ isOn: Bool) {
        try? context?.channel.syncOptions?.setOption(.autoRead, value: isOn)
        if isOn { context?.read() }
    }

    /// Sends what was written since the last time, in one piece.
    func flush() {
        guard let context, !output.octets.isEmpty else { return }
        let buffer = context.channel.allocator.buffer(bytes: output.octets)
        output.clear()
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        guard unsentSince != nil else { return }
        let unsent = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        if unsent > core.configuration.limits.mostUnsentOctets { close(reset: true) }
    }

    /// Ends the connection after what was written has left; with RST when nothing sensible can follow.
    func close(reset: Bool = false) {
        guard !isEnding, let context else { return }
        isEnding = true
        if reset {
            _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        if output.octets.isEmpty || unsentSince != nil {
            context.close(promise: nil)
            return
        }
        let buffer = context.channel.allocator.buffer(bytes: output.octets)
        output.clear()
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    /// Ends it whether or not anything is still to be sent.
    func abandon() {
        isEnding = true
        context?.close(promise: nil)
    }

    // MARK: What is seen from outside

    private func metadata(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        var metadata = more
        if isKnown { metadata["peer"] = "\(host)" }
        if let address { metadata["address"] = "\(address)" }
        return metadata
    }

    var snapshot: PeerSnapshot {
        PeerSnapshot(
            host: host, address: address?.description ?? "", listener: listener, isTLS: isTLS, state: machine.state,
            since: since, lastHeardAt: since + (machine.lastHeardAt - connectedAt) / 1_000, received: received,
            answered: answered, errors: errors, outstanding: outstanding, isReadingPaused: !pause.isEmpty,
            originStateID: machine.originStateID)
    }
}

extension MessageEncoder {
    mutating func write(_ request: AccountingRequest, _ result: ResultCode, _ writer: AnswerWriter) {
        writer.write(request, result, into: &self)
    }
}
