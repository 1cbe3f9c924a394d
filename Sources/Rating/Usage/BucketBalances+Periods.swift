package import Domain

extension BucketBalances {
    /// What a service can draw from on a day: of each bucket the period around the day and the earlier ones that roll
    /// over to it. A period that begins with a billing day of 29 to 31 clips to short months and comes back
    /// (business-rules section 3). A grant is whole, however late in a period it began, and a period is usable until the
    /// end of as many further ones as the bucket rolls over.
    /// - Parameters:
    ///   - held: when the service had each bucket. Nothing is granted for a period in which it never had it, and nothing
    ///     can be drawn on a day on which it does not have it.
    ///   - shares: how many services put their amount into a pooled bucket; one where none is named.
    ///   - used: what was taken so far, in any order; several of one period add up.
    package static func balances(
        of buckets: [CallBucket], on day: CivilDate, billingDay: Int, held: [BucketID: [CivilPeriod]],
        shares: [BucketID: Int64] = [:], used: [RatedCall.BucketUse] = []
    ) -> BucketBalances {
        var balances: [BucketBalance] = []
        for bucket in buckets {
            guard let spans = held[bucket.id], spans.contains(where: { $0.contains(day) }) else { continue }
            let wanted = bucket.period == .billing ? billingDay : 1
            let here = day.monthAway(0, day: wanted)
            let current = day >= here ? 0 : -1
            for back in 0...max(bucket.rollOverPeriods, 0) {
                let period = CivilPeriod(
                    day.monthAway(current - back, day: wanted), day.monthAway(current - back + 1, day: wanted))
                // Later days of the period count for nothing before they come.
                let past = CivilPeriod(period.start, min(period.end, day.adding(days: 1)))
                guard spans.contains(where: { !$0.intersection(past).isEmpty }) else { continue }
                let (granted, isTooLarge) = bucket.amount.multipliedReportingOverflow(by: shares[bucket.id] ?? 1)
                var taken: Int64 = 0
                for use in used where use.bucket == bucket.id && use.periodOn == period.start { taken += use.amount }
                balances.append(
                    BucketBalance(
                        bucket: bucket, periodOn: period.start,
                        expiresOn: day.monthAway(current - back + 1 + max(bucket.rollOverPeriods, 0), day: wanted),
                        granted: isTooLarge ? .max : granted, used: taken))
            }
        }
        return BucketBalances(balances)
    }
}
