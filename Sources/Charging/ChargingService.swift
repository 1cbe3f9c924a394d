package import Domain
import Rating
package import Store

/// The daemon's charging: plans that come true, day runs, runs people asked for, account reviews, the nightly proof, and
/// the word to the screens. Time is the database's.
package actor ChargingService {
    /// What one turn did.
    package struct Turn: Hashable, Sendable {
        package var days: [CivilDate] = []
        package var runs = 0
        package var charges = 0
        package var suspended = 0
        package var resumed = 0
        package var failures: [String] = []
        /// Accounts the nightly proof found wrong; nil when it was not its time.
        package var wrongAccounts: Int?
        /// Whether anything happened that screens should show.
        package var didWork: Bool { charges + suspended + resumed + runs > 0 || reviewed > 0 || advanced > 0 }
        package var reviewed = 0
        package var advanced = 0
    }

    private let database: Database
    private let catalog: PriceCatalog
    private let run: ChargeRun
    private let review: AccountReview
    private var preparedMonth: CivilDate?

    package init(
        database: Database, batchSize: Int = ChargeRun.batchSize, workers: Int = ChargeRun.workers
    ) {
        let catalog = PriceCatalog()
        self.database = database
        self.catalog = catalog
        run = ChargeRun(database: database, catalog: catalog, batchSize: batchSize, workers: workers)
        review = AccountReview(database: database, catalog: catalog)
    }

    /// Does everything that is due by the business clock: missed days first, in order, then the reviews until none is
    /// left. Tells the screens once at the end.
    package func turn() async throws(StoreError) -> Turn {
        var turn = Turn()
        try await prepareMonths()
        try await retryAfterNewPrices()
        turn.advanced = try await database.transaction { try await $0.advanceLifecycle() }
        // Activations and payments that wait belong before the day that comes next.
        try await reviewAll(&turn)
        for day in try await database.withSession({ try await $0.chargingDays() }) {
            let report = try await run.run(day)
            turn.days.append(day)
            turn.charges += report.charges
            turn.failures += report.failures
            try await reviewAll(&turn)
        }
        for order in try await database.withSession({ try await $0.requestedRuns() }) {
            let report = try await run.run(order)
            turn.runs += 1
            if order.kind != .dry { turn.charges += report.charges }
            turn.failures += report.failures
            try await reviewAll(&turn)
        }
        turn.wrongAccounts = try await database.transaction { try await $0.proveLedgerNightly() }
        if turn.didWork { try await database.withSession { try await $0.announce("accounts") } }
        return turn
    }

    private func prepareMonths() async throws(StoreError) {
        let today = try await database.withSession { try await $0.daemonClock().today }
        if preparedMonth == today.firstOfMonth { return }
        try await database.withSession { try await $0.prepareMonths() }
        preparedMonth = today.firstOfMonth
    }

    /// What could not be charged is tried again when the catalogue has changed.
    private func retryAfterNewPrices() async throws(StoreError) {
        let isNew = try await database.withSession { try await catalog.current($0).isNew }
        if isNew { _ = try await database.transaction { try await $0.retryFailures() } }
    }

    private func reviewAll(_ turn: inout Turn) async throws(StoreError) {
        while true {
            let report = try await review.run(limit: 100)
            turn.reviewed += report.reviewed
            turn.charges += report.charges
            turn.suspended += report.suspended
            turn.resumed += report.resumed
            turn.failures += report.failures
            if report.reviewed == 0 { return }
            if Task.isCancelled { throw .cancelled }
        }
    }
}
