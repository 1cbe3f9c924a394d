import Diameter
import Testing

@Suite struct MessageTests {
    @Test func aRecordSaysWhatWasWrittenIntoIt() throws {
        let record = try TelephoneRecord(wire: Record.call())
        #expect(record.sessionID == "sbc.example.net;1772700000;42" && record.originHost == "sbc.example.net")
        #expect(record.type == .stop && record.number == 1 && record.subSessionID == 0)
        #expect(record.eventAt == 1_772_700_125)
        #expect(record.subscriptions == [.init(type: 0, data: "37410123456")])
        #expect(record.userName == "37410123456@ims.example.net")
        #expect(record.calling == ["sip:+37410123456@ims.example.net;user=phone", "tel:+37410123456"])
        #expect(record.called == "tel:+37477101234" && record.requested == "tel:077101234")
        #expect(record.requestAt == 1_772_699_993_250_000 && record.responseAt == 1_772_700_000_750_000)
        #expect(record.sessionSeconds == nil && record.causeCode == 0 && record.roleOfNode == 0)
        #expect(record.nodeFunctionality == 6 && record.interimInterval == 300)
        #expect(record.imsChargingIdentifier == "icid-0123456789" && record.userSessionID == "call-7@10.0.0.1")
        #expect(record.outgoingSessionID == "out-7@10.0.0.1" && record.sipMethod == "BYE")
        #expect(record.incomingTrunk == "pbx-4" && record.outgoingTrunk == "mobile-1")
        #expect(record.serviceContextID == "32260@3gpp.org" && record.originStateID == 1_772_600_000)
    }

    @Test func plainAccountingIsReadFromTheTopOfTheMessage() throws {
        var plain = Record(type: 1)
        plain.more = { encoder in
            encoder.add(.accountingSubSessionID, UInt64(1) << 40)
            encoder.add(.callingStationID, "37410123456")
            encoder.add(.calledStationID, "37477101234")
            encoder.add(.acctSessionTime, UInt32(65))
            encoder.add(.terminationCause, UInt32(11))
        }
        let request = try AccountingRequest(wire: plain.wire)
        #expect(request.subSessionID == 1 << 40 && request.type == .event)
        let record = try TelephoneRecord(wire: request.wire)
        #expect(record.callingStation == "37410123456" && record.calledStation == "37477101234")
        #expect(record.sessionSeconds == 65 && record.terminationCause == 11 && record.subSessionID == 1 << 40)
    }

    /// 2036-02-07T06:28:16Z is where NTP's first era ends (RFC 4330 section 3).
    @Test(
        arguments: [
            (2_208_988_800, 0), (3_981_663_600, 1_772_674_800), (0, 2_085_978_496), (1_000, 2_085_979_496),
        ] as [(UInt32, Int64)])
    func timesAreReadInBothErasOfNTP(_ wire: UInt32, _ seconds: Int64) {
        #expect(DiameterTime.secondsSince1970(wire) == seconds)
        #expect(seconds == 0 || DiameterTime.wire(seconds) == wire)
    }

    enum Change: String, CaseIterable {
        case flags
        case identifiers
        case routeRecord
        case proxyInfo
        case destinationHost
        case number
        case unknownAVP
        case order
    }

    @Test(arguments: Change.allCases)
    func aRecordIsTheSameWhateverProxiesAndRetransmissionsChange(_ change: Change) {
        let original = Record().wire
        var other = Record()
        var expected = true
        switch change {
        case .flags: other.header.isRetransmitted = true
        case .identifiers: (other.header.hopByHop, other.header.endToEnd) = (99, 98)
        case .routeRecord: other.more = { $0.add(.routeRecord, "relay.example.net") }
        case .proxyInfo:
            other.more = { encoder in
                encoder.addGroup(.proxyInfo) { group in
                    group.add(.proxyHost, "relay.example.net")
                    group.add(.proxyState, [1])
                }
            }
        case .destinationHost: other.more = { $0.add(.destinationHost, "cdf.example.net") }
        case .number: (other.number, expected) = (1, false)
        case .unknownAVP:
            other.more = { $0.add(AVPName(60_000, isMandatory: false), [1]) }
            expected = false
        case .order:
            other.number = nil
            other.type = nil
            other.more = { encoder in
                encoder.add(.accountingRecordNumber, UInt32(0))
                encoder.add(.accountingRecordType, UInt32(2))
            }
            expected = false
        }
        #expect(AccountingRequest.sameContent(original, other.wire) == expected)
        #expect(AccountingRequest.sameContent(other.wire, original) == expected)
    }

    @Test func aMessageIsShownWithNamesAndValues() {
        let lines = MessageDescription.lines(of: Record.call())
        for line in [
            "Accounting-Request application 3, proxiable", "  Accounting-Record-Type = 4 STOP_RECORD",
            "  Event-Timestamp = 2026-03-05T08:42:05Z", "  Service-Information",
            "      Role-Of-Node = 0 ORIGINATING_ROLE",
            "      Called-Party-Address = \"tel:+37477101234\"", "        SIP-Method = \"BYE\"",
            "      Subscription-Id-Type = 0 END_USER_E164",
        ] { #expect(lines.contains(line), "\(line) is not in \(lines.joined(separator: "\n"))") }
    }

    @Test(
        arguments: [
            ([], "0 octets"), (Array(Record.call().prefix(100)), "broken at octet"),
            ([2] + Record.call().dropFirst(), "version 2"),
            (Record(session: "a\u{1B}[2J").wire, "\\u{1b}[2J"),
        ] as [([UInt8], String)])
    func whatIsBrokenIsShownAsFarAsItCanBeRead(_ wire: [UInt8], _ words: String) {
        let text = MessageDescription.lines(of: wire).joined(separator: "\n")
        #expect(text.contains(words))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func theDictionaryIsExtendedButNotAgainstTheGrammar() throws {
        var dictionary = DiameterDictionary.standard
        let stranger = AVPName(9_999, vendor: 4_242)
        var record = Record()
        record.more = { $0.add(stranger, "x") }
        let wire = record.wire
        #expect(throws: DiameterFault.self) { try AccountingRequest(wire: wire) }
        try dictionary.add(AVPDefinition(name: "Trunk-Name", code: 9_999, vendor: 4_242, type: .utf8String))
        #expect(try AccountingRequest(wire: wire, dictionary: dictionary).number == 0)
        #expect(MessageDescription.lines(of: wire, dictionary: dictionary).last == "  Trunk-Name = \"x\"")
        #expect(throws: DiameterDictionary.Failure.self) {
            try dictionary.add(AVPDefinition(name: "Mine", code: 485, type: .utf8String))
        }
        #expect(dictionary.count > 1_700)
    }
}
