import Diameter
import Glibc
import Synchronization
import Testing

@Suite struct ServerTests {
    @Test func aLoneRecordIsHandedOverAtOnceAndThoseThatComeMeanwhileTogether() async throws {
        let gate = Gate()
        let sizes = Mutex<[Int]>([])
        try await withServer {
            $0.batching.mostAtOnce = 1
        } handler: { requests in
            let count = requests.count
            let isFirst = sizes.withLock { sizes in
                sizes.append(count)
                return sizes.count == 1
            }
            if isFirst { await gate.wait() }
            return requests.map { _ in .accepted }
        } _: { server, port in
            let wire = try await blocking { () -> Wire in
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                wire.send(Record().wire)
                while sizes.withLock({ $0.count }) == 0 { usleep(1_000) }
                for number: UInt32 in 1...40 { wire.send(Record(number: number).wire) }
                // The watchdog does not wait behind the records.
                wire.send(watchdog())
                #expect(wire.message()?.command == DiameterNumber.deviceWatchdog)
                gate.open()
                var numbers: [UInt32] = []
                for _ in 0..<41 {
                    numbers.append(wire.message()?.avps.first(.accountingRecordNumber)?.unsigned32 ?? 99)
                }
                #expect(numbers == Array(0...40))
                return wire
            }
            #expect(sizes.withLock { $0 } == [1, 40])
            let peer = try #require(await server.snapshot().first)
            #expect(peer.received == 41 && peer.answered == 41 && peer.outstanding == 0 && peer.errors.isEmpty)
            _ = wire
        }
    }

    @Test(
        arguments: [
            (AccountingOutcome.accepted, 2001, false), (.outOfSpace, 4002, false), (.tooBusy, 3004, true),
        ] as [(AccountingOutcome, UInt32, Bool)])
    func theAnswerSaysWhatBecameOfTheRecord(_ outcome: AccountingOutcome, _ result: UInt32, _ isError: Bool)
        async throws
    {
        try await withServer { _ in
        } handler: {
            $0.map { _ in outcome }
        } _: { server, port in
            let (wire, answer) = try await blocking { () -> (Wire, DiameterMessage) in
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                var record = Record()
                record.header.isRetransmitted = true
                record.more = { encoder in
                    encoder.add(.accountingSubSessionID, UInt64(7))
                    for proxy in ["b", "a"] {
                        encoder.addGroup(.proxyInfo) { group in
                            group.add(.proxyHost, proxy)
                            group.add(.proxyState, [1, 2, 3])
                        }
                    }
                }
                wire.send(record.wire)
                return (wire, try #require(wire.message()))
            }
            #expect(answer.resultCode == result && answer.isError == isError)
            #expect(answer.header.isProxiable && !answer.header.isRetransmitted && !answer.isRequest)
            #expect(answer.avps.first { _ in true }?.code == 263)
            #expect(answer.avps.all(.proxyInfo).compactMap { $0.members.first(.proxyHost)?.text } == ["b", "a"])
            #expect(answer.avps.first(.originStateID)?.unsigned32 == 7)
            #expect((answer.avps.first(.accountingRecordType) == nil) == isError)
            #expect(await server.snapshot().first?.errors == (result == 2001 ? [:] : [result: 1]))
            _ = wire
        }
    }

    @Test func aHandlerThatAnswersTooLittleHasKeptNothingOfTheRest() async throws {
        try await withServer { _ in
        } handler: { _ in
            []
        } _: { _, port in
            try await blocking {
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                wire.send(Record().wire)
                #expect(wire.message()?.resultCode == 3004)
            }
        }
    }

    /// A store that hangs: reading stops, then records are refused and watchdogs answered; memory stays bounded.
    @Test func aStoreThatHangsStopsReadingThenAnswersTooBusy() async throws {
        let gate = Gate()
        try await withServer(peers: [PeerRule(host: "*", mostOutstanding: 100)]) {
            $0.limits.patienceMilliseconds = 500
        } handler: { requests in
            await gate.wait()
            return requests.map { _ in .accepted }
        } _: { server, port in
            let wire = try await blocking { () -> Wire in
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                var octets: [UInt8] = []
                for number: UInt32 in 0..<300 { octets += Record(number: number).wire }
                wire.send(octets + watchdog())
                return wire
            }
            var snapshots: [PeerSnapshot] = []
            while snapshots.last?.isReadingPaused != true {
                snapshots += await server.snapshot()
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(snapshots.last?.outstanding == 100)
            let (results, watchdogs) = try await blocking { () -> ([UInt32: Int], Int) in
                var results: [UInt32: Int] = [:]
                var watchdogs = 0
                while watchdogs == 0, let message = wire.message() {
                    if message.command == DiameterNumber.deviceWatchdog {
                        watchdogs += 1
                    } else {
                        results[message.resultCode ?? 0, default: 0] += 1
                    }
                }
                gate.open()
                for _ in 0..<100 { results[wire.message()?.resultCode ?? 0, default: 0] += 1 }
                wire.send(Record(number: 1_000).wire)
                results[wire.message()?.resultCode ?? 0, default: 0] += 1
                return (results, watchdogs)
            }
            #expect(watchdogs == 1 && results == [3004: 200, 2001: 101])
        }
    }

    @Test func hundredsOfMuteAndUnreadConnectionsDoNotHinderAGoodClient() async throws {
        try await withServer(peers: [PeerRule(host: "*")]) {
            $0.limits.mostFromAddress = 1_000
            $0.limits.unsentMilliseconds = 1_000
            $0.limits.sendBufferOctets = 4_096
        } _: { server, port in
            let unread = try await blocking { () -> [Wire] in
                let mute = (0..<200).compactMap { _ in Wire(port: port) }
                // They send records and never read an answer.
                let unread = (0..<100).compactMap { index -> Wire? in
                    let wire = Wire(port: port, receiveBuffer: 2_048)
                    wire?.send(capabilities(host: "unread\(index).example.net"))
                    return wire
                }
                #expect(mute.count == 200 && unread.count == 100)
                var load: [UInt8] = []
                for number: UInt32 in 0..<25 { load += Record(number: number).wire }
                let good = try #require(Wire(port: port))
                #expect(good.open() == 2001)
                for turn: UInt32 in 0..<30 {
                    for wire in unread { _ = wire.sendWithoutWaiting(load) }
                    good.send(Record(number: turn).wire)
                    try #require(good.message()?.resultCode == 2001, "turn \(turn)")
                }
                return unread
            }
            // Who does not read is left behind.
            var left = 100
            for _ in 0..<200 where left > 0 {
                left = await server.snapshot().count { $0.host.hasPrefix("unread") }
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(left == 0 && unread.count == 100)
        }
    }

    @Test func connectionsBeyondTheLimitsAreClosedAtOnce() async throws {
        try await withServer { configuration in
            configuration.limits.mostUnknown = 3
        } _: { server, port in
            try await blocking {
                let known = try #require(Wire(port: port))
                #expect(known.open() == 2001)
                let three = (0..<3).compactMap { _ in Wire(port: port) }
                let fourth = try #require(Wire(port: port))
                #expect(fourth.end() != .silence)
                known.send(Record().wire)
                #expect(known.message()?.resultCode == 2001)
                #expect(three.count == 3)
            }
            _ = server
        }
    }

    // MARK: One connection a host

    @Test func aSecondConnectionOfALivingHostIsRefused() async throws {
        try await withServer { _, port in
            try await blocking {
                let first = try #require(Wire(port: port))
                #expect(first.open() == 2001)
                let second = try #require(Wire(port: port))
                second.send(capabilities(host: "SBC.example.net"))
                let question = try #require(first.message())
                #expect(question.command == DiameterNumber.deviceWatchdog && question.isRequest)
                first.send(base(280, question.header.hopByHop, "sbc.example.net", isRequest: false))
                #expect(second.message()?.resultCode == 4003)
                #expect(second.end() == .closed)
                first.send(Record().wire)
                #expect(first.message()?.resultCode == 2001)
            }
        }
    }

    @Test func aSecondConnectionTakesThePlaceOfOneThatIsSilent() async throws {
        try await withServer {
            $0.replacementMilliseconds = 300
        } _: { server, port in
            let wire = try await blocking { () -> Wire in
                let first = try #require(Wire(port: port))
                #expect(first.open() == 2001)
                let second = try #require(Wire(port: port))
                #expect(second.open() == 2001)
                #expect(first.end() == .reset)
                second.send(Record().wire)
                #expect(second.message()?.resultCode == 2001)
                return second
            }
            #expect(await server.snapshot().count == 1)
            _ = wire
        }
    }

    @Test func aHostThatHasLostItsStateTakesThePlaceOfItsOldConnectionAtOnce() async throws {
        let raised = Mutex<[String]>([])
        try await withServer {
            $0.replacementMilliseconds = 60_000
        } hook: { host, _ in
            raised.withLock { $0.append(host) }
        } _: { _, port in
            try await blocking {
                let first = try #require(Wire(port: port))
                #expect(first.open(state: 100) == 2001)
                let second = try #require(Wire(port: port))
                #expect(second.open(state: 101) == 2001)
                #expect(first.end() == .reset)
                second.send(watchdog(state: 102))
                #expect(second.message()?.resultCode == 2001)
                second.send(watchdog(state: 50))
                #expect(second.message()?.resultCode == 2001)
                while raised.withLock({ $0.count }) < 2 { usleep(1_000) }
            }
            #expect(raised.withLock { $0 } == ["sbc.example.net", "sbc.example.net"])
        }
    }

    @Test func aHostMayHaveAsManyConnectionsAsItsRuleSays() async throws {
        try await withServer(peers: [PeerRule(host: "*", mostConnections: 2)]) { server, port in
            try await blocking {
                let wires = (0..<2).compactMap { _ in Wire(port: port) }
                #expect(wires.map { $0.open() } == [2001, 2001])
            }
            _ = server
        }
    }

    // MARK: The end

    @Test func onStoppingPeersAreToldAndWhatWasReadIsAnswered() async throws {
        let gate = Gate()
        try await withServer { _ in
        } handler: { requests in
            await gate.wait()
            return requests.map { _ in .accepted }
        } _: { server, port in
            let wire = try await blocking { () -> Wire in
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                wire.send(Record().wire + watchdog())
                #expect(wire.message()?.command == DiameterNumber.deviceWatchdog)
                return wire
            }
            let stopping = Task { await server.stop() }
            try await blocking {
                let question = try #require(wire.message())
                #expect(question.command == DiameterNumber.disconnectPeer && question.isRequest)
                #expect(question.avps.first(.disconnectCause)?.unsigned32 == 0)
                wire.send(base(282, question.header.hopByHop, "sbc.example.net", isRequest: false))
                gate.open()
                #expect(wire.message()?.command == DiameterNumber.accounting)
                #expect(wire.end() == .closed)
            }
            await stopping.value
        }
    }

    @Test func aPeerThatDoesNotAnswerTheDisconnectDoesNotHoldTheStopUp() async throws {
        try await withServer {
            $0.timing.closingMilliseconds = 300
        } _: { server, port in
            let wire = try await blocking { () -> Wire in
                let wire = try #require(Wire(port: port))
                #expect(wire.open() == 2001)
                return wire
            }
            let begin = ContinuousClock.now
            await server.stop()
            #expect(ContinuousClock.now - begin < .seconds(60))
            #expect(try await blocking { wire.end() } == .closed)
        }
    }
}
