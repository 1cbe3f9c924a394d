/// A Diameter message (RFC 6733 section 3).
public struct DiameterMessage: Hashable, Sendable {
    public var isRequest: Bool
    public var isProxiable: Bool
    public var isError: Bool
    /// Set on a message that may have been sent before.
    public var isRetransmitted: Bool
    public var command: UInt32
    public var application: UInt32
    public var hopByHop: UInt32
    public var endToEnd: UInt32
    public var avps: [AVP]

    public init(
        isRequest: Bool, isProxiable: Bool = false, isError: Bool = false, isRetransmitted: Bool = false,
        command: UInt32, application: UInt32, hopByHop: UInt32, endToEnd: UInt32, avps: [AVP]
    ) {
        self.isRequest = isRequest
        self.isProxiable = isProxiable
        self.isError = isError
        self.isRetransmitted = isRetransmitted
        self.command = command
        self.application = application
        self.hopByHop = hopByHop
        self.endToEnd = endToEnd
        self.avps = avps
    }

    /// Longer messages are refused before they are read: Rf records need a tenth of this.
    public static let longest = 65_536

    /// The wire form.
    public var encoded: [UInt8] {
        let body = avps.flatMap(\.encoded)
        var flags: UInt8 = isRequest ? 0x80 : 0
        if isProxiable { flags |= 0x40 }
        if isError { flags |= 0x20 }
        if isRetransmitted { flags |= 0x10 }
        var wire: [UInt8] = [1]
        wire.reserveCapacity(20 + body.count)
        wire += bytes(of: UInt32(20 + body.count)).dropFirst()
        wire.append(flags)
        wire += bytes(of: command).dropFirst()
        wire += bytes(of: application)
        wire += bytes(of: hopByHop)
        wire += bytes(of: endToEnd)
        return wire + body
    }

    /// The header alone, with no AVPs: what an answer to a broken message is built from. nil when the octets are no
    /// Diameter header at all.
    public static func header(of wire: [UInt8]) -> DiameterMessage? {
        guard wire.count >= 20 else { return nil }
        let slice = wire[...]
        let flags = wire[4]
        return DiameterMessage(
            isRequest: flags & 0x80 != 0, isProxiable: flags & 0x40 != 0, isError: flags & 0x20 != 0,
            isRetransmitted: flags & 0x10 != 0, command: number(slice, at: 4) & 0xFF_FFFF,
            application: number(slice, at: 8), hopByHop: number(slice, at: 12), endToEnd: number(slice, at: 16),
            avps: [])
    }

    /// Reads one whole message; the octets are as many as its length field says.
    public init(decoding wire: [UInt8]) throws(DiameterFault) {
        guard var message = DiameterMessage.header(of: wire) else {
            throw DiameterFault(.invalidMessageLength, "shorter than a header")
        }
        guard wire[0] == 1 else { throw DiameterFault(.unsupportedVersion, "version \(wire[0])") }
        guard Int(number(wire[...], at: 0) & 0xFF_FFFF) == wire.count else {
            throw DiameterFault(.invalidMessageLength, "the length field does not fit")
        }
        if message.isRequest && message.isError {
            throw DiameterFault(.invalidHeaderBits, "a request with the error bit")
        }
        message.avps = try AVP.sequence(in: wire[20...])
        self = message
    }

    /// The length a message announces in its first four octets; nil when it cannot be one (RFC 6733 section 3).
    static func announcedLength(_ first: [UInt8]) -> Int? {
        guard first.count >= 4, first[0] == 1 else { return nil }
        let length = Int(number(first[...], at: 0) & 0xFF_FFFF)
        return length >= 20 && length.isMultiple(of: 4) && length <= longest ? length : nil
    }

    /// An answer to this request: identifiers and P bit copied, the session's id first, proxies' state in order
    /// (RFC 6733 section 6.2).
    func answer(_ result: ResultCode, from local: LocalPeer, adding avps: [AVP] = []) -> DiameterMessage {
        var answered: [AVP] = []
        if let session = self.avps.first(.sessionID) { answered.append(session) }
        answered.append(AVP(.resultCode, result.rawValue))
        answered.append(AVP(.originHost, local.originHost))
        answered.append(AVP(.originRealm, local.originRealm))
        answered += avps
        answered += self.avps.all(.proxyInfo)
        return DiameterMessage(
            isRequest: false, isProxiable: isProxiable, isError: result.isProtocolError, command: command,
            application: application, hopByHop: hopByHop, endToEnd: endToEnd, avps: answered)
    }

    /// The answer that tells a fault.
    func answer(_ fault: DiameterFault, from local: LocalPeer) -> DiameterMessage {
        var extra = [AVP(.errorMessage, fault.explanation)]
        if let failed = fault.failed { extra.append(AVP(.failedAVP, grouping: [failed])) }
        return answer(fault.result, from: local, adding: extra)
    }
}

/// Who we are to our peers.
public struct LocalPeer: Sendable {
    public var originHost: String
    public var originRealm: String
    /// Octets of IPv4 or IPv6 addresses.
    public var addresses: [[UInt8]]
    /// Higher after every restart: seconds since 1970 at the start (RFC 6733 section 8.16).
    public var originStateID: UInt32
    /// Origin-Hosts that may connect; `*` stands for any characters.
    public var allowedPeers: [String]

    public init(
        originHost: String, originRealm: String, addresses: [[UInt8]], originStateID: UInt32, allowedPeers: [String]
    ) {
        self.originHost = originHost
        self.originRealm = originRealm
        self.addresses = addresses
        self.originStateID = originStateID
        self.allowedPeers = allowedPeers
    }

    func allows(_ host: String) -> Bool { allowedPeers.contains { Self.matches(host[...], pattern: $0[...]) } }

    private static func matches(_ text: Substring, pattern: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            let rest = pattern.dropFirst()
            return matches(text, pattern: rest) || (!text.isEmpty && matches(text.dropFirst(), pattern: pattern))
        }
        guard let letter = text.first, letter.lowercased() == first.lowercased() else { return false }
        return matches(text.dropFirst(), pattern: pattern.dropFirst())
    }
}
