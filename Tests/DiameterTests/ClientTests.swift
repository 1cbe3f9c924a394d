import Diameter
import Synchronization
import Testing

@Suite struct ClientTests {
    private func configuration(_ port: Int, milliseconds: Int64 = 5_000) -> ClientConfiguration {
        var own = local()
        own.originHost = "sbc.example.net"
        return ClientConfiguration(host: "127.0.0.1", port: port, local: own, timeoutMilliseconds: milliseconds)
    }

    @Test(arguments: [1, 7, 256]) func aWindowIsNeverExceededAndEveryRequestIsAnswered(_ window: Int) async throws {
        let counts = Mutex<(sent: Int, answered: Int, most: Int, results: [UInt32: Int])>((0, 0, 0, [:]))
        try await withServer { server, port in
            let client = try await DiameterClient.connect(configuration(port))
            try await client.stream(
                window: window,
                next: {
                    counts.withLock { counts in
                        guard counts.sent < 1_000 else { return nil }
                        counts.sent += 1
                        counts.most = max(counts.most, counts.sent - counts.answered)
                        return Record.call(number: UInt32(counts.sent))
                    }
                },
                answered: { answer in
                    let result = answer.resultCode ?? 0
                    counts.withLock { counts in
                        counts.answered += 1
                        counts.results[result, default: 0] += 1
                    }
                })
            #expect(await server.snapshot().first?.answered == 1_000)
            await client.disconnect()
            // A program that another test starts in this moment may hold the socket for a while: the server gives up then.
            for _ in 0..<600 where await !server.snapshot().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            #expect(await server.snapshot().isEmpty)
        }
        let end = counts.withLock { $0 }
        #expect(end.results == [2001: 1_000] && end.most == window)
    }

    @Test func aRateIsKept() async throws {
        let sent = Mutex(0)
        try await withServer { _, port in
            let client = try await DiameterClient.connect(configuration(port))
            let begin = ContinuousClock.now
            try await client.stream(
                window: 64, perSecond: 200,
                next: {
                    sent.withLock {
                        $0 += 1; return $0 <= 60
                    } ? Record.call() : nil
                }, answered: { _ in })
            #expect(ContinuousClock.now - begin >= .milliseconds(290))
        }
    }

    @Test func whatIsNotAnsweredIsSaid() async throws {
        let gate = Gate()
        try await withServer { _ in
        } handler: { requests in
            await gate.wait()
            return requests.map { _ in .accepted }
        } _: { _, port in
            let client = try await DiameterClient.connect(configuration(port, milliseconds: 300))
            await #expect(throws: DiameterFailure.noAnswer("the request")) { try await client.send(Record().wire) }
            await #expect(throws: DiameterFailure.noAnswer("1 of the requests")) {
                let left = Mutex(1)
                try await client.stream(
                    window: 4,
                    next: {
                        left.withLock {
                            $0 -= 1; return $0 >= 0
                        } ? Record().wire : nil
                    }, answered: { _ in })
            }
            gate.open()
        }
    }

    @Test func aServerThatRefusesOrIsNotThereIsSaid() async throws {
        try await withServer(peers: [PeerRule(host: "other.*")]) { _, port in
            let failure = await #expect(throws: DiameterFailure.self) {
                try await DiameterClient.connect(configuration(port))
            }
            #expect(failure?.sentence.contains("3010 UNKNOWN_PEER") == true)
        }
        await #expect(throws: DiameterFailure.self) { try await DiameterClient.connect(configuration(1)) }
    }

    @Test func aCallsRecordSaysWhatItWasMadeFrom() throws {
        let wire = CallRecord(
            sessionID: "a;1", type: .stop, number: 1, calling: "tel:+1", called: "tel:+2", startAt: 10, answerAt: 20,
            endAt: 80, duration: 60, cause: 0, role: 1
        ).wire(from: local(), to: "example.net", identifier: 3)
        #expect(try AccountingRequest(wire: wire).sessionID == "a;1")
        let record = try TelephoneRecord(wire: wire)
        #expect(record.requestAt == 10_000_000 && record.responseAt == 20_000_000 && record.eventAt == 80)
        #expect(record.calling == ["tel:+1"] && record.called == "tel:+2" && record.sessionSeconds == 60)
        #expect(record.causeCode == 0 && record.roleOfNode == 1)
    }
}

/// Files that `bcrm diameter replay` reads.
@Suite struct CapturedMessagesTests {
    private static let messages = [Record.call(number: 1), watchdog(), Record.call(number: 2)]

    private static func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
    }

    /// An Ethernet frame with a segment of TCP.
    private static func frame(_ sequence: Int, _ payload: ArraySlice<UInt8>, isSyn: Bool = false) -> [UInt8] {
        var packet: [UInt8] = [UInt8](repeating: 2, count: 12) + [8, 0]
        packet += [0x45, 0] + big(40 + payload.count, 2) + [0, 1, 0x40, 0, 64, 6, 0, 0]
        packet += [10, 0, 0, 1, 10, 0, 0, 2] + big(40_000, 2) + big(3_868, 2) + big(sequence, 4) + big(1, 4)
        return packet + [0x50, isSyn ? 2 : 0x18, 0xFF, 0xFF, 0, 0, 0, 0] + payload
    }

    /// Segments that cut messages anywhere, one sent twice, two in the wrong order.
    private static var frames: [[UInt8]] {
        let stream = messages.flatMap(\.self)
        let cuts = [0, 5, 400, 700, 1_100, stream.count]
        var frames = (0..<5).map { frame(5_001 + cuts[$0], stream[cuts[$0]..<cuts[$0 + 1]]) }
        frames.swapAt(2, 3)
        frames.insert(frames[1], at: 4)
        return [frame(5_000, [], isSyn: true)] + frames
    }

    private static func classic(isBig: Bool) -> [UInt8] {
        func number(_ value: Int, _ count: Int = 4) -> [UInt8] {
            isBig ? big(value, count) : big(value, count).reversed()
        }
        var file =
            number(0xA1B2_C3D4) + number(2, 2) + number(4, 2) + number(0) + number(0) + number(65_535) + number(1)
        for frame in frames { file += number(0) + number(0) + number(frame.count) + number(frame.count) + frame }
        return file
    }

    private static var nextGeneration: [UInt8] {
        func little(_ value: Int, _ count: Int = 4) -> [UInt8] { big(value, count).reversed() }
        func block(_ type: Int, _ body: [UInt8]) -> [UInt8] {
            let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
            return little(type) + little(padded.count + 12) + padded + little(padded.count + 12)
        }
        var file = block(0x0A0D_0D0A, little(0x1A2B_3C4D) + little(1, 2) + little(0, 2) + little(-1, 8))
        file += block(1, little(1, 2) + little(0, 2) + little(65_535))
        for frame in frames {
            file += block(6, little(0) + little(0) + little(0) + little(frame.count) + little(frame.count) + frame)
        }
        return file
    }

    @Test func messagesAreFoundInEveryKindOfFile() throws {
        for file in [Self.classic(isBig: true), Self.classic(isBig: false), Self.nextGeneration] {
            #expect(try CapturedMessages.messages(in: file) == Self.messages)
            #expect(try CapturedMessages.messages(in: file, port: 3_868) == Self.messages)
            #expect(throws: CapturedMessages.Failure.noMessages) { try CapturedMessages.messages(in: file, port: 80) }
        }
        #expect(try CapturedMessages.messages(in: Self.messages.flatMap(\.self)) == Self.messages)
    }

    @Test func whatIsNoSuchFileIsSaid() {
        #expect(throws: CapturedMessages.Failure.notDiameter) { try CapturedMessages.messages(in: []) }
        #expect(throws: CapturedMessages.Failure.notDiameter) {
            try CapturedMessages.messages(in: Array("session,calling,called and so on".utf8))
        }
        let whole = Record.call()
        #expect(throws: CapturedMessages.Failure.cutOff(whole.count)) {
            try CapturedMessages.messages(in: whole + whole.dropLast(4))
        }
    }

    @Test func filesThatAreCutAnywhereBreakNothing() {
        for file in [Self.classic(isBig: true), Self.nextGeneration] {
            for count in stride(from: 0, to: file.count, by: 7) {
                let found = try? CapturedMessages.messages(in: Array(file.prefix(count)))
                #expect((found ?? []).count <= 3)
            }
        }
    }
}
