package import Domain

/// One bucket in one period: what was granted and what is left of it.
package struct BucketBalance: Hashable, Sendable {
    package var bucket: CallBucket
    package var periodOn: CivilDate
    /// First day on which it is gone, roll-over included.
    package var expiresOn: CivilDate
    package var granted: Int64
    package var used: Int64

    package init(bucket: CallBucket, periodOn: CivilDate, expiresOn: CivilDate, granted: Int64, used: Int64) {
        self.bucket = bucket
        self.periodOn = periodOn
        self.expiresOn = expiresOn
        self.granted = granted
        self.used = used
    }
}

/// The buckets a service can draw from at one moment, in the order in which they are used up: first to expire first.
package struct BucketBalances: Hashable, Sendable {
    package var balances: [BucketBalance]

    package init(_ balances: [BucketBalance] = []) { self.balances = balances }
}
