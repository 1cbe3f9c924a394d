import Domain

/// As it is typed after `/` in the error bin: days, and any other words as text.
///
///     from 01.03.2026 to today      01.03.2026-15.03.2026 7916
extension RejectedFilter {
    static let hint = "a number, a node or a session; from and to a day"

    /// - Parameter reason: it is chosen, not typed, and stays.
    init(typed: String, reason: String?, today: CivilDate) throws(TypedDays.Wrong) {
        let days = try TypedDays(typed, today: today)
        self.init(reason: reason)
        (from, to) = (days.from, days.to)
        text = days.others.joined(separator: " ")
    }

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
