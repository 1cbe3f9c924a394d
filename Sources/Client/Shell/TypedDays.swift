import Domain

/// Days among the words of a filter: `from 01.03.2026`, `to today`, `01.03.2026-31.03.2026`, or one day alone.
struct TypedDays {
    /// A sentence about what cannot be understood.
    struct Wrong: Error, Equatable {
        let sentence: String
    }

    private(set) var from: CivilDate?
    private(set) var to: CivilDate?
    /// What was no day, in its order.
    private(set) var others: [Substring] = []

    init(_ text: String, today: CivilDate) throws(Wrong) {
        var rest = text.split(separator: " ")[...]
        while let word = rest.popFirst() {
            let lower = word.lowercased()
            if lower == "from" || lower == "to" {
                guard let typed = rest.popFirst() else {
                    throw Wrong(sentence: "After \u{201C}\(lower)\u{201D} type a day: \(TypedDay.hint).")
                }
                guard let day = TypedDay.read(String(typed), today: today) else {
                    throw Wrong(sentence: "\u{201C}\(typed)\u{201D} is no day; type \(TypedDay.hint).")
                }
                if lower == "from" { from = day } else { to = day }
            } else if let days = Self.days(lower) {
                (from, to) = days
            } else {
                others.append(word)
            }
        }
        if let from, let to, to < from {
            throw Wrong(sentence: "The days end on \(to.localText), before they begin on \(from.localText).")
        }
    }

    private static func days(_ word: String) -> (CivilDate, CivilDate)? {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        guard word.contains("."), let first = CivilDate(parts[0]) else { return nil }
        if parts.count == 1 { return (first, first) }
        guard parts.count == 2, let second = CivilDate(parts[1]) else { return nil }
        return (first, second)
    }
}
