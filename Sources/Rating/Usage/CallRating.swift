package import Domain

/// What is the same for the calls of every tariff: the zone of the wall clock, and the holidays.
package struct CallCalendar: Sendable {
    package let zone: TimeZoneRules
    package let holidays: Set<CivilDate>
    /// The same in order: a look-up a call.
    private let ordered: ContiguousArray<CivilDate>

    package init(zone: TimeZoneRules, holidays: Set<CivilDate> = []) {
        self.zone = zone
        self.holidays = holidays
        ordered = ContiguousArray(holidays.sorted())
    }

    func isHoliday(_ day: CivilDate) -> Bool {
        var (low, high) = (0, ordered.count)
        while low < high {
            let middle = (low + high) / 2
            if ordered[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low < ordered.count && ordered[low] == day
    }
}

/// The call prices of one tariff as an immutable snapshot, swapped when the catalogue changes (business-rules section 5).
///
/// How the parts of a price play together:
/// - The longest prefix that is offered, in any band, on the local day of the start wins over all lists; of equally long
///   ones that of the earlier list, by whose bands the whole call goes.
/// - No second and grace: a call of no seconds, or of not more than the grace of the band in which it starts, costs
///   nothing, connection fee included.
/// - Connection fee, minimum, grace, free seconds, cap and first increment are those of the band in which the call
///   starts; a following increment is as long as the band in which it begins says.
/// - Increments lie end to end from the start over the longer of duration and minimum. Each is charged whole in the band
///   and in the tier in which it begins (with ``Domain/CallTerms/BandSplit/callStart``: in the band of the start).
/// - Free seconds are taken from the front of the charged seconds, whatever increment they belong to.
/// - Buckets take charged seconds that have a price, first to expire first; what they leave is priced. A bucket of calls
///   covers all that is left of a call. Seconds that cost nothing use up no bucket, unless they are all of the call and it
///   has a connection fee. The fee is not charged when buckets cover every second; of a call within its free seconds any
///   bucket of the destination does, and a bucket of seconds loses nothing by it.
/// - The cap holds for what is left, fee included. One rounding makes the amount.
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

    /// The longest call: what is longer is an error of whoever recorded it (business-rules section 5).
    package static let longestCall: Int64 = 86_400

    /// Why a call cannot be priced: it is kept and shown, never free.
    package enum Rejection: Error, Hashable, Sendable {
        case noRate(called: String)
        /// The prefix is offered, but not in the band in which the call, or a part of it, lies.
        case noRateInBand(called: String, prefix: String, band: String)
        case endsBeforeItStarts
        case inTheFuture(Instant)
        case tooLong(seconds: Int64)
        case overflow

        /// Short code, as lists group them.
        package var reason: String {
            switch self {
            case .noRate, .noRateInBand: "no_rate"
            case .endsBeforeItStarts: "end_before_start"
            case .inTheFuture: "future"
            case .tooLong: "too_long"
            case .overflow: "overflow"
            }
        }

        package var sentence: String {
            switch self {
            case .noRate(let called): "No call rate matches the number \(called)."
            case .noRateInBand(let called, let prefix, let band):
                "The prefix \(prefix.isEmpty ? "of every other number" : prefix) of the number \(called) has no price \(band.isEmpty ? "outside the bands" : "in the band \(band)"): give it one without a band."
            case .endsBeforeItStarts: "The call ends before it starts."
            case .inTheFuture(let start): "The call starts at \(start), which is more than 10 minutes ahead."
            case .tooLong(let seconds): "The call lasts \(seconds) seconds, more than 24 hours."
            case .overflow: "The price of the call is too large."
            }
        }
    }

    /// The price of a call, and what it takes from the buckets. A rejected call takes nothing.
    package func rate(
        _ call: RatableCall, buckets: inout BucketBalances, now: Instant
    ) throws(Rejection) -> RatedCall {
        if call.durationSeconds < 0 { throw .endsBeforeItStarts }
        if call.durationSeconds > Self.longestCall { throw .tooLong(seconds: call.durationSeconds) }
        if call.startedAt > now.adding(seconds: 600) { throw .inTheFuture(call.startedAt) }
        let start = call.startedAt.seconds
        let wall = WallClock(
            seconds: start, offset: calendar.zone.offset(at: Instant(seconds: start)))
        guard let (list, offer, length) = offer(for: call.called, on: wall.day) else {
            throw .noRate(called: call.called)
        }
        let code = list.week.isPlain ? 0 : list.week.part(of: wall.day, at: wall.second, calendar).slot
        let slot = list.slot(code, of: offer)
        let prefix = String(Substring(call.called.utf8.prefix(length)))
        guard slot.price >= 0 else {
            throw .noRateInBand(called: call.called, prefix: prefix, band: list.codes[code])
        }
        let price = list.price(slot)
        let destination = list.destination(slot)

        var pieces: [RatedCall.Piece] = []
        var fee: Int64 = 0
        var uses: [RatedCall.BucketUse] = []
        if call.durationSeconds > price.grace, call.durationSeconds > 0 {
            fee = price.connectionFee
            let increments = CallIncrements(
                list: list, offer: offer, code: code, prefix: prefix, price: price,
                length: max(call.durationSeconds, price.minimum),
                staysInBand: terms.split == .callStart)
            pieces = try increments.pieces(calendar, start: start, called: call.called)
            if !buckets.balances.isEmpty {
                uses = buckets.cover(
                    &pieces, fee: &fee, group: destination.group, startBand: list.codes[code], on: wall.day)
            }
        }
        var exact = Int128(fee) * 60
        var charged: Int64 = 0
        for piece in pieces {
            charged += piece.seconds
            if piece.bucket == nil { exact += Int128(piece.perMinuteMicro) * Int128(piece.seconds) }
        }
        let isCapped = price.cap >= 0 && exact > Int128(price.cap) * 60
        if isCapped { exact = Int128(price.cap) * 60 }
        guard let amount = terms.rounding.minorUnits(exact, over: RatedCall.exactScale) else {
            buckets.giveBack(uses)
            throw .overflow
        }
        return RatedCall(
            destination: destination.name, destinationGroup: destination.group, prefix: prefix,
            priceList: list.id, chargedSeconds: charged, connectionFeeMicro: fee, pieces: pieces, bucketUses: uses,
            isCapped: isCapped, exact: exact, amount: amount)
    }

    private func offer(for number: String, on day: CivilDate) -> (list: PriceList, offer: Int, length: Int)? {
        var best: (list: PriceList, offer: Int, length: Int)?
        for list in lists {
            guard let found = list.offer(for: number, on: day), found.length > best?.length ?? -1 else { continue }
            best = (list, found.offer, found.length)
        }
        return best
    }
}
