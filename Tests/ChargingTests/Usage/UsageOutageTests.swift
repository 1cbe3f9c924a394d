import Diameter
import Glibc
import PrivateCluster
import Synchronization
import Testing

/// What senders see of a database that does not answer, and of a daemon that is told to stop (RFC 6733 sections 5.4, 9.4).
@Suite(.serialized) struct UsageOutageTests {
    @Test(.timeLimit(.minutes(5))) func withoutADatabaseNothingIsAcknowledgedAndNothingIsLost() async throws {
        let system = CrashSystem()
        do {
            try await withoutDatabase(system)
        } catch {
            await system.remove()
            throw error
        }
        await system.remove()
    }

    private func withoutDatabase(_ system: CrashSystem) async throws {
        let seed: UInt64 = setting("BCRM_CRASH_SEED", .random(in: 1...999_999))
        var random = ModelRandom(seed: seed)
        let lines = try await UsageProof.prepare(
            system,
            """
            [[diameter.peer]]
            host = "*"
            outstanding = 64
            [diameter.limits]
            waiting_octets = 4194304
            waiting_octets_per_peer = 1048576
            """)
        let proof = UsageProof(system: system, seed: seed)
        let calls = (0..<800).map {
            TelephoneCall.random($0, lines: lines, host: "switch0.example.net", &random, ballast: 8_000)
        }
        let records = calls.flatMap(\.records)
        try await system.revive()
        let telephoneSwitch = TelephoneSwitch(
            records, portFiles: [system.portFile()], seed: seed, window: 500, isFaulty: false)
        var most = 0
        func passes(_ what: String, within seconds: Int = 60, _ isTrue: () -> Bool) async throws {
            let limit = ContinuousClock.now + .seconds(seconds)
            while !isTrue() {
                most = max(most, system.residentKilobytes())
                guard ContinuousClock.now < limit else {
                    Issue.record("seed \(seed): never \(what): \(system.log.suffix(1_000))")
                    return
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        /// What happens in some seconds in which nothing may be acknowledged.
        func silence(_ seconds: Double) async throws {
            // Answers that were on their way have come.
            try await Task.sleep(for: .milliseconds(300))
            let told = telephoneSwitch.toldCount
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end {
                most = max(most, system.residentKilobytes())
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(telephoneSwitch.toldCount == told, "seed \(seed): acknowledged without a database")
        }
        try await passes("a daemon") { access(system.portFile(), R_OK) == 0 }
        let watch = Watch(portFile: system.portFile())
        let watching = Task { await watch.run() }
        let sending = Task { await telephoneSwitch.run(connections: 6) }
        defer { telephoneSwitch.stop() }

        // The server is there, and does nothing.
        try await passes("a tenth") { telephoneSwitch.toldCount > records.count / 10 }
        try await system.freezeServer()
        let crowded = try #require(BarePeer(portFile: system.portFile(), host: "crowded.example.net"))
        for record in records.prefix(200) { crowded.send(record.wire) }
        crowded.request(DiameterNumber.deviceWatchdog)
        let asked = ContinuousClock.now
        try await silence(4)
        // Behind more records than are taken, on a socket that is not read for a while.
        var answers: [UInt32: Int] = [:]
        var alive = false
        while !alive, let wire = crowded.receive(milliseconds: 30_000) {
            if MessageHeader(of: wire)?.command == DiameterNumber.deviceWatchdog {
                alive = true
            } else {
                answers[BarePeer.result(wire) ?? 0, default: 0] += 1
            }
        }
        #expect(alive && answers[2001] == nil, "seed \(seed): watchdog unanswered after \(ContinuousClock.now - asked)")
        #expect((answers[ResultCode.tooBusy.rawValue] ?? 0) >= 100, "seed \(seed): \(answers)")
        system.thawServer()

        // The server is gone.
        try await passes("a third") { telephoneSwitch.toldCount > records.count / 3 }
        try system.cluster.stop()
        try await silence(2)
        try system.cluster.ensureRunning()
        try await passes("the rest") { telephoneSwitch.toldCount == records.count }
        telephoneSwitch.stop()
        await sending.value
        watch.stop()
        await watching.value
        try await proof.settle()
        try await proof.check(told: records, of: records)
        try await proof.check(calls: calls)

        let counts = telephoneSwitch.counts
        print(
            "Outage: seed \(seed): \(counts.answers), most memory \(most / 1_024) MB, slowest watchdog \(watch.slowest)"
        )
        #expect(counts.answers.keys.allSatisfy { [2001, 3004, 4002].contains($0) }, "seed \(seed): \(counts.answers)")
        #expect(most < 150 * 1_024, "seed \(seed): \(most) kB")
        #expect(watch.answers > 20 && watch.failures == 0, "seed \(seed): \(watch.failures) watchdogs unanswered")
        // Its own path: not behind any record. The machine may be busy.
        // A peer that hears nothing for so long takes the connection for dead (RFC 3539 section 3.4.1, Tw).
        #expect(watch.slowest < .seconds(30), "seed \(seed): a watchdog took \(watch.slowest)")
    }

    @Test(.timeLimit(.minutes(5))) func aDaemonThatStopsSaysSoAndKeepsWhatItAnswered() async throws {
        let system = CrashSystem()
        do {
            try await shutdown(system)
        } catch {
            await system.remove()
            throw error
        }
        await system.remove()
    }

    private func shutdown(_ system: CrashSystem) async throws {
        let seed: UInt64 = setting("BCRM_CRASH_SEED", .random(in: 1...999_999))
        var random = ModelRandom(seed: seed)
        let lines = try await UsageProof.prepare(system)
        let proof = UsageProof(system: system, seed: seed)
        func calls(_ count: Int, _ host: String) -> [TelephoneCall] {
            (0..<count).map { TelephoneCall.random($0, lines: lines, host: host, &random) }
        }
        let load = calls(4_000, "switch0.example.net").flatMap(\.records)
        let telephoneSwitch = TelephoneSwitch(
            load, portFiles: [system.portFile()], seed: seed, window: 32, isFaulty: false)
        try await system.revive()
        while access(system.portFile(), R_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
        var peers: [StoppedPeer] = []
        for number in 0..<3 {
            let host = "bare\(number).example.net"
            peers.append(
                StoppedPeer(
                    try #require(BarePeer(portFile: system.portFile(), host: host)),
                    calls(3_000, host).flatMap(\.records)))
        }
        let sending = Task { await telephoneSwitch.run(connections: 2) }
        let limit = ContinuousClock.now + .seconds(60)
        let moment = 200 + random.below(600)
        while telephoneSwitch.toldCount < moment, ContinuousClock.now < limit {
            for peer in peers { peer.turn() }
            await Task.yield()
        }
        system.terminate()
        while peers.contains(where: { !$0.peer.isClosed }), ContinuousClock.now < limit {
            for peer in peers { peer.turn() }
            await Task.yield()
        }
        #expect(system.waitForEnd() == 0, "seed \(seed)")
        telephoneSwitch.stop()
        await sending.value
        for peer in peers {
            #expect(peer.farewells == 1, "seed \(seed): \(peer.peer.host) was not told once")
            #expect(peer.peer.isClosed, "seed \(seed): \(peer.peer.host) is connected still")
            #expect(!peer.told.isEmpty && peer.results == [2001], "seed \(seed): \(peer.results)")
            #expect(
                peer.unanswered == 0, "seed \(seed): \(peer.peer.host): \(peer.unanswered) were read and not answered")
        }
        #expect(telephoneSwitch.counts.farewells == 2, "seed \(seed)")
        let told = telephoneSwitch.told + peers.flatMap(\.told)
        try await proof.check(told: told, of: load + peers.flatMap(\.records))
        print(
            "Shutdown: seed \(seed): \(told.count) records answered, \(peers.map(\.late)) of them after the farewell")
    }
}

/// A peer that goes on sending until it is told that the server goes; what it has sent until then is to be answered
/// before it says that it has understood.
private final class StoppedPeer {
    let peer: BarePeer
    let records: [TelephoneRecordSample]
    private var sent = 0
    private var answered = 0
    private var farewell: [UInt8]?
    private var quietSince = ContinuousClock.now
    private var hasAgreed = false
    private(set) var farewells = 0
    private(set) var told: [TelephoneRecordSample] = []
    private(set) var results: Set<UInt32> = []
    /// Answered after the farewell came.
    private(set) var late = 0
    /// What was under way when we agreed to part.
    private(set) var unanswered = 0

    init(_ peer: BarePeer, _ records: [TelephoneRecordSample]) {
        self.peer = peer
        self.records = records
    }

    func turn() {
        while let wire = peer.receive(milliseconds: 1) { read(wire) }
        if farewell == nil {
            while sent < records.count, sent - answered < 20 {
                var wire = records[sent].wire
                for index in 0..<4 { wire[12 + index] = UInt8(truncatingIfNeeded: sent >> (24 - 8 * index)) }
                peer.send(wire)
                sent += 1
            }
        } else if let farewell, !hasAgreed,
            sent == answered || ContinuousClock.now - quietSince > .milliseconds(3_000)
        {
            unanswered = sent - answered
            peer.acknowledge(farewell)
            hasAgreed = true
        }
    }

    private func read(_ wire: [UInt8]) {
        guard let header = MessageHeader(of: wire) else { return }
        switch header.command {
        case DiameterNumber.disconnectPeer where header.isRequest:
            farewell = wire
            farewells += 1
            quietSince = .now
        case DiameterNumber.deviceWatchdog where header.isRequest: peer.acknowledge(wire)
        case DiameterNumber.accounting:
            let result = BarePeer.result(wire) ?? 0
            results.insert(result)
            answered += 1
            if farewell != nil { late += 1 }
            if hasAgreed { Issue.record("\(peer.host) was answered after it had agreed to part") }
            if result == 2001 { told.append(records[Int(header.hopByHop)]) }
        default: break
        }
    }
}

/// A peer that sends no records and asks all the while whether the server lives.
private final class Watch: Sendable {
    private struct State {
        var slowest = Duration.zero
        var answers = 0
        var failures = 0
        var isStopped = false
    }

    private let portFile: String
    private let state = Mutex(State())

    init(portFile: String) { self.portFile = portFile }

    var slowest: Duration { state.withLock { $0.slowest } }
    var answers: Int { state.withLock { $0.answers } }
    var failures: Int { state.withLock { $0.failures } }

    func stop() { state.withLock { $0.isStopped = true } }

    func run() async {
        guard let client = await TelephoneSwitch.client(portFile, host: "watch.example.net") else {
            return state.withLock { $0.failures += 1 }
        }
        while !state.withLock({ $0.isStopped }) {
            do throws(DiameterFailure) {
                let duration = Duration.nanoseconds(try await client.watchdog())
                state.withLock { state in
                    state.answers += 1
                    state.slowest = max(state.slowest, duration)
                }
            } catch {
                state.withLock { $0.failures += 1 }
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        client.close()
    }
}
