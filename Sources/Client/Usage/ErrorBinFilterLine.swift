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
        do throws(TypedDays.Wrong) {
            let typed = try TypedDays(text, today: today)
            var filter = RejectedFilter(reason: reason)
            (filter.from, filter.to) = (typed.from, typed.to)
            filter.text = typed.others.joined(separator: " ")
            self = .filter(filter)
        } catch {
            self = .wrong(error.sentence)
        }
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
