import Diameter
import PrivateCluster
import Synchronization

/// Sends records as a real switch does: over several connections, in no order, and again with the T flag until each is
/// answered 2001, whatever breaks meanwhile. Some it sends twice without need, some with other content once they are told.
final class TelephoneSwitch: Sendable {
    /// What went wrong on the way, to show that the test had something to prove.
    struct Counts: Sendable {
        var answers: [UInt32: Int] = [:]
        var connections = 0
        var resent = 0
        var repeated = 0
        var altered = 0
        var farewells = 0
    }

    private struct State {
        var random: ModelRandom
        /// Records that are to be sent.
        var waiting: [Int]
        var isTold: [Bool]
        var wasSent: [Bool]
        var counts = Counts()
        var isStopped = false
    }

    /// What one connection has sent and has no answer for.
    private final class UnderWay: Sendable {
        struct State {
            var records: [Int: Int] = [:]
            var sent = 0
            var isRefused = false
        }

        let state = Mutex(State())
    }

    let records: [TelephoneRecordSample]
    private let portFiles: [String]
    private let window: Int
    private let isFaulty: Bool
    private let state: Mutex<State>

    /// - Parameters:
    ///   - portFiles: where the daemons write their ports; connections go to one after the other.
    ///   - isFaulty: hangs up at random, repeats and alters records.
    init(
        _ records: [TelephoneRecordSample], portFiles: [String], seed: UInt64, window: Int = 16, isFaulty: Bool = true
    ) {
        self.records = records
        self.portFiles = portFiles
        self.window = window
        self.isFaulty = isFaulty
        var random = ModelRandom(seed: seed)
        // In order but for what stands near: the records of a call are mixed, and with those of other calls.
        var order = Array(records.indices)
        for index in order.indices.dropLast() {
            order.swapAt(index, index + random.below(min(30, order.count - index)))
        }
        let none = Array(repeating: false, count: records.count)
        state = Mutex(State(random: random, waiting: order.reversed(), isTold: none, wasSent: none))
    }

    /// Answered 2001.
    var told: [TelephoneRecordSample] {
        let places = state.withLock { state in records.indices.filter { state.isTold[$0] } }
        return places.map { records[$0] }
    }

    var counts: Counts { state.withLock { $0.counts } }

    var toldCount: Int { state.withLock { $0.isTold.count { $0 } } }

    func stop() { state.withLock { $0.isStopped = true } }

    private var isDone: Bool { state.withLock { state in state.isStopped || !state.isTold.contains(false) } }

    /// Sends until everything is told, or it is stopped.
    func run(connections: Int) async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<connections { group.addTask { await self.connect(number) } }
        }
    }

    private func connect(_ number: Int) async {
        while !isDone {
            let portFile = portFiles[number % portFiles.count]
            guard let client = await Self.client(portFile, host: "switch\(number).example.net") else {
                try? await Task.sleep(for: .milliseconds(20))
                continue
            }
            state.withLock { $0.counts.connections += 1 }
            await send(over: client)
            client.close()
        }
    }

    /// A connection to the port in a file; nil: nobody is there.
    static func client(_ portFile: String, host: String) async -> DiameterClient? {
        let text = ChildProcess.text(of: portFile)
        guard let port = text.split(separator: "\n").first.flatMap({ Int($0) }) else { return nil }
        let local = LocalPeer(
            originHost: host, originRealm: "example.net", addresses: [[127, 0, 0, 1]], originStateID: 1)
        return try? await DiameterClient.connect(
            ClientConfiguration(host: "127.0.0.1", port: port, local: local, timeoutMilliseconds: 4_000))
    }

    /// Until all is told, or the connection breaks.
    private func send(over client: DiameterClient) async {
        while !isDone {
            let underWay = UnderWay()
            do throws(DiameterFailure) {
                try await client.stream(window: window) {
                    self.next(underWay) { client.close() }
                } answered: { answer in
                    self.note(answer, underWay)
                }
            } catch {
                if case .disconnected(let why) = error, why.contains("asked to disconnect") {
                    state.withLock { $0.counts.farewells += 1 }
                }
                giveBack(underWay)
                return
            }
            try? await Task.sleep(for: .milliseconds(underWay.state.withLock { $0.isRefused } ? 200 : 5))
        }
    }

    private func next(_ underWay: UnderWay, hangUp: () -> Void) -> [UInt8]? {
        let place: Int? = underWay.state.withLock { $0.isRefused ? nil : $0.sent }
        guard let place else { return nil }
        let chosen: (record: Int, wire: [UInt8], isLast: Bool)? = state.withLock { state in
            let isLast = isFaulty && state.random.once(in: 300)
            if isFaulty, state.random.once(in: 12) {
                let record = state.random.below(records.count)
                if state.isTold[record] {
                    state.counts.repeated += 1
                    let isAltered = state.random.once(in: 8)
                    return (record, again(records[record].wire, isAltered: isAltered, &state), isLast)
                }
            }
            guard let record = state.waiting.popLast() else { return nil }
            let isAgain = state.wasSent[record]
            state.wasSent[record] = true
            if isAgain { state.counts.resent += 1 }
            // In the same moment over another connection as well.
            if isFaulty, !isAgain, state.random.once(in: 20) { state.waiting.append(record) }
            let wire = isAgain ? again(records[record].wire, isAltered: false, &state) : records[record].wire
            return (record, wire, isLast)
        }
        guard let chosen else { return nil }
        if chosen.isLast { hangUp() }
        underWay.state.withLock { connection in
            connection.records[place] = chosen.record
            connection.sent += 1
        }
        return chosen.wire
    }

    /// With the T flag, mostly; altered, another record under the same key.
    private func again(_ wire: [UInt8], isAltered: Bool, _ state: inout State) -> [UInt8] {
        var wire = wire
        if !state.random.once(in: 4) { wire[4] |= 0x10 }
        if isAltered, let index = wire.lastIndex(of: UInt8(ascii: ";")) {
            // Inside the User-Session-Id: still a good message.
            state.counts.altered += 1
            wire[index] = UInt8(ascii: ":")
        }
        return wire
    }

    private func note(_ answer: DiameterClient.Answer, _ underWay: UnderWay) {
        let record = underWay.state.withLock { connection in
            if answer.resultCode != ResultCode.success.rawValue { connection.isRefused = true }
            return connection.records.removeValue(forKey: answer.index)
        }
        guard let record else { return }
        state.withLock { state in
            state.counts.answers[answer.resultCode ?? 0, default: 0] += 1
            if answer.resultCode == ResultCode.success.rawValue {
                state.isTold[record] = true
            } else if !state.isTold[record] {
                state.waiting.append(record)
            }
        }
    }

    /// Nobody knows whether they arrived.
    private func giveBack(_ underWay: UnderWay) {
        let records = underWay.state.withLock { connection in
            defer { connection.records = [:] }
            return connection.records.values.sorted()
        }
        state.withLock { state in state.waiting += records.filter { !state.isTold[$0] } }
    }
}
