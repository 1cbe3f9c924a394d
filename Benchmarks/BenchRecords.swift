import Diameter

/// Records of calls as an IMS node sends them, about 560 octets each (3GPP TS 32.299 section 6.2.2).
enum BenchRecords {
    struct Wire {
        let session: String
        let kind: Int16
        let octets: [UInt8]
    }

    static let local = LocalPeer(
        originHost: "switch0.example.net", originRealm: "example.net", addresses: [[127, 0, 0, 1]],
        originStateID: 1)

    /// Calls of so many seconds each, one after the other over the lines; with `pairs` a START before each STOP.
    static func calls(_ count: Int, session name: String, from lines: [String], pairs: Bool = false) -> [Wire] {
        // Yesterday noon, so that nothing is in the future.
        let begin: Int64 = 1_795_500_000
        var wires: [Wire] = []
        wires.reserveCapacity(pairs ? count * 2 : count)
        for number in 0..<count {
            let session = "switch0.example.net;\(name);\(1_000_000_000 + number);call"
            let calling = lines[number % lines.count]
            let answered = begin + Int64(number % 40_000)
            if pairs { wires.append(wire(session, .start, calling, number, answered, nil)) }
            wires.append(wire(session, .stop, calling, number, answered, UInt32(30 + number % 300)))
        }
        return wires
    }

    private static func wire(
        _ session: String, _ type: AccountingRequest.RecordType, _ calling: String, _ number: Int, _ answered: Int64,
        _ seconds: UInt32?
    ) -> Wire {
        let header = MessageHeader(
            isRequest: true, isProxiable: true, command: DiameterNumber.accounting,
            application: DiameterNumber.accountingApplication, hopByHop: UInt32(number), endToEnd: UInt32(number))
        // Eight digits at home, eleven or more abroad.
        let called = ["37410", "37477", "74951", "49301"][number % 4] + String(100_000 + number % 899_999)
        let octets = MessageEncoder.message(header) { encoder in
            encoder.add(.sessionID, session)
            encoder.add(.originHost, local.originHost)
            encoder.add(.originRealm, local.originRealm)
            encoder.add(.destinationRealm, "example.net")
            encoder.add(.accountingRecordType, type.rawValue)
            encoder.add(.accountingRecordNumber, UInt32(type == .start ? 0 : 1))
            encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
            encoder.add(.userName, "sip:+\(calling)@ims.example.net")
            encoder.add(.eventTimestamp, secondsSince1970: answered + Int64(seconds ?? 0))
            if let seconds { encoder.add(.acctSessionTime, seconds) }
            encoder.add(.serviceContextID, "8.32260@3gpp.org")
            encoder.addGroup(.serviceInformation) { service in
                service.addGroup(.subscriptionID) { subscription in
                    subscription.add(.subscriptionIDType, UInt32(0))
                    subscription.add(.subscriptionIDData, calling)
                }
                service.addGroup(.imsInformation) { ims in
                    ims.add(.roleOfNode, UInt32(0))
                    ims.add(.callingPartyAddress, "tel:+\(calling)")
                    ims.add(.calledPartyAddress, "tel:+\(called)")
                    ims.addGroup(.timeStamps) { stamps in
                        stamps.add(.sipRequestTimestamp, secondsSince1970: answered - 7)
                        stamps.add(.sipResponseTimestamp, secondsSince1970: answered)
                    }
                    ims.add(.causeCode, Int32(0))
                }
            }
        }
        return Wire(session: session, kind: Int16(type.rawValue), octets: octets)
    }
}
