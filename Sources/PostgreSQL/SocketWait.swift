import Dispatch

/// Waits once for a socket to become readable or writable; for connecting, where the socket may change between waits.
enum SocketWait {
    enum Direction: Sendable {
        case read
        case write
    }

    /// Returns false when the deadline came first. The descriptor is no longer watched on return.
    static func once(
        _ descriptor: Int32, _ direction: Direction, queue: DispatchQueue, deadline: DispatchTime
    ) async -> Bool {
        await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            let outcome = Outcome()
            let source: any DispatchSourceProtocol =
                switch direction {
                case .read: DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
                case .write: DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
                }
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(deadline: deadline)
            timer.setEventHandler { source.cancel() }
            source.setEventHandler {
                outcome.isReady = true
                source.cancel()
            }
            // Resuming only in the cancel handler: the descriptor may be closed by libpq right afterwards.
            source.setCancelHandler {
                timer.cancel()
                continuation.resume(returning: outcome.isReady)
            }
            timer.activate()
            source.activate()
        }
    }

    /// Whether the event came.
    ///
    /// `@unchecked Sendable`: touched only by handlers of sources that share one serial queue.
    private final class Outcome: @unchecked Sendable {
        var isReady = false
    }
}
