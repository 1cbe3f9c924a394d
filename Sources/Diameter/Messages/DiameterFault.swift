/// What a message did wrong, as its answer says it (RFC 6733 section 7).
public struct DiameterFault: Error, Hashable, Sendable {
    public let result: ResultCode
    /// For Error-Message and logs.
    public let sentence: String
    /// What Failed-AVP holds: an encoded AVP, padded (RFC 6733 section 7.5).
    public internal(set) var failed: [UInt8]?

    public init(_ result: ResultCode, _ sentence: String, failed: [UInt8]? = nil) {
        self.result = result
        self.sentence = sentence
        self.failed = failed
    }
}

/// Result-Code values (RFC 6733 section 7.1).
public enum ResultCode: UInt32, Hashable, Sendable, CaseIterable {
    case success = 2001
    case commandUnsupported = 3001
    case unableToDeliver = 3002
    case realmNotServed = 3003
    case tooBusy = 3004
    case applicationUnsupported = 3007
    case invalidHeaderBits = 3008
    case unknownPeer = 3010
    case outOfSpace = 4002
    case electionLost = 4003
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
    case noCommonSecurity = 5017

    /// Protocol errors are answered with the E bit and the grammar of section 7.2.
    public var isProtocolError: Bool { rawValue / 1000 == 3 }

    /// The name in RFC 6733 section 7.1, without its prefix; nil for a number that is not listed there.
    public static func name(_ code: UInt32) -> String? { names[code] }

    private static let names: [UInt32: String] = [
        1001: "MULTI_ROUND_AUTH", 2001: "SUCCESS", 2002: "LIMITED_SUCCESS", 3001: "COMMAND_UNSUPPORTED",
        3002: "UNABLE_TO_DELIVER", 3003: "REALM_NOT_SERVED", 3004: "TOO_BUSY", 3005: "LOOP_DETECTED",
        3006: "REDIRECT_INDICATION", 3007: "APPLICATION_UNSUPPORTED", 3008: "INVALID_HDR_BITS",
        3009: "INVALID_AVP_BITS", 3010: "UNKNOWN_PEER", 4001: "AUTHENTICATION_REJECTED", 4002: "OUT_OF_SPACE",
        4003: "ELECTION_LOST", 4010: "END_USER_SERVICE_DENIED", 4011: "CREDIT_CONTROL_NOT_APPLICABLE",
        4012: "CREDIT_LIMIT_REACHED", 5001: "AVP_UNSUPPORTED", 5002: "UNKNOWN_SESSION_ID",
        5003: "AUTHORIZATION_REJECTED", 5004: "INVALID_AVP_VALUE", 5005: "MISSING_AVP", 5006: "RESOURCES_EXCEEDED",
        5007: "CONTRADICTING_AVPS", 5008: "AVP_NOT_ALLOWED", 5009: "AVP_OCCURS_TOO_MANY_TIMES",
        5010: "NO_COMMON_APPLICATION", 5011: "UNSUPPORTED_VERSION", 5012: "UNABLE_TO_COMPLY",
        5013: "INVALID_BIT_IN_HEADER", 5014: "INVALID_AVP_LENGTH", 5015: "INVALID_MESSAGE_LENGTH",
        5016: "INVALID_AVP_BIT_COMBO", 5017: "NO_COMMON_SECURITY", 5030: "USER_UNKNOWN", 5031: "RATING_FAILED",
    ]
}
