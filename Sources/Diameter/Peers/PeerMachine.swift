/// The responder's side of one connection as a value: messages and time go in, what to do comes out (RFC 6733
/// section 5.6, RFC 3539 section 3.4.1). No sockets inside.
public struct PeerMachine: Sendable {
    public enum State: Hashable, Sendable {
        /// Connected; nothing but a Capabilities-Exchange-Request may come.
        case waitingForCapabilities
        /// A good request has come; who serves all connections decides about it.
        case deciding
        case open
        /// Silent for two watchdog intervals (RFC 3539).
        case suspect
        /// One of the two has asked to disconnect.
        case closing
        case closed
    }

    /// What the node that holds all connections must tell the machine: who the peer is, and from where it comes.
    public struct Surroundings: Sendable {
        public var address: IPAddress?
        /// DNS names of the peer's certificate; nil without TLS.
        public var certificateNames: [String]?

        public init(address: IPAddress? = nil, certificateNames: [String]? = nil) {
            self.address = address
            self.certificateNames = certificateNames
        }
    }

    /// A Capabilities-Exchange-Request that may be accepted.
    public struct Offer: Hashable, Sendable {
        public let host: String
        public let rule: PeerRule
        public let originStateID: UInt32?
        let header: MessageHeader
    }

    /// What to do; answers are encoded.
    public enum Reaction: Sendable {
        case nothing
        case account(AccountingRequest)
        case answer([UInt8], ResultCode)
        case send([UInt8])
        /// Say, by ``PeerMachine/accept(_:)`` or ``PeerMachine/refuse(_:_:_:)``, what becomes of it.
        case decide(Offer)
        case answerAndClose([UInt8], ResultCode)
        case close
        /// The stream cannot be understood any more: RST, after the answer if there is one.
        case reset([UInt8]?, ResultCode?)
    }

    public struct Timing: Hashable, Sendable {
        /// Tw of RFC 3539, never below six seconds.
        public var watchdogMilliseconds: Int64
        /// Tw varies by so much up and down.
        public var jitterMilliseconds: Int64
        /// A connection without capabilities after this long is closed (RFC 6733 section 5.6.1).
        public var capabilitiesMilliseconds: Int64
        /// A peer that was told to go, or said that it goes, has this long.
        public var closingMilliseconds: Int64

        public init(
            watchdogMilliseconds: Int64 = 30_000, jitterMilliseconds: Int64 = 2_000,
            capabilitiesMilliseconds: Int64 = 10_000, closingMilliseconds: Int64 = 5_000
        ) {
            self.watchdogMilliseconds = max(watchdogMilliseconds, 6_000)
            self.jitterMilliseconds = max(0, min(jitterMilliseconds, 2_000))
            self.capabilitiesMilliseconds = capabilitiesMilliseconds
            self.closingMilliseconds = closingMilliseconds
        }
    }

    public private(set) var state = State.waitingForCapabilities
    /// The host of the accepted capabilities.
    public private(set) var peerHost = ""
    /// The highest the peer has shown; nil: none yet.
    public private(set) var originStateID: UInt32?
    /// Milliseconds of the caller's clock: when the last whole message came.
    public private(set) var lastHeardAt: Int64
    private var timerSince: Int64
    private var interval: Int64
    public private(set) var isWatchdogUnanswered = false
    private var nextIdentifier: UInt32
    private let timing: Timing
    /// Certificates are known only after the handshake.
    var surroundings: Surroundings
    private let peers: [PeerRule]
    private let dictionary: DiameterDictionary
    let writer: AnswerWriter

    /// - Parameters:
    ///   - now: milliseconds of any clock that does not go back.
    ///   - firstIdentifier: of our own requests, chosen at random; varies the watchdog as well.
    public init(
        local: LocalPeer, peers: [PeerRule], surroundings: Surroundings = Surroundings(), timing: Timing = Timing(),
        dictionary: DiameterDictionary = .standard, now: Int64, firstIdentifier: UInt32 = 1
    ) {
        self.init(
            writer: AnswerWriter(local), peers: peers, surroundings: surroundings, timing: timing,
            dictionary: dictionary, now: now, firstIdentifier: firstIdentifier)
    }

    init(
        writer: AnswerWriter, peers: [PeerRule], surroundings: Surroundings, timing: Timing,
        dictionary: DiameterDictionary, now: Int64, firstIdentifier: UInt32
    ) {
        self.writer = writer
        self.peers = peers
        self.surroundings = surroundings
        self.timing = timing
        self.dictionary = dictionary
        lastHeardAt = now
        timerSince = now
        interval = timing.watchdogMilliseconds
        nextIdentifier = firstIdentifier
    }

    // MARK: Events

    /// One whole message, as long as its length field says.
    public mutating func receive(_ wire: [UInt8], now: Int64) -> Reaction {
        guard state != .closed else { return .nothing }
        guard let header = MessageHeader(of: wire), Int(wire.span.bytes.number24(at: 1)) == wire.count else {
            return receiveBrokenFrame(wire)
        }
        lastHeardAt = now
        if state == .suspect { state = .open }
        if state == .open { restartTimer(now) }
        switch state {
        case .waitingForCapabilities:
            guard header.isRequest, header.command == DiameterNumber.capabilitiesExchange else { return end() }
        case .deciding: return end()
        default: break
        }
        guard header.isRequest else { return receiveAnswer(header) }
        do throws(DiameterFault) {
            return try receiveRequest(wire, header)
        } catch {
            let answer = writer.answer(wire, header, error)
            if header.command == DiameterNumber.capabilitiesExchange {
                state = .closed
                return .answerAndClose(answer, error.result)
            }
            return .answer(answer, error.result)
        }
    }

    /// The first twenty octets of something whose length cannot be right. What follows cannot be cut into messages.
    public mutating func receiveBrokenFrame(_ start: [UInt8]) -> Reaction {
        defer { state = .closed }
        guard state == .open || state == .suspect || state == .closing, let header = MessageHeader(of: start),
            start[0] == 1, header.isRequest
        else { return .reset(nil, nil) }
        let fault = DiameterFault(.invalidMessageLength, "the length of the message is wrong")
        return .reset(writer.answer(Array(start.prefix(MessageHeader.length)), header, fault), fault.result)
    }

    /// Called several times a second.
    public mutating func tick(now: Int64) -> Reaction {
        switch state {
        case .closed, .deciding: return .nothing
        case .waitingForCapabilities: return now - timerSince > timing.capabilitiesMilliseconds ? end() : .nothing
        case .closing: return now - timerSince > timing.closingMilliseconds ? end() : .nothing
        case .open, .suspect: break
        }
        guard now - timerSince >= interval else { return .nothing }
        if state == .suspect { return end() }
        restartTimer(now)
        if isWatchdogUnanswered {
            state = .suspect
            return .nothing
        }
        return askWatchdog()
    }

    /// Asks whether the peer is alive: another connection says that it is of the same host.
    public mutating func probe() -> Reaction { askWatchdog() }

    /// We are about to stop: the peer is told (RFC 6733 section 5.4), and what it still sends is answered.
    public mutating func stop(now: Int64) -> Reaction {
        guard state == .open || state == .suspect else { return state == .closing ? .nothing : end() }
        state = .closing
        timerSince = now
        // REBOOTING: it may come back.
        return .send(request(DiameterNumber.disconnectPeer) { $0.add(.disconnectCause, UInt32(0)) })
    }

    // MARK: Capabilities

    /// The peer is served from now on; the answer.
    public mutating func accept(_ offer: Offer, now: Int64) -> [UInt8] {
        peerHost = offer.host
        originStateID = offer.originStateID
        state = .open
        restartTimer(now)
        return writer.answer(offer.header, .success) { writer.addCapabilities(&$0) }
    }

    /// The peer is not served; the answer before the end.
    public mutating func refuse(_ offer: Offer, _ result: ResultCode, _ sentence: String) -> [UInt8] {
        state = .closed
        return writer.answer(offer.header, result) { $0.add(.errorMessage, sentence) }
    }

    private mutating func receiveCapabilities(
        _ wire: [UInt8], _ header: MessageHeader
    ) throws(DiameterFault) -> Reaction {
        let octets = wire.span.bytes
        let check = try GrammarCheck(octets, .capabilities, dictionary)
        guard let origin = check.payload(.originHost, octets) else { return end() }
        let host = octets.text(origin)
        let offered = check.number32(.originStateID, octets)
        guard state == .waitingForCapabilities else {
            // Capabilities may be exchanged again on an open connection, of the same host.
            guard host.lowercased() == peerHost.lowercased() else {
                throw DiameterFault(.unknownPeer, "this connection is \(peerHost)'s, not \(host)'s")
            }
            return .answer(writer.answer(header, .success) { writer.addCapabilities(&$0) }, .success)
        }
        if let names = surroundings.certificateNames,
            !names.contains(where: { NamePattern.certificate($0, names: host) })
        {
            throw DiameterFault(.unknownPeer, "the certificate is not \(host)'s")
        }
        guard let rule = peers.first(where: { $0.admits(host, from: surroundings.address) }) else {
            throw DiameterFault(.unknownPeer, "\(host) is not among the peers")
        }
        if rule.requiresTLS, surroundings.certificateNames == nil {
            throw DiameterFault(.noCommonSecurity, "\(host) must come by TLS")
        }
        guard Self.offersAccounting(wire) else {
            throw DiameterFault(.noCommonApplication, "only accounting (application 3) is served")
        }
        state = .deciding
        return .decide(Offer(host: host, rule: rule, originStateID: offered, header: header))
    }

    /// Accounting may be announced as Acct-, as Auth- or inside Vendor-Specific-Application-Id; a relay offers all
    /// (RFC 6733 section 5.3).
    private static func offersAccounting(_ wire: [UInt8]) -> Bool {
        func offers(_ avp: AVP) -> Bool {
            guard avp.has(.acctApplicationID) || avp.has(.authApplicationID) else { return false }
            return avp.unsigned32 == DiameterNumber.accountingApplication
                || avp.unsigned32 == DiameterNumber.relayApplication
        }
        return AVPSequence(wire: wire, range: MessageHeader.length..<wire.count).contains { avp in
            offers(avp) || (avp.has(.vendorSpecificApplicationID) && avp.members.contains(where: offers))
        }
    }

    // MARK: Requests and answers

    private mutating func receiveAnswer(_ header: MessageHeader) -> Reaction {
        switch header.command {
        case DiameterNumber.deviceWatchdog: isWatchdogUnanswered = false
        case DiameterNumber.disconnectPeer where state == .closing: return end()
        // An answer to nothing we asked.
        default: break
        }
        return .nothing
    }

    private mutating func receiveRequest(_ wire: [UInt8], _ header: MessageHeader) throws(DiameterFault) -> Reaction {
        guard wire[0] == 1 else { throw DiameterFault(.unsupportedVersion, "version \(wire[0])") }
        if header.isError { throw DiameterFault(.invalidHeaderBits, "a request with the error bit") }
        guard
            header.application == DiameterNumber.commonApplication
                || header.application == DiameterNumber.accountingApplication
        else {
            throw DiameterFault(.applicationUnsupported, "application \(header.application) is not served")
        }
        switch header.command {
        case DiameterNumber.accounting: return try receiveAccounting(wire, header)
        case DiameterNumber.deviceWatchdog:
            try checkNotProxiable(header)
            let octets = wire.span.bytes
            let check = try GrammarCheck(octets, .watchdog, dictionary)
            noteOriginState(check.number32(.originStateID, octets))
            return .answer(writer.answer(header, .success), .success)
        case DiameterNumber.disconnectPeer:
            try checkNotProxiable(header)
            _ = try GrammarCheck(wire.span.bytes, .disconnect, dictionary)
            // The peer closes after our answer; if it does not, the tick does.
            state = .closing
            timerSince = lastHeardAt
            return .answer(writer.answer(header, .success), .success)
        case DiameterNumber.capabilitiesExchange:
            try checkNotProxiable(header)
            return try receiveCapabilities(wire, header)
        default: throw DiameterFault(.commandUnsupported, "command \(header.command) is not served")
        }
    }

    /// The P bit contradicts the definitions of the base commands (RFC 6733 section 7.1.3). That it is missing in an
    /// Accounting-Request is let pass: clients in use send it so, and refusing loses the record.
    private func checkNotProxiable(_ header: MessageHeader) throws(DiameterFault) {
        if header.isProxiable {
            throw DiameterFault(.invalidHeaderBits, "command \(header.command) is not proxiable")
        }
    }

    private mutating func receiveAccounting(
        _ wire: [UInt8], _ header: MessageHeader
    ) throws(DiameterFault) -> Reaction {
        let octets = wire.span.bytes
        do throws(DiameterFault) {
            guard header.application == DiameterNumber.accountingApplication else {
                throw DiameterFault(.applicationUnsupported, "accounting is application 3")
            }
            let check = try GrammarCheck(octets, .accounting, dictionary)
            if let host = check.payload(.destinationHost, octets), !writer.isOurHost(host, octets) {
                throw DiameterFault(.unableToDeliver, "\(octets.text(host)) is not this node")
            }
            if let realm = check.payload(.destinationRealm, octets), !writer.isOurRealm(realm, octets) {
                throw DiameterFault(.realmNotServed, "the realm \(octets.text(realm)) is not served")
            }
            let request = try AccountingRequest(wire: wire, check, sender: peerHost)
            if let state = check.number32(.originStateID, octets), request.originHost == peerHost {
                noteOriginState(state)
            }
            return .account(request)
        } catch {
            throw routingFault(wire) ?? error
        }
    }

    /// A faulty message that was not for us is first of all not for us: its own node knows what it may hold.
    private func routingFault(_ wire: [UInt8]) -> DiameterFault? {
        let octets = wire.span.bytes
        let avps = AVPSequence(wire: wire, range: MessageHeader.length..<wire.count)
        if let host = avps.first(.destinationHost), !writer.isOurHost(host.place.payload, octets) {
            return DiameterFault(.unableToDeliver, "Destination-Host is not this node")
        }
        if let realm = avps.first(.destinationRealm), !writer.isOurRealm(realm.place.payload, octets) {
            return DiameterFault(.realmNotServed, "Destination-Realm is not served")
        }
        return nil
    }

    private mutating func noteOriginState(_ value: UInt32?) {
        guard let value else { return }
        originStateID = max(originStateID ?? 0, value)
    }

    // MARK: Our own requests

    private mutating func askWatchdog() -> Reaction {
        isWatchdogUnanswered = true
        let writer = writer
        return .send(request(DiameterNumber.deviceWatchdog) { writer.addOriginState(&$0) })
    }

    private mutating func request(_ command: UInt32, _ add: (inout MessageEncoder) -> Void) -> [UInt8] {
        nextIdentifier &+= 1
        return writer.request(command, nextIdentifier, add)
    }

    /// Tw with its jitter: a multiplicative generator spreads it well enough.
    private mutating func restartTimer(_ now: Int64) {
        timerSince = now
        guard timing.jitterMilliseconds > 0 else { return }
        let spread = UInt64(nextIdentifier &* 2_654_435_761 &+ UInt32(truncatingIfNeeded: now) &* 40_503)
        interval =
            timing.watchdogMilliseconds - timing.jitterMilliseconds
            + Int64(spread % UInt64(2 * timing.jitterMilliseconds + 1))
    }

    private mutating func end() -> Reaction {
        state = .closed
        return .close
    }
}
