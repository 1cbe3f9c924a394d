import Domain

/// What is typed after `/` in the error bin: days, and any other words as text.
///
///     from 01.03.2026 to today      01.03.2026-15.03.2026 7916
enum ErrorBinFilterLine: Equatable {
    case filter(RejectedFilter)
    /// A sentence about what cannot be understood.
    case wrong(String)

    static let hint = "a number, a node or a session; from and to a day"

    /// - Parameter reason: it is chosen, not typed, and stays.
    init(_ text: String, reason: String?, today: CivilDate) {
        var filter = RejectedFilter(reason: reason)
        var words: [Substring] = []
        var rest = text.split(separator: " ")[...]
        while let word = rest.popFirst() {
            let lower = word.lowercased()
            if lower == "from" || lower == "to" {
                guard let typed = rest.popFirst() else {
                    self = .wrong("After \u{201C}\(lower)\u{201D} type a day: \(TypedDay.hint).")
                    return
                }
                guard let day = TypedDay.read(String(typed), today: today) else {
                    self = .wrong("\u{201C}\(typed)\u{201D} is no day; type \(TypedDay.hint).")
                    return
                }
                if lower == "from" { filter.from = day } else { filter.to = day }
            } else if let (from, to) = PostingFilterLine.days(lower) {
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
}

extension RejectedFilter {
    /// What would be typed for it; the reason is chosen.
    var typed: String {
        var parts: [String] = []
        if let from { parts.append("from \(from.text)") }
        if let to { parts.append("to \(to.text)") }
        return (parts + (text.isEmpty ? [] : [text])).joined(separator: " ")
    }

    /// What is shown, for the row above the list.
    var words: String {
        [reason.map(UsageWords.reason) ?? "", typed].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
