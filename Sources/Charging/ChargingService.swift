package import Domain
package import Store

/// The daemon's charging: day runs, account reviews, and the word to the screens. Time is the database's.
package actor ChargingService {
    /// What one turn did.
    package struct Turn: Hashable, Sendable {
        package var days: [CivilDate] = []
        package var charges = 0
        package var suspended = 0
        package var resumed = 0
        package var failures: [String] = []
        /// Whether anything happened that screens should show.
        package var didWork: Bool { charges + suspended + resumed > 0 || reviewed > 0 }
        package var reviewed = 0
    }

    private let database: Database
    private let run: ChargeRun
    private let review: AccountReview
    private var preparedMonth: CivilDate?

    package init(database: Database, batchSize: Int = ChargeRun.batchSize) {
        let catalog = FeeCatalog()
        self.database = database
        run = ChargeRun(database: database, catalog: catalog, batchSize: batchSize)
        review = AccountReview(database: database, catalog: catalog)
    }

    /// Does everything that is due by the business clock: missed days first, in order, then the reviews until none is
    /// left. Tells the screens once at the end.
    package func turn() async throws(StoreError) -> Turn {
        var turn = Turn()
        try await prepareMonths()
        // Activations and payments that wait belong before the day that comes next.
        try await reviewAll(&turn)
        for day in try await pendingDays() {
            let report = try await run.run(day)
            turn.days.append(day)
            turn.charges += report.charges
            turn.failures += report.failures
            try await reviewAll(&turn)
        }
        if turn.didWork { try await database.withSession { try await $0.announce("accounts") } }
        return turn
    }

    private func prepareMonths() async throws(StoreError) {
        let today = try await database.withSession { try await $0.daemonClock().today }
        if preparedMonth == today.firstOfMonth { return }
        try await database.withSession { try await $0.prepareMonths() }
        preparedMonth = today.firstOfMonth
    }

    private func pendingDays() async throws(StoreError) -> [CivilDate] {
        try await database.withSession { try await $0.chargingDays() }
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
