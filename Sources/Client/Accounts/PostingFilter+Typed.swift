import Domain

/// As it is typed after `/` in the Money tab: a kind, days, and any other words as text.
///
///     payments            charges from 01.02.2026 to 28.02.2026
///     calls 7916          01.03.2026-31.03.2026 home 100
extension PostingFilter {
    static let hint = "charges, payments, calls, reversals; from and to a day; any text"

    init(typed: String, today: CivilDate) throws(TypedDays.Wrong) {
        let words = try FilterWords(typed, today: today, kind: Self.group)
        self.init()
        (from, to) = (words.from, words.to)
        (group, text) = (words.kind ?? .all, words.text)
    }

    /// A kind by its beginning, from three letters on.
    private static func group(_ word: String) -> Group? {
        guard word.count >= 3 else { return nil }
        return Group.allCases.first { $0 != .all && $0.rawValue.hasPrefix(word) }
    }

    /// What is shown, for the row above the list.
    var words: String { (span + (text.isEmpty ? [] : ["\u{201C}\(text)\u{201D}"])).joined(separator: " ") }

    /// What would be typed for it.
    var typed: String { (span + (text.isEmpty ? [] : [text])).joined(separator: " ") }

    private var span: [String] {
        var parts: [String] = []
        if group != .all { parts.append(group.rawValue) }
        if let from { parts.append("from \(from.text)") }
        if let to { parts.append("to \(to.text)") }
        return parts
    }
}
