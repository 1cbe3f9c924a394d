import Diameter
import Testing

@Suite struct PeerMachineTests {
    @Test(
        arguments: [
            { $0.add(.acctApplicationID, UInt32(3)) }, { $0.add(.acctApplicationID, UInt32.max) },
            { $0.add(.authApplicationID, UInt32(3)) }, { $0.add(.authApplicationID, UInt32.max) },
            { encoder in
                encoder.addGroup(.vendorSpecificApplicationID) { group in
                    group.add(.vendorID, UInt32(10_415))
                    group.add(.acctApplicationID, UInt32(3))
                }
            },
        ] as [@Sendable (inout MessageEncoder) -> Void])
    func aPeerThatOffersAccountingInAnyFormIsAccepted(_ application: @Sendable (inout MessageEncoder) -> Void) throws {
        var machine = PeerMachine(local: local(), peers: someone, now: 0)
        guard case .decide(let offer) = machine.receive(capabilities(application: application), now: 0) else {
            Issue.record("not decided")
            return
        }
        #expect(offer.host == "sbc.example.net" && machine.state == .deciding)
        let answer = try DiameterMessage(wire: machine.accept(offer, now: 0))
        #expect(machine.state == .open && answer.resultCode == 2001 && !answer.isError)
        #expect(answer.avps.first(.originStateID)?.unsigned32 == 7)
        #expect(answer.avps.first(.acctApplicationID)?.unsigned32 == 3)
        #expect(answer.avps.first(.productName)?.isMandatory == false)
        #expect(answer.avps.first(.supportedVendorID)?.unsigned32 == 10_415)
        #expect(answer.avps.first(.hostIPAddress).map { Array($0.payload) } == [0, 1, 127, 0, 0, 1])
    }

    @Test(
        arguments: [
            (capabilities(host: "evil.example.org"), 3010),
            (capabilities { $0.add(.authApplicationID, UInt32(4)) }, 5010),
            (capabilities { _ in }, 5010), (base(257, 1, "sbc.example.net"), 5005),
            (
                capabilities { encoder in
                    encoder.add(.acctApplicationID, UInt32(3))
                    encoder.add(.sessionID, "s")
                }, 5008
            ),
            (
                capabilities { encoder in
                    encoder.add(.acctApplicationID, UInt32(3))
                    encoder.add(.productName, "again")
                }, 5009
            ),
            (base(257, 1, "sbc.example.net", isProxiable: true), 3008),
        ] as [([UInt8], UInt32)])
    func capabilitiesThatCannotBeAcceptedAreAnsweredAndEndTheConnection(_ wire: [UInt8], _ result: UInt32) {
        var machine = PeerMachine(local: local(), peers: someone, now: 0)
        let reaction = machine.receive(wire, now: 0)
        #expect(reaction.kind == "answer and close" && machine.state == .closed)
        #expect(reaction.message?.resultCode == result)
        #expect(reaction.message?.isError == (result / 1_000 == 3))
    }

    @Test(
        arguments: [
            (PeerRule(host: "sbc.*"), "10.1.2.3", true), (PeerRule(host: "SBC.example.NET"), nil, true),
            (PeerRule(host: "*", addresses: [AddressRange("10.1.0.0/16")].compactMap(\.self)), "10.1.2.3", true),
            (PeerRule(host: "*", addresses: [AddressRange("10.1.0.0/16")].compactMap(\.self)), "10.2.2.3", false),
            (PeerRule(host: "*", addresses: [AddressRange("10.1.0.0/16")].compactMap(\.self)), "::ffff:10.1.2.3", true),
            (
                PeerRule(host: "*", addresses: [AddressRange("2001:db8::/33")].compactMap(\.self)), "2001:db8:7fff::1",
                true
            ),
            (
                PeerRule(host: "*", addresses: [AddressRange("2001:db8::/33")].compactMap(\.self)), "2001:db8:8000::1",
                false
            ),
            (PeerRule(host: "*", addresses: [AddressRange("10.1.2.3")].compactMap(\.self)), nil, false),
            (PeerRule(host: "other.*"), "10.1.2.3", false), (PeerRule(host: "*b*.net"), "10.1.2.3", true),
        ] as [(PeerRule, String?, Bool)])
    func whoMayConnectIsToldByHostAndAddress(_ rule: PeerRule, _ address: String?, _ isAdmitted: Bool) {
        var machine = PeerMachine(
            local: local(), peers: [rule], surroundings: .init(address: address.flatMap { IPAddress($0) }), now: 0)
        #expect((machine.receive(capabilities(), now: 0).kind == "decide") == isAdmitted)
    }

    @Test(
        arguments: [
            (["sbc.example.net"], 0), (["*.example.net"], 0), (["SBC.Example.net", "x"], 0), ([], 3010),
            (["example.net"], 3010),
            (["*.net"], 3010), (["other.example.net"], 3010), (nil, 5017),
        ] as [([String]?, UInt32)])
    func theCertificateMustBeTheHosts(_ names: [String]?, _ result: UInt32) {
        var machine = PeerMachine(
            local: local(), peers: [PeerRule(host: "*", requiresTLS: true)],
            surroundings: .init(certificateNames: names), now: 0)
        let reaction = machine.receive(capabilities(), now: 0)
        #expect(reaction.message?.resultCode ?? 0 == result)
    }

    @Test func anythingBeforeTheCapabilitiesEndsTheConnection() {
        for wire in [Record().wire, watchdog(), base(257, 1, "a.example.net", isRequest: false)] {
            var machine = PeerMachine(local: local(), peers: someone, now: 0)
            #expect(machine.receive(wire, now: 0).kind == "close")
        }
    }

    @Test func silenceBeforeTheCapabilitiesEndsTheConnectionAfterTenSeconds() {
        var machine = PeerMachine(local: local(), peers: someone, now: 0)
        #expect(machine.tick(now: 10_000).kind == "nothing")
        #expect(machine.tick(now: 10_001).kind == "close")
    }

    @Test func aSilentPeerIsAskedThenSuspectedThenClosed() {
        var machine = openedMachine()
        #expect(machine.tick(now: 29_999).kind == "nothing")
        let question = machine.tick(now: 30_000).message
        #expect(question?.command == DiameterNumber.deviceWatchdog && question?.isRequest == true)
        #expect(question?.avps.first(.originStateID)?.unsigned32 == 7)
        #expect(machine.tick(now: 59_999).kind == "nothing" && machine.state == .open)
        #expect(machine.tick(now: 60_000).kind == "nothing" && machine.state == .suspect)
        var revived = machine
        #expect(revived.receive(base(280, 1, "sbc.example.net", isRequest: false), now: 60_001).kind == "nothing")
        #expect(revived.state == .open && revived.tick(now: 90_000).kind == "nothing")
        #expect(machine.tick(now: 90_000).kind == "close")
    }

    @Test func anyMessagePutsTheWatchdogOff() {
        var machine = openedMachine()
        _ = machine.receive(Record().wire, now: 20_000)
        #expect(machine.tick(now: 49_999).kind == "nothing")
        #expect(machine.tick(now: 50_000).kind == "send")
    }

    @Test func theWatchdogVariesByTwoSeconds() {
        var firsts: Set<Int64> = []
        for start in 0..<Int64(50) {
            var machine = PeerMachine(local: local(), peers: someone, now: 0, firstIdentifier: UInt32(start * 7_919))
            guard case .decide(let offer) = machine.receive(capabilities(), now: 0) else {
                Issue.record("a peer was not let in")
                return
            }
            _ = machine.accept(offer, now: 0)
            firsts.insert(
                (27_000...33_000).first { now in machine.tick(now: Int64(now)).kind == "send" }.map(Int64.init) ?? 0)
        }
        #expect(firsts.count > 10 && firsts.allSatisfy { (28_000...32_000).contains($0) }, "\(firsts.sorted())")
    }

    @Test func watchdogsAreAnsweredWithOurState() {
        var machine = openedMachine()
        let answer = machine.receive(watchdog(), now: 1).message
        #expect(answer?.resultCode == 2001 && answer?.avps.first(.originStateID)?.unsigned32 == 7)
        #expect(answer?.header.hopByHop == 9)
        #expect(machine.receive(base(280, 1, "sbc.example.net", isProxiable: true), now: 1).message?.resultCode == 3008)
    }

    @Test func aHigherOriginStateIsSeenInEveryRequest() {
        var machine = openedMachine()
        #expect(machine.originStateID == nil)
        _ = machine.receive(watchdog(state: 5), now: 1)
        #expect(machine.originStateID == 5)
        var record = Record()
        record.more = { $0.add(.originStateID, UInt32(9)) }
        _ = machine.receive(record.wire, now: 1)
        #expect(machine.originStateID == 9)
        // A relayed record tells of its own host.
        var relayed = Record(host: "other.example.net")
        relayed.more = { $0.add(.originStateID, UInt32(11)) }
        _ = machine.receive(relayed.wire, now: 1)
        #expect(machine.originStateID == 9)
    }

    @Test func strayAnswersAreLetPass() {
        var machine = openedMachine()
        for command: UInt32 in [257, 271, 272, 280, 282, 999] {
            #expect(machine.receive(base(command, 77, "x", isRequest: false), now: 1).kind == "nothing")
        }
        #expect(machine.state == .open)
    }

    @Test func aMessageOfAnotherVersionIsRefusedAndTheConnectionStays() {
        var wire = Record().wire
        wire[0] = 2
        var machine = openedMachine()
        #expect(machine.receive(wire, now: 1).message?.resultCode == 5011)
        #expect(machine.receive(Record().wire, now: 1).kind == "account")
    }

    @Test func aLengthThatCannotBeIsAnsweredAndTheConnectionReset() {
        var machine = openedMachine()
        var start = Array(Record().wire.prefix(20))
        start[3] = 19
        let reaction = machine.receiveBrokenFrame(start)
        #expect(reaction.kind == "reset" && reaction.message?.resultCode == 5015)
        #expect(machine.state == .closed)
        var stranger = PeerMachine(local: local(), peers: someone, now: 0)
        #expect(stranger.receiveBrokenFrame(start).wire == nil)
    }

    @Test func aDisconnectIsAnsweredAndOursIsWaitedFor() {
        var machine = openedMachine()
        #expect(machine.receive(disconnect(), now: 1).message?.resultCode == 2001)
        #expect(machine.tick(now: 5_001).kind == "nothing" && machine.tick(now: 5_002).kind == "close")
        var ours = openedMachine()
        #expect(ours.stop(now: 1).message?.command == DiameterNumber.disconnectPeer)
        // What is still under way is answered meanwhile.
        #expect(ours.receive(Record().wire, now: 2).kind == "account")
        var patient = ours
        #expect(patient.receive(base(282, 1, "sbc.example.net", isRequest: false), now: 3).kind == "close")
        #expect(ours.tick(now: 8_000).kind == "close")
    }
}
