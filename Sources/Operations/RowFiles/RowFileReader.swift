import Domain

/// The rows of a file as texts and fields: all that is done with a row before anybody asks what its fields mean.
struct RowFileReader {
    struct Row {
        /// As it is, its line end left out.
        var text: String
        /// Without the white space around them; of a row of fixed width: its whole text.
        var fields: [String]
        /// The header, where the file has one.
        var isFirst: Bool
    }

    /// Why a row is not read. It never stops the rest.
    struct Fault: Error {
        let words: String
        /// The row as far as it can be told.
        let text: String

        /// The words as a sentence of their own.
        var sentence: String { "\(words.prefix(1).uppercased())\(words.dropFirst())." }
    }

    private let shape: RowFileShape
    private let isDelimited: Bool
    private var encoding: TextEncoding
    /// Fields of the first row, which every other must have; nil before that was read.
    private var width: Int?

    /// - Parameter isDelimited: false where columns are told by the characters they stand at.
    init(_ shape: RowFileShape, isDelimited: Bool = true) {
        self.shape = shape
        self.isDelimited = isDelimited
        encoding = shape.encoding
    }

    /// The first row was read: rows may be left out from here on.
    var isBegun: Bool { width != nil }

    /// The next row is to name the columns: where it cannot be read, the one after it must not be taken for it.
    var isHeaderDue: Bool { isDelimited && shape.hasHeader && width == nil }

    /// Nil for a blank line, or one above the rows.
    mutating func read(_ row: RowFileLines.Row) throws(Fault) -> Row? {
        var bytes = row.bytes
        if row.line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            // Stronger than what the mapping says: a file of refused rows comes so.
            encoding = .utf8
            bytes.removeFirst(3)
        }
        if row.line <= shape.skippedLines || bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
        let text: String
        do throws(TextEncoding.Failure) {
            text = try TextEncoding.text(of: bytes, encoding: encoding)
        } catch {
            throw Fault(words: "the row is not \(encoding.rawValue)", text: String(decoding: bytes, as: UTF8.self))
        }
        if let fault = row.fault { throw Fault(words: fault, text: text) }
        let fields = try isDelimited ? self.fields(of: text) : [text]
        guard let width else {
            self.width = fields.count
            return Row(text: text, fields: fields, isFirst: true)
        }
        if fields.count != width {
            let words =
                "the row has \(fields.count) fields and not \(width): it is cut, or the separator is another one"
            throw Fault(words: words, text: text)
        }
        return Row(text: text, fields: fields, isFirst: false)
    }

    private func fields(of text: String) throws(Fault) -> [String] {
        do throws(DelimitedText.Failure) {
            let table = try DelimitedText(text, delimiter: shape.delimiter, shape: .ragged)
            guard table.rows.count == 1, let row = table.rows.first else { throw DelimitedText.Failure.empty }
            return row.fields.map(\.trimmed)
        } catch {
            switch error {
            case .notText: throw Fault(words: "the row holds a zero character", text: text)
            case .textAfterQuote(_, let field):
                throw Fault(words: "field \(field): text follows a closing quote", text: text)
            case .cutInsideQuotes, .noLineEnd, .wrongWidth, .empty:
                throw Fault(words: RowFileLines.openQuote, text: text)
            }
        }
    }
}
