/// A file's rows as its octets come, piece by piece, in bounded memory. A quoted field may hold line ends; a quote that
/// never closes spoils its own line only.
struct RowFileLines {
    /// One row: the octets of it without its line end.
    struct Row: Hashable {
        var bytes: [UInt8]
        /// Where it begins and ends, lines from 1.
        var line: Int
        var lastLine: Int
        /// What is wrong with the row as a whole.
        var fault: String?
    }

    private struct Line {
        var bytes: [UInt8]
        var number: Int
        var isOpenQuoted: Bool
        var fault: String?
    }

    /// More octets than that in one line are no row.
    static let longest = 65_536
    /// A field in quotes over more lines than that is a quote that never closes.
    static let mostLines = 20
    static let openQuote = "a quote opens and never closes"

    private let joinsQuotes: Bool
    private let endsLastLine: Bool
    private let what: String
    private var current: [UInt8] = []
    private var isTooLong = false
    private var number = 1
    private var waiting: [Line] = []
    private var isAtEnd = false

    /// - Parameters:
    ///   - joinsQuotes: rows may hold line ends inside quotes (CSV).
    ///   - what: what a row should be, for the sentence about one that is not.
    init(_ shape: RowFileShape, joinsQuotes: Bool, what: String) {
        self.joinsQuotes = joinsQuotes
        self.what = what
        endsLastLine = shape.endsLastLine
    }

    /// The rows that are whole after the next piece, which may be none; nil at the end of the file.
    /// - Parameter pieces: octets of the file from its beginning; nil at its end.
    mutating func next(_ pieces: () throws -> [UInt8]?) throws -> [Row]? {
        if isAtEnd { return nil }
        if let bytes = try pieces() { return take(bytes) }
        isAtEnd = true
        return end()
    }

    private mutating func take(_ bytes: [UInt8]) -> [Row] {
        var rows: [Row] = []
        for byte in bytes {
            if byte == 0x0A {
                endLine(fault: nil)
                drain(into: &rows, isEnd: false)
            } else if current.count < Self.longest {
                current.append(byte)
            } else {
                isTooLong = true
            }
        }
        return rows
    }

    /// The rows that are left when the file has ended.
    private mutating func end() -> [Row] {
        var rows: [Row] = []
        if !current.isEmpty {
            endLine(
                fault: endsLastLine
                    ? "the file ends within this line: the row may be cut, get the whole file again" : nil)
        }
        drain(into: &rows, isEnd: true)
        return rows
    }

    private mutating func endLine(fault: String?) {
        if current.last == 0x0D { current.removeLast() }
        let isOdd = joinsQuotes && current.count { $0 == 0x22 } % 2 == 1
        let long = isTooLong ? "the line is longer than \(Self.longest) octets: this is no \(what)" : nil
        waiting.append(Line(bytes: current, number: number, isOpenQuoted: isOdd, fault: fault ?? long))
        number += 1
        current.removeAll(keepingCapacity: true)
        isTooLong = false
    }

    private mutating func drain(into rows: inout [Row], isEnd: Bool) {
        while let first = waiting.first {
            if !first.isOpenQuoted || first.fault != nil {
                rows.append(
                    Row(bytes: first.bytes, line: first.number, lastLine: first.number, fault: first.fault))
                waiting.removeFirst()
            } else if let closing = waiting.dropFirst().prefix(Self.mostLines).firstIndex(where: \.isOpenQuoted) {
                let lines = waiting[...closing]
                rows.append(
                    Row(
                        bytes: Array(lines.map(\.bytes).joined(separator: [0x0A])), line: first.number,
                        lastLine: lines[closing].number, fault: lines.compactMap(\.fault).first))
                waiting.removeFirst(closing + 1)
            } else if isEnd || waiting.count > Self.mostLines {
                rows.append(
                    Row(
                        bytes: first.bytes, line: first.number, lastLine: first.number,
                        fault: Self.openQuote))
                waiting.removeFirst()
            } else {
                return
            }
        }
    }
}
