/// One measured figure beside its limit.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    /// Nil: another program's, to compare with.
    var limit: Double?
    /// True: the limit is the least, not the most.
    var isFloor = false
    /// The share of the limit that is wanted.
    var wanted = 1.0

    /// Where more is better: at least what is wanted; where less is better: at most 1.
    var ratio: Double { limit.map { $0 == 0 ? value : value / $0 } ?? 0 }

    var isKept: Bool { limit == nil || (isFloor ? ratio >= wanted : ratio <= wanted) }

    var line: String {
        let start = "\(padded(name, 46)) \(padded(text(value), 12, atEnd: false)) \(padded(unit, 8))"
        guard let limit else { return "\(start) for comparison" }
        let bound = isFloor ? "at least \(text(wanted))" : "at most \(text(wanted))"
        return "\(start) limit "
            + "\(padded(text(limit), 12, atEnd: false)) ratio \(padded(text(ratio), 8)) \(bound)\(isKept ? "" : "  MISSED")"
    }

    var json: String {
        "{\"name\": \"\(name)\", \"value\": \(text(value)), \"unit\": \"\(unit)\", \"limit\": \(limit.map { text($0) } ?? "null"), \"ratio\": \(text(ratio)), \"wanted\": \(text(wanted)), \"isFloor\": \(isFloor)}"
    }

    private func text(_ number: Double) -> String {
        let scaled = (number * 1000).rounded() / 1000
        return scaled == scaled.rounded() ? String(Int64(scaled)) : String(scaled)
    }

    private func padded(_ text: String, _ width: Int, atEnd: Bool = true) -> String {
        let blanks = String(repeating: " ", count: max(width - text.count, 0))
        return atEnd ? text + blanks : blanks + text
    }
}

extension [Double] {
    /// The middle value.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }

    /// The value that so many percent do not exceed.
    func share(_ percent: Int) -> Double {
        isEmpty ? 0 : sorted()[Swift.min(count * percent / 100, count - 1)]
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1_000_000_000_000_000
    }
}
