package import Domain

/// The arithmetic of a rated call in words, line by line, for whoever asks about a bill.
package struct CallWords: Sendable {
    private let zone: TimeZoneRules
    private let currency: Currency
    private let rounding: Rounding
    private let bucketName: @Sendable (BucketID) -> String
    private let bandName: @Sendable (String) -> String

    /// - Parameters:
    ///   - zone: of the clock that the lines show.
    ///   - bucketName: what a bucket is called; its number where nobody knows.
    ///   - bandName: what the band of a code is called.
    package init(
        zone: TimeZoneRules, currency: Currency, rounding: Rounding = .standard,
        bucketName: @escaping @Sendable (BucketID) -> String = { "bucket \($0)" },
        bandName: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.zone = zone
        self.currency = currency
        self.rounding = rounding
        self.bucketName = bucketName
        self.bandName = bandName
    }

    /// One line a piece, then connection fee, cap and rounding.
    package func lines(of call: RatedCall, startedAt: Instant, durationSeconds: Int64) -> [String] {
        let number = call.prefix.isEmpty ? "every other number" : call.prefix
        var lines = ["prefix \(number), \(call.destination)"]
        if call.pieces.isEmpty, call.connectionFeeMicro == 0 {
            return lines + [durationSeconds == 0 ? "no seconds: free" : "nothing is charged: free"]
        }
        if let first = call.pieces.first, first.fromSecond > 0 { lines.append("first \(first.fromSecond) s: free") }
        for piece in call.pieces { lines.append(line(piece, startedAt)) }
        if call.connectionFeeMicro > 0 {
            lines.append("connection fee \(exactText(Fraction(Int128(call.connectionFeeMicro), 1_000_000), currency))")
        }
        let exact = exactText(Fraction(call.exact, RatedCall.exactScale), currency)
        if call.isCapped { lines.append("not more than \(exact) a call") }
        let step = Money(minorUnits: rounding.step, currency: currency)
        let amount = Money(minorUnits: call.amount, currency: currency)
        lines.append("\(exact) rounded \(rounding.mode.words) to \(step): \(amount)")
        return lines
    }

    private func line(_ piece: RatedCall.Piece, _ startedAt: Instant) -> String {
        let from = startedAt.adding(seconds: piece.fromSecond)
        let to = from.adding(seconds: piece.seconds)
        let clock = "\(zone.local(from).time.textWithSeconds) to \(zone.local(to).time.textWithSeconds)"
        var words = piece.band.isEmpty ? "" : bandName(piece.band) + " "
        words += "\(clock), \(piece.seconds) s"
        if let bucket = piece.bucket { return words + ": from \(bucketName(bucket)), free" }
        let price = Int128(piece.perMinuteMicro)
        let perMinute = exactText(Fraction(price, 1_000_000), currency)
        let sum = exactText(Fraction(price * Int128(piece.seconds), RatedCall.exactScale), currency)
        return words + " \u{D7} \(perMinute) a minute = \(sum)"
    }
}
