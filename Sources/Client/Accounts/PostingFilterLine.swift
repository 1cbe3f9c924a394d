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
        do throws(TypedDays.Wrong) {
            let typed = try TypedDays(text, today: today)
            var filter = PostingFilter()
            (filter.from, filter.to) = (typed.from, typed.to)
            var words: [Substring] = []
            for word in typed.others {
                if filter.group == .all, let group = Self.group(word.lowercased()) {
                    filter.group = group
                } else {
                    words.append(word)
                }
            }
            filter.text = words.joined(separator: " ")
            self = .filter(filter)
        } catch {
            self = .wrong(error.sentence)
        }
    }

    /// A kind by its beginning, from three letters on.
    private static func group(_ word: String) -> PostingFilter.Group? {
        guard word.count >= 3 else { return nil }
        return PostingFilter.Group.allCases.first { $0 != .all && $0.rawValue.hasPrefix(word) }
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
