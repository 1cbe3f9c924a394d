import Domain
import Rating
import Store

/// Looks at accounts whose money or services changed: posts what is due out of turn, suspends, resumes. One account is
/// one transaction with its review taken in it, so nothing is looked at twice and nothing is forgotten.
struct AccountReview: Sendable {
    struct Report: Hashable, Sendable {
        var reviewed = 0
        var suspended = 0
        var resumed = 0
        var charges = 0
        var failures: [String] = []
    }

    private let database: Database
    private let catalog: FeeCatalog

    init(database: Database, catalog: FeeCatalog) {
        self.database = database
        self.catalog = catalog
    }

    /// Takes up to `limit` reviews; the report says how many there were.
    func run(limit: Int) async throws(StoreError) -> Report {
        try await database.transaction { session in
            var report = Report()
            let reviews = try await session.takeReviews(limit: limit)
            guard !reviews.isEmpty else { return report }
            let fees = try await catalog.current(session)
            let today = try await session.daemonClock().today
            let evaluation = FeeEvaluation(fees: fees, today: today)
            // In order of the accounts' keys, each once: the order every posting locks in.
            let accounts = Dictionary(grouping: reviews) { AccountKey(customer: $0.customer, account: $0.account) }
            for (key, causes) in accounts.sorted(by: { $0.key < $1.key }) {
                report.reviewed += 1
                let subscriptions = Set(causes.compactMap(\.subscription))
                try await review(key, evaluating: subscriptions, evaluation, session, &report)
            }
            return report
        }
    }

    private struct AccountKey: Hashable, Comparable {
        let customer: CustomerID
        let account: AccountID

        static func < (left: Self, right: Self) -> Bool {
            (left.customer, left.account) < (right.customer, right.account)
        }
    }

    private func review(
        _ key: AccountKey, evaluating subscriptions: Set<SubscriptionID>, _ evaluation: FeeEvaluation,
        _ session: StoreSession, _ report: inout Report
    ) async throws(StoreError) {
        let services = try await session.reviewedServices(customer: key.customer, account: key.account)
        guard let first = services.first else { return }
        var available = first.balance + first.creditLimit
        for service in services where subscriptions.contains(service.subscription) && !service.isSuspendedForMoney {
            available -= try await bringUpToDate(service, key, evaluation, session, &report)
        }
        for service in services {
            guard let tariff = evaluation.fees[service.tariff] else {
                report.failures.append("subscription \(service.subscription): tariff \(service.tariff) is unknown")
                continue
            }
            let due = service.isSuspendedForMoney ? try await dueOnResumption(service, key, evaluation, session) : 0
            switch SuspensionDecision.decide(
                available: available, dueOnResumption: due, limits: tariff.limits,
                isSuspendedForMoney: service.isSuspendedForMoney, isExempt: service.neverSuspend)
            {
            case .leave: break
            case .suspend:
                if try await session.suspendForMoney(customer: key.customer, subscription: service.subscription) {
                    report.suspended += 1
                }
            case .resume:
                if try await session.resumeFromMoney(customer: key.customer, subscription: service.subscription) {
                    report.resumed += 1
                    available -= try await bringUpToDate(service, key, evaluation, session, &report)
                }
            }
        }
    }

    /// Posts the difference between what the service should have cost and what is posted; returns what was charged.
    private func bringUpToDate(
        _ service: ReviewedService, _ key: AccountKey, _ evaluation: FeeEvaluation, _ session: StoreSession,
        _ report: inout Report
    ) async throws(StoreError) -> Int64 {
        let lines = try await differences(service, key, evaluation, session, asIfResumed: false, &report)
        guard !lines.isEmpty else { return 0 }
        let batchKey = "review \(service.subscription) \(CommandKey.make().rawValue)"
        report.charges += try await session.post(lines, key: batchKey, batch: nil)
        return -lines.reduce(0) { $0 + $1.amount }
    }

    /// What resumption would charge at once, credits for suspended days counted against it.
    private func dueOnResumption(
        _ service: ReviewedService, _ key: AccountKey, _ evaluation: FeeEvaluation, _ session: StoreSession
    ) async throws(StoreError) -> Int64 {
        var ignored = Report()
        let lines = try await differences(service, key, evaluation, session, asIfResumed: true, &ignored)
        return -lines.reduce(0) { $0 + $1.amount }
    }

    private func differences(
        _ service: ReviewedService, _ key: AccountKey, _ evaluation: FeeEvaluation, _ session: StoreSession,
        asIfResumed: Bool, _ report: inout Report
    ) async throws(StoreError) -> [StagedFee] {
        let known = try await session.chargeableSubscription(customer: key.customer, subscription: service.subscription)
        guard let known else { return [] }
        let facts = asIfResumed ? known.resumed(on: evaluation.today) : known
        // Lines of more than a year ago belong to closed periods.
        let posted = try await session.postedFees(of: facts, from: evaluation.today.adding(days: -400))
        do throws(PeriodicFee.Failure) {
            return try evaluation.differences(facts, posted: posted)
        } catch {
            report.failures.append("subscription \(service.subscription): \(error.sentence)")
            return []
        }
    }
}
