import Domain

/// A bank's table of entries (CSV), read by its mapping.
enum BankTable {
    static func statement(
        in bytes: [UInt8], mapping: BankTableMapping, balances: BankFile.Balances
    ) throws(BankFile.Failure) -> BankStatement {
        let table = try table(of: bytes, mapping: mapping)
        let reading = try BankTableReading(table, mapping: mapping)
        let entries = try reading.entries()
        guard !entries.isEmpty else { throw .noStatement }
        let from = entries.map(\.bookedOn).min()
        let to = entries.map(\.bookedOn).max()
        let stated = try reading.text(.identifier)
        let days = [from, to].compactMap(\.self).map(\.description).joined(separator: "/")
        var statement = BankStatement(
            identifier: stated ?? days, account: mapping.account, currency: mapping.currency, fromOn: from, toOn: to,
            entries: entries)
        if let account = try reading.text(.account) { statement.account = BankStatement.accountForm(account) }
        guard !statement.account.isEmpty else {
            throw .missing(
                line: table.rows.first?.line ?? 1, what: "our account, where [account] of the mapping says it is")
        }
        try reading.setBalances(of: &statement, typed: balances)
        let totals = try reading.totals()
        do throws(BankStatement.Discrepancy) {
            if try !statement.check(against: totals) { throw .unproved(statement: statement.identifier) }
        } catch {
            throw .statement(error)
        }
        return statement
    }

    private static func table(
        of bytes: [UInt8], mapping: BankTableMapping
    ) throws(BankFile.Failure) -> DelimitedText {
        let text: String
        do throws(TextEncoding.Failure) {
            text = try TextEncoding.text(of: bytes, encoding: mapping.encoding)
        } catch {
            throw .encoding(error)
        }
        do throws(DelimitedText.Failure) {
            return try DelimitedText(
                text, delimiter: mapping.delimiter, shape: .ragged, needsLineEnd: mapping.endsLastLine)
        } catch {
            throw .table(error)
        }
    }
}
