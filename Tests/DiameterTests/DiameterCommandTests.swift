import Diameter
import PrivateCluster
import Synchronization
import Testing

/// `bcrm diameter`, against a server of our own.
@Suite struct DiameterCommandTests {
    private static func bcrm(_ words: [String]) async throws -> (output: String, status: Int32) {
        try await blocking { run([Program.folder + "/bcrm", "diameter"] + words) }
    }

    private final class Kept: Sendable {
        let records = Mutex<[TelephoneRecord]>([])
        let retransmitted = Mutex(0)
    }

    private func serve(
        _ outcome: AccountingOutcome = .accepted, _ act: (Int) async throws -> Void
    ) async throws -> (records: [TelephoneRecord], retransmitted: Int) {
        let kept = Kept()
        try await withServer(peers: [PeerRule(host: "bcrm.example.net")]) { _ in
        } handler: { requests in
            for request in requests {
                if let record = try? TelephoneRecord(wire: request.wire) { kept.records.withLock { $0.append(record) } }
                if request.isRetransmitted { kept.retransmitted.withLock { $0 += 1 } }
            }
            return requests.map { _ in outcome }
        } _: { _, port in
            try await act(port)
        }
        return (kept.records.withLock { $0 }, kept.retransmitted.withLock { $0 })
    }

    @Test func pingSaysWhatWasAgreed() async throws {
        _ = try await serve { port in
            let (output, status) = try await Self.bcrm(["ping", "127.0.0.1:\(port)", "--count", "2"])
            #expect(status == 0, "\(output)")
            #expect(
                output.contains("  Origin-Host = \"cdf.example.net\"") && output.contains("Result-Code = 2001 SUCCESS"))
            #expect(output.split(separator: "\n").count { $0.hasPrefix("watchdog answered in ") } == 2)
        }
    }

    @Test func pingSaysWhyItIsRefused() async throws {
        _ = try await serve { port in
            let (output, status) = try await Self.bcrm([
                "ping", "127.0.0.1:\(port)", "--origin-host", "other.example.net",
            ])
            #expect(status == 1 && output.contains("3010 UNKNOWN_PEER"), "\(output)")
        }
        let (output, status) = try await Self.bcrm(["ping", "127.0.0.1:1"])
        #expect(status == 1 && output.contains("127.0.0.1:1 cannot be reached"), "\(output)")
    }

    @Test func sendSendsOneCallAndShowsTheAnswer() async throws {
        let (records, _) = try await serve { port in
            let (output, status) = try await Self.bcrm([
                "send", "127.0.0.1:\(port)", "--calling", "37410123456", "--called", "+37477101234", "--start",
                "2026-03-05T08:40:00Z", "--duration", "125",
            ])
            #expect(status == 0 && output.contains("Accounting-Answer"), "\(output)")
        }
        let record = try #require(records.first)
        #expect(record.type == .event && record.sessionSeconds == 125 && record.eventAt == 1_772_700_125)
        #expect(record.calling == ["tel:+37410123456"] && record.called == "tel:+37477101234")
    }

    @Test func sendEndsWithAnErrorWhenTheRecordWasNotKept() async throws {
        _ = try await serve(.outOfSpace) { port in
            let (output, status) = try await Self.bcrm(["send", "127.0.0.1:\(port)", "--calling", "1", "--called", "2"])
            #expect(status == 1 && output.contains("4002 OUT_OF_SPACE"), "\(output)")
        }
    }

    @Test func aTableIsReplayedAndItsRepetitionsAreRetransmissions() async throws {
        let folder = Folder()
        let file = folder.write(
            "calls.csv",
            """
            session,type,number,calling,called,start,answer,end,duration,cause,role
            a;1,start,0,37410123456,37477101234,1772699993,1772700000,,,,0
            a;1,stop,1,37410123456,37477101234,,,2026-03-05T08:42:05Z,125,0,0
            b;1,,,tel:+37410123456,tel:+37477101234,,1772700000,1772700007,7,0,0

            """)
        let (records, retransmitted) = try await serve { port in
            let (output, status) = try await Self.bcrm([
                "replay", "127.0.0.1:\(port)", file, "--repeat-duplicates", "2",
            ])
            #expect(status == 0 && output.contains("2001 SUCCESS: 9"), "\(output)")
        }
        #expect(retransmitted == 6)
        #expect(records.prefix(3).map(\.type) == [.start, .stop, .event])
        #expect(records.prefix(3).map(\.eventAt) == [1_772_700_000, 1_772_700_125, 1_772_700_007])
    }

    @Test func rawMessagesAreReplayedAsTheyAre() async throws {
        let folder = Folder()
        let file = folder.write("raw", watchdog() + Record.call("x;1") + Record.call("x;2"))
        let (records, _) = try await serve { port in
            let (output, status) = try await Self.bcrm([
                "replay", "127.0.0.1:\(port)", file, "--window", "1", "--rate", "100",
            ])
            #expect(status == 0 && output.contains("2001 SUCCESS: 2"), "\(output)")
        }
        #expect(records.map(\.sessionID) == ["x;1", "x;2"])
    }

    @Test(arguments: [
        ("session,calling\na,1\n", "line 2: called is missing"), ("session,caller\na,1\n", "there is no column caller"),
        ("session,calling,called,type\na,1,2,x\n", "no type of record"),
        ("session,calling,called,answer\na,1,2,yesterday\n", "is no time"), ("\u{1}\u{2}\u{3}", "neither a capture"),
    ])
    func aFileThatCannotBeReplayedIsSaid(_ text: String, _ words: String) async throws {
        let folder = Folder()
        let file = folder.write("file", text)
        let (output, status) = try await Self.bcrm(["replay", "127.0.0.1:1", file])
        #expect(status == 1 && output.contains(words), "\(output)")
    }
}

/// What bcrmd says about its `[diameter]` tables.
@Suite struct DiameterConfigurationTests {
    private static func check(_ text: String, dictionary: String? = nil) async throws -> (output: String, status: Int32)
    {
        let folder = Folder()
        var text = text
        if let dictionary { text += "\n[diameter]\ndictionary = \"\(folder.write("avps.toml", dictionary))\"\n" }
        // No database is there: a configuration that is right fails later, with another status.
        let file = folder.write("bcrmd.toml", text + "\n[database]\nhost = \"\(folder.path)\"\n")
        return try await blocking { run([Program.folder + "/bcrmd", "--check", "--config", file]) }
    }

    @Test(arguments: [
        "[diameter]\naddress = \"::\"\nport = 0\norigin_host = \"a.b\"\npeers = [\"x.*\", \"y\"]",
        """
        [diameter]
        plain = false
        other_realms = ["ims.example.net"]
        watchdog_s = 6
        interim_interval_s = 300
        [diameter.tls]
        certificate = "a"
        key = "b"
        authorities = "c"
        [[diameter.listener]]
        [[diameter.listener]]
        address = "127.0.0.1"
        port = 3869
        tls = false
        [[diameter.peer]]
        host = "sbc*.example.net"
        addresses = ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"]
        tls = true
        connections = 2
        outstanding = 500
        [diameter.limits]
        connections = 10
        message_octets = 65536
        """,
    ])
    func whatIsRightIsTaken(_ text: String) async throws {
        let (output, status) = try await Self.check(text)
        #expect(status == 1, "\(output)")
    }

    @Test(arguments: [
        ("[diameter]\nport = 70000", "line 2: port must be a whole number from 0 to 65535"),
        ("[diameter]\naddress = \"host\"", "line 2: address must be an IP address"),
        ("[diameter]\npeer = \"x\"", "line 2: [diameter] has no key peer"),
        ("[diameter]\nwatchdog_s = 5", "watchdog_s must be a whole number from 6"),
        ("[[diameter.peer]]\naddresses = [\"10.0.0.0/33\"]", "line 2: \u{201C}10.0.0.0/33\u{201D} is no address"),
        ("[[diameter.listener]]\nport = 1", "needs certificate, key and authorities"),
        ("[diameter]\nplain = false", "nothing would be listened on"),
        ("[diameter.other]\nx = 1", "[diameter.other] has no key x"),
    ])
    func whatIsWrongIsSaidWithItsLine(_ text: String, _ words: String) async throws {
        let (output, status) = try await Self.check(text)
        #expect(status == 78 && output.contains(words), "\(output)")
    }

    @Test(arguments: [
        ("[avp.Trunk-Name]\ncode = 7\nvendor = 4242\ntype = \"UTF8String\"\nmandatory = true", 1, ""),
        ("[avp.Mode]\ncode = 9\nvendor = 4242\ntype = \"Enumerated\"\nvalues = { ON = 1, OFF = 2 }", 1, ""),
        ("[avp.Mine]\ncode = 485\ntype = \"UTF8String\"", 78, "Mine has the code of Accounting-Record-Number"),
        ("[avp.Mine]\ntype = \"UTF8String\"", 78, "[avp.Mine] needs its code"),
        ("[avp.Mine]\ncode = 1\ntype = \"Text\"", 78, "Text is no type"), ("[other]\nx = 1", 78, "only tables like"),
    ])
    func aDictionaryAddsWhatItMay(_ dictionary: String, _ status: Int32, _ words: String) async throws {
        let result = try await Self.check("", dictionary: dictionary)
        #expect(result.status == status && result.output.contains(words), "\(result.output)")
    }
}
