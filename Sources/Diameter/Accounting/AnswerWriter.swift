/// Who we are to our peers.
public struct LocalPeer: Sendable {
    public var originHost: String
    public var originRealm: String
    /// Realms that are served besides our own.
    public var otherRealms: [String]
    /// Octets of IPv4 or IPv6 addresses.
    public var addresses: [[UInt8]]
    /// Higher after every restart: seconds since 1970 at the start (RFC 6733 section 8.16).
    public var originStateID: UInt32
    public var productName: String
    /// Acct-Interim-Interval that clients are told, in seconds; nil: none (RFC 6733 section 9.8.2).
    public var interimInterval: UInt32?

    public init(
        originHost: String, originRealm: String, otherRealms: [String] = [], addresses: [[UInt8]],
        originStateID: UInt32, productName: String = "BCRM", interimInterval: UInt32? = nil
    ) {
        self.originHost = originHost
        self.originRealm = originRealm
        self.otherRealms = otherRealms
        self.addresses = addresses
        self.originStateID = originStateID
        self.productName = productName
        self.interimInterval = interimInterval
    }
}

/// Writes what one node answers (RFC 6733 sections 6.2, 7.2 and 9.7.2). What is the same in all answers is made once.
struct AnswerWriter: Sendable {
    let local: LocalPeer
    /// Origin-Host and Origin-Realm, encoded.
    private let origin: [UInt8]
    private let originState: [UInt8]
    private let hostLowercased: [UInt8]
    private let realmsLowercased: [[UInt8]]

    init(_ local: LocalPeer) {
        self.local = local
        var encoder = MessageEncoder()
        encoder.add(.originHost, local.originHost)
        encoder.add(.originRealm, local.originRealm)
        origin = encoder.octets
        encoder.clear()
        encoder.add(.originStateID, local.originStateID)
        originState = encoder.octets
        hostLowercased = Array(local.originHost.lowercased().utf8)
        realmsLowercased = ([local.originRealm] + local.otherRealms).map { Array($0.lowercased().utf8) }
    }

    func isOurHost(_ range: Range<Int>, _ octets: RawSpan) -> Bool { octets.equalsIdentity(range, hostLowercased) }

    func isOurRealm(_ range: Range<Int>, _ octets: RawSpan) -> Bool {
        realmsLowercased.contains { octets.equalsIdentity(range, $0) }
    }

    /// Appends the answer to a record.
    func write(_ request: AccountingRequest, _ result: ResultCode, into encoder: inout MessageEncoder) {
        let header = MessageHeader(request.wire.span.bytes).answer(isError: result.isProtocolError)
        encoder.beginMessage(header)
        encoder.add(.sessionID, request.sessionOctets)
        encoder.add(.resultCode, result.rawValue)
        encoder.add(encoded: origin)
        if !result.isProtocolError {
            encoder.add(.accountingRecordType, request.type.rawValue)
            encoder.add(.accountingRecordNumber, request.number)
            encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
            if request.subSessionID != 0 { encoder.add(.accountingSubSessionID, request.subSessionID) }
            if let interval = local.interimInterval, result == .success, request.type == .start {
                encoder.add(.acctInterimInterval, interval)
            }
        }
        encoder.add(encoded: originState)
        if request.hasProxyInfo { copyProxyInfo(request.wire, into: &encoder) }
        encoder.endMessage()
    }

    /// The answer to a request with nothing to say but its result and what is added.
    func answer(
        _ header: MessageHeader, _ result: ResultCode, _ add: (inout MessageEncoder) -> Void = { _ in }
    ) -> [UInt8] {
        MessageEncoder.message(header.answer(isError: result.isProtocolError)) { encoder in
            encoder.add(.resultCode, result.rawValue)
            encoder.add(encoded: origin)
            add(&encoder)
            encoder.add(encoded: originState)
        }
    }

    /// The answer that tells a fault: the session and what identifies the record are copied as far as they can be read.
    func answer(_ wire: [UInt8], _ header: MessageHeader, _ fault: DiameterFault) -> [UInt8] {
        let avps = AVPSequence(wire: wire, range: MessageHeader.length..<max(wire.count, MessageHeader.length))
        return MessageEncoder.message(header.answer(isError: fault.result.isProtocolError)) { encoder in
            if let session = avps.first(.sessionID), (1...1_024).contains(session.place.payload.count) {
                encoder.add(.sessionID, session.payload)
            }
            encoder.add(.resultCode, fault.result.rawValue)
            encoder.add(encoded: origin)
            if header.command == DiameterNumber.accounting, !fault.result.isProtocolError {
                if let type = avps.first(.accountingRecordType)?.unsigned32, (1...4).contains(type) {
                    encoder.add(.accountingRecordType, type)
                }
                if let number = avps.first(.accountingRecordNumber)?.unsigned32 {
                    encoder.add(.accountingRecordNumber, number)
                }
                encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
            }
            encoder.add(encoded: originState)
            encoder.add(.errorMessage, fault.sentence)
            if let failed = fault.failed { encoder.addGroup(.failedAVP) { $0.add(encoded: failed) } }
            copyProxyInfo(wire, into: &encoder)
        }
    }

    /// A request of our own to the peer itself.
    func request(
        _ command: UInt32, _ identifier: UInt32, _ add: (inout MessageEncoder) -> Void
    ) -> [UInt8] {
        let header = MessageHeader(
            isRequest: true, command: command, application: DiameterNumber.commonApplication, hopByHop: identifier,
            endToEnd: identifier)
        return MessageEncoder.message(header) { encoder in
            encoder.add(encoded: origin)
            add(&encoder)
        }
    }

    func addOriginState(_ encoder: inout MessageEncoder) { encoder.add(encoded: originState) }

    /// Our capabilities (RFC 6733 section 5.3.1); Product-Name without the M bit.
    func addCapabilities(_ encoder: inout MessageEncoder) {
        for address in local.addresses { encoder.add(.hostIPAddress, address: address) }
        encoder.add(.vendorID, UInt32(0))
        encoder.add(.productName, local.productName)
        encoder.add(.supportedVendorID, DiameterNumber.vendor3GPP)
        encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
        encoder.add(.firmwareRevision, UInt32(1))
    }

    /// Proxies' state goes back in its order (RFC 6733 section 6.2).
    private func copyProxyInfo(_ wire: [UInt8], into encoder: inout MessageEncoder) {
        for avp in AVPSequence(wire: wire, range: MessageHeader.length..<max(wire.count, MessageHeader.length))
        where avp.has(.proxyInfo) {
            encoder.add(encoded: wire[avp.place.whole])
        }
    }
}
