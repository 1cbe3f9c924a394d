package import Domain

/// How a file of rows from elsewhere is written: what [file] of a mapping says of it, whatever its rows mean.
package struct RowFileShape: Hashable, Sendable {
    /// The file as a whole is not the one that the mapping is for.
    package enum Failure: Error, Hashable, Sendable {
        case columns(line: Int, words: String)
        case unsupportedEncoding

        package var sentence: String {
            switch self {
            case .columns(let line, let words): "line \(line): \(words): correct the mapping, or get the right file"
            case .unsupportedEncoding: "UTF-16 is not read here: save the file as UTF-8"
            }
        }
    }

    /// The system the rows come from; part of every row's key.
    package var source: String
    package var delimiter = DelimitedText.Delimiter.comma
    package var encoding = TextEncoding.utf8
    package var hasHeader = true
    package var skippedLines = 0
    /// A last line without its end may be cut, and is refused; false where the source writes files so.
    package var endsLastLine = true

    package init(source: String) { self.source = source }

    /// Reads the entries of [file].
    mutating func take(_ fields: inout CatalogFields) {
        source = fields.text("source")
        encoding = fields.word("encoding", or: .utf8)
        if let known = DelimitedText.Delimiter(written: fields.text("delimiter", or: ",")) {
            delimiter = known
        } else {
            fields.complain(DelimitedText.Delimiter.complaint)
        }
        if fields.has("header") { hasHeader = fields.flag("header") }
        if fields.has("ends_last_line") { endsLastLine = fields.flag("ends_last_line") }
        skippedLines = fields.number("skip_lines", or: 0)
        if !(0...10_000).contains(skippedLines) { fields.complain("skip_lines is 0 to 10000") }
    }

    /// What is wrong with the name of the source, which the database takes into keys; nil: nothing.
    func sourceComplaint(example: String) -> String? {
        let isPlain = source.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2E, 0x2D, 0x5F].contains($0)
        }
        let first = source.utf8.first ?? 0
        let isNamed = (0x61...0x7A).contains(first) || (0x30...0x39).contains(first)
        if isPlain, isNamed, source.utf8.count <= 40 { return nil }
        return "[file] source is small letters, digits, - _ and ., at most 40: \"\(example)\""
    }

    /// Rows are read line by line, and a line of UTF-16 ends within a character.
    func checkEncoding() throws(Failure) {
        if encoding == .utf16LittleEndian || encoding == .utf16BigEndian { throw .unsupportedEncoding }
    }
}
