/// An Accounting-Request with what a telephone record needs (RFC 6733 section 9.7, 3GPP TS 32.299 section 6.2.2).
public struct AccountingRequest: Hashable, Sendable {
    /// Accounting-Record-Type (RFC 6733 section 9.8.1).
    public enum RecordType: UInt32, Hashable, Sendable {
        case event = 1
        case start = 2
        case interim = 3
        case stop = 4
    }

    public let sessionID: String
    public let originHost: String
    public let type: RecordType
    public let number: UInt32
    /// Seconds since 1970, as all times here.
    public let eventAt: Int64?
    public let isRetransmitted: Bool
    /// E.164 number or SIP URI of who pays, as sent.
    public let subscriber: String?
    public let calling: String?
    public let called: String?
    /// SIP-Response-Timestamp: in a START the moment of the answer.
    public let answeredAt: Int64?
    /// Acct-Session-Time.
    public let sessionSeconds: UInt32?
    public let causeCode: Int32?
    public let roleOfNode: UInt32?
    /// The message itself, to answer it.
    let message: DiameterMessage

    /// Reads a request; what is missing, too often or out of range is a fault to be answered.
    init(_ message: DiameterMessage) throws(DiameterFault) {
        let avps = message.avps
        try Self.checkGrammar(avps)
        sessionID = try Self.text(avps, .sessionID)
        originHost = try Self.text(avps, .originHost)
        let typeAVP = try Self.required(avps, .accountingRecordType)
        guard let value = typeAVP.unsigned32, let type = RecordType(rawValue: value) else {
            throw DiameterFault(.invalidAVPValue, "no such Accounting-Record-Type", failed: typeAVP)
        }
        self.type = type
        let numberAVP = try Self.required(avps, .accountingRecordNumber)
        guard let number = numberAVP.unsigned32 else {
            throw DiameterFault(.invalidAVPLength, "Accounting-Record-Number has four octets", failed: numberAVP)
        }
        self.number = number
        eventAt = avps.first(.eventTimestamp)?.secondsSince1970
        isRetransmitted = message.isRetransmitted
        sessionSeconds = avps.first(.acctSessionTime)?.unsigned32
        let service = try avps.first(.serviceInformation)?.members() ?? []
        let ims = try service.first(.imsInformation)?.members(depth: 1) ?? []
        let stamps = try ims.first(.timeStamps)?.members(depth: 2) ?? []
        calling = Self.preferredNumber(ims.all(.callingPartyAddress)) ?? avps.first(.callingStationID)?.text
        called = Self.preferredNumber(ims.all(.calledPartyAddress)) ?? avps.first(.calledStationID)?.text
        answeredAt = stamps.first(.sipResponseTimestamp)?.secondsSince1970
        causeCode = ims.first(.causeCode)?.integer32
        roleOfNode = ims.first(.roleOfNode)?.unsigned32
        let paying = try Self.subscription(avps.all(.subscriptionID) + service.all(.subscriptionID))
        subscriber = paying ?? avps.first(.userName)?.text
        self.message = message
    }

    private static let once: [AVPName] = [
        .sessionID, .originHost, .originRealm, .destinationRealm, .accountingRecordType, .accountingRecordNumber,
        .acctApplicationID, .userName, .eventTimestamp, .acctSessionTime, .serviceInformation,
    ]

    private static func checkGrammar(_ avps: [AVP]) throws(DiameterFault) {
        if let stranger = avps.first(where: { avp in
            avp.isMandatory && avp.vendor == nil && !AVPName.understood.contains(avp.code)
        }) {
            throw DiameterFault(.avpUnsupported, "AVP \(stranger.code) is not supported", failed: stranger)
        }
        for name in once {
            let found = avps.all(name)
            if found.count > 1 {
                throw DiameterFault(
                    .avpOccursTooManyTimes, "AVP \(name.code) occurs \(found.count) times", failed: found[1])
            }
        }
        for name in [AVPName.originRealm, .destinationRealm] { _ = try required(avps, name) }
    }

    private static func required(_ avps: [AVP], _ name: AVPName) throws(DiameterFault) -> AVP {
        guard let avp = avps.first(name) else {
            // A zero-filled AVP of the least length stands for the missing one (RFC 6733 section 7.5).
            let missing = AVP(name, payload: [0, 0, 0, 0])
            throw DiameterFault(.missingAVP, "AVP \(name.code) is missing", failed: missing)
        }
        return avp
    }

    private static func text(_ avps: [AVP], _ name: AVPName) throws(DiameterFault) -> String {
        let avp = try required(avps, name)
        guard let text = avp.text, !text.isEmpty, !text.contains("\0") else {
            throw DiameterFault(.invalidAVPValue, "AVP \(name.code) is no text", failed: avp)
        }
        return text
    }

    /// Of several forms of one address the telephone number is wanted: tel: before sip:.
    private static func preferredNumber(_ avps: [AVP]) -> String? {
        let texts = avps.compactMap(\.text)
        return texts.first { $0.hasPrefix("tel:") } ?? texts.first
    }

    /// Subscription-Id: an E.164 number (type 0) before a SIP URI (type 2).
    private static func subscription(_ avps: [AVP]) throws(DiameterFault) -> String? {
        var others: [String] = []
        for avp in avps {
            let members = try avp.members()
            guard let data = members.first(.subscriptionIDData)?.text else { continue }
            if members.first(.subscriptionIDType)?.unsigned32 == 0 { return data }
            others.append(data)
        }
        return others.first
    }
}

/// What became of an accounting request; only a stored one lets its sender forget it (RFC 6733 section 9.4).
public enum AccountingOutcome: Hashable, Sendable {
    /// Committed now, or committed before.
    case accepted
    /// Cannot be kept at the moment: the sender tries again or elsewhere.
    case tooBusy
    case outOfSpace

    var result: ResultCode {
        switch self {
        case .accepted: .success
        case .tooBusy: .tooBusy
        case .outOfSpace: .outOfSpace
        }
    }
}
