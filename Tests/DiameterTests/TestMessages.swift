import Diameter
import Logging

func local() -> LocalPeer {
    LocalPeer(
        originHost: "cdf.example.net", originRealm: "example.net", addresses: [[127, 0, 0, 1]], originStateID: 7)
}

let someone = [PeerRule(host: "*.example.net")]

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func capabilities(
    host: String = "sbc.example.net", hopByHop: UInt32 = 1, state: UInt32? = nil,
    application: (inout MessageEncoder) -> Void = { $0.add(.acctApplicationID, UInt32(3)) }
) -> [UInt8] {
    let header = MessageHeader(
        isRequest: true, command: DiameterNumber.capabilitiesExchange, application: 0, hopByHop: hopByHop,
        endToEnd: hopByHop)
    return MessageEncoder.message(header) { encoder in
        encoder.add(.originHost, host)
        encoder.add(.originRealm, "example.net")
        encoder.add(.hostIPAddress, address: [127, 0, 0, 1])
        encoder.add(.vendorID, UInt32(0))
        encoder.add(.productName, "test")
        if let state { encoder.add(.originStateID, state) }
        application(&encoder)
    }
}

func watchdog(hopByHop: UInt32 = 9, host: String = "sbc.example.net", state: UInt32? = nil) -> [UInt8] {
    base(DiameterNumber.deviceWatchdog, hopByHop, host) { if let state { $0.add(.originStateID, state) } }
}

func disconnect(hopByHop: UInt32 = 10) -> [UInt8] {
    base(DiameterNumber.disconnectPeer, hopByHop, "sbc.example.net") { $0.add(.disconnectCause, UInt32(0)) }
}

func base(
    _ command: UInt32, _ hopByHop: UInt32, _ host: String, isRequest: Bool = true, isProxiable: Bool = false,
    _ add: (inout MessageEncoder) -> Void = { _ in }
) -> [UInt8] {
    let header = MessageHeader(
        isRequest: isRequest, isProxiable: isProxiable, command: command, application: 0, hopByHop: hopByHop,
        endToEnd: hopByHop)
    return MessageEncoder.message(header) { encoder in
        if !isRequest { encoder.add(.resultCode, UInt32(2001)) }
        encoder.add(.originHost, host)
        encoder.add(.originRealm, "example.net")
        add(&encoder)
    }
}

/// What a record of accounting holds; each part can be left out or changed.
struct Record {
    var session: String? = "sbc.example.net;1;1"
    var host: String? = "sbc.example.net"
    var realm: String? = "example.net"
    var destinationRealm: String? = "example.net"
    var type: UInt32? = 2
    var number: UInt32? = 0
    var header = MessageHeader(
        isRequest: true, isProxiable: true, command: DiameterNumber.accounting, application: 3, hopByHop: 5,
        endToEnd: 6)
    var more: (inout MessageEncoder) -> Void = { _ in }

    var wire: [UInt8] {
        MessageEncoder.message(header) { encoder in
            if let session { encoder.add(.sessionID, session) }
            if let host { encoder.add(.originHost, host) }
            if let realm { encoder.add(.originRealm, realm) }
            if let destinationRealm { encoder.add(.destinationRealm, destinationRealm) }
            if let type { encoder.add(.accountingRecordType, type) }
            if let number { encoder.add(.accountingRecordNumber, number) }
            more(&encoder)
        }
    }

    /// A record of about 560 octets with all that a call of 3GPP's Rf has.
    static func call(_ session: String = "sbc.example.net;1772700000;42", type: UInt32 = 4, number: UInt32 = 1)
        -> [UInt8]
    {
        var record = Record()
        record.session = session
        record.type = type
        record.number = number
        record.more = { encoder in
            encoder.add(.acctApplicationID, UInt32(3))
            encoder.add(.userName, "37410123456@ims.example.net")
            encoder.add(.originStateID, UInt32(1_772_600_000))
            encoder.add(.eventTimestamp, secondsSince1970: 1_772_700_125)
            encoder.add(.acctInterimInterval, UInt32(300))
            encoder.add(.serviceContextID, "32260@3gpp.org")
            encoder.addGroup(.serviceInformation) { service in
                service.addGroup(.subscriptionID) { subscription in
                    subscription.add(.subscriptionIDType, UInt32(0))
                    subscription.add(.subscriptionIDData, "37410123456")
                }
                service.addGroup(.imsInformation) { ims in
                    ims.addGroup(.eventType) { $0.add(.sipMethod, "BYE") }
                    ims.add(.roleOfNode, UInt32(0))
                    ims.add(.nodeFunctionality, UInt32(6))
                    ims.add(.userSessionID, "call-7@10.0.0.1")
                    ims.add(.callingPartyAddress, "sip:+37410123456@ims.example.net;user=phone")
                    ims.add(.callingPartyAddress, "tel:+37410123456")
                    ims.add(.calledPartyAddress, "tel:+37477101234")
                    ims.add(.requestedPartyAddress, "tel:077101234")
                    ims.addGroup(.timeStamps) { stamps in
                        stamps.add(.sipRequestTimestamp, secondsSince1970: 1_772_699_993)
                        stamps.add(.sipResponseTimestamp, secondsSince1970: 1_772_700_000)
                        stamps.add(.sipRequestTimestampFraction, UInt32(250))
                        stamps.add(.sipResponseTimestampFraction, UInt32(750))
                    }
                    ims.addGroup(.trunkGroupID) { trunk in
                        trunk.add(.incomingTrunkGroupID, "pbx-4")
                        trunk.add(.outgoingTrunkGroupID, "mobile-1")
                    }
                    ims.add(.imsChargingIdentifier, "icid-0123456789")
                    ims.add(.outgoingSessionID, "out-7@10.0.0.1")
                    ims.add(.causeCode, Int32(0))
                }
            }
        }
        return record.wire
    }
}

/// The machine after its capabilities were accepted.
func openedMachine(peers: [PeerRule] = someone, jitterMilliseconds: Int64 = 0) -> PeerMachine {
    var machine = PeerMachine(
        local: local(), peers: peers, timing: .init(jitterMilliseconds: jitterMilliseconds), now: 0)
    if case .decide(let offer) = machine.receive(capabilities(), now: 0) { _ = machine.accept(offer, now: 0) }
    return machine
}

extension PeerMachine.Reaction {
    /// What is sent, if anything.
    var wire: [UInt8]? {
        switch self {
        case .answer(let wire, _), .send(let wire), .answerAndClose(let wire, _): wire
        case .reset(let wire, _): wire
        default: nil
        }
    }

    var message: DiameterMessage? { wire.flatMap { try? DiameterMessage(wire: $0) } }

    /// The reaction in a word.
    var kind: String {
        switch self {
        case .nothing: "nothing"
        case .account: "account"
        case .answer: "answer"
        case .send: "send"
        case .decide: "decide"
        case .answerAndClose: "answer and close"
        case .close: "close"
        case .reset: "reset"
        }
    }
}
