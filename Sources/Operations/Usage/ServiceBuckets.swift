import Domain
import Rating
import Store

/// The buckets of a customer's services, with what is used of them.
struct ServiceBuckets {
    let services: [(line: UsageLine, name: String)]
    private let terms: [TariffID: CallTerms]
    private let options: [UsageOption]
    private let uses: [StoredBucketUse]
    private let day: CivilDate

    /// As they are on a day.
    init(
        of customer: CustomerID, on day: CivilDate, terms: [TariffID: CallTerms], _ session: StoreSession
    ) async throws(StoreError) {
        self.day = day
        self.terms = terms
        services = try await session.callServices(of: customer, on: day)
        options = try await session.callOptions(of: customer)
        uses = try await session.bucketUses(of: customer)
    }

    /// What one of the services can draw from.
    func balances(of line: UsageLine) -> BucketBalances {
        let buckets = terms[line.tariff]?.buckets ?? []
        var held: [BucketID: [CivilPeriod]] = [:]
        var used: [RatedCall.BucketUse] = []
        var shares: [BucketID: Int64] = [:]
        for bucket in buckets {
            held[bucket.id] = line.days(with: bucket, options: options)
            let owner = bucket.isPooled ? nil : line.subscription
            for use in uses where use.account == line.account && use.bucket == bucket.id && use.subscription == owner {
                used.append(RatedCall.BucketUse(bucket: bucket.id, periodOn: use.periodOn, amount: use.used))
            }
            if bucket.isPooled { shares[bucket.id] = max(shareholders(of: bucket, account: line.account), 1) }
        }
        return BucketBalances.balances(
            of: buckets, on: day, billingDay: line.billingDay, held: held, shares: shares, used: used)
    }

    /// How many services of an account put their amount into a pooled bucket.
    private func shareholders(of bucket: CallBucket, account: AccountID) -> Int64 {
        Int64(
            services.count { service in
                let line = service.line
                let has = terms[line.tariff]?.buckets.contains { $0.id == bucket.id } == true
                return line.account == account && has
                    && line.days(with: bucket, options: options).contains { $0.contains(day) }
            })
    }

    /// What is left, service by service; a bucket that several share is told once.
    var remainders: [BucketRemainder] {
        var shared: Set<[Int64]> = []
        return services.flatMap { service in
            balances(of: service.line).balances.compactMap { balance in
                let bucket = balance.bucket
                let mark = [service.line.account.rawValue, bucket.id.rawValue, Int64(balance.periodOn.dayNumber)]
                if bucket.isPooled, !shared.insert(mark).inserted { return nil }
                return BucketRemainder(
                    service: service.name, name: bucket.name, unit: bucket.unit, granted: balance.granted,
                    used: balance.used, periodOn: balance.periodOn, expiresOn: balance.expiresOn,
                    isPooled: bucket.isPooled)
            }
        }
    }
}
