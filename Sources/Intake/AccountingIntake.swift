package import Diameter
package import Logging
package import Store

/// Keeps Diameter accounting records: a batch is one transaction, and only after its commit is any of them
/// acknowledged.
package struct AccountingIntake: Sendable {
    private let database: Database
    private let logger: Logger

    package init(database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// What became of each request, in order. Without a database none is acknowledged: the senders keep them.
    package func keep(_ requests: [AccountingRequest]) async -> [AccountingOutcome] {
        // What passed the grammar of an Accounting-Request can be read.
        let records = requests.compactMap { try? StoredUsageRecord($0) }
        guard records.count == requests.count else { return requests.map { _ in .tooBusy } }
        do throws(StoreError) {
            let outcomes = try await database.transaction { try await $0.storeUsage(records) }
            for (request, outcome) in zip(requests, outcomes) where outcome == .conflict {
                logger.warning(
                    "a record came again with other contents; both are kept",
                    metadata: ["session": "\(request.sessionID)", "peer": "\(request.originHost)"])
            }
            return requests.map { _ in .accepted }
        } catch {
            logger.error("records cannot be kept", metadata: ["reason": "\(error.sentence)"])
            return requests.map { _ in .tooBusy }
        }
    }
}
