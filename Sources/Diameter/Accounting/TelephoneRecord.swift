/// What a telephone record says: read from a stored Accounting-Request (RFC 6733 section 9.7.1, 3GPP TS 32.299
/// sections 6.2.2 and 7.2). Accounting of 3GPP has it inside Service-Information, plain accounting at the top; of an AVP
/// that comes several times the first counts.
public struct TelephoneRecord: Hashable, Sendable {
    /// Subscription-Id: who pays.
    public struct Subscription: Hashable, Sendable {
        /// Subscription-Id-Type: 0 E.164, 1 IMSI, 2 SIP URI, 3 NAI, 4 private.
        public var type: UInt32
        public var data: String

        public init(type: UInt32, data: String) {
            self.type = type
            self.data = data
        }
    }

    public internal(set) var sessionID = ""
    public internal(set) var subSessionID: UInt64 = 0
    public internal(set) var originHost = ""
    public internal(set) var type = AccountingRequest.RecordType.event
    public internal(set) var number: UInt32 = 0
    /// Event-Timestamp, in seconds since 1970.
    public internal(set) var eventAt: Int64?
    public internal(set) var subscriptions: [Subscription] = []
    public internal(set) var userName: String?
    /// Calling-Party-Address, all of them, as sent.
    public internal(set) var calling: [String] = []
    /// Called-Party-Address.
    public internal(set) var called: String?
    /// Requested-Party-Address: what was dialled, before any translation.
    public internal(set) var requested: String?
    public internal(set) var callingStation: String?
    public internal(set) var calledStation: String?
    /// SIP-Request-Timestamp with its fraction, in microseconds since 1970.
    public internal(set) var requestAt: Int64?
    /// SIP-Response-Timestamp with its fraction, in microseconds since 1970: in a START the answer.
    public internal(set) var responseAt: Int64?
    /// Acct-Session-Time, in seconds.
    public internal(set) var sessionSeconds: Int64?
    public internal(set) var causeCode: Int32?
    /// Role-Of-Node: 0 originating, 1 terminating.
    public internal(set) var roleOfNode: UInt32?
    public internal(set) var nodeFunctionality: UInt32?
    /// IMS-Charging-Identifier: one for all records of a call, whichever node reports.
    public internal(set) var imsChargingIdentifier: String?
    /// User-Session-Id: SIP's Call-ID.
    public internal(set) var userSessionID: String?
    public internal(set) var outgoingSessionID: String?
    public internal(set) var incomingTrunk: String?
    public internal(set) var outgoingTrunk: String?
    public internal(set) var sipMethod: String?
    public internal(set) var serviceContextID: String?
    /// Acct-Interim-Interval, in seconds.
    public internal(set) var interimInterval: UInt32?
    public internal(set) var originStateID: UInt32?
    public internal(set) var terminationCause: UInt32?

    /// Reads a stored message. Octets that cannot be an Accounting-Request are a fault; what only a grammar would
    /// forbid is let pass: it was accepted when it came.
    public init(wire: [UInt8]) throws(DiameterFault) {
        let message = try DiameterMessage(wire: wire)
        guard message.isRequest, message.command == DiameterNumber.accounting else {
            throw DiameterFault(.commandUnsupported, "no Accounting-Request")
        }
        var reading = Reading()
        try read(MessageHeader.length..<wire.count, wire.span.bytes, &reading, depth: 0)
        guard reading.hasKey == 0b1111 else {
            throw DiameterFault(.missingAVP, "the record's key is not complete")
        }
        requestAt = reading.requestSeconds.map { $0 * 1_000_000 + reading.requestMilliseconds * 1_000 }
        responseAt = reading.responseSeconds.map { $0 * 1_000_000 + reading.responseMilliseconds * 1_000 }
    }

    /// What is put together at the end.
    private struct Reading {
        /// One bit for each part of the key.
        var hasKey: UInt8 = 0
        var requestSeconds: Int64?
        var requestMilliseconds: Int64 = 0
        var responseSeconds: Int64?
        var responseMilliseconds: Int64 = 0
    }

    private mutating func read(
        _ range: Range<Int>, _ octets: RawSpan, _ reading: inout Reading, depth: Int
    ) throws(DiameterFault) {
        var cursor = AVPCursor(range)
        do throws(AVPCursor.Broken) {
            while let avp = try cursor.next(in: octets) {
                switch avp.vendor {
                case 0: try readBase(avp, octets, &reading)
                case DiameterNumber.vendor3GPP:
                    switch avp.code {
                    // Service-Information, IMS-Information, Time-Stamps, Event-Type, Trunk-Group-Id
                    case 873, 876, 833, 823, 851:
                        guard depth < 8 else { continue }
                        do throws(DiameterFault) {
                            try read(avp.payload, octets, &reading, depth: depth + 1)
                        } catch {
                            throw AVPCursor.Broken(offset: avp.start)
                        }
                    default: read3GPP(avp, octets, &reading)
                    }
                default: break
                }
            }
        } catch {
            throw DiameterFault(.invalidAVPLength, "the length of an AVP at octet \(error.offset) is wrong")
        }
    }

    private mutating func readBase(
        _ avp: AVPPlace, _ octets: RawSpan, _ reading: inout Reading
    ) throws(AVPCursor.Broken) {
        let value = avp.payload
        switch avp.code {
        case 263 where reading.hasKey & 1 == 0:
            sessionID = octets.text(value)
            reading.hasKey |= 1
        case 264 where reading.hasKey & 2 == 0:
            originHost = octets.text(value)
            reading.hasKey |= 2
        case 480:
            guard let number = Self.number(value, octets), let type = AccountingRequest.RecordType(rawValue: number)
            else { return }
            self.type = type
            reading.hasKey |= 4
        case 485:
            guard let number = Self.number(value, octets) else { return }
            self.number = number
            reading.hasKey |= 8
        case 287: if value.count == 8 { subSessionID = octets.number64(at: value.lowerBound) }
        case 55: eventAt = eventAt ?? Self.time(value, octets)
        case 1: userName = userName ?? octets.text(value)
        case 30: calledStation = calledStation ?? octets.text(value)
        case 31: callingStation = callingStation ?? octets.text(value)
        case 46: sessionSeconds = sessionSeconds ?? Self.number(value, octets).map(Int64.init)
        case 85: interimInterval = interimInterval ?? Self.number(value, octets)
        case 278: originStateID = originStateID ?? Self.number(value, octets)
        case 295: terminationCause = terminationCause ?? Self.number(value, octets)
        case 461: serviceContextID = serviceContextID ?? octets.text(value)
        case 443: try readSubscription(value, octets)
        default: break
        }
    }

    private mutating func readSubscription(_ range: Range<Int>, _ octets: RawSpan) throws(AVPCursor.Broken) {
        var cursor = AVPCursor(range)
        var type: UInt32?
        var data: String?
        while let avp = try cursor.next(in: octets) {
            guard avp.vendor == 0 else { continue }
            switch avp.code {
            case 450: type = Self.number(avp.payload, octets)
            case 444: data = octets.text(avp.payload)
            default: break
            }
        }
        if let type, let data { subscriptions.append(Subscription(type: type, data: data)) }
    }

    private mutating func read3GPP(_ avp: AVPPlace, _ octets: RawSpan, _ reading: inout Reading) {
        let value = avp.payload
        switch avp.code {
        case 831: calling.append(octets.text(value))
        case 832: called = called ?? octets.text(value)
        case 1_251: requested = requested ?? octets.text(value)
        case 834: reading.requestSeconds = reading.requestSeconds ?? Self.time(value, octets)
        case 835: reading.responseSeconds = reading.responseSeconds ?? Self.time(value, octets)
        case 2_301: reading.requestMilliseconds = Self.milliseconds(value, octets)
        case 2_302: reading.responseMilliseconds = Self.milliseconds(value, octets)
        case 861: causeCode = causeCode ?? Self.number(value, octets).map { Int32(bitPattern: $0) }
        case 829: roleOfNode = roleOfNode ?? Self.number(value, octets)
        case 862: nodeFunctionality = nodeFunctionality ?? Self.number(value, octets)
        case 841: imsChargingIdentifier = imsChargingIdentifier ?? octets.text(value)
        case 830: userSessionID = userSessionID ?? octets.text(value)
        case 2_320: outgoingSessionID = outgoingSessionID ?? octets.text(value)
        case 852: incomingTrunk = incomingTrunk ?? octets.text(value)
        case 853: outgoingTrunk = outgoingTrunk ?? octets.text(value)
        case 824: sipMethod = sipMethod ?? octets.text(value)
        default: break
        }
    }

    private static func number(_ range: Range<Int>, _ octets: RawSpan) -> UInt32? {
        range.count == 4 ? octets.number32(at: range.lowerBound) : nil
    }

    private static func time(_ range: Range<Int>, _ octets: RawSpan) -> Int64? {
        number(range, octets).map(DiameterTime.secondsSince1970)
    }

    /// A fraction of a second; 0 when it is none.
    private static func milliseconds(_ range: Range<Int>, _ octets: RawSpan) -> Int64 {
        number(range, octets).map { $0 < 1_000 ? Int64($0) : 0 } ?? 0
    }
}
