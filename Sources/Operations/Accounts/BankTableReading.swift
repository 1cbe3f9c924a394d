import Domain

/// The rows of a bank's table with the meaning the mapping gives them.
struct BankTableReading {
    private let mapping: BankTableMapping
    private let rows: [DelimitedText.Row]
    private let body: [DelimitedText.Row]
    /// Index of each column that is there, and what to call it in a sentence.
    private let columns: [BankTableMapping.Role: (index: Int, name: String)]

    init(_ table: DelimitedText, mapping: BankTableMapping) throws(BankFile.Failure) {
        self.mapping = mapping
        rows = table.rows
        let places = mapping.singles.values.map(\.row) + mapping.ignoredRows
        let lines = table.rows.filter { $0.line > mapping.skippedLines }
        var body = lines.filter { row in !places.contains { Self.begins(row, with: $0) } }
        guard let first = body.first else { throw .noStatement }
        if mapping.hasHeader { body.removeFirst() }
        for row in body where row.fields.count != first.fields.count {
            throw .table(.wrongWidth(line: row.line, expected: first.fields.count, found: row.fields.count))
        }
        self.body = body
        var columns: [BankTableMapping.Role: (index: Int, name: String)] = [:]
        for role in BankTableMapping.Role.allCases {
            guard let column = mapping.columns[role] else { continue }
            columns[role] = try Self.find(column, role: role, in: first)
        }
        self.columns = columns
    }

    private static func begins(_ row: DelimitedText.Row, with words: String) -> Bool {
        let first = row.fields.lazy.map(\.trimmed).first { !$0.isEmpty }
        return first?.hasPrefix(words) ?? false
    }

    private static func find(
        _ column: RowFileColumn, role: BankTableMapping.Role, in header: DelimitedText.Row
    ) throws(BankFile.Failure) -> (index: Int, name: String) {
        switch column {
        case .number(let number):
            guard number <= header.fields.count else {
                throw .value(
                    line: header.line, column: "column \(number)",
                    words: "there are \(header.fields.count) columns only; look at \(role.rawValue) in the mapping.")
            }
            return (number - 1, "column \(number) (\(role.rawValue))")
        case .named(let name):
            let wanted = name.lowercased()
            let found = header.fields.indices.filter { header.fields[$0].trimmed.lowercased() == wanted }
            guard found.count == 1 else {
                let all = header.fields.map { "\"\($0.trimmed)\"" }.joined(separator: ", ")
                throw .value(
                    line: header.line, column: "\"\(name)\"",
                    words: found.isEmpty
                        ? "there is no such column; there are \(all)."
                        : "there are \(found.count) columns of that name; give the number of the one you mean.")
            }
            return (found[0], "column \"\(name)\"")
        }
    }

    // MARK: Entries

    func entries() throws(BankFile.Failure) -> [BankEntry] {
        var entries: [BankEntry] = []
        entries.reserveCapacity(body.count)
        for row in body { entries.append(try entry(row)) }
        return entries
    }

    private func field(_ role: BankTableMapping.Role, _ row: DelimitedText.Row) -> String? {
        columns[role].map { row.fields[$0.index].trimmed }
    }

    private func wrong(_ role: BankTableMapping.Role, _ row: DelimitedText.Row, _ words: String) -> BankFile.Failure {
        .value(line: row.line, column: columns[role]?.name ?? role.rawValue, words: words)
    }

    private func entry(_ row: DelimitedText.Row) throws(BankFile.Failure) -> BankEntry {
        if let code = field(.currency, row), code.uppercased() != mapping.currency.code {
            throw wrong(
                .currency, row, "\"\(code)\", and the statement is in \(mapping.currency.code); import it by itself.")
        }
        let booked = try date(.booked, row)
        let value = try date(.value, row)
        guard let day = booked ?? value else { throw wrong(.booked, row, "the date is missing.") }
        return BankEntry(
            reference: field(.reference, row) ?? "", bookedOn: day, valueOn: value ?? day, amount: try amount(row),
            payerName: field(.payer, row) ?? "",
            payerAccount: BankStatement.accountForm(field(.payerAccount, row) ?? ""),
            purpose: field(.purpose, row) ?? "", endToEnd: field(.endToEnd, row) ?? "", line: row.line)
    }

    private func date(_ role: BankTableMapping.Role, _ row: DelimitedText.Row) throws(BankFile.Failure) -> CivilDate? {
        guard let text = field(role, row), !text.isEmpty else { return nil }
        guard let date = mapping.datePattern.date(text) else {
            throw wrong(role, row, "\"\(text)\" is no date like \(mapping.datePattern.text).")
        }
        return date
    }

    private func money(_ role: BankTableMapping.Role, _ row: DelimitedText.Row) throws(BankFile.Failure) -> Money? {
        guard let text = field(role, row), !text.isEmpty else { return nil }
        do throws(Money.Failure) {
            return try Money(written: text, notation: mapping.notation, currency: mapping.currency)
        } catch {
            throw wrong(role, row, error.sentence)
        }
    }

    private func amount(_ row: DelimitedText.Row) throws(BankFile.Failure) -> Money {
        if columns[.amount] == nil {
            let credit = try money(.credit, row).flatMap { $0.minorUnits == 0 ? nil : $0 }
            let debit = try money(.debit, row).flatMap { $0.minorUnits == 0 ? nil : $0 }
            switch (credit, debit) {
            case (let credit?, nil): return credit
            case (nil, let debit?):
                // Some banks write the debits of a column of their own with a minus, some without.
                return debit.isNegative ? debit : debit.negated
            case (nil, nil): throw wrong(.credit, row, "there is neither a credit nor a debit.")
            case (_?, _?): throw wrong(.credit, row, "there is a credit and a debit in one row.")
            }
        }
        guard let amount = try money(.amount, row), amount.minorUnits != 0 else {
            throw wrong(.amount, row, "the amount is missing.")
        }
        guard let word = field(.direction, row) else { return mapping.debitIsPositive ? amount.negated : amount }
        guard !amount.isNegative else {
            throw wrong(.amount, row, "a negative amount beside a column that says credit or debit.")
        }
        if mapping.creditWords.contains(word) { return amount }
        if mapping.debitWords.contains(word) { return amount.negated }
        let known = (mapping.creditWords + mapping.debitWords).map { "\"\($0)\"" }.joined(separator: ", ")
        throw wrong(.direction, row, "\"\(word)\" is none of \(known).")
    }

    // MARK: What stands above and below

    /// The text at a place of the mapping; nil when the mapping has none. A place that is not in the file is refused: its
    /// row may be what was cut off.
    func text(_ single: BankTableMapping.Single) throws(BankFile.Failure) -> String? {
        guard let place = mapping.singles[single] else { return nil }
        guard let row = rows.first(where: { Self.begins($0, with: place.row) }) else {
            throw .missing(
                line: rows.last?.line ?? 1,
                what: "the row \"\(place.row)\" with the \(single.rawValue) (the file may be cut)")
        }
        let text: String?
        if let column = place.column {
            text = (1...row.fields.count).contains(column) ? row.fields[column - 1].trimmed : nil
        } else {
            text = row.fields.dropFirst().map(\.trimmed).last { !$0.isEmpty }
        }
        guard let text, !text.isEmpty else {
            throw .missing(line: row.line, what: "the \(single.rawValue) in the row \"\(place.row)\"")
        }
        return text
    }

    private func money(_ single: BankTableMapping.Single) throws(BankFile.Failure) -> Money? {
        guard let text = try text(single) else { return nil }
        do throws(Money.Failure) {
            return try Money(written: text, notation: mapping.notation, currency: mapping.currency)
        } catch {
            throw .value(line: line(of: single), column: "[\(single.rawValue)]", words: error.sentence)
        }
    }

    private func line(of single: BankTableMapping.Single) -> Int {
        let words = mapping.singles[single]?.row ?? ""
        return rows.first { Self.begins($0, with: words) }?.line ?? 1
    }

    /// What the bank counted below or above the table.
    func totals() throws(BankFile.Failure) -> [BankTotals] {
        var totals: [BankTotals] = []
        for (single, group) in [(BankTableMapping.Single.credits, BankTotals.Group.credits), (.debits, .debits)] {
            guard let sum = try money(single) else { continue }
            totals.append(BankTotals(group: group, sum: sum.isNegative ? sum.negated : sum))
        }
        if let text = try text(.count) {
            guard let count = Int(text) else {
                throw .value(line: line(of: .count), column: "[count]", words: "\"\(text)\" is no number.")
            }
            totals.append(BankTotals(group: .all, count: count))
        }
        return totals
    }

    /// Balances from their places, else as typed, else the opening one from a running balance.
    func setBalances(of statement: inout BankStatement, typed: BankFile.Balances) throws(BankFile.Failure) {
        statement.opening = try Self.agreed(try money(.opening), typed.opening, "opening balance", statement.currency)
        statement.closing = try Self.agreed(try money(.closing), typed.closing, "closing balance", statement.currency)
        let running = try runningBalances()
        guard !running.isEmpty else { return }
        let opening = try checkRunning(running, of: statement.entries)
        if statement.opening == nil { statement.opening = opening }
    }

    /// The file's balance or the typed one; both must be the same.
    private static func agreed(
        _ stated: Money?, _ typed: String?, _ name: String, _ currency: Currency
    ) throws(BankFile.Failure) -> Money? {
        guard let typed else { return stated }
        let balance: Money
        do throws(Money.Failure) {
            balance = try Money(typed: typed, currency: currency)
        } catch {
            throw .typedBalance(name: name, words: error.sentence)
        }
        if let stated, stated != balance {
            throw .typedBalance(
                name: name, words: "it is \(balance.textWithCode), and the file says \(stated.textWithCode).")
        }
        return balance
    }

    private func runningBalances() throws(BankFile.Failure) -> [Money] {
        guard columns[.balance] != nil else { return [] }
        var balances: [Money] = []
        for row in body {
            guard let balance = try money(.balance, row) else { throw wrong(.balance, row, "the balance is missing.") }
            balances.append(balance)
        }
        return balances
    }

    /// Each balance follows from the one before, oldest first or newest first.
    /// - Returns: the balance before the first entry; nil when the newest is first, since then the entries whose loss
    ///   would show in it are the ones a cut takes away.
    private func checkRunning(_ balances: [Money], of entries: [BankEntry]) throws(BankFile.Failure) -> Money? {
        let follows = { (index: Int, previous: Int, amount: Int) in
            Int128(balances[index].minorUnits)
                == Int128(balances[previous].minorUnits) + Int128(entries[amount].amount.minorUnits)
        }
        let later = balances.indices.dropFirst()
        if let breach = later.first(where: { !follows($0, $0 - 1, $0) }) {
            if later.allSatisfy({ follows($0 - 1, $0, $0 - 1) }) { return nil }
            throw wrong(.balance, body[breach], "it does not follow from the balance before: entries are missing.")
        }
        guard let first = balances.first, let entry = entries.first else { return nil }
        do throws(Money.Failure) {
            return try first.subtracting(entry.amount)
        } catch {
            throw wrong(.balance, body[0], error.sentence)
        }
    }
}
