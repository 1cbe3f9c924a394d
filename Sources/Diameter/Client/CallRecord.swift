/// One call's record as it can be made without a switch: to try a server, and to send what a table of calls holds.
public struct CallRecord: Hashable, Sendable {
    public var sessionID: String
    public var type: AccountingRequest.RecordType
    public var number: UInt32
    public var calling: String
    public var called: String
    /// Seconds since 1970: INVITE, answer, end.
    public var startAt: Int64?
    public var answerAt: Int64?
    public var endAt: Int64?
    /// Acct-Session-Time, in seconds.
    public var duration: UInt32?
    public var cause: Int32?
    public var role: UInt32?

    public init(
        sessionID: String, type: AccountingRequest.RecordType, number: UInt32, calling: String, called: String,
        startAt: Int64? = nil, answerAt: Int64? = nil, endAt: Int64? = nil, duration: UInt32? = nil,
        cause: Int32? = nil, role: UInt32? = nil
    ) {
        self.sessionID = sessionID
        self.type = type
        self.number = number
        self.calling = calling
        self.called = called
        self.startAt = startAt
        self.answerAt = answerAt
        self.endAt = endAt
        self.duration = duration
        self.cause = cause
        self.role = role
    }

    /// The Accounting-Request, in 3GPP's form (TS 32.299 section 6.2.2).
    public func wire(from local: LocalPeer, to realm: String, identifier: UInt32) -> [UInt8] {
        let header = MessageHeader(
            isRequest: true, isProxiable: true, command: DiameterNumber.accounting,
            application: DiameterNumber.accountingApplication, hopByHop: identifier, endToEnd: identifier)
        return MessageEncoder.message(header) { encoder in
            encoder.add(.sessionID, sessionID)
            encoder.add(.originHost, local.originHost)
            encoder.add(.originRealm, local.originRealm)
            encoder.add(.destinationRealm, realm)
            encoder.add(.accountingRecordType, type.rawValue)
            encoder.add(.accountingRecordNumber, number)
            encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
            // A START is written at the answer, everything else at the end.
            if let at = type == .start ? answerAt ?? startAt : endAt ?? answerAt ?? startAt {
                encoder.add(.eventTimestamp, secondsSince1970: at)
            }
            if let duration { encoder.add(.acctSessionTime, duration) }
            encoder.addGroup(.serviceInformation) { $0.addGroup(.imsInformation, addInformation) }
        }
    }

    private func addInformation(_ encoder: inout MessageEncoder) {
        if let role { encoder.add(.roleOfNode, role) }
        encoder.add(.callingPartyAddress, calling)
        encoder.add(.calledPartyAddress, called)
        if startAt != nil || answerAt != nil {
            encoder.addGroup(.timeStamps) { stamps in
                if let startAt { stamps.add(.sipRequestTimestamp, secondsSince1970: startAt) }
                if let answerAt { stamps.add(.sipResponseTimestamp, secondsSince1970: answerAt) }
            }
        }
        if let cause { encoder.add(.causeCode, cause) }
    }
}
