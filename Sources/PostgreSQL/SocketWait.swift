import Dispatch
import Glibc
import Synchronization

/// Waits once for a socket to become readable or writable; for connecting, where the socket may change between waits.
enum SocketWait {
    enum Direction: Sendable {
        case read
        case write
    }

    /// Returns false when the deadline came first.
    ///
    /// A duplicate of the descriptor is watched and closed again: libpq closes its own whenever a connection breaks,
    /// and a descriptor that is closed while Dispatch watches it (or is reused by another connection then) never
    /// reports anything again.
    static func once(
        _ descriptor: Int32, _ direction: Direction, queue: DispatchQueue, deadline: DispatchTime
    ) async -> Bool {
        let watched = duplicate(descriptor)
        // No descriptor left: as good as ready, the caller's next step meets the error.
        guard watched >= 0 else { return true }
        return await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            let outcome = Outcome()
            let source: any DispatchSourceProtocol =
                switch direction {
                case .read: DispatchSource.makeReadSource(fileDescriptor: watched, queue: queue)
                case .write: DispatchSource.makeWriteSource(fileDescriptor: watched, queue: queue)
                }
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(deadline: deadline)
            timer.setEventHandler { source.cancel() }
            source.setEventHandler {
                outcome.isReady.store(true, ordering: .relaxed)
                source.cancel()
            }
            source.setCancelHandler {
                close(watched)
                timer.cancel()
                continuation.resume(returning: outcome.isReady.load(ordering: .relaxed))
            }
            timer.activate()
            source.activate()
        }
    }

    /// A second descriptor of the same socket, which the programs we start do not inherit; negative when there is none
    /// left.
    static func duplicate(_ descriptor: Int32) -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }

    /// Whether the event came.
    private final class Outcome: Sendable {
        let isReady = Atomic(false)
    }
}
