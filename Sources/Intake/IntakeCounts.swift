import Synchronization

/// How many records of each sender came again, with the same or with other contents.
package final class IntakeCounts: Sendable {
    package struct Count: Hashable, Sendable {
        package var duplicates: Int64 = 0
        package var conflicts: Int64 = 0
    }

    private let counts = Mutex<[String: Count]>([:])

    package init() {}

    func addDuplicate(of host: String) { counts.withLock { $0[host, default: Count()].duplicates += 1 } }

    func addConflict(of host: String) { counts.withLock { $0[host, default: Count()].conflicts += 1 } }

    package func count(of host: String) -> Count { counts.withLock { $0[host] ?? Count() } }
}
