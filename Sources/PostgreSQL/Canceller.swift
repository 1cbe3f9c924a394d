import Synchronization

/// Asks the server to stop until the exchange is over: a request that arrives before the statement has begun is ignored
/// by the server, so one is not enough.
final class Canceller: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        var isFinished = false
    }

    private let handle: CancelHandle?
    private let state = Mutex(State())

    init(_ handle: CancelHandle?) { self.handle = handle }

    func start() {
        guard let handle else { return }
        state.withLock { state in
            guard state.task == nil, !state.isFinished else { return }
            state.task = Task {
                while !self.state.withLock({ $0.isFinished }) {
                    await handle.send()
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
        }
    }

    /// The exchange is over; returns when no request is under way any more, so that none can hit the next statement.
    func finish() async {
        let task = state.withLock { state in
            state.isFinished = true
            return state.task
        }
        task?.cancel()
        await task?.value
    }
}
