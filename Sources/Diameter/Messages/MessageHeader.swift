/// The first twenty octets of a message (RFC 6733 section 3).
public struct MessageHeader: Hashable, Sendable {
    public var isRequest: Bool
    public var isProxiable: Bool
    public var isError: Bool
    /// T: the message may have been sent before.
    public var isRetransmitted: Bool
    public var command: UInt32
    public var application: UInt32
    public var hopByHop: UInt32
    public var endToEnd: UInt32

    /// Octets of a header.
    public static let length = 20

    public init(
        isRequest: Bool, isProxiable: Bool = false, isError: Bool = false, isRetransmitted: Bool = false,
        command: UInt32, application: UInt32, hopByHop: UInt32, endToEnd: UInt32
    ) {
        self.isRequest = isRequest
        self.isProxiable = isProxiable
        self.isError = isError
        self.isRetransmitted = isRetransmitted
        self.command = command
        self.application = application
        self.hopByHop = hopByHop
        self.endToEnd = endToEnd
    }

    /// Reads the header; nil when there are not twenty octets. The version and the length are not looked at.
    public init?(of wire: [UInt8]) {
        guard wire.count >= Self.length else { return nil }
        self.init(wire.span.bytes)
    }

    /// - Precondition: there are twenty octets.
    init(_ octets: RawSpan) {
        let flags = octets.octet(at: 4)
        isRequest = flags & 0x80 != 0
        isProxiable = flags & 0x40 != 0
        isError = flags & 0x20 != 0
        isRetransmitted = flags & 0x10 != 0
        command = octets.number24(at: 5)
        application = octets.number32(at: 8)
        hopByHop = octets.number32(at: 12)
        endToEnd = octets.number32(at: 16)
    }

    var flags: UInt8 {
        (isRequest ? 0x80 : 0) | (isProxiable ? 0x40 : 0) | (isError ? 0x20 : 0) | (isRetransmitted ? 0x10 : 0)
    }

    /// The header of an answer: identifiers and the P bit copied, T clear (RFC 6733 section 6.2).
    func answer(isError: Bool) -> MessageHeader {
        MessageHeader(
            isRequest: false, isProxiable: isProxiable, isError: isError, command: command, application: application,
            hopByHop: hopByHop, endToEnd: endToEnd)
    }
}

/// The numbers of commands, applications and vendors (RFC 6733 sections 3.1 and 2.4).
public enum DiameterNumber {
    public static let capabilitiesExchange: UInt32 = 257
    public static let creditControl: UInt32 = 272
    public static let accounting: UInt32 = 271
    public static let deviceWatchdog: UInt32 = 280
    public static let disconnectPeer: UInt32 = 282
    public static let commonApplication: UInt32 = 0
    public static let accountingApplication: UInt32 = 3
    public static let relayApplication: UInt32 = 0xFFFF_FFFF
    public static let vendor3GPP: UInt32 = 10_415
}
