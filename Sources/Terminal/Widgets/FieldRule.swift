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
        let digits = withoutBlanks(text)
        if digits.isEmpty { return .right }
        if let complaint = groups(text) { return complaint }
        let to = range.upperBound == .max ? "" : " to \(range.upperBound)"
        let from = range.lowerBound == .min ? "" : " from \(range.lowerBound)"
        let words = "must be a whole number\(from)\(to)"
        if digits == "-", range.lowerBound < 0 { return .unfinished(words) }
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }), let number = Int(digits),
            number <= range.upperBound
        else { return .wrong(words) }
        guard number < range.lowerBound else { return .right }
        return number < 0 ? .wrong(words) : .unfinished(words)
    }

    /// A sum: digits, thousands apart or not, a comma or a point before the decimals.
    static func amount(_ text: String, decimals: Int, _ sign: FormField.Sign) -> Verdict {
        var rest = withoutBlanks(text)[...]
        if rest.isEmpty { return .right }
        if let complaint = groups(text) { return complaint }
        if rest.first == "-" {
            switch sign {
            case .any: rest = rest.dropFirst()
            case .notNegative: return .wrong("must be nothing or more")
            case .positive: return .wrong("must be more than nothing")
            }
        }
        let parts = rest.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return .wrong("must be a sum") }
        guard parts.count <= 2 else { return .wrong("has more than one comma") }
        guard parts[0].count <= 15 else { return .wrong("must be a sum of fewer digits") }
        if parts[0].isEmpty { return .unfinished("must be a sum") }
        if parts.count == 2 {
            if decimals == 0 { return .wrong("must be without decimals") }
            if parts[1].count > decimals { return .wrong("must have at most \(decimals) decimals") }
            if parts[1].isEmpty { return .unfinished("decimals are missing") }
        }
        // More decimals may make something of nothing.
        return sign == .positive && rest.allSatisfy({ !("1"..."9").contains($0) })
            ? .unfinished("must be more than nothing") : .right
    }

    /// What may be typed for a day instead of its date.
    public static let dayWords = ["today", "tomorrow", "now"]
    public static let dayHint = "31.03.2026, 31.03 or today"
    /// The most days that can be counted from today: a hundred years.
    public static let mostDays = 36_600

    /// A day: `d.m.yyyy`, `yyyy-mm-dd`, a word, or days from today; without the year where every year has that day.
    static func date(_ text: String) -> Verdict {
        let hint = "d.m.yyyy"
        if text.isEmpty { return .right }
        let word = text.lowercased()
        if dayWords.contains(word) { return .right }
        if dayWords.contains(where: { $0.hasPrefix(word) }) { return .unfinished("must be a day, \(hint)") }
        if let sign = word.first, sign == "+" || sign == "-" {
            let days = word.dropFirst()
            if days.isEmpty { return .unfinished("must be so many days from today") }
            guard days.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int(days), count <= mostDays else {
                return .wrong("must be at most \(mostDays) days from today")
            }
            return .right
        }
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
            part.map { $0.number > most || $0.digits > 2 || $0.number == 0 && $0.digits > 1 } ?? false
        }
        if isImpossible(part(1), most: 12) { return .wrong("has no such month") }
        if isImpossible(part(0), most: 31) { return .wrong("has no such day") }
        if let year = part(2), year.digits > 4 { return .wrong("has a year of four digits") }
        guard let day = part(0)?.number, let month = part(1)?.number, day > 0, month > 0 else {
            return .unfinished("must be a day, \(hint)")
        }
        if !isISO, parts.count == 2 {
            // Of a leap year, or of none.
            if month == 2, day == 29 { return .unfinished("must be a day, \(hint)") }
            let most = month == 2 ? 29 : days(in: month, of: 1)
            return day <= most ? .right : .wrong("has only \(most) days in that month")
        }
        guard let year = part(2), year.digits == 4 else { return .unfinished("must be a day, \(hint)") }
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

    /// The text without what keeps its thousands apart: blanks, broken or not.
    public static func withoutBlanks(_ text: String) -> String { text.filter { !isBlank($0) } }

    /// A blank keeps groups of three digits apart and nothing else: two numbers typed into one field are not one.
    /// Nil where the blanks are right; the words do not say that more digits would help where they would not.
    public static func groups(_ text: String) -> Verdict? {
        let words = "has a blank that is not before three digits: is that two numbers?"
        let whole = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        let parts = (whole.first ?? "").drop { isBlank($0) || $0 == "-" || $0 == "+" }.split(whereSeparator: isBlank)
        if whole.dropFirst().contains(where: { $0.split(whereSeparator: isBlank).count > 1 }) { return .wrong(words) }
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return nil }
        if first.count > 3 || last.count > 3 || parts.dropFirst().dropLast().contains(where: { $0.count != 3 }) {
            return .wrong(words)
        }
        if last.count == 3 { return nil }
        return whole.count > 1 ? .wrong(words) : .unfinished(words)
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\u{A0}" || character == "\u{202F}"
    }
}
