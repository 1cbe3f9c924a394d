import Synchronization

/// Sends at most one cancel request, and lets its end be awaited.
final class Canceller: Sendable {
    private let handle: CancelHandle?
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ handle: CancelHandle?) { self.handle = handle }

    func start() {
        guard let handle else { return }
        task.withLock { task in
            if task == nil { task = Task { await handle.send() } }
        }
    }

    func finish() async { await task.withLock { $0 }?.value }
}
