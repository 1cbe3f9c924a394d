package import Domain
import Rating
package import Store

/// Runs of charging: every subscription for which something becomes owed on a day, batch by batch, by several workers at
/// once over disjoint ranges of customers. Each batch is one transaction with its progress mark; what makes a charge is
/// its key, so a crash at any instant repeats nothing and loses nothing.
package struct ChargeRun: Sendable {
    /// Customers per batch: about 20,000 services (measured: smaller and larger are slower).
    package static let batchSize = 10_000
    package static let workers = 2

    package struct Report: Hashable, Sendable {
        package var batches = 0
        package var subscriptions = 0
        package var charges = 0
        /// Subscriptions that could not be priced, with the reason; kept in the database until they are charged.
        package var failures: [String] = []
    }

    private let database: Database
    private let catalog: PriceCatalog
    private let batchSize: Int
    private let workers: Int

    init(database: Database, catalog: PriceCatalog, batchSize: Int, workers: Int) {
        self.database = database
        self.catalog = catalog
        self.batchSize = batchSize
        self.workers = workers
    }

    /// For tests and benchmarks: a run with a snapshot of its own.
    package init(database: Database, batchSize: Int = ChargeRun.batchSize, workers: Int = ChargeRun.workers) {
        self.init(database: database, catalog: PriceCatalog(), batchSize: batchSize, workers: workers)
    }

    /// Runs a day to its end; other daemons may work on the same day at the same time.
    package func run(_ day: CivilDate) async throws(StoreError) -> Report {
        let number = try await database.transaction { try await $0.dayRun(day) }
        return try await run(ChargeRunOrder(run: number, day: day, kind: .day))
    }

    /// Runs an order to its end, or until it is cancelled.
    package func run(_ order: ChargeRunOrder) async throws(StoreError) -> Report {
        let open = try await database.transaction { try await $0.planRun(order.run, batchSize: batchSize) }
        var report = Report()
        let count = min(workers, open)
        do {
            try await withThrowingTaskGroup(of: Report.self) { group in
                for _ in 0..<count { group.addTask { try await work(on: order) } }
                for try await part in group { report.add(part) }
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .cancelled
        }
        _ = try await database.transaction { try await $0.finishRun(order.run) }
        return report
    }

    private func work(on order: ChargeRunOrder) async throws(StoreError) -> Report {
        var report = Report()
        while let part = try await runBatch(of: order) {
            report.add(part)
            if Task.isCancelled { throw .cancelled }
        }
        return report
    }

    private func runBatch(of order: ChargeRunOrder) async throws(StoreError) -> Report? {
        try await database.transaction { session in
            guard let batch = try await session.claimBatch(of: order.run) else { return nil }
            var report = Report()
            report.batches = 1
            if order.kind == .reversal {
                report.charges = try await session.reverse(batch)
                return report
            }
            var pricing = ChargeBatchPricing(rating: try await catalog.current(session).rating, day: order.day)
            pricing.price(
                try await session.dueSpans(on: order.day, customers: batch.customers),
                try await session.serviceFacts(on: order.day, customers: batch.customers))
            try await session.stage(pricing.staged, for: batch)
            report.charges = try await session.post(
                batch, subscriptions: pricing.subscriptions, isDry: order.kind == .dry)
            try await session.keepFailures(pricing.failures, run: order.run, day: order.day)
            report.subscriptions = pricing.subscriptions
            report.failures = pricing.failures.map { "subscription \($0.subscription): \($0.reason)" }
            return report
        }
    }
}

extension ChargeRun.Report {
    fileprivate mutating func add(_ part: Self) {
        batches += part.batches
        subscriptions += part.subscriptions
        charges += part.charges
        failures += part.failures
    }
}
