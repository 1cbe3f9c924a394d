package import Domain
import Rating
package import Store

/// The run of one day: every subscription whose period begins on it, batch by batch. Each batch is one transaction
/// with its progress mark; what makes a charge is its key, so a crash at any instant repeats nothing and loses nothing.
package struct ChargeRun: Sendable {
    /// Customers per batch: about 20,000 services (measured: smaller and larger are slower).
    package static let batchSize = 15_000

    package struct Report: Hashable, Sendable {
        package var batches = 0
        package var charges = 0
        /// Subscriptions that could not be priced, with the reason; they are tried again with their next evaluation.
        package var failures: [String] = []
    }

    private let database: Database
    private let catalog: FeeCatalog
    private let batchSize: Int

    init(database: Database, catalog: FeeCatalog, batchSize: Int = ChargeRun.batchSize) {
        self.database = database
        self.catalog = catalog
        self.batchSize = batchSize
    }

    /// For tests and benchmarks: a run with a snapshot of its own.
    package init(database: Database, batchSize: Int = ChargeRun.batchSize) {
        self.init(database: database, catalog: FeeCatalog(), batchSize: batchSize)
    }

    /// Runs a day to its end; other daemons may work on the same day at the same time.
    package func run(_ day: CivilDate) async throws(StoreError) -> Report {
        let open = try await database.transaction { session in
            try await session.planCharging(of: day, batchSize: batchSize)
        }
        var report = Report()
        while open > 0, let done = try await runBatch(of: day) {
            report.batches += 1
            report.charges += done.charges
            report.failures += done.failures
            if Task.isCancelled { throw .cancelled }
        }
        _ = try await database.withSession { try await $0.finishCharging(of: day) }
        return report
    }

    private func runBatch(of day: CivilDate) async throws(StoreError) -> (charges: Int, failures: [String])? {
        try await database.transaction { session in
            guard let batch = try await session.claimChargeBatch(of: day) else { return nil }
            let fees = try await catalog.current(session)
            let due = try await session.dueSubscriptions(of: batch)
            let (staged, failures) = Self.price(due, fees: fees, day: day)
            let key = "run \(day) \(batch.number)"
            return (try await session.post(staged, key: key, batch: batch), failures)
        }
    }

    /// Pure computation: the whole fee of each period that begins on the day.
    static func price(
        _ due: [ChargeableSubscription], fees: PeriodicFee, day: CivilDate
    ) -> (staged: [StagedFee], failures: [String]) {
        var staged: [StagedFee] = []
        staged.reserveCapacity(due.count)
        var failures: [String] = []
        for facts in due {
            let subscription = RatedSubscription(facts)
            let isSuspended = facts.suspendedTo.contains { $0 == nil }
            do throws(PeriodicFee.Failure) {
                for fee in try fees.fees(of: subscription, periodAround: day, asOf: day) {
                    guard let tariff = fees[fee.tariff], tariff.due == .advance, fee.period.start == day,
                        !isSuspended || tariff.chargesWhileSuspended
                    else { continue }
                    staged.append(
                        StagedFee(
                            customer: facts.customer, account: facts.account, subscription: facts.subscription,
                            component: fee.component, period: fee.period, line: 0, amount: -fee.amount,
                            tariff: fee.tariff, valueOn: day, note: FeeEvaluation.note(fee, isCorrection: false)))
                }
            } catch {
                failures.append("subscription \(facts.subscription): \(error.sentence)")
            }
        }
        return (staged, failures)
    }
}
