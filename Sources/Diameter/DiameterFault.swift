/// What a message did wrong, as its answer says it (RFC 6733 section 7.1).
public struct DiameterFault: Error, Hashable, Sendable {
    public let result: ResultCode
    public let explanation: String
    public let failed: AVP?

    public init(_ result: ResultCode, _ explanation: String, failed: AVP? = nil) {
        self.result = result
        self.explanation = explanation
        self.failed = failed
    }
}

/// Result-Code values (RFC 6733 section 7.1).
public enum ResultCode: UInt32, Hashable, Sendable {
    case success = 2001
    case commandUnsupported = 3001
    case unableToDeliver = 3002
    case realmNotServed = 3003
    case tooBusy = 3004
    case applicationUnsupported = 3007
    case invalidHeaderBits = 3008
    case unknownPeer = 3010
    case outOfSpace = 4002
    case avpUnsupported = 5001
    case invalidAVPValue = 5004
    case missingAVP = 5005
    case avpNotAllowed = 5008
    case avpOccursTooManyTimes = 5009
    case noCommonApplication = 5010
    case unsupportedVersion = 5011
    case unableToComply = 5012
    case invalidAVPLength = 5014
    case invalidMessageLength = 5015

    /// Protocol errors are answered with the E bit and the grammar of section 7.2.
    var isProtocolError: Bool { rawValue / 1000 == 3 }
}
