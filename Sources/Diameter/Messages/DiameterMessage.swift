/// A received message: a view of its octets, whose AVPs are found as they are asked for (RFC 6733 section 3). Whether
/// its AVPs are what its command wants is ``MessageGrammar``'s matter.
public struct DiameterMessage: Sendable {
    public let wire: [UInt8]
    public let header: MessageHeader

    /// Longer messages are refused before they are read: Rf records need a hundredth of this.
    public static let longest = 65_536

    /// Looks at the header alone: one whole message, as long as its length field says.
    public init(wire: [UInt8]) throws(DiameterFault) {
        guard let header = MessageHeader(of: wire) else {
            throw DiameterFault(.invalidMessageLength, "shorter than a header")
        }
        guard wire[0] == 1 else { throw DiameterFault(.unsupportedVersion, "version \(wire[0])") }
        guard Int(wire.span.bytes.number24(at: 1)) == wire.count, wire.count.isMultiple(of: 4) else {
            throw DiameterFault(.invalidMessageLength, "the length field does not fit")
        }
        self.wire = wire
        self.header = header
    }

    public var isRequest: Bool { header.isRequest }
    public var isError: Bool { header.isError }
    public var command: UInt32 { header.command }

    public var avps: AVPSequence { AVPSequence(wire: wire, range: MessageHeader.length..<wire.count) }

    /// Result-Code; nil in a request.
    public var resultCode: UInt32? { avps.first(.resultCode)?.unsigned32 }
}
