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
        do throws(StoreError) {
            let records = requests.map { StoredUsageRecord($0) }
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
