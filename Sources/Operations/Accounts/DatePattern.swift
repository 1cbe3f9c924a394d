package import Domain

/// How a file writes dates: `DD.MM.YYYY`, `YYYY-MM-DD`, `MM/DD/YY`. A time after the date, divided from it by a blank or
/// a T, is passed over.
package struct DatePattern: Hashable, Sendable {
    private enum Part: Hashable {
        case year(digits: Int)
        case month
        case day
        case literal(Character)
    }

    private let parts: [Part]
    /// As it was given.
    package let text: String

    package static let iso = DatePattern(
        parts: [.year(digits: 4), .literal("-"), .month, .literal("-"), .day], text: "YYYY-MM-DD")

    private init(parts: [Part], text: String) {
        self.parts = parts
        self.text = text
    }

    /// Nil when it does not say year, month and day once each.
    package init?(_ text: String) {
        var rest = text[...]
        var parts: [Part] = []
        let words: [(String, Part)] = [
            ("YYYY", .year(digits: 4)), ("YY", .year(digits: 2)), ("MM", .month), ("DD", .day),
        ]
        while let first = rest.first {
            if let (word, part) = words.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest.removeFirst(word.count)
            } else {
                guard !first.isLetter, !first.isNumber else { return nil }
                parts.append(.literal(first))
                rest.removeFirst()
            }
        }
        let years = parts.count { $0 == .year(digits: 4) || $0 == .year(digits: 2) }
        guard years == 1, parts.count(where: { $0 == .month }) == 1, parts.count(where: { $0 == .day }) == 1 else {
            return nil
        }
        self.init(parts: parts, text: text)
    }

    /// The date a text says; nil when it is written otherwise or is no day of the calendar. Two-digit years are 20YY.
    package func date(_ text: String) -> CivilDate? {
        var rest = text[...]
        var (year, month, day) = (0, 0, 0)
        for part in parts {
            switch part {
            case .literal(let character):
                guard rest.popFirst() == character else { return nil }
            case .year(let digits):
                guard let number = Self.number(&rest, digits...digits) else { return nil }
                year = digits == 2 ? 2000 + number : number
            case .month:
                guard let number = Self.number(&rest, 1...2) else { return nil }
                month = number
            case .day:
                guard let number = Self.number(&rest, 1...2) else { return nil }
                day = number
            }
        }
        guard rest.isEmpty || rest.first == " " || rest.first == "T" else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func number(_ rest: inout Substring, _ width: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(width.upperBound).prefix { ("0"..."9").contains($0) }
        guard digits.count >= width.lowerBound else { return nil }
        rest = rest[digits.endIndex...]
        return Int(digits)
    }
}
