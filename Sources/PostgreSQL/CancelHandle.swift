import CPostgreSQL
import Dispatch

/// Asks the server to stop what a connection is doing.
///
/// `@unchecked Sendable`: the only stored property is a constant pointer to a PGcancel, a copy of the connection's address
/// and key that is never changed after PQgetCancel. PQcancel only reads it and may be called from any thread, also while
/// another uses the connection (libpq manual, "Canceling Queries in Progress"); the error buffer is each call's own. It
/// is freed in `deinit`, which cannot run while a call holds `self`.
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
