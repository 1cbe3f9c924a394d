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
    private var taken: [AccountID: [Key: Int64]] = [:]
    private var options: [SubscriptionID: [UsageOption]] = [:]
    /// Services of an account that have a pooled bucket.
    private var pools: [AccountID: [BucketID: Int64]] = [:]

    init(
        used: [StoredBucketUse] = [], options: [UsageOption] = [], pools: [AccountID: [BucketID: Int64]] = [:]
    ) {
        self.used = Dictionary(grouping: used, by: \.account)
        self.options = Dictionary(grouping: options, by: \.subscription)
        self.pools = pools
    }

    /// What a service can draw from on a day.
    func balances(of buckets: [CallBucket], _ line: UsageLine, on day: CivilDate) -> BucketBalances {
        if buckets.isEmpty { return BucketBalances() }
        var held: [BucketID: [CivilPeriod]] = [:]
        var spent: [RatedCall.BucketUse] = []
        for bucket in buckets {
            held[bucket.id] = line.days(with: bucket, options: options[line.subscription] ?? [])
            let subscription = bucket.isPooled ? nil : line.subscription
            for use in used[line.account] ?? [] where use.bucket == bucket.id && use.subscription == subscription {
                spent.append(RatedCall.BucketUse(bucket: bucket.id, periodOn: use.periodOn, amount: use.used))
            }
        }
        for (key, amount) in taken[line.account] ?? [:]
        where key.subscription == nil || key.subscription == line.subscription {
            spent.append(RatedCall.BucketUse(bucket: key.bucket, periodOn: key.periodOn, amount: amount))
        }
        return BucketBalances.balances(
            of: buckets, on: day, billingDay: line.billingDay, held: held, shares: shares(of: buckets, line),
            used: spent)
    }

    /// Notes what a call takes; returns it as it is posted.
    mutating func take(
        _ uses: [RatedCall.BucketUse], of buckets: [CallBucket], _ line: UsageLine, session: UsageSessionKey
    ) -> [BucketTake] {
        uses.compactMap { use in
            guard let bucket = buckets.first(where: { $0.id == use.bucket }) else { return nil }
            let key = key(bucket, use.periodOn, line)
            taken[line.account, default: [:]][key, default: 0] += use.amount
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

    /// How many services of the account put their amount into its pooled buckets.
    private func shares(of buckets: [CallBucket], _ line: UsageLine) -> [BucketID: Int64] {
        var shares: [BucketID: Int64] = [:]
        for bucket in buckets where bucket.isPooled { shares[bucket.id] = pools[line.account]?[bucket.id] ?? 1 }
        return shares
    }
}

extension StoreSession {
    /// What the services of calls have used of their buckets, without what these sessions took; nothing is read where no
    /// tariff has buckets.
    func bucketUses(
        _ lines: [UsageLine?], _ snapshot: CallSnapshot, without sessions: [UsageSessionKey]
    ) async throws(StoreError) -> BucketUses {
        let drawing = lines.compactMap { line in
            line.flatMap { snapshot.ratings[$0.tariff]?.terms.buckets.isEmpty == false ? $0 : nil }
        }
        if drawing.isEmpty { return BucketUses() }
        return BucketUses(
            used: try await usageBuckets(drawing, without: sessions), options: try await usageOptions(drawing),
            pools: try await usagePools(drawing))
    }
}
