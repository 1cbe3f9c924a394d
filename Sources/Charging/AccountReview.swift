import Domain
import Rating
import Store

/// Looks at accounts whose money or services changed: posts what is owed out of turn, suspends, resumes. One account is
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
    private let catalog: PriceCatalog

    init(database: Database, catalog: PriceCatalog) {
        self.database = database
        self.catalog = catalog
    }

    /// Takes up to `limit` reviews; the report says how many there were.
    func run(limit: Int) async throws(StoreError) -> Report {
        try await database.transaction { session in
            let reviews = try await session.takeReviews(limit: limit)
            guard !reviews.isEmpty else { return Report() }
            let clock = try await session.daemonClock()
            let zone = (try? TimeZoneRules(named: clock.timeZone)) ?? .utc
            var work = AccountReviewWork(
                session: session, rating: try await catalog.current(session).rating,
                policy: SuspensionPolicy(try await session.suspensionRules()), now: clock.now, today: clock.today,
                zone: zone)
            // In order of the accounts' keys, each once: the order every posting locks in.
            let accounts = Dictionary(grouping: reviews) { AccountKey(customer: $0.customer, account: $0.account) }
            for (key, causes) in accounts.sorted(by: { $0.key < $1.key }) {
                work.report.reviewed += 1
                try await work.review(key, evaluating: Self.firstDays(causes))
            }
            return work.report
        }
    }

    /// The subscriptions to evaluate, and from which day on their charges may have changed; nil: since today's periods.
    private static func firstDays(_ causes: [Review]) -> [SubscriptionID: CivilDate?] {
        var days: [SubscriptionID: CivilDate?] = [:]
        for cause in causes {
            guard let subscription = cause.subscription else { continue }
            let earlier = days[subscription] ?? nil
            days[subscription] = .some(
                [earlier, cause.since].compactMap { $0 }.min())
        }
        return days
    }
}

struct AccountKey: Hashable, Comparable {
    let customer: CustomerID
    let account: AccountID

    static func < (left: Self, right: Self) -> Bool {
        (left.customer, left.account) < (right.customer, right.account)
    }
}

extension SuspensionPolicy {
    init(_ rules: SuspensionRules) {
        var weekdays: [Int: Int] = [:]
        for (index, hour) in rules.lastHours.enumerated() where hour < 24 { weekdays[index + 1] = hour }
        self.init(
            notBeforeHour: rules.fromHour, notAfterHour: rules.toHour, forbiddenWeekdays: weekdays,
            holidays: rules.respectsHolidays ? Set(rules.holidays) : [], graceDays: rules.graceDays,
            minimumMinutesBetweenFlips: rules.minutesBetweenFlips)
    }
}
