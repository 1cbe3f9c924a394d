import Logging
import NIOCore

/// One connection: feeds the machine, performs what it says.
actor DiameterPeer {
    /// Requests of one peer that may wait for their commit; beyond that its socket is not read, and TCP slows it.
    static let mostOutstanding = 512

    private var machine: PeerMachine
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let batcher: AccountingBatcher
    private let logger: Logger
    private let opened: @Sendable (String, DiameterPeer) async -> Void
    private var outstanding = 0
    private var roomWaiter: CheckedContinuation<Void, Never>?
    private var emptyWaiters: [CheckedContinuation<Void, Never>] = []

    init(
        machine: PeerMachine, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, batcher: AccountingBatcher,
        logger: Logger, opened: @escaping @Sendable (String, DiameterPeer) async -> Void
    ) {
        self.machine = machine
        self.outbound = outbound
        self.batcher = batcher
        self.logger = logger
        self.opened = opened
    }

    /// False when the connection ends.
    func receive(_ wire: [UInt8]) async -> Bool {
        if outstanding >= Self.mostOutstanding {
            await withCheckedContinuation { roomWaiter = $0 }
        }
        return await perform(machine.receive(wire, now: Self.now()))
    }

    func tick() async -> Bool { await perform(machine.tick(now: Self.now())) }

    /// Tells the peer that we stop, and waits for the answers under way.
    func stop() async {
        _ = await perform(machine.stop(now: Self.now()))
        if outstanding > 0 { await withCheckedContinuation { emptyWaiters.append($0) } }
    }

    /// Another connection of the same host has taken its place.
    func replace() {
        logger.notice("replaced by a newer connection of the same host", metadata: ["peer": "\(machine.peerHost)"])
        outbound.finish()
    }

    private func perform(_ actions: [PeerMachine.Action]) async -> Bool {
        for action in actions {
            switch action {
            case .send(let message): await send(message)
            case .deliver(let request): deliver(request)
            case .opened(let host):
                logger.info("peer is open", metadata: ["peer": "\(host)"])
                await opened(host, self)
            case .close: return false
            }
        }
        return true
    }

    private func deliver(_ request: AccountingRequest) {
        outstanding += 1
        Task {
            let outcome = await batcher.submit(request)
            await self.send(self.machine.answer(request, outcome))
            self.settle()
        }
    }

    private func settle() {
        outstanding -= 1
        roomWaiter?.resume()
        roomWaiter = nil
        if outstanding == 0 {
            for waiter in emptyWaiters { waiter.resume() }
            emptyWaiters = []
        }
    }

    private func send(_ message: DiameterMessage) async {
        // A peer that has gone does not get its answer: it will ask again, and the record is known then.
        try? await outbound.write(ByteBuffer(bytes: message.encoded))
    }

    static func now() -> Int64 {
        let elapsed = ContinuousClock.now - DiameterServer.epoch
        return elapsed.components.seconds * 1_000 + elapsed.components.attoseconds / 1_000_000_000_000_000
    }
}
