/// A table in plain text (RFC 4180): rows of fields between commas, semicolons or tabs; a field in quotes may hold
/// separators, line ends and doubled quotes. Nothing is guessed that could change an amount or a name: what is cut,
/// or not a table at all, is refused with its line (issue 3, bad input).
package struct DelimitedText: Hashable, Sendable {
    package enum Delimiter: String, Hashable, Sendable, CaseIterable {
        case comma = ","
        case semicolon = ";"
        case tab = "\t"

        /// As a mapping file writes it: itself, or its name.
        package init?(written text: String) {
            guard let found = Self.allCases.first(where: { $0.rawValue == text || $0.name == text }) else { return nil }
            self = found
        }

        package static let complaint = "delimiter is \",\", \";\" or \"tab\""

        /// As people and mapping files call it.
        package var name: String {
            switch self {
            case .comma: "comma"
            case .semicolon: "semicolon"
            case .tab: "tab"
            }
        }

        var byte: UInt8 {
            switch self {
            case .comma: 0x2C
            case .semicolon: 0x3B
            case .tab: 0x09
            }
        }
    }

    package struct Row: Hashable, Sendable {
        /// The line of the file the row begins in, from 1; a row with line ends inside quotes covers several.
        package let line: Int
        package let fields: [String]

        package init(line: Int, fields: [String]) {
            self.line = line
            self.fields = fields
        }
    }

    package enum Failure: Error, Hashable, Sendable {
        /// The quote opened in this line never closes.
        case cutInsideQuotes(line: Int)
        /// The last line has no line end, where that was asked for.
        case noLineEnd(line: Int)
        case textAfterQuote(line: Int, field: Int)
        case notText(line: Int)
        case wrongWidth(line: Int, expected: Int, found: Int)
        case empty

        package var sentence: String {
            switch self {
            case .cutInsideQuotes(let line):
                "The file ends inside quotes that open in line \(line): it is cut. Get the whole file again."
            case .noLineEnd(let line):
                "Line \(line) is the last one and does not end like a line: the file may be cut. Get the whole file again."
            case .textAfterQuote(let line, let field):
                "Line \(line), field \(field): text follows a closing quote; a quote inside quotes is written twice."
            case .notText(let line):
                "Line \(line) holds a zero character: this is no text file. Export it as CSV."
            case .wrongWidth(let line, let expected, let found):
                "Line \(line) has \(found) fields and not \(expected): it is cut, or the separator is another one."
            case .empty: "The file is empty."
            }
        }
    }

    /// Which lines a reader takes.
    package enum Shape: Hashable, Sendable {
        /// Every row is as wide as the first.
        case even
        /// Rows of any width: reports with lines above and below their table.
        case ragged
    }

    package let delimiter: Delimiter
    package let rows: [Row]
    /// False when the last line lacks its line end, as in a file that was cut.
    package let endsWithLineEnd: Bool

    /// Reads a table. Blank lines are no rows. A byte order mark is skipped.
    /// - Parameters:
    ///   - delimiter: nil takes the one that makes the most even table of the first lines.
    ///   - needsLineEnd: refuses a last line without a line end.
    package init(
        _ text: String, delimiter: Delimiter? = nil, shape: Shape = .even, needsLineEnd: Bool = false
    ) throws(Failure) {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        self.delimiter = delimiter ?? Self.likelyDelimiter(of: bytes)
        var reader = RowReader(bytes: bytes, delimiter: self.delimiter.byte)
        var rows: [Row] = []
        while let row = try reader.next() {
            if shape == .even, let width = rows.first?.fields.count, row.fields.count != width {
                throw .wrongWidth(line: row.line, expected: width, found: row.fields.count)
            }
            rows.append(row)
        }
        guard let last = rows.last else { throw .empty }
        self.rows = rows
        let hasLineFeeds = bytes.contains(lineFeed)
        endsWithLineEnd = bytes.last == lineFeed || (bytes.last == carriageReturn && !hasLineFeeds)
        if needsLineEnd, !endsWithLineEnd { throw .noLineEnd(line: last.line) }
    }

    /// The delimiter whose rows among the first twenty lines are most often as wide as each other, and then widest.
    private static func likelyDelimiter(of bytes: [UInt8]) -> Delimiter {
        var best: (score: Int, width: Int, delimiter: Delimiter) = (0, 1, .comma)
        for delimiter in Delimiter.allCases {
            let widths = firstWidths(of: bytes, delimiter: delimiter.byte)
            let counts = Dictionary(widths.filter { $0 > 1 }.map { ($0, 1) }, uniquingKeysWith: +)
            guard let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
            if (usual.value, usual.key) > (best.score, best.width) { best = (usual.value, usual.key, delimiter) }
        }
        return best.delimiter
    }

    /// Fields of each of the first lines, counting no separators inside quotes.
    private static func firstWidths(of bytes: [UInt8], delimiter: UInt8) -> [Int] {
        var widths: [Int] = []
        var width = 1
        var isQuoted = false
        for byte in bytes.prefix(65_536) {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == delimiter { width += 1 }
            if byte == lineFeed || byte == carriageReturn {
                widths.append(width)
                width = 1
                // CRLF counts twice.
                if widths.count == 40 { break }
            }
        }
        return widths + [width]
    }
}

private let quote: UInt8 = 0x22
private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D

/// Reads row by row; works on bytes, since everything that divides is ASCII.
private struct RowReader {
    let bytes: [UInt8]
    let delimiter: UInt8
    var position = 0
    var line = 1

    /// Nil at the end.
    mutating func next() throws(DelimitedText.Failure) -> DelimitedText.Row? {
        while position < bytes.count {
            let start = line
            var fields: [String] = []
            var wasQuoted = false
            while true {
                let field = try self.field(number: fields.count + 1)
                fields.append(field.text)
                wasQuoted = wasQuoted || field.wasQuoted
                guard position < bytes.count, bytes[position] == delimiter else { break }
                position += 1
            }
            takeLineEnd()
            if fields.count == 1, fields[0].isEmpty, !wasQuoted { continue }
            return DelimitedText.Row(line: start, fields: fields)
        }
        return nil
    }

    private mutating func field(number: Int) throws(DelimitedText.Failure) -> (text: String, wasQuoted: Bool) {
        if position < bytes.count, bytes[position] == quote { return (try quotedField(number: number), true) }
        let start = position
        while position < bytes.count, bytes[position] != delimiter, !isLineEnd(bytes[position]) {
            if bytes[position] == 0 { throw .notText(line: line) }
            position += 1
        }
        return (String(decoding: bytes[start..<position], as: UTF8.self), false)
    }

    private mutating func quotedField(number: Int) throws(DelimitedText.Failure) -> String {
        let opened = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                position += 1
                guard position < bytes.count, bytes[position] == quote else {
                    guard position == bytes.count || bytes[position] == delimiter || isLineEnd(bytes[position]) else {
                        throw .textAfterQuote(line: line, field: number)
                    }
                    return String(decoding: content, as: UTF8.self)
                }
            }
            if byte == 0 { throw .notText(line: line) }
            if byte == lineFeed || (byte == carriageReturn && !isFollowedByLineFeed) { line += 1 }
            content.append(byte)
            position += 1
        }
        throw .cutInsideQuotes(line: opened)
    }

    private var isFollowedByLineFeed: Bool { position + 1 < bytes.count && bytes[position + 1] == lineFeed }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private mutating func takeLineEnd() {
        guard position < bytes.count else { return }
        if bytes[position] == carriageReturn, isFollowedByLineFeed { position += 1 }
        position += 1
        line += 1
    }
}

extension DelimitedText {
    /// What stands in one field of a table to be written.
    package enum Cell: Hashable, Sendable {
        /// Somebody's words: a spreadsheet must never take them for a formula.
        case text(String)
        /// A number or date in the form it is to have; nothing is put before it.
        case number(String)
    }

    /// Writes rows as a spreadsheet and this reader take them back.
    package struct Writer: Sendable {
        package let delimiter: Delimiter
        package let lineEnd: String

        package init(delimiter: Delimiter = .comma, lineEnd: String = "\r\n") {
            self.delimiter = delimiter
            self.lineEnd = lineEnd
        }

        /// One row with its line end.
        package func row(_ cells: [Cell]) -> String {
            if cells == [.text("")] { return "\"\"" + lineEnd }
            return cells.map(field).joined(separator: delimiter.rawValue) + lineEnd
        }

        /// A text that a spreadsheet would take for a formula gets an apostrophe before it.
        private func field(_ cell: Cell) -> String {
            switch cell {
            case .number(let text): return quoted(text)
            case .text(let text):
                let startsFormula = text.utf8.first.map { Self.formulaStarts.contains($0) } ?? false
                return quoted(startsFormula ? "'" + text : text)
            }
        }

        /// `=`, `+`, `-`, `@`, tab and the two line ends.
        private static let formulaStarts: Set<UInt8> = [0x3D, 0x2B, 0x2D, 0x40, 0x09, lineFeed, carriageReturn]

        private func quoted(_ text: String) -> String {
            let needsQuotes =
                text.utf8.contains { $0 == quote || $0 == lineFeed || $0 == carriageReturn || $0 == delimiter.byte }
                || text.first == " " || text.last == " "
            guard needsQuotes else { return text }
            var escaped = "\""
            for scalar in text.unicodeScalars {
                if scalar == "\"" { escaped.append("\"") }
                escaped.unicodeScalars.append(scalar)
            }
            return escaped + "\""
        }
    }
}
