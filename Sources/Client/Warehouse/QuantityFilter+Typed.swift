import Domain

/// As it is typed after `/` over the movements of a consumable: a kind, who with an `@`, days, and any other words as text.
///
///     sent @suren      from 01.03.2026 to 31.03.2026      van
extension QuantityFilter {
    static let hint = "received, sent, handed; @who; from and to a day; document, stock"

    init(typed: String, clock: BusinessClock) throws(TypedDays.Wrong) {
        let words = try FilterWords(typed, today: clock.today, takesActor: true, kind: Self.kind)
        self.init()
        (from, to) = words.moments(clock)
        (kind, actor, text) = (words.kind, words.actor, words.text)
    }

    /// A kind by the beginning of its word, from four letters on.
    private static func kind(_ word: String) -> DeviceMovement.Kind? {
        guard word.count >= 4 else { return nil }
        return kinds.first { StockWords.movement($0).hasPrefix(word) }
    }
}
