import CPostgreSQL
import Dispatch

/// Asks the server to stop what a connection is doing.
///
/// `@unchecked Sendable`: PQcancel may be called from any thread on a PGcancel object, which is never changed after
/// PQgetCancel (libpq manual, "Canceling Queries in Progress"); it is freed once, when nobody holds it.
final class CancelHandle: @unchecked Sendable {
    private let handle: OpaquePointer
    private static let queue = DispatchQueue(label: "postgresql.cancel", attributes: .concurrent)

    init?(_ connection: OpaquePointer) {
        guard let handle = PQgetCancel(connection) else { return nil }
        self.handle = handle
    }

    deinit { PQfreeCancel(handle) }

    /// Sends the request on a connection of its own, off every executor; returns when the server has taken it.
    func send() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            Self.queue.async {
                var reason = [CChar](repeating: 0, count: 256)
                _ = PQcancel(self.handle, &reason, Int32(reason.count))
                continuation.resume()
            }
        }
    }
}
