import Domain

/// What is typed after `/` over the movements of a consumable: a kind, who with an `@`, days, and any other words as text.
///
///     sent @suren      from 01.03.2026 to 31.03.2026      van
enum QuantityFilterLine: Equatable {
    case filter(QuantityFilter)
    /// A sentence about what cannot be understood.
    case wrong(String)

    static let hint = "received, sent, handed; @who; from and to a day; document, stock"

    init(_ text: String, clock: BusinessClock) {
        do throws(TypedDays.Wrong) {
            let typed = try TypedDays(text, today: clock.today)
            var filter = QuantityFilter()
            filter.from = typed.from.map { clock.moment($0, secondsOfDay: 0) }
            filter.to = typed.to.map { clock.moment($0.adding(days: 1), secondsOfDay: 0) }
            var words: [Substring] = []
            for word in typed.others {
                if word.hasPrefix("@"), word.count > 1 {
                    filter.actor =
                        filter.actor.isEmpty ? String(word.dropFirst()) : "\(filter.actor) \(word.dropFirst())"
                } else if filter.kind == nil, let kind = Self.kind(word.lowercased()) {
                    filter.kind = kind
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

    /// A kind by the beginning of its word, from four letters on.
    private static func kind(_ word: String) -> DeviceMovement.Kind? {
        guard word.count >= 4 else { return nil }
        return QuantityFilter.kinds.first { StockWords.movement($0).hasPrefix(word) }
    }
}
