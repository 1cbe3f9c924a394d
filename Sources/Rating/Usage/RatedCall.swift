package import Domain

/// A call to be priced.
package struct RatableCall: Hashable, Sendable {
    /// As the price list writes numbers: international digits, or `#` and a short number.
    package var called: String
    /// The answer.
    package var startedAt: Instant
    /// From the answer to the end.
    package var durationSeconds: Int64

    package init(called: String, startedAt: Instant, durationSeconds: Int64) {
        self.called = called
        self.startedAt = startedAt
        self.durationSeconds = durationSeconds
    }
}

/// What a call costs and how that was found: enough to show the arithmetic line by line, and to give back what it took
/// from buckets.
package struct RatedCall: Hashable, Sendable {
    /// Charged seconds of one band at one price.
    package struct Piece: Hashable, Sendable {
        /// Empty: no band.
        package var band: String
        /// Second of the call at which the piece begins.
        package var fromSecond: Int64
        package var seconds: Int64
        package var perMinuteMicro: Int64
        /// nil: priced; else taken from the bucket, and free.
        package var bucket: BucketID?

        package init(band: String, fromSecond: Int64, seconds: Int64, perMinuteMicro: Int64, bucket: BucketID? = nil) {
            self.band = band
            self.fromSecond = fromSecond
            self.seconds = seconds
            self.perMinuteMicro = perMinuteMicro
            self.bucket = bucket
        }
    }

    /// What was taken from a bucket of a period: seconds, or 1 for a whole call.
    package struct BucketUse: Hashable, Sendable {
        package var bucket: BucketID
        package var periodOn: CivilDate
        package var amount: Int64

        package init(bucket: BucketID, periodOn: CivilDate, amount: Int64) {
            self.bucket = bucket
            self.periodOn = periodOn
            self.amount = amount
        }
    }

    package var destination: String
    package var destinationGroup: String
    package var prefix: String
    package var priceList: PriceListID
    /// After minimum and increments, buckets included.
    package var chargedSeconds: Int64
    package var connectionFeeMicro: Int64
    package var pieces: [Piece]
    package var bucketUses: [BucketUse]
    package var isCapped: Bool
    /// The price before rounding: 60 millionths of a minor unit each, so that a second of a minute price is whole.
    package var exact: Int128
    /// The price, minor units, rounded once.
    package var amount: Int64

    /// What ``exact`` is divided by to be minor units.
    package static let exactScale: Int128 = 60_000_000

    package init(
        destination: String, destinationGroup: String, prefix: String, priceList: PriceListID, chargedSeconds: Int64,
        connectionFeeMicro: Int64, pieces: [Piece], bucketUses: [BucketUse], isCapped: Bool, exact: Int128,
        amount: Int64
    ) {
        self.destination = destination
        self.destinationGroup = destinationGroup
        self.prefix = prefix
        self.priceList = priceList
        self.chargedSeconds = chargedSeconds
        self.connectionFeeMicro = connectionFeeMicro
        self.pieces = pieces
        self.bucketUses = bucketUses
        self.isCapped = isCapped
        self.exact = exact
        self.amount = amount
    }
}
