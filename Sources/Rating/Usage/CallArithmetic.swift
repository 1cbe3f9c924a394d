import Domain

/// How the price of a call was found, in the compact form the database keeps with every call, 60 to 120 octets, and in
/// words.
///
/// The form: fields between `|`: version, price list, prefix, connection fee, exact price (sums as in ``RatedCall``), `c`
/// when capped, amount, pieces, bucket uses, destination group, destination. A piece is `band:from+seconds@price`, with
/// `!bucket` when a bucket covers it; a bucket use `bucket:day=amount`, the day as days since 1970. Both lists are
/// separated by commas. The destination comes last and may hold anything; in the group `|` and `%` are escaped.
package enum CallArithmetic {
    private static let version = "1"

    package static func text(of call: RatedCall) -> String {
        let pieces = call.pieces.map { piece in
            "\(piece.band):\(piece.fromSecond)+\(piece.seconds)@\(piece.perMinuteMicro)"
                + (piece.bucket.map { "!\($0.rawValue)" } ?? "")
        }
        let uses = call.bucketUses.map { "\($0.bucket.rawValue):\($0.periodOn.dayNumber)=\($0.amount)" }
        return [
            version, String(call.priceList.rawValue), call.prefix, String(call.connectionFeeMicro),
            String(call.exact), call.isCapped ? "c" : "", String(call.amount), pieces.joined(separator: ","),
            uses.joined(separator: ","), escaped(call.destinationGroup), call.destination,
        ].joined(separator: "|")
    }

    /// Nil when the text is none of ``text(of:)``.
    package static func parse(_ text: String) -> RatedCall? {
        let fields = text.split(separator: "|", maxSplits: 10, omittingEmptySubsequences: false)
        guard fields.count == 11, fields[0] == version, let list = Int64(fields[1]), let fee = Int64(fields[3]),
            let exact = Int128(fields[4]), ["", "c"].contains(fields[5]), let amount = Int64(fields[6])
        else { return nil }
        var pieces: [RatedCall.Piece] = []
        for part in fields[7].split(separator: ",") {
            guard let piece = piece(part) else { return nil }
            pieces.append(piece)
        }
        var uses: [RatedCall.BucketUse] = []
        for part in fields[8].split(separator: ",") {
            let numbers = part.split(maxSplits: 2, omittingEmptySubsequences: false) { $0 == ":" || $0 == "=" }
            guard numbers.count == 3, let bucket = Int64(numbers[0]), let day = Int32(numbers[1]),
                let amount = Int64(numbers[2])
            else { return nil }
            uses.append(
                RatedCall.BucketUse(
                    bucket: BucketID(bucket), periodOn: CivilDate(dayNumber: day), amount: amount))
        }
        var seconds: Int64 = 0
        for piece in pieces {
            let (sum, isTooLarge) = seconds.addingReportingOverflow(piece.seconds)
            if isTooLarge { return nil }
            seconds = sum
        }
        return RatedCall(
            destination: String(fields[10]), destinationGroup: unescaped(fields[9]), prefix: String(fields[2]),
            priceList: PriceListID(list), chargedSeconds: seconds, connectionFeeMicro: fee, pieces: pieces,
            bucketUses: uses, isCapped: fields[5] == "c", exact: exact, amount: amount)
    }

    private static func piece(_ text: Substring) -> RatedCall.Piece? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "+" || $0 == "@" || $0 == "!" }
        guard (4...5).contains(parts.count), let from = Int64(parts[1]), let seconds = Int64(parts[2]),
            let price = Int64(parts[3])
        else { return nil }
        var bucket: BucketID?
        if parts.count == 5 {
            guard let number = Int64(parts[4]) else { return nil }
            bucket = BucketID(number)
        }
        return RatedCall.Piece(
            band: String(parts[0]), fromSecond: from, seconds: seconds, perMinuteMicro: price, bucket: bucket)
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "%") }) else { return text }
        return text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25")
            .split(separator: "|", omittingEmptySubsequences: false).joined(separator: "%7C")
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        return text.split(separator: "%7C", omittingEmptySubsequences: false).joined(separator: "|")
            .split(separator: "%25", omittingEmptySubsequences: false).joined(separator: "%")
    }
}
