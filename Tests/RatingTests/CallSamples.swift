import Domain
import Rating
import Testing

/// A price of so many minor units a minute.
func callPrice(
    _ perMinute: Int64, fee: Int64 = 0, _ first: Int = 60, _ next: Int = 60, minimum: Int = 0, grace: Int = 0,
    free: Int = 0, tiers: [(Int, Int64)] = [], cap: Int64? = nil
) -> CallPrice {
    CallPrice(
        perMinuteMicro: perMinute * 1_000_000, connectionFeeMicro: fee * 1_000_000, firstIncrement: first,
        nextIncrement: next, minimumDuration: minimum, graceSeconds: grace, freeSeconds: free,
        tiers: tiers.map { .init(fromSecond: $0.0, perMinuteMicro: $0.1 * 1_000_000) },
        capMicro: cap.map { $0 * 1_000_000 })
}

func callRate(
    _ prefix: String, _ price: CallPrice?, band: String = "", from: String = "2020-01-01", group: String = ""
) throws -> CallRate {
    CallRate(
        prefix: prefix, band: band, validFrom: try #require(CivilDate(from)), destination: "to \(prefix)",
        destinationGroup: group, price: price)
}

func band(_ code: String, _ windows: String...) throws -> TimeBand {
    TimeBand(code: code, name: code, windows: try windows.map { try #require(TimeBand.Window.parse($0)) })
}

func callRating(
    _ rates: [CallRate], bands: [TimeBand] = [], zone: String = "Asia/Yerevan", holidays: [String] = [],
    split: CallTerms.BandSplit = .increment, rounding: Rounding = .standard
) throws -> CallRating {
    CallRating(
        terms: CallTerms(priceLists: [PriceListID(1)], split: split, rounding: rounding),
        lists: [PriceList(id: PriceListID(1), bands: bands, rates: rates)],
        calendar: CallCalendar(
            zone: try TimeZoneRules(named: zone),
            holidays: Set(try holidays.map { try #require(CivilDate($0)) })))
}

extension CallRating {
    /// Without buckets, long after the call.
    func rate(_ number: String, _ start: String, _ seconds: Int64) throws -> RatedCall {
        var buckets = BucketBalances()
        return try rate(number, start, seconds, &buckets)
    }

    func rate(_ number: String, _ start: String, _ seconds: Int64, _ buckets: inout BucketBalances) throws -> RatedCall
    {
        let call = RatableCall(
            called: number, startedAt: try #require(Instant(start)), durationSeconds: seconds)
        return try rate(call, buckets: &buckets, now: Instant(seconds: 4_000_000_000))
    }
}

/// "peak 0+600 @60, 600+60 !2": band, from, seconds, and price or bucket of each piece.
func told(_ call: RatedCall) -> String {
    call.pieces.map { piece in
        let band = piece.band.isEmpty ? "" : piece.band + " "
        let price = piece.bucket.map { "!\($0)" } ?? "@\(piece.perMinuteMicro / 1_000_000)"
        return "\(band)\(piece.fromSecond)+\(piece.seconds) \(price)"
    }.joined(separator: ", ")
}
