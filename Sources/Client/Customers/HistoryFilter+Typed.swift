import Domain

/// As it is typed after `/` in the History tab: a kind, who with an `@`, days, and any other words as text.
///
///     tickets @karen      from 01.03.2026 to 31.03.2026
///     profile phone       payments 01.03.2026
extension HistoryFilter {
    static let hint = "a kind: tickets, devices, payments\u{2026}; @who; from and to a day; text"

    init(typed: String, clock: BusinessClock) throws(TypedDays.Wrong) {
        let words = try FilterWords(typed, today: clock.today, takesActor: true, kind: Self.group)
        self.init()
        (from, to) = words.moments(clock)
        (group, actor, text) = (words.kind ?? .all, words.actor, words.text)
    }

    /// A kind by its beginning, from three letters on.
    private static func group(_ word: String) -> Group? {
        guard word.count >= 3 else { return nil }
        return Group.allCases.first { $0 != .all && $0.rawValue.hasPrefix(word) }
    }
}
