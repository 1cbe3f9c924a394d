package import Domain

/// What is the same for the calls of every tariff: the zone of the wall clock, and the holidays.
package struct CallCalendar: Sendable {
    package let zone: TimeZoneRules
    package let holidays: Set<CivilDate>

    package init(zone: TimeZoneRules, holidays: Set<CivilDate> = []) {
        self.zone = zone
        self.holidays = holidays
    }
}

/// The call prices of one tariff as an immutable snapshot, swapped when the catalogue changes
/// (business-rules section 5).
package struct CallRating: Sendable {
    package let terms: CallTerms
    private let lists: [PriceList]
    private let calendar: CallCalendar

    /// - Parameter lists: those of ``Domain/CallTerms/priceLists``, in their order.
    package init(terms: CallTerms, lists: [PriceList], calendar: CallCalendar) {
        self.terms = terms
        self.lists = lists
        self.calendar = calendar
    }

    /// Why a call cannot be priced: it is kept and shown, never free.
    package enum Rejection: Error, Hashable, Sendable {
        case noRate(called: String)
        case endsBeforeItStarts
        case inTheFuture(Instant)
        case tooLong(seconds: Int64)
        case overflow

        /// Short code, as lists group them.
        package var reason: String {
            switch self {
            case .noRate: "no_rate"
            case .endsBeforeItStarts: "end_before_start"
            case .inTheFuture: "future"
            case .tooLong: "too_long"
            case .overflow: "overflow"
            }
        }

        package var sentence: String {
            switch self {
            case .noRate(let called): "No call rate matches the number \(called)."
            case .endsBeforeItStarts: "The call ends before it starts."
            case .inTheFuture(let start): "The call starts at \(start), which is more than 10 minutes ahead."
            case .tooLong(let seconds): "The call lasts \(seconds) seconds, more than 24 hours."
            case .overflow: "The price of the call is too large."
            }
        }
    }

    /// The price of a call, and what it takes from the buckets.
    package func rate(
        _ call: RatableCall, buckets: inout BucketBalances, now: Instant
    ) throws(Rejection) -> RatedCall {
        if call.durationSeconds < 0 { throw .endsBeforeItStarts }
        if call.durationSeconds > 86_400 { throw .tooLong(seconds: call.durationSeconds) }
        if call.startedAt > now.adding(seconds: 600) { throw .inTheFuture(call.startedAt) }
        let day = calendar.zone.date(call.startedAt)
        guard let list = lists.first, let rate = list.rate(of: call.called, on: day), let price = rate.price else {
            throw .noRate(called: call.called)
        }
        let seconds = call.durationSeconds == 0 ? 0 : Self.charged(call.durationSeconds, price)
        let exact = Int128(price.connectionFeeMicro) * 60 + Int128(price.perMinuteMicro) * Int128(seconds)
        guard let amount = terms.rounding.minorUnits(seconds == 0 ? 0 : exact, over: RatedCall.exactScale) else {
            throw .overflow
        }
        return RatedCall(
            destination: rate.destination, destinationGroup: rate.destinationGroup, prefix: rate.prefix,
            priceList: list.id, chargedSeconds: seconds,
            connectionFeeMicro: seconds == 0 ? 0 : price.connectionFeeMicro,
            pieces: [
                RatedCall.Piece(band: "", fromSecond: 0, seconds: seconds, perMinuteMicro: price.perMinuteMicro)
            ], bucketUses: [], isCapped: false, exact: seconds == 0 ? 0 : exact, amount: amount)
    }

    private static func charged(_ duration: Int64, _ price: CallPrice) -> Int64 {
        let length = max(duration, Int64(price.minimumDuration))
        let first = Int64(price.firstIncrement)
        let next = Int64(price.nextIncrement)
        if length <= first { return first }
        return first + (length - first + next - 1) / next * next
    }
}
