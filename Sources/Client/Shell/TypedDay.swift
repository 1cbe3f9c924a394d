import Domain
import Terminal

/// A day as an operator types it: 31.03.2026, 31.03 of this year, today, tomorrow, or so many days away: +10.
enum TypedDay {
    static let hint = FieldRule.dayHint

    /// Nil: the words are no day.
    static func read(_ text: String, today: CivilDate) -> CivilDate? {
        let word = text.trimmed.lowercased()
        switch word {
        case "today", "now": return today
        case "tomorrow": return today.adding(days: 1)
        default: break
        }
        if word.hasPrefix("+") || word.hasPrefix("-"), let days = Int(word), days.magnitude <= FieldRule.mostDays {
            return today.adding(days: days)
        }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, let day = number(parts[0]), let month = number(parts[1]) {
            return CivilDate(year: today.year, month: month, day: day)
        }
        return CivilDate(word)
    }

    private static func number(_ text: Substring) -> Int? {
        text.allSatisfy(\.isASCII) && (1...2).contains(text.count) ? Int(text) : nil
    }
}
