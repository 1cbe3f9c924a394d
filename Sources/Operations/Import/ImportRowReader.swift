import Domain

/// Makes rows of a kind of the rows of a file by its mapping. What cannot be read is refused with its line and reason, and
/// never stops the rest.
struct ImportRowReader {
    enum Outcome {
        case row(ImportRow)
        case refused(ImportRefusal)
        /// By a filter.
        case skipped
        /// A blank line, the header, or one above it.
        case none
    }

    private let mapping: ImportMapping
    private var encoding: TextEncoding
    /// Fields with where they stand, after the header was read.
    private var places: [(field: ImportField, columns: [Int])] = []
    private var filterPlaces: [(column: Int, values: [String])] = []
    private var width: Int?
    /// The first row as it is, its line end left out; nil before it was read.
    private(set) var header: String?

    init(_ mapping: ImportMapping) {
        self.mapping = mapping
        encoding = mapping.encoding
    }

    mutating func read(_ row: CDRLines.Row) throws(ImportFile.Failure) -> Outcome {
        var bytes = row.bytes
        if row.line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            // Stronger than what the mapping says: a file of refused rows comes so.
            encoding = .utf8
            bytes.removeFirst(3)
        }
        if row.line <= mapping.skippedLines || bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return .none }
        let text: String
        do throws(TextEncoding.Failure) {
            text = try TextEncoding.text(of: bytes, encoding: encoding)
        } catch {
            return .refused(
                ImportRefusal(
                    line: row.line, reason: "The row is not \(encoding.rawValue).",
                    text: String(decoding: bytes, as: UTF8.self)))
        }
        do throws(Reason) {
            if let fault = row.fault { throw Reason(fault) }
            let fields = try fields(of: text)
            if width == nil {
                try findColumns(fields, line: row.line)
                if mapping.hasHeader {
                    header = text
                    return .none
                }
            }
            return try outcome(fields, text, row.line)
        } catch {
            if let failure = error.failure { throw failure }
            return .refused(ImportRefusal(line: row.line, reason: error.words, text: text))
        }
    }

    /// Why a row is refused, or with it the whole file.
    private struct Reason: Error {
        let words: String
        var failure: ImportFile.Failure?

        init(_ words: String) { self.words = words }

        init(_ failure: ImportFile.Failure) {
            words = failure.sentence
            self.failure = failure
        }
    }

    // MARK: Columns

    private func fields(of text: String) throws(Reason) -> [String] {
        do throws(DelimitedText.Failure) {
            let table = try DelimitedText(text, delimiter: mapping.delimiter, shape: .ragged)
            guard table.rows.count == 1, let row = table.rows.first else { throw DelimitedText.Failure.empty }
            return row.fields
        } catch {
            switch error {
            case .notText: throw Reason("The row holds a zero character.")
            case .textAfterQuote(_, let field): throw Reason("Field \(field): text follows a closing quote.")
            case .cutInsideQuotes, .noLineEnd, .wrongWidth, .empty: throw Reason("A quote opens and never closes.")
            }
        }
    }

    private mutating func findColumns(_ header: [String], line: Int) throws(Reason) {
        width = header.count
        if mapping.columns.isEmpty {
            for (index, name) in header.enumerated() {
                let name = Self.trimmed(name)
                if name == RefusedRows.reasonColumn || name.isEmpty { continue }
                guard let field = mapping.kind.field(name) else {
                    let words =
                        "\u{201C}\(name)\u{201D} is no field of \(mapping.kind.rawValue); a mapping says what it means"
                    throw Reason(.columns(line: line, words: words))
                }
                places.append((field, [index]))
            }
            let names = places.map(\.field.name)
            if !names.contains("key"), !(mapping.kind.naturalKey.map { names.contains($0) } ?? false) {
                throw Reason(.columns(line: line, words: "there is no column \u{201C}key\u{201D}"))
            }
        }
        for (name, columns) in mapping.columns.sorted(by: { $0.key < $1.key }) {
            guard let field = mapping.kind.field(name) else { continue }
            var found: [Int] = []
            for column in columns { found.append(try place(column, header, line)) }
            places.append((field, found))
        }
        for (name, _) in mapping.constants.sorted(by: { $0.key < $1.key })
        where !places.contains(where: { $0.field.name == name }) {
            if let field = mapping.kind.field(name) { places.append((field, [])) }
        }
        for filter in mapping.filters {
            filterPlaces.append((try place(filter.column, header, line), filter.values))
        }
    }

    private func place(_ column: ImportMapping.Column, _ header: [String], _ line: Int) throws(Reason) -> Int {
        switch column {
        case .number(let number):
            guard number <= header.count else {
                throw Reason(.columns(line: line, words: "there are \(header.count) columns, and no column \(number)"))
            }
            return number - 1
        case .named(let name):
            let found = header.indices.filter { Self.trimmed(header[$0]).lowercased() == name.lowercased() }
            guard found.count == 1 else {
                let all = header.map { "\"\(Self.trimmed($0))\"" }.joined(separator: ", ")
                let words =
                    found.isEmpty ? "there is no column \"\(name)\"" : "there are \(found.count) columns \"\(name)\""
                throw Reason(.columns(line: line, words: "\(words); there are \(all)"))
            }
            return found[0]
        }
    }

    private static func trimmed(_ text: String) -> String {
        if let first = text.utf8.first, let last = text.utf8.last, first > 0x20, first < 0x80, last > 0x20, last < 0x80
        {
            return text
        }
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    // MARK: Values

    private func outcome(_ cells: [String], _ text: String, _ line: Int) throws(Reason) -> Outcome {
        if let width, cells.count != width {
            throw Reason(
                "The row has \(cells.count) fields and not \(width): it is cut, or the separator is another one.")
        }
        if filterPlaces.contains(where: { $0.values.contains(Self.trimmed(cells[$0.column])) }) { return .skipped }
        var row = ImportRow(line: line, key: "", text: text, fields: [:])
        var key = ""
        var currency = mapping.currency
        // Sums are read last, by the currency of the row.
        var sums: [(ImportField, String)] = []
        for (field, columns) in places {
            let value = value(of: field, columns, cells)
            if value.isEmpty { continue }
            switch field.form {
            case .text:
                if let family = ImportField.Family.allCases.first(where: { field.name.hasPrefix($0.prefix) }) {
                    row.parameters[String(field.name.dropFirst(family.prefix.count))] = value
                } else if field.name == "key" {
                    key = value
                } else {
                    row.fields[field.name] = value
                    if field.name == "currency" { currency = Currency(isoCode: value) ?? currency }
                }
            case .day:
                guard let day = mapping.date.date(value) else {
                    throw Reason(
                        "\(field.name): \u{201C}\(value.prefix(40))\u{201D} is no date like \(mapping.date.text).")
                }
                row.fields[field.name] = day.description
            case .number:
                guard let number = Int64(value) else {
                    throw Reason("\(field.name): \u{201C}\(value.prefix(40))\u{201D} is no whole number.")
                }
                row.fields[field.name] = String(number)
            case .options: row.options = try Self.options(value)
            case .amount: sums.append((field, value))
            }
        }
        for (field, value) in sums { try take(field, value, currency, into: &row) }
        if key.isEmpty, let name = mapping.kind.naturalKey { key = row.fields[name] ?? "" }
        if key.isEmpty { throw Reason("key: must be filled in.") }
        return .row(
            ImportRow(
                line: line, key: key, text: text, fields: row.fields, parameters: row.parameters, prices: row.prices,
                options: row.options))
    }

    /// The first column that has something, or of several that belong together all; else the constant; as our word.
    private func value(of field: ImportField, _ columns: [Int], _ cells: [String]) -> String {
        var texts: [String] = []
        for column in columns {
            let text = FormulaGuard.removed(from: Self.trimmed(cells[column]))
            if !text.isEmpty { texts.append(text) }
        }
        let separator = field.name == "phones" ? ", " : " "
        let text = texts.isEmpty ? mapping.constants[field.name] ?? "" : texts.joined(separator: separator)
        return mapping.words[field.name]?[text] ?? text
    }

    private func take(
        _ field: ImportField, _ value: String, _ currency: Currency, into row: inout ImportRow
    ) throws(Reason) {
        let money: Money
        do throws(Money.Failure) {
            money = try Money(written: value, notation: mapping.notation, currency: currency)
        } catch {
            throw Reason("\(field.name): \(error.sentence)")
        }
        switch field.name {
        case "own_price": row.prices[""] = money.minorUnits
        case let name where name.hasPrefix(ImportField.Family.price.prefix):
            row.prices[String(name.dropFirst(ImportField.Family.price.prefix.count))] = money.minorUnits
        case "debt":
            // What is owed is less than nothing.
            guard row.fields["balance"] == nil || row.fields["balance"] == "0" else {
                if money.minorUnits == 0 { return }
                throw Reason("balance, debt: the row has both; it is one or the other.")
            }
            row.fields["balance"] = String(money.negated.minorUnits)
        default: row.fields[field.name] = String(money.minorUnits)
        }
    }

    /// "sport box:2": codes with their quantities.
    private static func options(_ text: String) throws(Reason) -> [String: Int64] {
        var options: [String: Int64] = [:]
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ";" }) {
            let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let quantity = parts.count == 2 ? Int64(parts[1]) : 1, !parts[0].isEmpty,
                options.updateValue(quantity, forKey: String(parts[0])) == nil
            else {
                throw Reason("options: \u{201C}\(word.prefix(40))\u{201D} is no option like sport or box:2, each once.")
            }
        }
        return options
    }
}

/// What keeps a spreadsheet from taking a text for a formula, and a reader from taking it for the text.
///
/// A text that begins like a formula gets an apostrophe before it, and so does one that begins with apostrophes and then
/// like a formula: taking one apostrophe away gives every text back as it was.
enum FormulaGuard {
    private static func isFormula(_ text: String) -> Bool {
        let starts: Set<UInt8> = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0A, 0x0D]
        return text.utf8.first { $0 != 0x27 }.map { starts.contains($0) } ?? false
    }

    static func added(to text: String) -> String { isFormula(text) ? "'" + text : text }

    static func removed(from text: String) -> String {
        text.utf8.first == 0x27 && isFormula(text) ? String(text.dropFirst()) : text
    }
}
