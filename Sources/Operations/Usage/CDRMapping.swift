import Domain
import TOML

/// How the call records of one source are to be read: a TOML file written once for each exchange (issue 4, CDR files).
///
///     [file]
///     source = "softswitch-1"        # part of every row's key
///     format = "csv"                 # or "fixed"
///     delimiter = ";"                # ",", ";" or "tab"
///     encoding = "utf-8"             # or "windows-1251"
///     header = true
///     skip_lines = 0
///     [time]
///     zone = "Asia/Yerevan"
///     pattern = "YYYY-MM-DD hh:mm:ss"
///     [columns]                      # a header, a number from 1, or "from-to" of a fixed width
///     calling = "A number"
///
/// [constants] gives fields every row has, [direction] the words of that column, [skip] rows to pass over by a value.
package struct CDRMapping: Hashable, Sendable {
    package enum Format: String, Hashable, Sendable, CaseIterable {
        case csv
        case fixed
    }

    package enum Column: Hashable, Sendable {
        case delimited(RowFileColumn)
        /// Characters from 1, both named.
        case characters(ClosedRange<Int>)
    }

    package enum Field: String, Hashable, Sendable, CaseIterable {
        /// What tells the row from every other of its source; without it its numbers, start and duration do.
        case id
        case calling
        case called
        /// Who pays, where it is not the caller.
        case subscriber
        /// When it was dialled; counts as the answer where no column says that.
        case start
        case answer
        case end
        case duration
        case cause
        /// 0 originating, 1 terminating (3GPP TS 32.299).
        case role
        /// Words for the role.
        case direction
    }

    package enum DurationUnit: String, Hashable, Sendable, CaseIterable {
        case seconds
        /// A part of a second counts as a whole one.
        case milliseconds
        /// hh:mm:ss
        case clock
    }

    package struct Filter: Hashable, Sendable {
        package let column: Column
        package let values: [String]
    }

    package struct Failure: Error, Hashable, Sendable {
        package let problems: [FileProblem]

        package var sentence: String { problems.map(\.sentence).joined(separator: "\n") }
    }

    package var file = RowFileShape(source: "")
    package var format = Format.csv
    package var time = CDRTimePattern.standard
    package var durationUnit = DurationUnit.seconds
    package var columns: [Field: Column] = [:]
    package var constants: [Field: String] = [:]
    package var originatingWords: [String] = []
    package var terminatingWords: [String] = []
    package var filters: [Filter] = []

    /// Reads a mapping; what it does not know is refused with its line, so that a slip of the pen is no silent default.
    package init(_ text: String) throws(Failure) {
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
                format = fields.word("format", or: .csv)
            case ["time"]: takeTime(&fields)
            case ["duration"]: durationUnit = fields.word("unit", or: .seconds)
            case ["columns"]:
                for field in Field.allCases { columns[field] = column(field.rawValue, of: table, &fields) }
            case ["constants"]:
                for field in Field.allCases where field != .id {
                    constants[field] = fields.optionalText(field.rawValue)
                }
            case ["direction"]:
                originatingWords = fields.texts("originating")
                terminatingWords = fields.texts("terminating")
            case ["skip"]: takeFilters(table, &fields)
            default:
                fields.complain(
                    "there is no table [\(fields.name)]; there are [file], [time], [duration], [columns], [constants], [direction], [skip]"
                )
                problems += fields.problems
                continue
            }
            fields.finish()
            problems += fields.problems
        }
        if problems.isEmpty { problems = complaints() }
        guard problems.isEmpty else { throw Failure(problems: problems) }
    }

    private mutating func takeTime(_ fields: inout CatalogFields) {
        let name = fields.text("zone", or: "UTC")
        let text = fields.text("pattern", or: CDRTimePattern.standard.text)
        do throws(TimeZoneRules.Failure) {
            let zone = name == "UTC" ? TimeZoneRules.utc : try TimeZoneRules(named: name)
            if let pattern = CDRTimePattern(text, zone: zone) {
                time = pattern
            } else {
                fields.complain(
                    "pattern is \"unix\", \"unix-ms\", \"iso\", or YYYY, MM, DD, hh, mm, ss each once with what stands between"
                )
            }
        } catch {
            fields.complain(error.sentence)
        }
    }

    private func column(_ key: String, of table: TableFile.Table, _ fields: inout CatalogFields) -> Column? {
        guard let text = fields.optionalText(key) else { return nil }
        if case .integer(let number)? = table[key] { return .delimited(.number(number)) }
        return Self.column(text)
    }

    private static func column(_ text: String) -> Column {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        if ends.count == 2, let from = ends[0], let to = ends[1], from >= 1, from <= to {
            return .characters(from...to)
        }
        return .delimited(.named(text))
    }

    private mutating func takeFilters(_ table: TableFile.Table, _ fields: inout CatalogFields) {
        for entry in table.entries {
            let column = Int(entry.key).map { Column.delimited(.number($0)) } ?? Self.column(entry.key)
            filters.append(Filter(column: column, values: fields.texts(entry.key)))
        }
    }

    private func complaints() -> [FileProblem] {
        var words: [String] = []
        if let complaint = file.sourceComplaint(example: "softswitch-1") { words.append(complaint) }
        for field in [Field.calling, .called] where columns[field] == nil && constants[field] == nil {
            words.append("[columns] has no \(field.rawValue): name its column")
        }
        if columns[.start] == nil, columns[.answer] == nil {
            words.append("[columns] has neither start nor answer: name the column")
        }
        if columns[.duration] == nil, columns[.end] == nil {
            words.append("[columns] has neither duration nor end: name the column")
        }
        for field in [Field.start, .answer, .end, .duration] where constants[field] != nil {
            words.append("[constants] has \(field.rawValue), which is of each row")
        }
        let all = Array(columns.values) + filters.map(\.column)
        for column in all {
            switch column {
            case .characters(let range) where format == .csv:
                words.append("the column \"\(range.lowerBound)-\(range.upperBound)\" is for format = \"fixed\"")
            case .delimited(.named(let name)) where format == .fixed:
                words.append("the column \"\(name)\" is for format = \"csv\"; write characters from 1: \"1-16\"")
            case .delimited(.named(let name)) where !file.hasHeader:
                words.append("the column \"\(name)\" has a name, and the file no header: write its number")
            case .delimited(.number(let number)) where format == .fixed || !(1...1000).contains(number):
                words.append("the column \(number) is no column of this format")
            case .delimited, .characters: continue
            }
        }
        if columns[.direction] != nil, originatingWords.isEmpty && terminatingWords.isEmpty {
            words.append("[direction] says which words mean originating and terminating")
        }
        return words.map { FileProblem(line: nil, words: $0) }
    }
}
