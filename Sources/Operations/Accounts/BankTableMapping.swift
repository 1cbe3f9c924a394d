package import Domain
import TOML

/// How one bank's table is to be read: a file in TOML that somebody at the office writes once for each bank.
package struct BankTableMapping: Hashable, Sendable {
    package enum Role: String, Hashable, Sendable, CaseIterable {
        case booked
        case value
        case amount
        case credit
        case debit
        case direction
        case currency
        case reference
        case payer
        case payerAccount = "payer-account"
        case purpose
        case endToEnd = "end-to-end"
        case balance
    }

    /// A single value above or below the table: the row whose first words these are, and the column of the value.
    package struct Place: Hashable, Sendable {
        package var row: String
        /// From 1; nil is the last field of the row that is not empty.
        package var column: Int?
    }

    package enum Single: String, Hashable, Sendable, CaseIterable {
        case identifier
        case account
        case opening
        case closing
        case credits
        case debits
        case count
    }

    package var delimiter: DelimitedText.Delimiter?
    package var encoding: TextEncoding?
    package var skippedLines = 0
    package var hasHeader = true
    /// Whether the bank ends its last line like every other; a cut in the middle of a line shows by it.
    package var endsLastLine = true
    package var ignoredRows: [String] = []
    package var account = ""
    package var currency: Currency
    package var columns: [Role: RowFileColumn] = [:]
    package var singles: [Single: Place] = [:]
    package var datePattern = DatePattern.iso
    package var notation = Money.Notation.plain
    /// The bank writes money out as positive numbers, and money in as negative ones.
    package var debitIsPositive = false
    package var creditWords: [String] = []
    package var debitWords: [String] = []

    /// Reads a mapping; a key it does not know is refused with its line, so that a slip of the pen is no silent default.
    package init(_ text: String) throws(BankFile.Failure) {
        let file: TableFile
        do throws(TableFile.Failure) {
            file = try TableFile(text)
        } catch {
            throw .mappingText(error)
        }
        guard let code = file.table("statement")?["currency"], case .string(let code) = code,
            let currency = Currency(isoCode: code)
        else {
            throw .mapping(line: 1, words: "currency = \"AMD\" or another code is missing in [statement]")
        }
        self.currency = currency
        for table in file.tables {
            for entry in table.entries { try take(entry, of: table.path.joined(separator: ".")) }
        }
        try checkWhole()
    }

    private mutating func take(_ entry: TableFile.Entry, of table: String) throws(BankFile.Failure) {
        switch (table, entry.key) {
        case ("file", "delimiter"): delimiter = try Self.delimiter(entry)
        case ("file", "encoding"): encoding = try Self.choice(entry)
        case ("file", "skip-lines"): skippedLines = try Self.integer(entry)
        case ("file", "header"): hasHeader = try Self.flag(entry)
        case ("file", "ends-last-line"): endsLastLine = try Self.flag(entry)
        case ("file", "ignore-rows"): ignoredRows = try Self.texts(entry)
        case ("statement", "account"): account = BankStatement.accountForm(try Self.text(entry))
        case ("statement", "currency"): break
        case ("columns", let key):
            guard let role = Role(rawValue: key) else { throw Self.unknown(entry, in: table) }
            columns[role] = try Self.column(entry)
        case ("format", "date"):
            guard let pattern = DatePattern(try Self.text(entry)) else {
                throw .mapping(line: entry.line, words: "a date is written with DD, MM and YYYY (or YY), each once")
            }
            datePattern = pattern
        case ("format", "decimal"): notation.decimal = try Self.character(entry)
        case ("format", "grouping"): notation.grouping = try Self.character(entry)
        case ("format", "debit-is"):
            switch try Self.text(entry) {
            case "negative": debitIsPositive = false
            case "positive": debitIsPositive = true
            default: throw .mapping(line: entry.line, words: "debit-is is \"negative\" or \"positive\"")
            }
        case ("format", "credit-words"): creditWords = try Self.texts(entry)
        case ("format", "debit-words"): debitWords = try Self.texts(entry)
        case (_, "row"), (_, "column"):
            guard let single = Single(rawValue: table) else { throw Self.unknown(entry, in: table) }
            if entry.key == "row" {
                singles[single, default: Place(row: "")].row = try Self.text(entry)
            } else {
                singles[single, default: Place(row: "")].column = try Self.integer(entry)
            }
        default: throw Self.unknown(entry, in: table)
        }
    }

    /// What belongs together is there together.
    private func checkWhole() throws(BankFile.Failure) {
        let pair = [columns[.credit], columns[.debit]].compactMap(\.self).count
        guard (columns[.amount] != nil && pair == 0) || (columns[.amount] == nil && pair == 2) else {
            throw .mapping(line: 1, words: "[columns] names either amount, or both credit and debit")
        }
        guard columns[.booked] != nil || columns[.value] != nil else {
            throw .mapping(line: 1, words: "[columns] names booked (the booking date) or value (the value date)")
        }
        if columns[.direction] != nil, creditWords.isEmpty || debitWords.isEmpty || columns[.amount] == nil {
            throw .mapping(
                line: 1, words: "a column direction needs a column amount, and [format] credit-words and debit-words")
        }
        if account.isEmpty, singles[.account] == nil {
            throw .mapping(line: 1, words: "our account is missing: account in [statement], or its place in [account]")
        }
        if notation.decimal == notation.grouping {
            throw .mapping(line: 1, words: "decimal and grouping cannot be the same")
        }
        for single in Single.allCases where singles[single]?.row.isEmpty == true {
            throw .mapping(line: 1, words: "[\(single.rawValue)] needs row, the first words of its row")
        }
        if !hasHeader {
            for role in Role.allCases {
                if case .named = columns[role] {
                    throw .mapping(
                        line: 1, words: "without a header columns are numbers, and \(role.rawValue) is a name")
                }
            }
        }
    }
}

extension BankTableMapping {
    private static func unknown(_ entry: TableFile.Entry, in table: String) -> BankFile.Failure {
        .mapping(
            line: entry.line, words: "there is no key \(entry.key) in \(table.isEmpty ? "the beginning" : "[\(table)]")"
        )
    }

    private static func text(_ entry: TableFile.Entry) throws(BankFile.Failure) -> String {
        guard case .string(let text) = entry.value else {
            throw .mapping(line: entry.line, words: "\(entry.key) is a text in quotes")
        }
        return text
    }

    private static func texts(_ entry: TableFile.Entry) throws(BankFile.Failure) -> [String] {
        guard case .array(let texts) = entry.value, !texts.contains("") else {
            throw .mapping(line: entry.line, words: "\(entry.key) is a list of texts, [\"C\", \"CR\"]")
        }
        return texts
    }

    private static func integer(_ entry: TableFile.Entry) throws(BankFile.Failure) -> Int {
        guard case .integer(let number) = entry.value, (0...10_000).contains(number) else {
            throw .mapping(line: entry.line, words: "\(entry.key) is a whole number")
        }
        return number
    }

    private static func flag(_ entry: TableFile.Entry) throws(BankFile.Failure) -> Bool {
        guard case .boolean(let flag) = entry.value else {
            throw .mapping(line: entry.line, words: "\(entry.key) is true or false")
        }
        return flag
    }

    private static func character(_ entry: TableFile.Entry) throws(BankFile.Failure) -> Character {
        let text = try text(entry)
        guard text.count == 1, let character = text.first, [",", ".", " ", "'", "\u{A0}"].contains(character) else {
            throw .mapping(line: entry.line, words: "\(entry.key) is one of \",\" \".\" \" \" and \"'\"")
        }
        return character == "\u{A0}" ? " " : character
    }

    private static func delimiter(_ entry: TableFile.Entry) throws(BankFile.Failure) -> DelimitedText.Delimiter {
        guard let delimiter = DelimitedText.Delimiter(written: try text(entry)) else {
            throw .mapping(line: entry.line, words: DelimitedText.Delimiter.complaint)
        }
        return delimiter
    }

    private static func choice(_ entry: TableFile.Entry) throws(BankFile.Failure) -> TextEncoding {
        guard let encoding = TextEncoding(rawValue: try text(entry).lowercased()) else {
            let known = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
            throw .mapping(line: entry.line, words: "encoding is one of \(known)")
        }
        return encoding
    }

    private static func column(_ entry: TableFile.Entry) throws(BankFile.Failure) -> RowFileColumn {
        switch entry.value {
        case .string(let name) where !name.isEmpty: return .named(name)
        case .integer(let number) where (1...1000).contains(number): return .number(number)
        default: throw .mapping(line: entry.line, words: "\(entry.key) is a column's header in quotes, or its number")
        }
    }
}
