import Diameter

/// A record of a call as a switch sends it: what names it, and the message.
struct TelephoneRecordSample: Sendable {
    struct Key: Hashable, Sendable {
        var session: String
        var type: Int
        var number: Int64
    }

    var key: Key
    var wire: [UInt8]

    /// Without what may differ each time it is sent: the T bit and the hop-by-hop identifier.
    static func lasting(_ wire: [UInt8]) -> [UInt8] {
        guard wire.count >= MessageHeader.length else { return wire }
        var octets = wire
        octets[4] &= 0xEF
        for index in 12..<16 { octets[index] = 0 }
        return octets
    }
}

/// A call, the records a switch writes of it, and what it comes to.
struct TelephoneCall: Sendable {
    enum Shape: CaseIterable, Sendable {
        /// START with the answer's time, INTERIM records, STOP (3GPP's Rf).
        case told
        /// A STOP that stands alone, from a sender that measures itself (Acct-Session-Time).
        case stop
        case event
        case unanswered
        /// The STOP never comes.
        case endless
    }

    var session: String
    var line: String
    var called: String
    /// Minor units for each minute that was begun.
    var perMinute: Int64
    var answeredAt: Int64
    var seconds: Int64
    var shape: Shape
    var interims: Int
    var host: String
    /// Octets that make the message longer.
    var ballast = 0

    /// Of a day at 11:00 in Yerevan, from a line to where the price has no seconds.
    static func random(
        _ index: Int, lines: [String], host: String, _ random: inout ModelRandom, ballast: Int = 0
    ) -> TelephoneCall {
        let (prefix, price) = random.pick([("37410", 500), ("37433", 1_000), ("7495", 6_000)] as [(String, Int64)])
        let shapes: [Shape] = [.told, .told, .told, .told, .stop, .stop, .event, .unanswered, .endless]
        return TelephoneCall(
            session: "\(host);1795503600;\(index)", line: random.pick(lines),
            called: prefix + String(random.below(900_000) + 100_000), perMinute: price,
            answeredAt: 1_795_503_600 - Int64(random.below(80_000)), seconds: Int64(random.below(900)) + 1,
            shape: random.pick(shapes), interims: random.below(3), host: host, ballast: ballast)
    }

    /// What is charged; nil: nothing, as long as nothing more is told.
    var charge: (seconds: Int64, amount: Int64)? {
        switch shape {
        case .told, .stop, .event: (seconds, (seconds + 59) / 60 * perMinute)
        case .unanswered, .endless: nil
        }
    }

    var records: [TelephoneRecordSample] {
        switch shape {
        case .told: [start] + interimRecords + [record(4, interims + 1, at: answeredAt + seconds)]
        case .stop: [record(4, 1, at: answeredAt + seconds, measured: seconds)]
        case .event: [record(1, 0, at: answeredAt + seconds, measured: seconds)]
        case .unanswered: [record(1, 0, at: answeredAt, cause: 486)]
        case .endless: [start] + interimRecords
        }
    }

    /// Asked seven seconds before the answer: the time it rings is not charged.
    private var start: TelephoneRecordSample { record(2, 0, at: answeredAt, answered: answeredAt) }

    private var interimRecords: [TelephoneRecordSample] {
        (0..<interims).map { record(3, $0 + 1, at: answeredAt + seconds * Int64($0 + 1) / Int64(interims + 1)) }
    }

    private func record(
        _ type: Int, _ number: Int, at: Int64, answered: Int64? = nil, measured: Int64? = nil, cause: Int32 = 0
    ) -> TelephoneRecordSample {
        let header = MessageHeader(
            isRequest: true, isProxiable: true, command: DiameterNumber.accounting,
            application: DiameterNumber.accountingApplication, hopByHop: 0,
            endToEnd: session.utf8.reduce(UInt32(type * 64 + number)) { $0 &* 31 &+ UInt32($1) })
        let wire = MessageEncoder.message(header) { encoder in
            encoder.add(.sessionID, session)
            encoder.add(.originHost, host)
            encoder.add(.originRealm, "example.net")
            encoder.add(.destinationRealm, "example.net")
            encoder.add(.accountingRecordType, UInt32(type))
            encoder.add(.accountingRecordNumber, UInt32(number))
            encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
            encoder.add(.userName, "\(line)@ims.example.net")
            encoder.add(.eventTimestamp, secondsSince1970: at)
            encoder.add(.serviceContextID, "32260@3gpp.org")
            if let measured { encoder.add(.acctSessionTime, UInt32(measured)) }
            encoder.addGroup(.serviceInformation) { service in
                service.addGroup(.imsInformation) { ims in
                    ims.add(.roleOfNode, UInt32(0))
                    ims.add(.userSessionID, "call-\(session)" + String(repeating: "-", count: ballast))
                    ims.add(.callingPartyAddress, "tel:+\(line)")
                    ims.add(.calledPartyAddress, "tel:+\(called)")
                    if let answered {
                        ims.addGroup(.timeStamps) { stamps in
                            stamps.add(.sipRequestTimestamp, secondsSince1970: answered - 7)
                            stamps.add(.sipResponseTimestamp, secondsSince1970: answered)
                        }
                    }
                    ims.add(.causeCode, cause)
                }
            }
        }
        return TelephoneRecordSample(key: .init(session: session, type: type, number: Int64(number)), wire: wire)
    }
}
