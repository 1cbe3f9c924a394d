import Glibc
import Logging
import NIOCore

/// All connections of a server and what they share. Everything here happens on one event loop: no locks, and a record
/// passes from its socket to its batch and back without changing threads.
final class ServerCore {
    typealias Handler = @Sendable (consuming [AccountingRequest]) async -> [AccountingOutcome]
    typealias OriginStateHook = @Sendable (_ host: String, _ seenAt: ContinuousClock.Instant) async -> Void

    let configuration: ServerConfiguration
    let writer: AnswerWriter
    let logger: Logger
    private let eventLoop: any EventLoop
    private let handler: Handler
    private let originStateRaised: OriginStateHook
    private var connections: [ObjectIdentifier: PeerConnection] = [:]
    private var connectionsByAddress: [IPAddress: Int] = [:]
    private var unknown = 0
    private var queue: AccountingQueue
    private var isDispatching = false
    /// By Origin-Host; forgotten with the server.
    private var originStates: [String: UInt32] = [:]
    /// New connections whose hosts have one already: who is asked, and until when.
    private var rivals: [(new: PeerConnection, old: [PeerConnection], askedAt: Int64)] = []
    private var isStopping = false
    private var stopped: EventLoopPromise<Void>?

    init(
        configuration: ServerConfiguration, logger: Logger, eventLoop: any EventLoop, handler: @escaping Handler,
        originStateRaised: @escaping OriginStateHook
    ) {
        self.configuration = configuration
        self.logger = logger
        self.eventLoop = eventLoop
        self.handler = handler
        self.originStateRaised = originStateRaised
        writer = AnswerWriter(configuration.local)
        queue = AccountingQueue(configuration.batching)
    }

    /// Milliseconds of a clock that does not go back.
    var now: Int64 { Int64(eventLoop.now.uptimeNanoseconds / 1_000_000) }

    var secondsSince1970: Int64 { Int64(time(nil)) }

    /// Records of all connections fill what may be filled.
    var isFull: Bool { queue.octets >= configuration.limits.mostWaitingOctetsOfAll }

    // MARK: Connections

    /// A new connection; nil when there are too many.
    func connect(listener: String, isTLS: Bool, address: IPAddress?) -> PeerConnection? {
        let limits = configuration.limits
        guard !isStopping, connections.count < limits.mostConnections, unknown < limits.mostUnknown else { return nil }
        if let address {
            guard connectionsByAddress[address, default: 0] < limits.mostFromAddress else { return nil }
            connectionsByAddress[address, default: 0] += 1
        }
        let connection = PeerConnection(core: self, listener: listener, isTLS: isTLS, address: address, now: now)
        connections[ObjectIdentifier(connection)] = connection
        unknown += 1
        return connection
    }

    func forget(_ connection: PeerConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        if !connection.isKnown { unknown -= 1 }
        if let address = connection.address, let count = connectionsByAddress[address] {
            connectionsByAddress[address] = count > 1 ? count - 1 : nil
        }
        if isStopping, connections.isEmpty { finishStopping() }
        settleRivals()
    }

    private func connections(of host: String) -> [PeerConnection] {
        let host = host.lowercased()
        return connections.values.filter { $0.isAlive && $0.isKnown && $0.host.lowercased() == host }
    }

    // MARK: One connection a host (RFC 6733 section 2.1)

    /// A peer has shown who it is. When its host is connected already, the old connection is asked whether it lives.
    func decide(_ connection: PeerConnection, _ offer: PeerMachine.Offer) {
        let old = connections(of: offer.host).filter { $0 !== connection }
        guard old.count >= offer.rule.mostConnections else {
            admit(connection, offer)
            return
        }
        // A host that lost its state has lost its connections too.
        let known = old.compactMap(\.machine.originStateID).max()
        if let state = offer.originStateID, let known, state > known {
            for stale in old { stale.close(reset: true) }
            admit(connection, offer)
            return
        }
        for other in old { other.probe() }
        rivals.append((connection, old, now))
    }

    private func admit(_ connection: PeerConnection, _ offer: PeerMachine.Offer) {
        unknown -= 1
        connection.accept(offer)
        if let state = offer.originStateID { noteOriginState(offer.host, state) }
    }

    /// Decides about the new connections whose old ones have answered, are gone, or have been silent too long.
    private func settleRivals() {
        var waiting: [(new: PeerConnection, old: [PeerConnection], askedAt: Int64)] = []
        let before = rivals
        rivals = []
        for rival in before {
            guard rival.new.isAlive, let offer = rival.new.offer else { continue }
            let living = rival.old.filter(\.isAlive)
            let silent = living.filter { $0.machine.isWatchdogUnanswered && $0.machine.lastHeardAt <= rival.askedAt }
            if living.count < offer.rule.mostConnections {
                admit(rival.new, offer)
            } else if silent.isEmpty {
                rival.new.refuse(offer, .electionLost, "\(offer.host) is connected already")
            } else if now - rival.askedAt > configuration.replacementMilliseconds {
                logger.notice("replaced by a new connection of its host", metadata: ["peer": "\(offer.host)"])
                for stale in silent { stale.close(reset: true) }
                admit(rival.new, offer)
            } else {
                waiting.append(rival)
            }
        }
        rivals += waiting
    }

    /// A client whose Origin-State-Id has risen has lost its sessions (RFC 6733 section 8.16).
    func noteOriginState(_ host: String, _ state: UInt32) {
        let host = host.lowercased()
        let known = originStates[host]
        guard known.map({ state > $0 }) ?? true else { return }
        originStates[host] = state
        guard known != nil else { return }
        logger.notice("the peer has lost its sessions", metadata: ["peer": "\(host)", "state": "\(state)"])
        let hook = originStateRaised
        let seenAt = ContinuousClock.now
        Task { await hook(host, seenAt) }
    }

    // MARK: Records

    /// All that is read in one turn of the event loop is looked at together.
    func submit(_ request: AccountingRequest, of connection: PeerConnection) {
        queue.add(request, of: connection)
        guard !isDispatching else { return }
        isDispatching = true
        eventLoop.assumeIsolated().execute {
            self.isDispatching = false
            self.dispatch()
        }
    }

    private func dispatch() {
        while let batch = queue.begin() {
            let handler = handler
            let requests = batch.requests
            let bound = NIOLoopBound((core: self, batch: batch), eventLoop: eventLoop)
            let eventLoop = eventLoop
            Task.detached {
                let outcomes = await handler(requests)
                eventLoop.execute { bound.value.core.finish(bound.value.batch, outcomes) }
            }
        }
    }

    private func finish(_ batch: AccountingQueue.Batch, _ outcomes: [AccountingOutcome]) {
        queue.end(batch)
        // The next batch is under way while the answers of this one are written.
        dispatch()
        var touched: [PeerConnection] = []
        for (index, owner) in batch.owners.enumerated() {
            // A handler that answers too little has kept nothing of the rest.
            let outcome = index < outcomes.count ? outcomes[index] : .tooBusy
            owner.settle(batch.requests[index], outcome.result)
            if touched.last !== owner, !touched.contains(where: { $0 === owner }) { touched.append(owner) }
        }
        for owner in touched { owner.settled() }
    }

    // MARK: Time and the end

    func tick() {
        for connection in connections.values { connection.tick() }
        if !rivals.isEmpty { settleRivals() }
    }

    /// Tells every peer that we go. The future ends when all have gone.
    func stop() -> EventLoopFuture<Void> {
        if let stopped { return stopped.futureResult }
        let promise = eventLoop.makePromise(of: Void.self)
        stopped = promise
        isStopping = true
        for connection in connections.values { connection.stop() }
        if connections.isEmpty {
            finishStopping()
        } else {
            // Who neither answers nor closes is left behind.
            let limit = configuration.timing.closingMilliseconds + 2_000
            eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(limit)) { self.abandon() }
        }
        return promise.futureResult
    }

    func abandon() {
        for connection in connections.values { connection.abandon() }
    }

    private func finishStopping() { stopped?.succeed() }

    var snapshot: [PeerSnapshot] {
        connections.values.map(\.snapshot).sorted { ($0.host, $0.address, $0.since) < ($1.host, $1.address, $1.since) }
    }
}
