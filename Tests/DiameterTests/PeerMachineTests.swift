import Diameter
import Testing

@Suite struct PeerMachineTests {
    private func opened() -> PeerMachine {
        var machine = PeerMachine(local: local(), now: 0)
        _ = machine.receive(capabilities().encoded, now: 0)
        return machine
    }

    private func accounting(
        changing change: (inout [AVP]) -> Void = { _ in }, application: UInt32 = 3, command: UInt32 = 271
    ) -> DiameterMessage {
        var avps = [
            AVP(.sessionID, "s"), AVP(.originHost, "sbc.example.net"), AVP(.originRealm, "example.net"),
            AVP(.destinationRealm, "example.net"), AVP(.accountingRecordType, 2), AVP(.accountingRecordNumber, 0),
        ]
        change(&avps)
        return DiameterMessage(
            isRequest: true, isProxiable: true, command: command, application: application, hopByHop: 5, endToEnd: 6,
            avps: avps)
    }

    private func result(_ actions: [PeerMachine.Action]) -> UInt32? {
        for case .send(let answer) in actions { return answer.avps.first(.resultCode)?.unsigned32 }
        return nil
    }

    @Test(arguments: [
        AVP(.acctApplicationID, 3), AVP(.acctApplicationID, 0xFFFF_FFFF), AVP(.authApplicationID, 3),
        AVP(.vendorSpecificApplicationID, grouping: [AVP(.vendorID, 10_415), AVP(.acctApplicationID, 3)]),
    ])
    func aPeerThatOffersAccountingInAnyFormIsOpened(_ application: AVP) {
        var machine = PeerMachine(local: local(), now: 0)
        let actions = machine.receive(capabilities(application: application).encoded, now: 0)
        #expect(machine.state == .open)
        #expect(result(actions) == 2001)
        #expect(actions.last == .opened(host: "sbc.example.net"))
    }

    @Test func strangersAndOtherApplicationsAreRefusedAndDisconnected() {
        for (request, code) in [
            (capabilities(host: "evil.example.org"), UInt32(3010)),
            (capabilities(application: AVP(.authApplicationID, 4)), 5010),
        ] {
            var machine = PeerMachine(local: local(), now: 0)
            let actions = machine.receive(request.encoded, now: 0)
            #expect(result(actions) == code)
            #expect(actions.last == .close)
        }
    }

    @Test func anythingBeforeTheCapabilitiesEndsTheConnection() {
        var machine = PeerMachine(local: local(), now: 0)
        #expect(machine.receive(accounting().encoded, now: 0) == [.close])
    }

    @Test func silenceBeforeTheCapabilitiesEndsTheConnectionAfterTenSeconds() {
        var machine = PeerMachine(local: local(), now: 0)
        #expect(machine.tick(now: 10_000) == [])
        #expect(machine.tick(now: 10_001) == [.close])
    }

    @Test func aSilentPeerIsAskedOnceAndThenClosed() {
        var machine = opened()
        #expect(machine.tick(now: 29_999) == [])
        guard case .send(let watchdog) = machine.tick(now: 30_000).first else {
            Issue.record("no watchdog")
            return
        }
        #expect(watchdog.command == DiameterNumber.deviceWatchdog && watchdog.isRequest)
        #expect(machine.tick(now: 59_999) == [])
        #expect(machine.tick(now: 60_000) == [.close])
    }

    @Test func anAccountingRequestIsDeliveredAndItsAnswerEchoesIt() throws {
        let machine = opened()
        var copy = machine
        guard case .deliver(let request) = copy.receive(accounting().encoded, now: 1).first else {
            Issue.record("not delivered")
            return
        }
        let answer = machine.answer(request, .accepted)
        #expect(answer.avps.first(.sessionID) == answer.avps.first)
        #expect(answer.avps.first(.resultCode)?.unsigned32 == 2001)
        #expect(answer.avps.first(.accountingRecordType)?.unsigned32 == 2)
        #expect(answer.hopByHop == 5 && answer.endToEnd == 6 && answer.isProxiable && !answer.isRequest)
        #expect(machine.answer(request, .tooBusy).isError)
        #expect(!machine.answer(request, .outOfSpace).isError)
    }

    /// The table of RFC 6733 section 7.1 as far as an accounting server needs it.
    enum Fault: UInt32, CaseIterable {
        case commandUnsupported = 3001
        case otherHost = 3002
        case otherRealm = 3003
        case otherApplication = 3007
        case unknownMandatory = 5001
        case wrongType = 5004
        case missing = 5005
        case twice = 5009
    }

    @Test(arguments: Fault.allCases)
    func eachFaultHasItsResultCode(_ fault: Fault) {
        var machine = opened()
        let request =
            switch fault {
            case .commandUnsupported: accounting(command: 272)
            case .otherApplication: accounting(application: 4)
            case .otherHost: accounting { $0.append(AVP(.destinationHost, "other.example.net")) }
            case .otherRealm:
                accounting { avps in
                    avps.removeAll { $0.code == 283 }
                    avps.append(AVP(.destinationRealm, "example.org"))
                }
            case .unknownMandatory: accounting { $0.append(AVP(code: 60_000, payload: [0, 0, 0, 1])) }
            case .wrongType:
                accounting { avps in
                    avps.removeAll { $0.code == 480 }
                    avps.append(AVP(.accountingRecordType, 9))
                }
            case .missing: accounting { $0.removeAll { $0.code == 485 } }
            case .twice: accounting { $0.append(AVP(.accountingRecordNumber, 1)) }
            }
        let actions = machine.receive(request.encoded, now: 1)
        #expect(result(actions) == fault.rawValue)
        guard case .send(let answer) = actions.first else { return }
        #expect(answer.isError == (fault.rawValue / 1000 == 3))
        #expect((answer.avps.first(.failedAVP) != nil) == (fault.rawValue / 1000 == 5))
        #expect(machine.state == .open)
    }

    @Test func aDisconnectIsAnsweredAndOursIsWaitedFor() {
        var machine = opened()
        let request = DiameterMessage(
            isRequest: true, command: DiameterNumber.disconnectPeer, application: 0, hopByHop: 1, endToEnd: 1,
            avps: [AVP(.originHost, "sbc.example.net"), AVP(.originRealm, "example.net"), AVP(.disconnectCause, 0)])
        #expect(result(machine.receive(request.encoded, now: 1)) == 2001)
        var ours = opened()
        guard case .send(let disconnect) = ours.stop(now: 1).first else {
            Issue.record("not told")
            return
        }
        #expect(disconnect.command == DiameterNumber.disconnectPeer)
        // What is still under way is answered meanwhile.
        #expect(ours.receive(accounting().encoded, now: 2).count == 1)
        #expect(ours.tick(now: 8_000) == [.close])
    }
}
