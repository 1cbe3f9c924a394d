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
    private let currencies: ImportCurrencies
    private var rows: RowFileReader
    /// Fields with where they stand, after the header was read.
    private var places: [(field: ImportField, columns: [Int])] = []
    private var filterPlaces: [(column: Int, values: [String])] = []
    /// The first row as it is, its line end left out; nil before it was read.
    private(set) var header: String?

    init(_ mapping: ImportMapping, _ currencies: ImportCurrencies) {
        self.mapping = mapping
        self.currencies = currencies
        rows = RowFileReader(mapping.file)
    }

    /// The first row was read: rows may be left out from here on.
    var isBegun: Bool { rows.isBegun }

    mutating func read(_ row: RowFileLines.Row) throws(ImportFile.Failure) -> Outcome {
        let read: RowFileReader.Row
        do throws(RowFileReader.Fault) {
            guard let found = try rows.read(row) else { return .none }
            read = found
        } catch {
            if rows.isHeaderDue { throw .columns(line: row.line, words: error.words) }
            return .refused(ImportRefusal(line: row.line, reason: error.sentence, text: error.text))
        }
        if read.isFirst {
            try findColumns(read.fields, line: row.line)
            if mapping.file.hasHeader {
                header = read.text
                return .none
            }
        }
        do throws(Reason) {
            return try outcome(read.fields, read.text, row.line)
        } catch {
            return .refused(ImportRefusal(line: row.line, reason: error.words, text: read.text))
        }
    }

    /// Why a row is refused.
    private struct Reason: Error {
        let words: String

        init(_ words: String) { self.words = words }
    }

    // MARK: Columns

    private mutating func findColumns(_ header: [String], line: Int) throws(ImportFile.Failure) {
        if mapping.columns.isEmpty { try findFields(header, line: line) }
        for (name, columns) in mapping.columns.sorted(by: { $0.key < $1.key }) {
            guard let field = mapping.kind.field(name) else { continue }
            var found: [Int] = []
            for column in columns { found.append(try column.place(in: header, line: line)) }
            places.append((field, found))
        }
        for (name, _) in mapping.constants.sorted(by: { $0.key < $1.key })
        where !places.contains(where: { $0.field.name == name }) {
            if let field = mapping.kind.field(name) { places.append((field, [])) }
        }
        for filter in mapping.filters {
            filterPlaces.append((try filter.column.place(in: header, line: line), filter.values))
        }
    }

    /// The columns of a header that names our fields.
    private mutating func findFields(_ header: [String], line: Int) throws(ImportFile.Failure) {
        for (index, name) in header.enumerated() {
            if name == RefusedRows.reasonColumn || name.isEmpty { continue }
            guard let field = mapping.kind.field(name) else {
                let words =
                    "\u{201C}\(name)\u{201D} is no field of \(mapping.kind.rawValue); a mapping says what it means"
                throw .columns(line: line, words: words)
            }
            if places.contains(where: { $0.field == field }) {
                throw .columns(line: line, words: "there are several columns \u{201C}\(name)\u{201D}")
            }
            places.append((field, [index]))
        }
        let names = places.map(\.field.name)
        if !names.contains("key"), !(mapping.kind.naturalKey.map { names.contains($0) } ?? false) {
            throw .columns(line: line, words: "there is no column \u{201C}key\u{201D}")
        }
    }

    // MARK: Values

    private func outcome(_ cells: [String], _ text: String, _ line: Int) throws(Reason) -> Outcome {
        if filterPlaces.contains(where: { $0.values.contains(cells[$0.column]) }) { return .skipped }
        var row = ImportRow(line: line, key: "", text: text, fields: [:])
        var key = ""
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
        let currency = currency(of: &row)
        for (field, value) in sums { try take(field, value, currency, into: &row) }
        if key.isEmpty, let name = mapping.kind.naturalKey { key = row.fields[name] ?? "" }
        if key.isEmpty { throw Reason("key: must be filled in.") }
        return .row(
            ImportRow(
                line: line, key: key, text: text, fields: row.fields, parameters: row.parameters, prices: row.prices,
                options: row.options))
    }

    /// What a row's sums are in. An account that does not say its currency has the mapping's, if that has one.
    private func currency(of row: inout ImportRow) -> Currency {
        switch mapping.kind {
        case .subscriptions: return row.fields["tariff"].flatMap { currencies.tariffs[$0] } ?? currencies.standard
        case .accounts:
            if row.fields["currency"] == nil { row.fields["currency"] = mapping.currency?.code }
            // One that is no code is refused by the database.
            return row.fields["currency"].flatMap { Currency(isoCode: $0) } ?? currencies.standard
        case .customers, .devices, .tickets: return currencies.standard
        }
    }

    /// The first column that has something, or of several that belong together all; else the constant; as our word.
    private func value(of field: ImportField, _ columns: [Int], _ cells: [String]) -> String {
        var texts: [String] = []
        for column in columns {
            let text = FormulaGuard.removed(from: cells[column])
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
        case "balance", "debt":
            // What is owed is less than nothing.
            let balance = field.name == "debt" ? money.negated : money
            if let other = row.fields["balance"], other != "0" {
                if balance.minorUnits == 0 { return }
                throw Reason("balance, debt: the row has both; it is one or the other.")
            }
            row.fields["balance"] = String(balance.minorUnits)
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
