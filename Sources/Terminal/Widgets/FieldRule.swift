/// What may stand in a field, told while it is being typed.
public nonisolated enum FieldRule {
    public enum Verdict: Equatable, Sendable {
        case right
        /// Not yet: more typing can make it right.
        case unfinished(String)
        case wrong(String)
    }

    /// A whole number, thousands apart or not.
    static func number(_ text: String, in range: ClosedRange<Int>) -> Verdict {
        let digits = text.filter { !isBlank($0) }
        if digits.isEmpty { return .right }
        if digits == "-", range.lowerBound < 0 { return .unfinished("a number") }
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else { return .wrong("must be a number") }
        guard let number = Int(digits) else { return .wrong("must be a number of fewer digits") }
        if number > range.upperBound { return .wrong("must be at most \(range.upperBound)") }
        if number < range.lowerBound {
            return number < 0
                ? .wrong("must be at least \(range.lowerBound)") : .unfinished("must be at least \(range.lowerBound)")
        }
        return .right
    }

    /// A sum: digits, thousands apart or not, a comma or a point before the decimals.
    static func amount(_ text: String, decimals: Int, isSigned: Bool) -> Verdict {
        var rest = text.filter { !isBlank($0) }[...]
        if rest.isEmpty { return .right }
        if rest.first == "-" {
            guard isSigned else { return .wrong("must not be negative") }
            rest = rest.dropFirst()
        }
        let parts = rest.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return .wrong("must be a sum") }
        guard parts.count <= 2 else { return .wrong("has more than one comma") }
        guard parts[0].count <= 15 else { return .wrong("must be a sum of fewer digits") }
        if parts.count == 2 {
            if decimals == 0 { return .wrong("has no decimals") }
            if parts[1].count > decimals { return .wrong("has at most \(decimals) decimals") }
            if parts[1].isEmpty { return .unfinished("decimals are missing") }
        }
        return parts[0].isEmpty ? .unfinished("must be a sum") : .right
    }

    /// A day: `d.m.yyyy`, or `yyyy-mm-dd`.
    static func date(_ text: String) -> Verdict {
        let hint = "d.m.yyyy"
        if text.isEmpty { return .right }
        let isISO = text.contains("-")
        let parts = text.split(separator: isISO ? "-" : ".", omittingEmptySubsequences: false)
        guard parts.count <= 3, parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
            return .wrong("must be a day, \(hint)")
        }
        let order = isISO ? [2, 1, 0] : [0, 1, 2]
        // How far each part is typed: "0" may become "09".
        func part(_ place: Int) -> (number: Int, digits: Int)? {
            guard order[place] < parts.count, let number = Int(parts[order[place]]) else { return nil }
            return (number, parts[order[place]].count)
        }
        func isImpossible(_ part: (number: Int, digits: Int)?, most: Int) -> Bool {
            part.map { $0.number > most || $0.number == 0 && $0.digits > 1 } ?? false
        }
        if isImpossible(part(1), most: 12) { return .wrong("has no such month") }
        if isImpossible(part(0), most: 31) { return .wrong("has no such day") }
        if let year = part(2), year.digits > 4 { return .wrong("has a year of four digits") }
        guard let day = part(0)?.number, let month = part(1)?.number, let year = part(2), year.digits == 4, day > 0,
            month > 0
        else { return .unfinished("must be a day, \(hint)") }
        guard year.number > 0 else { return .wrong("has no year 0") }
        let length = days(in: month, of: year.number)
        return day <= length ? .right : .wrong("has only \(length) days in that month")
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isBlank(_ character: Character) -> Bool { character.isWhitespace || character == "\u{2019}" }
}
