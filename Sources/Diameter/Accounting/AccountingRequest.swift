/// A telephone record as it was received and found to be an Accounting-Request that may be kept (RFC 6733 section
/// 9.7.1). What it says beyond its key is not looked at here: see ``TelephoneRecord``.
public struct AccountingRequest: Sendable {
    /// Accounting-Record-Type (RFC 6733 section 9.8.1).
    public enum RecordType: UInt32, Hashable, Sendable {
        case event = 1
        case start = 2
        case interim = 3
        case stop = 4
    }

    /// The whole message: what is kept for ever.
    public let wire: [UInt8]
    public let originHost: String
    /// Accounting-Sub-Session-Id; 0 when absent.
    public let subSessionID: UInt64
    public let number: UInt32
    public let type: RecordType
    /// T: the sender does not know whether it was answered before.
    public let isRetransmitted: Bool
    let hasProxyInfo: Bool
    private let sessionStart: UInt32
    private let sessionLength: UInt32

    /// The octets of Session-Id: UTF-8.
    public var sessionOctets: ArraySlice<UInt8> { wire[sessionRange] }

    public var sessionID: String { String(decoding: sessionOctets, as: UTF8.self) }

    var sessionRange: Range<Int> { Int(sessionStart)..<(Int(sessionStart) + Int(sessionLength)) }

    /// Checks a whole message by the grammar of an Accounting-Request.
    public init(
        wire: [UInt8], dictionary: borrowing DiameterDictionary = DiameterDictionary.standard
    ) throws(DiameterFault) {
        _ = try DiameterMessage(wire: wire)
        let check = try GrammarCheck(wire.span.bytes, .accounting, dictionary)
        try self.init(wire: wire, check, sender: "")
    }

    /// - Parameter sender: the host of the connection, which is nearly always the record's own: no text is made then.
    init(wire: [UInt8], _ check: borrowing GrammarCheck, sender: String) throws(DiameterFault) {
        let octets = wire.span.bytes
        guard let session = check.payload(.sessionID, octets), let origin = check.payload(.originHost, octets),
            let value = check.number32(.recordType, octets), let type = RecordType(rawValue: value),
            let number = check.number32(.recordNumber, octets)
        else {
            throw DiameterFault(.unableToComply, "the record's key cannot be read")
        }
        // PostgreSQL keeps no text with a zero in it, and no session has one.
        for offset in session where octets.octet(at: offset) == 0 {
            throw DiameterFault(
                .invalidAVPValue, "Session-Id holds a zero octet",
                failed: FailedAVP.zeroFilled(.sessionID, 0))
        }
        if let application = check.number32(.acctApplicationID, octets),
            application != DiameterNumber.accountingApplication
        {
            throw DiameterFault(
                .invalidAVPValue, "Acct-Application-Id \(application) is not the header's application",
                failed: AVPSequence(wire: wire, range: MessageHeader.length..<wire.count).first(.acctApplicationID)
                    .map { FailedAVP.copy($0.place, octets) })
        }
        self.wire = wire
        self.type = type
        self.number = number
        sessionStart = UInt32(truncatingIfNeeded: session.lowerBound)
        sessionLength = UInt32(truncatingIfNeeded: session.count)
        originHost = octets.equals(origin, sender) ? sender : octets.text(origin)
        subSessionID = check.payload(.subSessionID, octets).map { octets.number64(at: $0.lowerBound) } ?? 0
        isRetransmitted = wire[4] & 0x10 != 0
        hasProxyInfo = check.has(.proxyInfo)
    }

    /// Whether two messages of one key carry the same record: header flags, identifiers and what proxies add or change
    /// on the way (Route-Record, Proxy-Info, Destination-Host) do not matter, everything else does, its order too.
    public static func sameContent(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count >= MessageHeader.length, other.count >= MessageHeader.length else { return one == other }
        let first = one.span.bytes
        let second = other.span.bytes
        guard first.number24(at: 5) == second.number24(at: 5), first.number32(at: 8) == second.number32(at: 8) else {
            return false
        }
        var firstCursor = AVPCursor(MessageHeader.length..<one.count)
        var secondCursor = AVPCursor(MessageHeader.length..<other.count)
        do throws(AVPCursor.Broken) {
            while true {
                let left = try nextOfRecord(&firstCursor, first)
                let right = try nextOfRecord(&secondCursor, second)
                guard let left, let right else { return left == nil && right == nil }
                guard left.whole.count == right.whole.count else { return false }
                let same = first.extracting(left.whole).withUnsafeBytes { a in
                    second.extracting(right.whole).withUnsafeBytes { b in a.elementsEqual(b) }
                }
                if !same { return false }
            }
        } catch {
            return one[MessageHeader.length...].elementsEqual(other[MessageHeader.length...])
        }
    }

    private static func nextOfRecord(
        _ cursor: inout AVPCursor, _ octets: RawSpan
    ) throws(AVPCursor.Broken) -> AVPPlace? {
        while let avp = try cursor.next(in: octets) {
            if avp.vendor != 0 || (avp.code != 282 && avp.code != 284 && avp.code != 293) { return avp }
        }
        return nil
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
