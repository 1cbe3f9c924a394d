import Domain
import Rating
import TOML

/// What is wrong in a file, with its line where it has one.
package struct FileProblem: Hashable, Sendable {
    package let line: Int?
    package let words: String

    package init(line: Int?, words: String) {
        self.line = line
        self.words = words
    }

    package var sentence: String { line.map { "line \($0): \(words)" } ?? words }
}

/// The entries of one table, taken one by one; what is missing, malformed or left over becomes a problem, and reading
/// goes on, so that all of them are told at once.
struct CatalogFields {
    private let table: TableFile.Table
    private var known: [String] = []
    private(set) var problems: [FileProblem] = []

    init(_ table: TableFile.Table) { self.table = table }

    var name: String { table.path.joined(separator: ".") }
    var line: Int { table.line }

    func has(_ key: String) -> Bool { table.entries.contains { $0.key == key } }

    mutating func complain(_ words: String, line: Int? = nil) {
        problems.append(FileProblem(line: line ?? table.line, words: words))
    }

    private mutating func entry(_ key: String) -> TableFile.Entry? {
        known.append(key)
        return table.entries.last { $0.key == key }
    }

    private mutating func required<T>(_ key: String, _ value: T?, _ placeholder: T) -> T {
        if value == nil, !has(key) {
            complain("[\(name)] has no \(key): write \(key) = \u{2026}")
        }
        return value ?? placeholder
    }

    // MARK: Values

    mutating func optionalText(_ key: String) -> String? {
        guard let entry = entry(key) else { return nil }
        switch entry.value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .boolean(let flag): return flag ? "yes" : "no"
        case .array, .table:
            complain("\(key) is a text in quotes", line: entry.line)
            return nil
        }
    }

    mutating func text(_ key: String) -> String { required(key, optionalText(key), "") }

    mutating func text(_ key: String, or standard: String) -> String { optionalText(key) ?? standard }

    mutating func texts(_ key: String) -> [String] {
        guard let entry = entry(key) else { return [] }
        if case .array(let texts) = entry.value { return texts }
        complain("\(key) is a list: [\"\u{2026}\", \"\u{2026}\"]", line: entry.line)
        return []
    }

    mutating func flag(_ key: String) -> Bool {
        guard let entry = entry(key) else { return false }
        if case .boolean(let flag) = entry.value { return flag }
        complain("\(key) is true or false", line: entry.line)
        return false
    }

    mutating func optionalNumber(_ key: String) -> Int? {
        guard let entry = entry(key) else { return nil }
        if case .integer(let number) = entry.value { return number }
        complain("\(key) is a whole number without quotes", line: entry.line)
        return nil
    }

    mutating func number(_ key: String, or standard: Int) -> Int { optionalNumber(key) ?? standard }

    mutating func number(_ key: String) -> Int { required(key, optionalNumber(key), 1) }

    mutating func word<T: RawRepresentable & CaseIterable>(_ key: String, or standard: T) -> T
    where T.RawValue == String {
        guard let entry = entry(key) else { return standard }
        if case .string(let text) = entry.value, let value = T(rawValue: text) { return value }
        let words = T.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        complain("\(key) is one of \(words)", line: entry.line)
        return standard
    }

    mutating func word<T: RawRepresentable & CaseIterable>(_ key: String, placeholder: T) -> T
    where T.RawValue == String {
        let value: T = word(key, or: placeholder)
        return required(key, has(key) ? value : nil, placeholder)
    }

    mutating func amount(_ key: String, _ currency: Currency) -> Int64? {
        guard let entry = entry(key) else { return nil }
        return amount(entry, currency)
    }

    private mutating func amount(_ entry: TableFile.Entry, _ currency: Currency) -> Int64? {
        let text: String
        switch entry.value {
        case .string(let written): text = written
        case .integer(let number): text = String(number)
        case .boolean, .array, .table: text = ""
        }
        if let money = try? Money(typed: text, currency: currency) { return money.minorUnits }
        complain(
            "\(entry.key) is an amount in quotes with at most \(currency.fractionDigits) digits after the comma: \"5000,00\"",
            line: entry.line)
        return nil
    }

    /// Parts per billion, written as per cent: "12.5 %".
    mutating func share(_ key: String) -> Int64? {
        guard let entry = entry(key) else { return nil }
        if case .string(let text) = entry.value, let share = SharePercent.parse(text) { return share }
        complain("\(key) is written like \"20 %\" or \"12.5 %\"", line: entry.line)
        return nil
    }

    private mutating func day(_ key: String) -> CivilDate? {
        guard let entry = entry(key) else { return nil }
        if case .string(let text) = entry.value, let day = CivilDate(text) { return day }
        complain("\(key) is a day in quotes: \"2026-01-31\"", line: entry.line)
        return nil
    }

    /// From a first day through a last one, both named; without one it is open.
    mutating func period(from: String, through: String) -> CivilPeriod {
        let start = day(from) ?? .farPast
        let last = day(through)
        if let last, last < start { complain("\(through) is before \(from)") }
        return CivilPeriod(start, last?.adding(days: 1) ?? .farFuture)
    }

    /// Prices over time: `{ always = "5000,00", 2026-07-01 = "6000,00", 2027-01-01 = "none" }`. Each holds from its day
    /// until the next.
    mutating func prices(_ key: String, _ currency: Currency) -> [TariffComponent.Price] {
        guard let entry = entry(key) else { return [] }
        guard case .table(let steps) = entry.value else {
            complain("\(key) is written { always = \"5000,00\", 2026-07-01 = \"6000,00\" }", line: entry.line)
            return []
        }
        var prices: [TariffComponent.Price] = []
        var starts: [(CivilDate, Int64?)] = []
        for step in steps {
            guard let start = step.key == "always" ? .farPast : CivilDate(step.key) else {
                complain(
                    "\(step.key) is no day: prices begin \u{201C}always\u{201D} or on a day like 2026-07-01",
                    line: entry.line)
                continue
            }
            if let last = starts.last, last.0 >= start {
                complain(
                    "the price of \(step.key) comes after a later one, or twice: put them in order", line: entry.line)
                continue
            }
            if step.value == .string("none") {
                starts.append((start, nil))
            } else if let amount = amount(step, currency) {
                starts.append((start, amount))
            }
        }
        for (index, (start, amount)) in starts.enumerated() {
            guard let amount else { continue }
            let end = index + 1 < starts.count ? starts[index + 1].0 : .farFuture
            prices.append(TariffComponent.Price(valid: CivilPeriod(start, end), amount: amount))
        }
        return prices
    }

    /// Every entry: a day and what it is called.
    mutating func holidays() -> [CatalogDocument.Holiday] {
        var holidays: [CatalogDocument.Holiday] = []
        for entry in table.entries {
            known.append(entry.key)
            guard let day = CivilDate(entry.key), case .string(let name) = entry.value else {
                complain("a holiday is written \"2026-01-01\" = \"New Year\"", line: entry.line)
                continue
            }
            holidays.append(.init(day: day, name: name))
        }
        return holidays
    }

    /// What is left over is a mistake, never ignored.
    mutating func finish() {
        for entry in table.entries where !known.contains(entry.key) {
            complain(
                "[\(name)] knows no \(entry.key); it knows \(known.joined(separator: ", "))", line: entry.line)
        }
        let keys = table.entries.map(\.key)
        for (index, entry) in table.entries.enumerated() where keys[..<index].contains(entry.key) {
            complain("\(entry.key) is there twice: take one out", line: entry.line)
        }
    }
}

/// Shares as files write them.
package enum SharePercent {
    /// "20 %", "12.5%", "0,5 %" as parts per billion; nil when it is none or too fine.
    package static func parse(_ text: String) -> Int64? {
        guard text.hasSuffix("%") else { return nil }
        let number = text.dropLast().filter { $0 != " " }
        let fine = Currency(code: "", fractionDigits: 7)
        return (try? Money(typed: number, currency: fine))?.minorUnits
    }
}
