import Diameter
import Synchronization
import Testing

/// Streams as they should not be, and as TCP may cut them.
@Suite struct FramingTests {
    /// The first twenty octets of an accounting request with another length or version.
    private static func header(length: Int, version: UInt8 = 1, flags: UInt8 = 0xC0) -> [UInt8] {
        [
            version, UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF), flags, 0, 1, 15, 0, 0,
            0, 3, 0, 0, 0, 5, 0, 0, 0, 6,
        ]
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let octets: [UInt8]
        /// nil: no answer, RST at once.
        let result: UInt32?
    }

    @Test(arguments: [
        Fault(testDescription: "length 0", octets: header(length: 0), result: 5015),
        Fault(testDescription: "length 19", octets: header(length: 19), result: 5015),
        Fault(testDescription: "length 16", octets: header(length: 16), result: 5015),
        Fault(testDescription: "length 22", octets: header(length: 22), result: 5015),
        Fault(testDescription: "length 65540", octets: header(length: 65_540), result: 5015),
        Fault(testDescription: "length 16 MB", octets: header(length: 0xFF_FFFC), result: 5015),
        Fault(testDescription: "answer of length 0", octets: header(length: 0, flags: 0x40), result: nil),
        Fault(testDescription: "version 0, garbage", octets: header(length: 20, version: 0, flags: 0x0F), result: nil),
        Fault(testDescription: "HTTP", octets: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), result: nil),
    ])
    func aStreamThatCannotBeCutIsReset(_ fault: Fault) async throws {
        try await withServer { _, port in
            try await blocking {
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                wire.send(fault.octets)
                let (message, end) = wire.receive()
                #expect(message?.resultCode == fault.result)
                if fault.result == nil { #expect(end == .reset) } else { #expect(wire.end() == .reset) }
                let other = try #require(Wire(port: port))
                #expect(other.open() == 2001)
            }
        }
    }

    @Test(arguments: [
        header(length: 0), Array("GET / HTTP/1.1\r\n\r\n".utf8), [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3],
        header(length: 8_192),
    ])
    func aStrangersStreamThatCannotBeCutIsResetWithoutAnAnswer(_ octets: [UInt8]) async throws {
        try await withServer { _, port in
            try await blocking {
                let wire = try #require(Wire(port: port))
                wire.send(octets)
                #expect(wire.receive().end == .reset)
            }
        }
    }

    @Test func oneOctetASegmentMakesTheSameMessages() async throws {
        try await withServer { _, port in
            try await blocking {
                let wire = try #require(Wire(port: port))
                for octet in capabilities() + Record().wire { wire.send([octet]) }
                #expect(wire.message()?.resultCode == 2001)
                #expect(wire.message()?.command == DiameterNumber.accounting)
            }
        }
    }

    @Test func severalMessagesASegmentAreSeveralMessages() async throws {
        try await withServer { _, port in
            try await blocking {
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                var octets = watchdog()
                for number in 0..<50 { octets += Record(number: UInt32(number)).wire }
                octets += watchdog().prefix(7)
                wire.send(octets)
                wire.send(Array(watchdog().dropFirst(7)))
                var commands: [UInt32: Int] = [:]
                for _ in 0..<52 { commands[wire.message()?.command ?? 0, default: 0] += 1 }
                #expect(commands == [271: 50, 280: 2])
            }
        }
    }

    @Test func halfAMessageAndSilenceHindersNobody() async throws {
        try await withServer { server, port in
            let wires = try await blocking { () -> [Wire] in
                let silent = try #require(Wire(port: port))
                #expect(silent.open(host: "silent.example.net") == 2001)
                silent.send(Array(Record().wire.prefix(33)))
                let good = try #require(Wire(port: port))
                #expect(good.open() == 2001)
                good.send(Record().wire)
                #expect(good.message()?.resultCode == 2001)
                return [silent, good]
            }
            let peers = await server.snapshot()
            #expect(peers.map(\.host) == ["sbc.example.net", "silent.example.net"])
            #expect(peers.map(\.answered) == [1, 0])
            _ = wires
        }
    }
}
