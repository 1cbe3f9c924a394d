/// What calls to numbers that begin with a prefix cost in one time band, from a day on until the next row of the same
/// prefix and band (business-rules section 5).
package struct CallRate: Hashable, Sendable {
    /// International digits; `#` before the digits of a short number (`#101`). Empty: every other number.
    package var prefix: String
    /// Code of a band of the price list; empty: whenever no band has a price of its own.
    package var band: String
    /// From the local midnight that begins this day.
    package var validFrom: CivilDate
    package var destination: String
    /// What buckets name destinations by, for example `mobile`; empty: none.
    package var destinationGroup: String
    /// nil: not offered any more from that day on.
    package var price: CallPrice?

    package init(
        prefix: String, band: String = "", validFrom: CivilDate, destination: String, destinationGroup: String = "",
        price: CallPrice?
    ) {
        self.prefix = prefix
        self.band = band
        self.validFrom = validFrom
        self.destination = destination
        self.destinationGroup = destinationGroup
        self.price = price
    }
}

/// The price of a call. Sums are millionths of a minor unit, lengths are seconds.
package struct CallPrice: Hashable, Sendable {
    /// From a second of the call on, the minute costs something else.
    package struct Tier: Hashable, Sendable {
        package var fromSecond: Int
        package var perMinuteMicro: Int64

        package init(fromSecond: Int, perMinuteMicro: Int64) {
            self.fromSecond = fromSecond
            self.perMinuteMicro = perMinuteMicro
        }
    }

    package var perMinuteMicro: Int64
    /// Once a call, at the band in which it starts; with a minute price of nothing it is a price per call.
    package var connectionFeeMicro: Int64
    /// The first and every following increment: 60/60, 60/1, 30/6, 1/1. They apply to the whole duration.
    package var firstIncrement: Int
    package var nextIncrement: Int
    /// Shorter calls count as this long.
    package var minimumDuration: Int
    /// Calls not longer than this cost nothing at all.
    package var graceSeconds: Int
    /// The first seconds of a call, not charged by the minute.
    package var freeSeconds: Int
    /// In order of their seconds; the minute price holds before the first.
    package var tiers: [Tier]
    /// The most that a call costs, connection fee included.
    package var capMicro: Int64?

    package init(
        perMinuteMicro: Int64, connectionFeeMicro: Int64 = 0, firstIncrement: Int = 60, nextIncrement: Int = 60,
        minimumDuration: Int = 0, graceSeconds: Int = 0, freeSeconds: Int = 0, tiers: [Tier] = [],
        capMicro: Int64? = nil
    ) {
        self.perMinuteMicro = perMinuteMicro
        self.connectionFeeMicro = connectionFeeMicro
        self.firstIncrement = firstIncrement
        self.nextIncrement = nextIncrement
        self.minimumDuration = minimumDuration
        self.graceSeconds = graceSeconds
        self.freeSeconds = freeSeconds
        self.tiers = tiers
        self.capMicro = capMicro
    }
}
