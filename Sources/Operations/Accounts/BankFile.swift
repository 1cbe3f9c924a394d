package import Domain
package import TOML
package import XML

/// A file a bank gives out, read into statements: CAMT.053 by itself, CSV by a mapping.
package enum BankFile {
    package enum Failure: Error, Equatable, Sendable {
        case xml(XMLReader.Failure)
        case encoding(TextEncoding.Failure)
        case table(DelimitedText.Failure)
        case mappingText(TableFile.Failure)
        case mapping(line: Int, words: String)
        case statement(BankStatement.Discrepancy)
        case otherMessage(String)
        case noStatement
        case missing(line: Int, what: String)
        case value(line: Int, column: String, words: String)
        case detailsDisagree(line: Int, entry: Money, details: Money)
        case mappingNeeded
        case typedBalance(name: String, words: String)
        case spreadsheet

        package var sentence: String {
            switch self {
            case .xml(let failure): failure.sentence
            case .encoding(let failure): failure.sentence
            case .table(let failure): failure.sentence
            case .mappingText(let failure): "The mapping, \(failure.sentence)."
            case .mapping(let line, let words): "The mapping, line \(line): \(words)."
            case .statement(let discrepancy): discrepancy.sentence
            case .otherMessage(let name):
                "The file is \(name), and no bank statement (camt.053). Ask the bank for the statement of a closed day."
            case .noStatement: "There is no statement in the file. Get it from the bank again."
            case .missing(let line, let what): "Line \(line): \(what) is missing. Get the file from the bank again."
            case .value(let line, let column, let words): "Line \(line), \(column): \(words)"
            case .detailsDisagree(let line, let entry, let details):
                "Line \(line): the entry is \(entry.textWithCode), and its details add up to \(details.textWithCode). Get the file from the bank again."
            case .typedBalance(let name, let words): "The \(name) that was given: \(words)"
            case .spreadsheet: "The file is a spreadsheet or an archive. Save it as CSV, and import that."
            case .mappingNeeded:
                "A table needs a mapping that names its columns: bcrm bank import FILE --mapping MAPPING.toml."
            }
        }
    }

    /// What the operator adds to a file that does not tell its own balances, as typed.
    package struct Balances: Hashable, Sendable {
        package var opening: String?
        package var closing: String?

        package init(opening: String? = nil, closing: String? = nil) {
            self.opening = opening
            self.closing = closing
        }
    }

    /// Reads a whole file: with a mapping as a table, otherwise as CAMT.053.
    package static func statements(
        in bytes: [UInt8], mapping: BankTableMapping?, balances: Balances = Balances()
    ) throws(Failure) -> [BankStatement] {
        // What xlsx and zip files, and old xls files, begin with.
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw .spreadsheet
        }
        if let mapping { return [try BankTable.statement(in: bytes, mapping: mapping, balances: balances)] }
        guard looksLikeXML(bytes) else { throw .mappingNeeded }
        return try CamtFile.statements(in: bytes)
    }

    /// The first character that is no blank and no byte order mark is `<`.
    private static func looksLikeXML(_ bytes: [UInt8]) -> Bool {
        let skipped: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0x00, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF]
        return bytes.first { !skipped.contains($0) } == 0x3C
    }
}

extension BankFile.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
