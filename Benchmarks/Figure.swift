/// One measured figure beside its limit.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    let limit: Double

    /// Below 1 the limit is kept.
    var ratio: Double { limit == 0 ? value : value / limit }

    var line: String {
        "\(padded(name, 46)) \(padded(text(value), 10, atEnd: false)) \(padded(unit, 8)) limit \(padded(text(limit), 8, atEnd: false)) ratio \(text(ratio))"
    }

    var json: String {
        "{\"name\": \"\(name)\", \"value\": \(text(value)), \"unit\": \"\(unit)\", \"limit\": \(text(limit)), \"ratio\": \(text(ratio))}"
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
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1_000_000_000_000_000
    }
}
