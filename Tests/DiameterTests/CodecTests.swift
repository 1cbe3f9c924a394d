import Diameter
import Testing

private func message(_ avps: [AVP], command: UInt32 = DiameterNumber.accounting) -> DiameterMessage {
    DiameterMessage(
        isRequest: true, isProxiable: true, command: command, application: 3, hopByHop: 7, endToEnd: 9, avps: avps)
}

@Suite struct CodecTests {
    @Test func aMessageComesBackAsItWas() throws {
        let original = message([
            AVP(.sessionID, "a;1"), AVP(.originHost, "sbc.example.net"), AVP(.accountingRecordNumber, 4),
            AVP(
                .serviceInformation, grouping: [AVP(.imsInformation, grouping: [AVP(.callingPartyAddress, "tel:+374")])]
            ),
            AVP(code: 9_999, vendor: 42, isMandatory: false, payload: [1, 2, 3]),
        ])
        let wire = original.encoded
        #expect(wire.count.isMultiple(of: 4))
        #expect(try DiameterMessage(decoding: wire) == original)
    }

    @Test(arguments: [
        ([] as [UInt8], ResultCode.invalidMessageLength), ([1, 0, 0, 20], .invalidMessageLength),
        ([2, 0, 0, 20] + Array(repeating: 0, count: 16), .unsupportedVersion),
        ([1, 0, 0, 24] + Array(repeating: 0, count: 16), .invalidMessageLength),
        ([1, 0, 0, 20, 0xA0] + Array(repeating: 0, count: 15), .invalidHeaderBits),
        ([1, 0, 0, 28, 0x80] + Array(repeating: 0, count: 15) + [0, 0, 1, 7, 0x40, 0, 0, 4], .invalidAVPLength),
        ([1, 0, 0, 28, 0x80] + Array(repeating: 0, count: 15) + [0, 0, 1, 7, 0x40, 0, 0, 200], .invalidAVPLength),
    ])
    func brokenMessagesAreFaultsWithTheirResultCode(_ wire: [UInt8], _ result: ResultCode) {
        let fault = #expect(throws: DiameterFault.self) { try DiameterMessage(decoding: wire) }
        #expect(fault?.result == result)
    }

    /// 2036-02-07T06:28:16Z is where NTP's first era ends (RFC 4330 section 3).
    @Test(
        arguments: [
            (2_208_988_800, 0), (3_981_663_600, 1_772_674_800), (0, 2_085_978_496), (1_000, 2_085_979_496),
        ] as [(UInt32, Int64)])
    func timesAreReadInBothErasOfNTP(_ wire: UInt32, _ seconds: Int64) {
        #expect(AVP(.eventTimestamp, wire).secondsSince1970 == seconds)
    }

    @Test func noOctetsWhateverBreakTheDecoder() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let good = message([
            AVP(.sessionID, "a;1"), AVP(.serviceInformation, grouping: [AVP(.imsInformation, grouping: [])]),
        ]).encoded
        var machine = PeerMachine(local: local(), now: 0)
        _ = machine.receive(capabilities().encoded, now: 0)
        for _ in 0..<20_000 {
            var wire = good
            for _ in 0..<(1 + next() % 6) { wire[Int(next() % UInt64(wire.count))] = UInt8(next() & 0xFF) }
            if next() % 4 == 0 { wire.removeLast(Int(next() % UInt64(wire.count))) }
            var copy = machine
            for case .deliver(let request) in copy.receive(wire, now: 1) where request.sessionID.isEmpty {
                Issue.record("an empty session was delivered, seed \(seed)")
            }
        }
        #expect(machine.state == .open, "seed \(seed)")
    }
}

func local(peers: [String] = ["*.example.net"]) -> LocalPeer {
    LocalPeer(
        originHost: "cdf.example.net", originRealm: "example.net", addresses: [[127, 0, 0, 1]], originStateID: 1,
        allowedPeers: peers)
}

func capabilities(host: String = "sbc.example.net", application: AVP = AVP(.acctApplicationID, 3)) -> DiameterMessage {
    DiameterMessage(
        isRequest: true, command: DiameterNumber.capabilitiesExchange, application: 0, hopByHop: 1, endToEnd: 1,
        avps: [AVP(.originHost, host), AVP(.originRealm, "example.net"), application])
}
