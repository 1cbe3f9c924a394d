import Domain

/// What is typed after `/` in the History tab: a kind, who with an `@`, days, and any other words as text.
///
///     tickets @karen      from 01.03.2026 to 31.03.2026
///     profile phone       money 01.03.2026
enum HistoryFilterLine: Equatable {
    case filter(HistoryFilter)
    /// A sentence about what cannot be understood.
    case wrong(String)

    static let hint = "profile, services, tickets, devices, money; @who; from and to a day; text"

    init(_ text: String, clock: BusinessClock) {
        do throws(TypedDays.Wrong) {
            let typed = try TypedDays(text, today: clock.today)
            var filter = HistoryFilter()
            filter.from = typed.from.map { clock.moment($0, secondsOfDay: 0) }
            filter.to = typed.to.map { clock.moment($0.adding(days: 1), secondsOfDay: 0) }
            var words: [Substring] = []
            for word in typed.others {
                if word.hasPrefix("@"), word.count > 1 {
                    filter.actor =
                        filter.actor.isEmpty ? String(word.dropFirst()) : "\(filter.actor) \(word.dropFirst())"
                } else if filter.group == .all, let group = Self.group(word.lowercased()) {
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
    private static func group(_ word: String) -> HistoryFilter.Group? {
        guard word.count >= 3 else { return nil }
        return HistoryFilter.Group.allCases.first { $0 != .all && $0.rawValue.hasPrefix(word) }
    }
}
