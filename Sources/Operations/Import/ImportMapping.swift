package import Domain
import TOML

/// How the files of another system are to be read: a TOML file written once for each kind of them (issue 5, moving in).
///
///     [file]
///     source = "oldbilling"          # part of every row's key
///     delimiter = ";"                # ",", ";" or "tab"
///     encoding = "utf-8"             # or "windows-1251"
///     header = true
///     skip_lines = 0
///     [format]
///     date = "DD.MM.YYYY"
///     decimal = ","
///     grouping = " "
///     currency = "AMD"
///     [columns]                      # our field, and the header or the number (from 1) of their column
///     key = "ID"
///     family_name = "Surname"
///     phones = ["Mobile", "Home"]    # several columns, joined
///     "parameter.wifi_name" = "SSID"
///     [constants]                    # fills what the columns leave empty
///     kind = "person"
///     [values.state]                 # their word and ours
///     "A" = "active"
///     [skip]                         # rows to pass over by a value of a column
///     "status" = ["deleted"]
///
/// Without [columns] the file's own header names our fields, as an export writes it.
package struct ImportMapping: Hashable, Sendable {
    package struct Filter: Hashable, Sendable {
        package let column: RowFileColumn
        package let values: [String]
    }

    package struct Failure: Error, Hashable, Sendable {
        package let problems: [FileProblem]

        package var sentence: String { problems.map(\.sentence).joined(separator: "\n") }
    }

    package let kind: ImportKind
    package var file = RowFileShape(source: "bcrm")
    package var date = DatePattern.iso
    package var notation = Money.Notation.plain
    /// Of sums whose row does not say it; nil: the installation's.
    package var currency: Currency?
    /// By field; empty: the header names the fields.
    package var columns: [String: [RowFileColumn]] = [:]
    package var constants: [String: String] = [:]
    /// By field: their words and ours.
    package var words: [String: [String: String]] = [:]
    package var filters: [Filter] = []

    /// Files as an export writes them.
    package init(_ kind: ImportKind) { self.kind = kind }

    /// Reads a mapping; what it does not know is refused with its line, so that a slip of the pen is no silent default.
    package init(_ kind: ImportKind, _ text: String) throws(Failure) {
        self.kind = kind
        let written: TableFile
        do {
            written = try TableFile(text)
        } catch {
            throw Failure(problems: [FileProblem(line: error.line, words: error.words)])
        }
        var problems: [FileProblem] = []
        for table in written.tables {
            var fields = CatalogFields(table)
            switch table.path {
            case [] where table.entries.isEmpty: continue
            case ["file"]:
                file.take(&fields)
                fields.finish()
            case ["format"]:
                takeFormat(&fields)
                fields.finish()
            case ["columns"]: takeColumns(table, &fields)
            case ["constants"]: takeConstants(table, &fields)
            case ["skip"]: takeFilters(table, &fields)
            case let path where path.count == 2 && path[0] == "values": takeWords(of: path[1], table, &fields)
            default:
                fields.complain(
                    "there is no table [\(fields.name)]; there are [file], [format], [columns], [constants], [values.field], [skip]"
                )
            }
            problems += fields.problems
        }
        if problems.isEmpty { problems = complaints() }
        guard problems.isEmpty else { throw Failure(problems: problems) }
    }

    private mutating func takeFormat(_ fields: inout CatalogFields) {
        if let pattern = DatePattern(fields.text("date", or: "YYYY-MM-DD")) {
            date = pattern
        } else {
            fields.complain("date is written with DD, MM and YYYY (or YY), each once")
        }
        notation = Money.Notation(
            decimal: Self.sign("decimal", &fields) ?? ".", grouping: Self.sign("grouping", &fields))
        if notation.decimal == notation.grouping { fields.complain("decimal and grouping cannot be the same") }
        if let code = fields.optionalText("currency") {
            currency = Currency(isoCode: code)
            if currency == nil { fields.complain("currency is a code of three capital letters: \"AMD\"") }
        }
    }

    private static func sign(_ key: String, _ fields: inout CatalogFields) -> Character? {
        guard let text = fields.optionalText(key) else { return nil }
        guard text.count == 1, let sign = text.first, [",", ".", " ", "'", "\u{A0}"].contains(sign) else {
            fields.complain("\(key) is one of \",\" \".\" \" \" and \"'\"")
            return nil
        }
        return sign == "\u{A0}" ? " " : sign
    }

    private mutating func takeColumns(_ table: TableFile.Table, _ fields: inout CatalogFields) {
        for entry in table.entries where isKnown(entry, &fields) {
            if columns[entry.key] != nil {
                fields.complain("\(entry.key) is there twice: take one out", line: entry.line)
            }
            switch entry.value {
            case .string(let name) where !name.isEmpty: columns[entry.key] = [.named(name)]
            case .integer(let number): columns[entry.key] = [.number(number)]
            case .array(let names) where !names.isEmpty: columns[entry.key] = names.map { RowFileColumn($0) }
            case .string, .boolean, .array, .table:
                fields.complain(
                    "\(entry.key) is a header in quotes, the number of a column, or a list of them", line: entry.line)
            }
        }
    }

    private mutating func takeConstants(_ table: TableFile.Table, _ fields: inout CatalogFields) {
        for entry in table.entries {
            let text = fields.optionalText(entry.key)
            guard isKnown(entry, &fields) else { continue }
            if entry.key == "key" { fields.complain("the key is of each row", line: entry.line) }
            constants[entry.key] = text
        }
        fields.finish()
    }

    private mutating func takeWords(of field: String, _ table: TableFile.Table, _ fields: inout CatalogFields) {
        if kind.field(field) == nil { fields.complain(unknown(field)) }
        for entry in table.entries { words[field, default: [:]][entry.key] = fields.optionalText(entry.key) }
        fields.finish()
    }

    private mutating func takeFilters(_ table: TableFile.Table, _ fields: inout CatalogFields) {
        for entry in table.entries {
            filters.append(Filter(column: RowFileColumn(entry.key), values: fields.texts(entry.key)))
        }
        fields.finish()
    }

    private func isKnown(_ entry: TableFile.Entry, _ fields: inout CatalogFields) -> Bool {
        if kind.field(entry.key) != nil { return true }
        fields.complain(unknown(entry.key), line: entry.line)
        return false
    }

    private func unknown(_ field: String) -> String {
        let families = ImportField.Family.allCases.filter { kind.families.contains($0) }.map { "\($0.prefix)\u{2026}" }
        let known = (kind.fields.map(\.name) + families).joined(separator: ", ")
        return "\(kind.rawValue) have no \(field); they have \(known)"
    }

    private func complaints() -> [FileProblem] {
        var words: [String] = []
        if let complaint = file.sourceComplaint(example: "oldbilling") { words.append(complaint) }
        if !columns.isEmpty, columns["key"] == nil, kind.naturalKey.flatMap({ columns[$0] }) == nil {
            words.append("[columns] has no key: name the column that tells each row from every other")
        }
        for column in columns.values.flatMap(\.self) + filters.map(\.column) {
            switch column {
            case .named(let name) where !file.hasHeader:
                words.append("the column \"\(name)\" has a name, and the file no header: write its number")
            case .number(let number) where !(1...1000).contains(number):
                words.append("there is no column \(number)")
            case .named, .number: continue
            }
        }
        if !file.hasHeader, columns.isEmpty { words.append("[columns] is missing, and the file has no header") }
        return words.map { FileProblem(line: nil, words: $0) }
    }
}
