import Domain
import Rating
import Store

/// The review of accounts within one transaction.
struct AccountReviewWork {
    let session: StoreSession
    let rating: FeeRating
    let now: Instant
    let policy: SuspensionPolicy
    let today: CivilDate
    let zone: TimeZoneRules
    var report = AccountReview.Report()

    init(
        session: StoreSession, rating: FeeRating, policy: SuspensionPolicy, now: Instant, today: CivilDate,
        zone: TimeZoneRules
    ) {
        self.session = session
        self.rating = rating
        self.policy = policy
        self.now = now
        self.today = today
        self.zone = zone
    }

    mutating func review(
        _ key: AccountKey, evaluating subscriptions: [SubscriptionID: CivilDate?]
    ) async throws(StoreError) {
        var services = try await session.reviewedServices(customer: key.customer, account: key.account)
        guard let first = services.first else { return }
        var available = SuspensionDecision.available(
            balance: first.balance, creditLimit: first.creditLimit, promised: first.promised)
        // A service stopped by money waits with its charges until it runs again, or is over.
        for service in services {
            guard let since = subscriptions[service.subscription] else { continue }
            if service.isSuspendedForMoney, !service.isEnded {
                guard let since else { continue }
                try await session.reviewAgain(
                    customer: key.customer, account: key.account, subscription: service.subscription, since: since,
                    at: zone.start(of: today.adding(days: 1)))
                continue
            }
            available -= try await bringUpToDate(service, key, since: since)
        }
        // What one service costs or gives back when it runs again may be what another lacks, or needs.
        for _ in services {
            let resumed = report.resumed
            for service in services where !service.isEnded { try await decide(service, key, &available) }
            if report.resumed == resumed { break }
            services = try await session.reviewedServices(customer: key.customer, account: key.account)
        }
    }

    private mutating func decide(
        _ service: ReviewedService, _ key: AccountKey, _ available: inout Int64
    ) async throws(StoreError) {
        guard let tariff = rating.book[service.tariff] else {
            report.failures.append("subscription \(service.subscription): tariff \(service.tariff) is unknown")
            return
        }
        let due = service.isSuspendedForMoney ? try await dueOnResumption(service, key) : 0
        let isShort = available < tariff.limits.suspendBelow
        if isShort != (service.shortSince != nil) {
            try await session.noteShortage(
                customer: key.customer, subscription: service.subscription, isShort: isShort)
        }
        switch SuspensionDecision.decide(
            available: available, dueOnResumption: due, limits: tariff.limits,
            isSuspendedForMoney: service.isSuspendedForMoney, isExempt: service.neverSuspend,
            wasPreventable: service.wasPreventable, policy: policy, now: now, zone: zone,
            shortSince: service.shortSince, flippedAt: service.flippedAt)
        {
        case .leave: break
        case .wait(let moment, _):
            try await session.reviewLater(customer: key.customer, account: key.account, at: moment)
        case .suspend:
            if try await session.suspendForMoney(customer: key.customer, subscription: service.subscription) {
                report.suspended += 1
            }
        case .resume:
            if try await session.resumeFromMoney(customer: key.customer, subscription: service.subscription) {
                report.resumed += 1
                available -= try await bringUpToDate(service, key, since: nil)
            }
        }
    }

    /// Posts the difference between what the service should have cost and what is posted; returns what was charged.
    ///
    /// - Parameter since: from which day on its charges may have changed, when that was before the periods of today.
    private mutating func bringUpToDate(
        _ service: ReviewedService, _ key: AccountKey, since: CivilDate?
    ) async throws(StoreError) -> Int64 {
        let lines: [ChargeLine]
        switch try await differences(service, key, asIfResumed: false, since: since) {
        case .success(let found): lines = found
        case .failure(let failure):
            report.failures.append("subscription \(service.subscription): \(failure.sentence)")
            try await session.keepFailures(
                [
                    UnchargedSubscription(
                        customer: key.customer, subscription: service.subscription, reason: failure.sentence)
                ], run: nil, day: today)
            return 0
        }
        let owner = ChargeStaging.Owner(
            customer: key.customer, account: key.account, subscription: service.subscription)
        var legs: [StagedLeg] = []
        var document = DocumentTax(rating.book)
        for line in lines { ChargeStaging.legs(of: document.round(line), for: owner) { legs.append($0) } }
        report.charges += try await session.post(legs)
        try await session.noteCharged(customer: key.customer, subscription: service.subscription)
        return -legs.reduce(0) { $0 + $1.amount }
    }

    /// What resumption would charge at once, credits for suspended days counted against it.
    private func dueOnResumption(_ service: ReviewedService, _ key: AccountKey) async throws(StoreError) -> Int64 {
        guard case .success(let lines) = try await differences(service, key, asIfResumed: true, since: nil) else {
            return 0
        }
        return lines.reduce(0) { $0 + $1.total }
    }

    private func differences(
        _ service: ReviewedService, _ key: AccountKey, asIfResumed: Bool, since: CivilDate?
    ) async throws(StoreError) -> Result<[ChargeLine], FeeRating.Failure> {
        let spans = try await session.subscriptionSpans(
            customer: key.customer, subscription: service.subscription, asDaemon: true)
        for span in spans {
            if let tariff = rating.book[span.tariff], tariff.currency != service.currency {
                return .failure(
                    .otherCurrency(span.tariff, tariff.currency.code, account: service.currency.code))
            }
        }
        let facts = FactsByCustomer(
            try await session.serviceFacts(on: today, customers: key.customer...key.customer))
        guard
            let known = RatedSubscription(
                spans: spans, facts: facts.facts(of: key.customer, service.subscription))
        else { return .success([]) }
        let subscription = asIfResumed ? known.resumed(on: today) : known
        // While stopped nothing new is charged; what is not credited by now is when it runs again.
        let posted = PostedCharge.merged(
            try await session.postedLegs(
                customer: key.customer, account: key.account, subscription: service.subscription,
                from: known.activatedOn, asDaemon: true))
        let from = rating.firstDay(
            toEvaluate: subscription, on: today, since: min(service.evaluatedOn, since ?? service.evaluatedOn),
            isCharged: !posted.isEmpty)
        do throws(FeeRating.Failure) {
            let owed = try rating.owed(subscription, from: from, asOf: today)
            return .success(
                ChargeDifference.lines(owed: owed, posted: posted, today: today, from: from, book: rating.book))
        } catch {
            return .failure(error)
        }
    }
}
