import Domain

/// The increments of one call, put together to pieces of one band and one price. Goes from border to border, never from
/// increment to increment.
struct CallIncrements {
    let list: PriceList
    let offer: Int
    /// Of the band in which the call starts.
    let code: Int
    /// For who asks why there is no price.
    let prefix: String
    let price: PriceList.Price
    /// The longer of duration and minimum: increments begin before it.
    let length: Int64
    let staysInBand: Bool

    /// The charged seconds in their order, without the free ones.
    func pieces(_ calendar: CallCalendar, start: Int64, called: String) throws(CallRating.Rejection)
        -> [RatedCall.Piece]
    {
        var pieces: [RatedCall.Piece] = []
        add(0, price.first, price: list.tier(price, at: 0).perMinute, band: code, to: &pieces)
        var second = price.first
        if second >= length { return pieces }
        var walk = BandWalk(start: start, limit: length)
        while second < length {
            var current = (code: code, price: price)
            var end = length
            if !staysInBand, !list.week.isPlain {
                let part = walk.part(at: second, list.week, calendar)
                end = part.end
                if part.slot != code {
                    let slot = list.slot(part.slot, of: offer)
                    guard slot.price >= 0 else {
                        throw .noRateInBand(called: called, prefix: prefix, band: list.codes[part.slot])
                    }
                    current = (part.slot, list.price(slot))
                }
            }
            let tier = list.tier(current.price, at: second)
            end = min(end, tier.end)
            let next = current.price.next
            let seconds = (end - second + next - 1) / next * next
            add(second, seconds, price: tier.perMinute, band: current.code, to: &pieces)
            second += seconds
        }
        return pieces
    }

    @inline(__always)
    private func add(
        _ second: Int64, _ seconds: Int64, price perMinute: Int64, band: Int, to pieces: inout [RatedCall.Piece]
    ) {
        let from = max(second, price.free)
        let seconds = second + seconds - from
        guard seconds > 0 else { return }
        if let last = pieces.indices.last, pieces[last].perMinuteMicro == perMinute,
            pieces[last].band == list.codes[band]
        {
            pieces[last].seconds += seconds
        } else {
            pieces.append(
                RatedCall.Piece(
                    band: list.codes[band], fromSecond: from, seconds: seconds, perMinuteMicro: perMinute))
        }
    }
}
