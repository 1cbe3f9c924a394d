import Domain
import Rating
import Store

/// What services have used of their buckets: read from the database, and grown by the calls that are priced.
struct BucketUses {
    private struct Key: Hashable {
        var customer: CustomerID
        var account: AccountID
        /// nil: all services of the account together.
        var subscription: SubscriptionID?
        var bucket: BucketID
        var periodOn: CivilDate
    }

    private var used: [AccountID: [StoredBucketUse]] = [:]
    private var taken: [Key: Int64] = [:]
    private var options: [SubscriptionID: [UsageOption]] = [:]

    init(used: [StoredBucketUse] = [], options: [UsageOption] = []) {
        self.used = Dictionary(grouping: used, by: \.account)
        self.options = Dictionary(grouping: options, by: \.subscription)
    }

    /// What a service can draw from on a day.
    func balances(of buckets: [CallBucket], _ line: UsageLine, on day: CivilDate) -> BucketBalances {
        if buckets.isEmpty { return BucketBalances() }
        return BucketBalances.balances(
            of: buckets, on: day, billingDay: line.billingDay,
            held: { bucket in held(bucket, line) },
            used: { bucket, periodOn in
                let key = key(bucket, periodOn, line)
                let stored = used[line.account]?.first {
                    $0.bucket == bucket.id && $0.periodOn == periodOn && $0.subscription == key.subscription
                }
                return (stored?.used ?? 0) + (taken[key] ?? 0)
            })
    }

    /// Notes what a call takes; returns it as it is posted.
    mutating func take(
        _ uses: [RatedCall.BucketUse], of buckets: [CallBucket], _ line: UsageLine, session: UsageSessionKey
    ) -> [BucketTake] {
        uses.compactMap { use in
            guard let bucket = buckets.first(where: { $0.id == use.bucket }) else { return nil }
            let key = key(bucket, use.periodOn, line)
            taken[key, default: 0] += use.amount
            return BucketTake(
                session: session, customer: key.customer, account: key.account, subscription: key.subscription,
                bucket: key.bucket, periodOn: key.periodOn, amount: use.amount)
        }
    }

    private func key(_ bucket: CallBucket, _ periodOn: CivilDate, _ line: UsageLine) -> Key {
        Key(
            customer: line.customer, account: line.account, subscription: bucket.isPooled ? nil : line.subscription,
            bucket: bucket.id, periodOn: periodOn)
    }

    /// The days on which the service has the bucket: those of its tariff, or of the component that brings it.
    private func held(_ bucket: CallBucket, _ line: UsageLine) -> [CivilPeriod] {
        guard let component = bucket.component else {
            return [CivilPeriod(line.tariffSince ?? .farPast, .farFuture)]
        }
        return (options[line.subscription] ?? []).filter { $0.component == component }.map {
            CivilPeriod($0.from ?? .farPast, $0.to ?? .farFuture)
        }
    }
}
