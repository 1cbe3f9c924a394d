import Domain

/// As it is typed after `/` over stock documents: a kind, a state, who began it with an `@`, days, and any other words as
/// text.
///
///     move sent @suren      from 01.03.2026 to 31.03.2026      000101
extension StockDocumentFilter {
    static let hint = "number, stock, customer; move, draft, posted; @who; from and to a day"

    init(typed: String, clock: BusinessClock) throws(TypedDays.Wrong) {
        let words = try FilterWords(typed, today: clock.today, takesActor: true, kind: Self.kind)
        self.init()
        (from, to) = words.moments(clock)
        (kind, actor) = (words.kind, words.actor)
        var others = words.text.split(separator: " ")
        if let index = others.firstIndex(where: { Self.state($0.lowercased()) != nil }) {
            state = Self.state(others[index].lowercased())
            others.remove(at: index)
        }
        text = others.joined(separator: " ")
    }

    /// A kind by the beginning of its words, from four letters on.
    private static func kind(_ word: String) -> StockDocumentKind? {
        guard word.count >= 4 else { return nil }
        return StockDocumentKind.allCases.first { kind in
            StockWords.title(kind).lowercased().hasPrefix(word) || kind.rawValue.hasPrefix(word)
                || kind == .receive && "receipts".hasPrefix(word) || kind == .handOver && "hand-over".hasPrefix(word)
        }
    }

    /// A state by the beginning of its word, from four letters on.
    private static func state(_ word: String) -> StockDocumentState? {
        guard word.count >= 4 else { return nil }
        return StockDocumentState.allCases.first { $0.rawValue.hasPrefix(word) }
    }
}
