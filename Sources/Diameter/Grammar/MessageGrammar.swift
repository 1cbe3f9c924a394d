/// AVPs that a grammar names, numbered so that a set of them is one number.
enum GrammarSlot: UInt8, Sendable {
    case none = 0
    case sessionID
    case originHost
    case originRealm
    case destinationHost
    case destinationRealm
    case recordType
    case recordNumber
    case acctApplicationID
    case authApplicationID
    case vendorSpecificApplicationID
    case userName
    case subSessionID
    case acctSessionID
    case acctMultiSessionID
    case acctInterimInterval
    case realtimeRequired
    case originStateID
    case eventTimestamp
    case proxyInfo
    case routeRecord
    case resultCode
    case failedAVP
    case errorReportingHost
    case errorMessage
    case experimentalResult
    case disconnectCause
    case hostIPAddress
    case vendorID
    case productName
    case firmwareRevision
    case acctSessionTime
    case serviceInformation
    case serviceContextID
    case proxyHost
    case proxyState
    case subscriptionID
    case subscriptionIDType
    case subscriptionIDData
    case experimentalResultCode
    case redirectHost

    private static let base: [UInt32: GrammarSlot] = [
        263: .sessionID, 264: .originHost, 296: .originRealm, 293: .destinationHost, 283: .destinationRealm,
        480: .recordType, 485: .recordNumber, 259: .acctApplicationID, 258: .authApplicationID,
        260: .vendorSpecificApplicationID, 1: .userName, 287: .subSessionID, 44: .acctSessionID,
        50: .acctMultiSessionID, 85: .acctInterimInterval, 483: .realtimeRequired, 278: .originStateID,
        55: .eventTimestamp, 284: .proxyInfo, 282: .routeRecord, 268: .resultCode, 279: .failedAVP,
        294: .errorReportingHost, 281: .errorMessage, 297: .experimentalResult, 273: .disconnectCause,
        257: .hostIPAddress, 266: .vendorID, 269: .productName, 267: .firmwareRevision, 46: .acctSessionTime,
        461: .serviceContextID, 280: .proxyHost, 33: .proxyState, 443: .subscriptionID, 450: .subscriptionIDType,
        444: .subscriptionIDData, 298: .experimentalResultCode, 292: .redirectHost,
    ]

    init(code: UInt32, vendor: UInt32) {
        if vendor == 0 {
            self = Self.base[code] ?? .none
        } else {
            self = vendor == DiameterNumber.vendor3GPP && code == 873 ? .serviceInformation : .none
        }
    }

    /// The AVP of the slot, for a fault that must name it.
    var name: AVPName {
        if self == .serviceInformation { return .serviceInformation }
        let code = Self.base.first { $0.value == self }?.key ?? 0
        return AVPName(code)
    }

    var bit: UInt64 { 1 << UInt64(rawValue) }
}

/// Which AVPs a message or a group must have, may have only once, and must not have (RFC 6733 sections 3.2, 4.4, 10).
/// What is not named may come in any number.
struct MessageGrammar: Sendable {
    let required: UInt64
    let once: UInt64
    let forbidden: UInt64

    private init(
        required: [GrammarSlot], repeatable: [GrammarSlot] = [], once: [GrammarSlot] = [],
        forbidden: [GrammarSlot] = []
    ) {
        self.required = (required + repeatable).reduce(0) { $0 | $1.bit }
        self.once = (required + once).reduce(0) { $0 | $1.bit }
        self.forbidden = forbidden.reduce(0) { $0 | $1.bit }
    }

    /// Answers' own AVPs.
    private static let answersOnly: [GrammarSlot] = [
        .resultCode, .failedAVP, .errorReportingHost, .errorMessage, .experimentalResult, .redirectHost,
    ]

    /// RFC 6733 sections 9.7.1 and 10.2. Termination-Cause is let through although 10.2 has none in an ACR: gateways
    /// that translate RADIUS send it, and it says how the call ended.
    static let accounting = MessageGrammar(
        required: [.sessionID, .originHost, .originRealm, .destinationRealm, .recordType, .recordNumber],
        once: [
            .destinationHost, .acctApplicationID, .vendorSpecificApplicationID, .userName, .subSessionID,
            .acctSessionID, .acctMultiSessionID, .acctInterimInterval, .realtimeRequired, .originStateID,
            .eventTimestamp, .acctSessionTime, .serviceInformation, .serviceContextID,
        ],
        forbidden: answersOnly + [.authApplicationID, .disconnectCause])

    /// RFC 6733 sections 5.3.1 and 10.1.
    static let capabilities = MessageGrammar(
        required: [.originHost, .originRealm, .vendorID, .productName], repeatable: [.hostIPAddress],
        once: [.originStateID, .firmwareRevision],
        forbidden: answersOnly + [
            .sessionID, .destinationHost, .destinationRealm, .disconnectCause, .proxyInfo, .routeRecord, .userName,
        ])

    /// RFC 6733 sections 5.5.1 and 10.1.
    static let watchdog = MessageGrammar(
        required: [.originHost, .originRealm], once: [.originStateID],
        forbidden: answersOnly + [.sessionID, .destinationHost, .destinationRealm, .proxyInfo, .routeRecord])

    /// RFC 6733 sections 5.4.1 and 10.1.
    static let disconnect = MessageGrammar(
        required: [.originHost, .originRealm, .disconnectCause],
        forbidden: answersOnly + [.sessionID, .destinationHost, .destinationRealm, .proxyInfo, .routeRecord])

    private static let proxyInfo = MessageGrammar(required: [.proxyHost, .proxyState])
    private static let subscription = MessageGrammar(required: [.subscriptionIDType, .subscriptionIDData])
    /// RFC 3588 allowed several vendors here.
    private static let vendorSpecific = MessageGrammar(
        required: [], repeatable: [.vendorID], once: [.acctApplicationID, .authApplicationID])
    private static let group = MessageGrammar(required: [])

    /// The grammar of a group; most say nothing.
    static func members(of slot: GrammarSlot) -> MessageGrammar {
        switch slot {
        case .proxyInfo: proxyInfo
        case .subscriptionID: subscription
        case .vendorSpecificApplicationID: vendorSpecific
        default: group
        }
    }
}
