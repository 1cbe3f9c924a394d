import Diameter
import Testing

/// The table of RFC 6733 section 7.1 and of sections 7.5 and 10, message by message.
@Suite struct GrammarTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let wire: [UInt8]
        let result: UInt32
        /// Code and payload of what Failed-AVP holds, innermost.
        var failed: (UInt32, [UInt8])?

        init(_ name: String, _ result: UInt32, _ failed: (UInt32, [UInt8])? = nil, _ change: (inout Record) -> Void) {
            var record = Record()
            change(&record)
            testDescription = "\(result) \(name)"
            wire = record.wire
            self.result = result
            self.failed = failed
        }
    }

    private static func adding(_ add: @escaping (inout MessageEncoder) -> Void) -> (inout Record) -> Void {
        { $0.more = add }
    }

    /// An AVP's octets as they are, right or wrong.
    private static func raw(_ code: UInt32, flags: UInt8 = 0x40, length: Int, _ rest: [UInt8] = []) -> [UInt8] {
        [
            0, 0, UInt8(code >> 8), UInt8(code & 0xFF), flags, UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF),
            UInt8(length & 0xFF),
        ] + rest
    }

    private static let stranger = AVPName(60_000)

    static let cases: [Case] = [
        Case("unknown command", 3001) { $0.header.command = 272 },
        Case("another host is meant", 3002, nil, adding { $0.add(.destinationHost, "other.example.net") }),
        Case(
            "another host is meant, whatever is wrong besides", 3002, nil,
            adding { encoder in
                encoder.add(stranger, [1])
                encoder.add(.destinationHost, "other.example.net")
            }),
        Case("another realm is meant", 3003) { $0.destinationRealm = "example.org" },
        Case("unknown application", 3007) { $0.header.application = 4 },
        Case("the base application for a record", 3007) { $0.header.application = 0 },
        Case("error bit in a request", 3008) { $0.header.isError = true },
        Case("unknown mandatory AVP", 5001, (60_000, [0, 0, 0, 1]), adding { $0.add(stranger, UInt32(1)) }),
        Case("unknown mandatory AVP of a vendor", 5001, (7, [9]), adding { $0.add(AVPName(7, vendor: 4_242), [9]) }),
        Case(
            "unknown mandatory AVP in a group of a group", 5001, (60_000, [5]),
            adding { encoder in
                encoder.addGroup(.serviceInformation) { $0.addGroup(.imsInformation) { $0.add(stranger, [5]) } }
            }),
        Case("no such record type", 5004, (480, [0, 0, 0, 9])) { $0.type = 9 },
        Case(
            "no such value in a group", 5004, (450, [0, 0, 0, 77]),
            adding { encoder in
                encoder.addGroup(.subscriptionID) { group in
                    group.add(.subscriptionIDType, UInt32(77))
                    group.add(.subscriptionIDData, "x")
                }
            }),
        Case("no UTF-8", 5004, (1, [0xC3, 0x28]), adding { $0.add(.userName, [0xC3, 0x28]) }),
        Case(
            "an address of no family", 5004, (257, [0, 0, 1, 2, 3, 4]),
            adding { $0.add(.hostIPAddress, [0, 0, 1, 2, 3, 4]) }),
        Case(
            "an IPv4 address of three octets", 5004, (257, [0, 1, 1, 2, 3]),
            adding { $0.add(.hostIPAddress, [0, 1, 1, 2, 3]) }),
        Case("a host with a blank", 5004, (264, Array("a b".utf8))) { $0.host = "a b" },
        Case("an empty session", 5004, (263, [])) { $0.session = "" },
        Case(
            "another application than the header's", 5004, (259, [0, 0, 0, 4]),
            adding { $0.add(.acctApplicationID, UInt32(4)) }),
        Case("no session", 5005, (263, [])) { $0.session = nil },
        Case("no host", 5005, (264, [])) { $0.host = nil },
        Case("no realm", 5005, (296, [])) { $0.realm = nil },
        Case("no destination", 5005, (283, [])) { $0.destinationRealm = nil },
        Case("no type", 5005, (480, [0, 0, 0, 0])) { $0.type = nil },
        Case("no number", 5005, (485, [0, 0, 0, 0])) { $0.number = nil },
        Case(
            "a subscription without its type", 5005, (450, [0, 0, 0, 0]),
            adding { encoder in
                encoder.addGroup(.subscriptionID) { $0.add(.subscriptionIDData, "x") }
            }),
        Case(
            "an answer's AVP in a request", 5008, (268, [0, 0, 7, 209]), adding { $0.add(.resultCode, UInt32(2001)) }),
        Case(
            "Auth-Application-Id in a record", 5008, (258, [0, 0, 0, 3]),
            adding { $0.add(.authApplicationID, UInt32(3)) }),
        Case("two numbers", 5009, (485, [0, 0, 0, 1]), adding { $0.add(.accountingRecordNumber, UInt32(1)) }),
        Case(
            "two users", 5009, (1, Array("b".utf8)),
            adding { encoder in
                encoder.add(.userName, "a")
                encoder.add(.userName, "b")
            }),
        Case(
            "two types in a subscription", 5009, (450, [0, 0, 0, 1]),
            adding { encoder in
                encoder.addGroup(.subscriptionID) { group in
                    group.add(.subscriptionIDType, UInt32(0))
                    group.add(.subscriptionIDType, UInt32(1))
                }
            }),
        Case("a number of three octets", 5014, (46, [1, 2, 3]), adding { $0.add(.acctSessionTime, [1, 2, 3]) }),
        Case(
            "a time of eight octets", 5014, (55, [0, 0, 0, 0, 0, 0, 0, 0]),
            adding { $0.add(.eventTimestamp, UInt64(0)) }),
        Case("an AVP of no length", 5014, (46, [0, 0, 0, 0]), adding { $0.add(encoded: raw(46, length: 0)) }),
        Case(
            "an AVP shorter than its header", 5014, (46, [0, 0, 0, 0]), adding { $0.add(encoded: raw(46, length: 7)) }),
        Case(
            "a vendor's AVP shorter than its header", 5014, (829, [0, 0, 0, 0]),
            adding {
                $0.add(encoded: raw(829, flags: 0xC0, length: 8, [0, 0, 0x28, 0xAF]))
            }),
        Case("an AVP beyond the message", 5014, (46, [0, 0, 0, 0]), adding { $0.add(encoded: raw(46, length: 16)) }),
        Case("an AVP of 16 MB", 5014, (1, []), adding { $0.add(encoded: raw(1, length: 0xFF_FFFF)) }),
        Case("half an AVP's header", 5014, (46, [0, 0, 0, 0]), adding { $0.add(encoded: [0, 0, 0, 46]) }),
        Case(
            "a proxy's state that is no group", 5014, (0x6162_6364, []),
            adding { $0.add(.proxyInfo, Array("abcdefghijkl".utf8)) }),
        Case(
            "a member beyond its group", 5014, (444, []),
            adding { encoder in
                encoder.addGroup(.subscriptionID) { $0.add(encoded: raw(444, length: 200)) }
            }),
    ]

    typealias Adding = @Sendable (inout MessageEncoder) -> Void

    static let allowed: [(String, Adding)] = [
        (
            "Route-Record twice",
            { encoder in
                encoder.add(.routeRecord, "a.example.net")
                encoder.add(.routeRecord, "b.example.net")
            }
        ),
        ("an unknown AVP without M", { $0.add(AVPName(60_000, isMandatory: false), [1, 2, 3]) }),
        (
            "a newer value of 3GPP",
            { encoder in
                encoder.addGroup(.serviceInformation) {
                    $0.addGroup(.imsInformation) { $0.add(.roleOfNode, UInt32(99)) }
                }
            }
        ),
        ("RADIUS' cause", { $0.add(.terminationCause, UInt32(1)) }),
        (
            "a vendor's application",
            { encoder in
                encoder.addGroup(.vendorSpecificApplicationID) { group in
                    group.add(.vendorID, UInt32(10_415))
                    group.add(.acctApplicationID, UInt32(3))
                }
            }
        ),
        ("no P bit", { _ in }),
    ]

    @Test(arguments: cases)
    func eachFaultHasItsResultCodeAndShowsTheOffender(_ fault: Case) throws {
        var machine = openedMachine()
        let reaction = machine.receive(fault.wire, now: 1)
        #expect(reaction.kind == "answer" && machine.state == .open)
        let answer = try #require(reaction.message)
        #expect(answer.resultCode == fault.result)
        #expect(answer.isError == (fault.result / 1_000 == 3) && !answer.isRequest)
        #expect(answer.header.hopByHop == 5 && answer.header.endToEnd == 6 && answer.header.isProxiable)
        let failed = answer.avps.first(.failedAVP)
        #expect((failed != nil) == (fault.failed != nil))
        if let (code, payload) = fault.failed {
            var offender = failed?.members.first { _ in true }
            while let inner = offender?.members.first(where: { $0.code == code }), offender?.code != code {
                offender = inner
            }
            while let group = offender, group.code != code { offender = group.members.first { _ in true } }
            #expect(offender?.code == code)
            #expect(offender.map { Array($0.payload) } == payload)
        }
        // Whoever reads the answer strictly finds nothing wrong in it.
        #expect(MessageDescription.lines(of: answer.wire).allSatisfy { !$0.contains("broken") })
    }

    @Test(arguments: allowed)
    func whatIsAllowedIsKept(_ name: String, _ add: @escaping @Sendable (inout MessageEncoder) -> Void) {
        var record = Record()
        record.more = add
        if name == "no P bit" { record.header.isProxiable = false }
        var machine = openedMachine()
        #expect(machine.receive(record.wire, now: 1).kind == "account", "\(name)")
    }

    @Test func groupsInGroupsEndAtSixteen() {
        func nested(_ depth: Int) -> [UInt8] {
            var record = Record()
            func nest(_ encoder: inout MessageEncoder, _ left: Int) {
                encoder.addGroup(.serviceInformation) { if left > 1 { nest(&$0, left - 1) } }
            }
            record.more = { nest(&$0, depth) }
            return record.wire
        }
        var machine = openedMachine()
        #expect(machine.receive(nested(16), now: 1).kind == "account")
        #expect(machine.receive(nested(17), now: 1).message?.resultCode == 5004)
        #expect(machine.receive(nested(2_000), now: 1).message?.resultCode == 5004)
    }
}
