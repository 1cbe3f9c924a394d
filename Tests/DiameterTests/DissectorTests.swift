import Diameter
import Testing

/// Wireshark's dissector finds nothing wrong in anything that is sent. The capture is written here: no rights are needed.
@Suite struct DissectorTests {
    /// A capture of one TCP stream to port 3868, a segment a message.
    private static func capture(_ messages: [[UInt8]]) -> [UInt8] {
        func little(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        func big(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
        }
        // Link type 101: raw IP.
        var file = little(0xA1B2_C3D4 as Int) + [2, 0, 4, 0] + little(0) + little(0) + little(262_144) + little(101)
        var sequence = 1_000
        for message in messages {
            var packet = [0x45, 0] as [UInt8] + big(40 + message.count, 2) + [0, 1, 0x40, 0, 64, 6, 0, 0]
            packet += [127, 0, 0, 1, 127, 0, 0, 2] + big(3_868, 2) + big(40_000, 2) + big(sequence, 4) + big(1, 4)
            packet += [0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0] + message
            file += little(0) + little(0) + little(packet.count) + little(packet.count) + packet
            sequence += message.count
        }
        return file
    }

    /// What is sent: every answer to every fault, capabilities, watchdogs, disconnects, records of our own.
    private static func everythingSent() -> [[UInt8]] {
        var sent: [[UInt8]] = []
        for fault in GrammarTests.cases {
            var machine = openedMachine()
            if let wire = machine.receive(fault.wire, now: 1).wire { sent.append(wire) }
        }
        for application in [UInt32(3), 4] {
            var machine = PeerMachine(local: local(), peers: someone, now: 0)
            let reaction = machine.receive(capabilities { $0.add(.acctApplicationID, application) }, now: 0)
            if let wire = reaction.wire { sent.append(wire) }
            if case .decide(let offer) = reaction {
                var other = machine
                sent.append(other.refuse(offer, .electionLost, "it is connected already"))
                sent.append(machine.accept(offer, now: 0))
            }
        }
        var machine = openedMachine()
        for request in [watchdog(), disconnect()] { sent += [machine.receive(request, now: 1).wire].compactMap(\.self) }
        machine = openedMachine()
        sent += [machine.tick(now: 40_000).wire, machine.stop(now: 40_000).wire].compactMap(\.self)
        for type: AccountingRequest.RecordType in [.event, .start, .interim, .stop] {
            let record = CallRecord(
                sessionID: "a;1;2", type: type, number: 1, calling: "tel:+37410123456", called: "tel:+37477101234",
                startAt: 1_772_699_993, answerAt: 1_772_700_000, endAt: 1_772_700_065, duration: 65, cause: 0, role: 0)
            sent.append(record.wire(from: local(), to: "example.net", identifier: 7))
        }
        return sent
    }

    private static func dissect(_ messages: [[UInt8]]) -> (output: String, status: Int32) {
        let folder = Folder()
        let file = folder.write("sent.pcap", capture(messages))
        return run(
            [
                "tshark", "-n", "-r", file, "-d", "tcp.port==3868,diameter", "-o", "tcp.analyze_sequence_numbers:FALSE",
                "-o", "tcp.check_checksum:FALSE", "-o", "ip.check_checksum:FALSE", "-T", "fields", "-E",
                "separator=|", "-e", "diameter.cmd.code", "-e", "diameter.Result-Code", "-e", "_ws.expert.message",
                "-e", "_ws.malformed",
            ], environment: ["HOME=\(folder.path)"])
    }

    @Test func nothingThatIsSentIsMalformed() async throws {
        var sent = Self.everythingSent()
        // And what the running server answers.
        sent += try await withServer { _ in
        } handler: { requests in
            requests.map { $0.number == 0 ? .accepted : $0.number == 1 ? .outOfSpace : .tooBusy }
        } _: { _, port in
            try await blocking {
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                return (0..<3 as Range<UInt32>).compactMap { number in
                    wire.send(Record.call(number: number))
                    return wire.message()?.wire
                }
            }
        }
        let messages = sent
        let (output, status) = try await blocking { Self.dissect(messages) }
        let lines = output.split(separator: "\n").filter { $0.contains("|") }
        #expect(status == 0 && lines.count == messages.count, "\(output)")
        // Failed-AVP shows what was wrong in the request: there the dissector must find it again, and nowhere else.
        let offenders: Set<Substring> = ["5001", "5004", "5005", "5014"]
        let faults = lines.filter { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
            return fields.count != 4 || fields[0].isEmpty
                || (fields[2] + fields[3] != "" && !offenders.contains(fields[1]))
        }
        #expect(faults == [], "\(faults.joined(separator: "\n"))")
    }

    /// The dissector is able to find something.
    @Test func aMalformedMessageIsFound() async throws {
        var wire = Record().wire
        wire[wire.count - 9] = 0xFF
        let broken = wire
        let (output, _) = try await blocking { Self.dissect([broken]) }
        #expect(output.split(separator: "\n").contains { $0.contains("|") && !$0.hasSuffix("||") }, "\(output)")
    }
}
