import Domain

/// What is typed after `/` in the Money tab: a kind, days, and any other words as text.
///
///     payments            charges from 01.02.2026 to 28.02.2026
///     calls 7916          01.03.2026-31.03.2026 home 100
enum PostingFilterLine: Equatable {
    case filter(PostingFilter)
    /// A sentence about what cannot be understood.
    case wrong(String)

    static let hint = "charges, payments, calls, reversals; from and to a day; any text"

    init(_ text: String, today: CivilDate) {
        var filter = PostingFilter()
        var words: [Substring] = []
        var rest = text.split(separator: " ")[...]
        while let word = rest.popFirst() {
            let lower = word.lowercased()
            if let group = Self.group(lower), filter.group == .all {
                filter.group = group
            } else if lower == "from" || lower == "to" {
                guard let typed = rest.popFirst() else {
                    self = .wrong("After \u{201C}\(lower)\u{201D} type a day: \(TypedDay.hint).")
                    return
                }
                guard let day = TypedDay.read(String(typed), today: today) else {
                    self = .wrong("\u{201C}\(typed)\u{201D} is no day; type \(TypedDay.hint).")
                    return
                }
                if lower == "from" { filter.from = day } else { filter.to = day }
            } else if let (from, to) = Self.days(lower) {
                (filter.from, filter.to) = (from, to)
            } else {
                words.append(word)
            }
        }
        if let from = filter.from, let to = filter.to, to < from {
            self = .wrong("The days end on \(to.localText), before they begin on \(from.localText).")
            return
        }
        filter.text = words.joined(separator: " ")
        self = .filter(filter)
    }

    /// A kind by its beginning, from three letters on.
    private static func group(_ word: String) -> PostingFilter.Group? {
        guard word.count >= 3 else { return nil }
        return PostingFilter.Group.allCases.first { $0 != .all && $0.rawValue.hasPrefix(word) }
    }

    /// "01.03.2026-31.03.2026", or one day alone.
    static func days(_ word: String) -> (CivilDate, CivilDate)? {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        guard word.contains("."), let first = CivilDate(parts[0]) else { return nil }
        if parts.count == 1 { return (first, first) }
        guard parts.count == 2, let second = CivilDate(parts[1]) else { return nil }
        return (first, second)
    }
}

extension PostingFilter {
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
