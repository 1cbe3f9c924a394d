import Domain

/// A day as an operator types it: 31.03.2026, 31.03 of this year, today, tomorrow, or so many days away: +10.
enum TypedDay {
    static let hint = "31.03.2026, 31.03 or today"

    /// Nil: the words are no day.
    static func read(_ text: String, today: CivilDate) -> CivilDate? {
        let word = text.trimmed.lowercased()
        switch word {
        case "today", "now": return today
        case "tomorrow": return today.adding(days: 1)
        default: break
        }
        if word.hasPrefix("+") || word.hasPrefix("-"), let days = Int(word), days.magnitude <= 36_600 {
            return today.adding(days: days)
        }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, let day = number(parts[0]), let month = number(parts[1]) {
            return CivilDate(year: today.year, month: month, day: day)
        }
        return CivilDate(word)
    }

    static func complaint(_ text: String) -> String {
        text.trimmed.isEmpty ? "type a day: \(hint)" : "\u{201C}\(text.trimmed)\u{201D} is no day; type \(hint)"
    }

    private static func number(_ text: Substring) -> Int? {
        text.allSatisfy(\.isASCII) && (1...2).contains(text.count) ? Int(text) : nil
    }
}
