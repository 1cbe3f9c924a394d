import Domain
import Operations
import Testing

@Suite struct BankTableTests {
    @Test func aTableIsReadByItsMapping() throws {
        let statement = try #require(try TableSample.read())
        #expect(statement.identifier == "2026-03-02/2026-03-02")
        #expect(statement.account == "1930000000001234")
        #expect(statement.opening == amd(10_000))
        #expect(statement.closing == amd(635_050))
        #expect(statement.entries.map(\.amount) == [amd(500_000), amd(150_050), amd(-25_000)])
        #expect(statement.entries.map(\.line) == [4, 5, 6])
        let first = try #require(statement.entries.first)
        #expect(first.reference == "R1")
        #expect(first.payerName == "Անի Պետրոսյան")
        #expect(first.payerAccount == "1570001122334455")
        #expect(first.purpose == "վճարում; C-2026-000001")
        #expect(first.valueOn == CivilDate("2026-03-02"))
    }

    @Test func cutInTheMiddleItIsNeverTaken() {
        let bytes = Array(TableSample.table.utf8)
        for count in 0..<bytes.count {
            let error = #expect(throws: BankFile.Failure.self, "cut at \(count)") {
                try BankFile.statements(
                    in: Array(bytes.prefix(count)), mapping: try BankTableMapping(TableSample.mapping))
            }
            #expect(error?.sentence.isEmpty == false)
        }
    }

    @Test func windowsAndUnicodeFilesGiveTheSame() throws {
        let table = TableSample.table.replacing("Անի Պետրոսյան", with: "Ани").replacing("վճարում", with: "оплата")
        let mapping = try BankTableMapping(TableSample.mapping)
        let expected = try BankFile.statements(in: Array(table.utf8), mapping: mapping)
        var sixteen: [UInt8] = [0xFF, 0xFE]
        for unit in table.utf16 { sixteen += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(try BankFile.statements(in: sixteen, mapping: mapping) == expected)
        let windows = table.unicodeScalars.map { UInt8($0.value < 0x80 ? $0.value : $0.value - 0x0410 + 0xC0) }
        #expect(throws: BankFile.Failure.self) { try BankFile.statements(in: windows, mapping: mapping) }
        let told = try BankTableMapping(
            TableSample.mapping.replacing("[file]", with: "[file]\nencoding = \"windows-1251\""))
        #expect(try BankFile.statements(in: windows, mapping: told) == expected)
    }

    /// What is put for what, and what the refusal must say.
    @Test(arguments: [
        ("5 000,00", "5 000,001", "Line 4, column \"Credit\": \"5 000,001\" has more than 2 digits"),
        ("5 000,00", "5.000,00", "Line 4, column \"Credit\": \"5.000,00\" is no amount"),
        ("5 000,00", "50 00,00", "is no amount"),
        ("5 000,00", "NaN", "\"NaN\" is no amount"),
        ("5 000,00", "99999999999999999999", "too large"),
        ("5 000,00", "", "neither a credit nor a debit"),
        (";0,00", ";1,00", "Line 5, column \"Credit\": there is a credit and a debit"),
        ("R2;02.03.2026", "R2;31.02.2026", "Line 5, column \"Date\": \"31.02.2026\" is no date like DD.MM.YYYY"),
        ("R2;02.03.2026", "R2;", "the date is missing"),
        ("1500,50", "1500,49", "Entries are missing or changed"),
        ("Иванов;;", "Иванов;", "Line 5 has 6 fields and not 7"),
        ("Closing balance", "Balance at the end", "Line 7, column \"Date\": the date is missing"),
        ("6 350,50", "", "the closing in the row \"Closing\" is missing"),
        ("Debit;", "Credit;", "2 columns of that name"),
        ("Payer", "Name", "there is no such column; there are \"No\", \"Date\""),
    ])
    func aTableThatIsWrongIsRefusedWithItsPlace(_ old: String, _ new: String, _ words: String) {
        let table = TableSample.table.replacing(old, with: new, maxReplacements: 1)
        let error = #expect(throws: BankFile.Failure.self) { try TableSample.read(table) }
        #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
    }

    @Test(arguments: [
        ("currency = \"AMD\"", "currency = \"dram\"", "currency"),
        ("delimiter = \";\"", "delimiter = \"|\"", "line 2: delimiter is"),
        ("delimiter", "delimitor", "line 2: there is no key delimitor in [file]"),
        ("date = \"DD.MM.YYYY\"", "date = \"DD.MM\"", "line 16: a date is written"),
        ("credit = \"Credit\"", "amount = \"Credit\"", "either amount, or both"),
        ("booked = \"Date\"", "payee = \"Date\"", "there is no key payee"),
        ("booked = \"Date\"", "balance = \"Date\"", "booked"),
        ("grouping = \" \"", "grouping = \",\"", "cannot be the same"),
        ("row = \"Closing\"", "", "[closing] needs row"),
        ("account = \"1930 0000 0000 1234\"", "", "our account is missing"),
        ("skip-lines = 2", "header = false", "without a header columns are numbers"),
        ("[columns]", "[colums]", "there is no key"),
        ("currency = \"AMD\"", "currency = AMD", "line 5"),
    ])
    func aMappingThatIsWrongIsRefusedWithItsLine(_ old: String, _ new: String, _ words: String) {
        let text = TableSample.mapping.replacing(old, with: new, maxReplacements: 1)
        let error = #expect(throws: BankFile.Failure.self) { try BankTableMapping(text) }
        #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
    }

    @Test func aSpreadsheetIsToldFromATable() {
        #expect(throws: BankFile.Failure.spreadsheet) {
            try BankFile.statements(
                in: [0x50, 0x4B, 0x03, 0x04, 0x00], mapping: try BankTableMapping(TableSample.mapping))
        }
    }

    private static let plain = """
        [statement]
        currency = "AMD"
        account = "1"
        [columns]
        booked = 1
        amount = 2
        balance = 3
        """

    @Test func aTableThatCannotProveItsEndNeedsTheBalancesFromThePerson() throws {
        let table = "Date,Amount,Balance\n2026-03-01,10.5,110.5\n2026-03-02,-20,90.50\n"
        let error = #expect(throws: BankFile.Failure.self) { try TableSample.read(table, mapping: Self.plain) }
        #expect(error?.sentence.contains("nothing in it shows that it is whole") == true)
        let closing = BankFile.Balances(closing: "90,5")
        let statement = try TableSample.read(table, mapping: Self.plain, balances: closing)
        #expect(statement?.opening == amd(10_000))
        let cut = "Date,Amount,Balance\n2026-03-01,10.5,110.5\n"
        #expect(throws: BankFile.Failure.self) { try TableSample.read(cut, mapping: Self.plain, balances: closing) }
        for wrong in ["90,51", "x", "1e3"] {
            #expect(throws: BankFile.Failure.self) {
                try TableSample.read(table, mapping: Self.plain, balances: BankFile.Balances(closing: wrong))
            }
        }
    }

    @Test func runningBalancesMustFollowFromEachOther() throws {
        let broken = "D,A,B\n2026-03-01,10,110\n2026-03-02,-20,91\n2026-03-03,1,92\n"
        let error = #expect(throws: BankFile.Failure.self) {
            try TableSample.read(broken, mapping: Self.plain, balances: .init(opening: "100", closing: "91"))
        }
        #expect(error?.sentence.hasPrefix("Line 3, column 3 (balance): it does not follow") == true)
        // Newest first, where the first balances would not tell of a cut.
        let newestFirst = "D,A,B\n2026-03-02,-20,90\n2026-03-01,10,110\n"
        #expect(throws: BankFile.Failure.self) {
            try TableSample.read(newestFirst, mapping: Self.plain, balances: .init(closing: "90"))
        }
        #expect(
            try TableSample.read(newestFirst, mapping: Self.plain, balances: .init(opening: "100", closing: "90"))?
                .entries.count == 2)
    }

    @Test(arguments: [
        ("debit-is = \"positive\"", "2026-03-01,-5\n2026-03-01,2\n", [500, -200]),
        ("debit-is = \"negative\"", "2026-03-01,5\n2026-03-01,-2\n", [500, -200]),
    ])
    func theSignIsTheBanksWay(_ rule: String, _ rows: String, _ amounts: [Int64]) throws {
        let mapping = """
            [file]
            header = false
            [statement]
            currency = "AMD"
            account = "1"
            [columns]
            booked = 1
            amount = 2
            [format]
            \(rule)
            """
        let statement = try TableSample.read(rows, mapping: mapping, balances: .init(opening: "0", closing: "3"))
        #expect(statement?.entries.map(\.amount.minorUnits) == amounts)
    }

    @Test func aWordMaySayWhichWayTheMoneyWent() throws {
        let mapping = """
            [statement]
            currency = "AMD"
            account = "1"
            [columns]
            booked = "D"
            amount = "A"
            direction = "W"
            currency = "C"
            [format]
            date = "YYYY-MM-DD"
            credit-words = ["CR"]
            debit-words = ["DR", "FEE"]
            [count]
            row = "Rows"
            [credits]
            row = "In"
            [debits]
            row = "Out"
            """
        let table = { (word: String, count: String) in
            "D,A,W,C\n2026-03-01 10:00:00,5,CR,AMD\n2026-03-01,2,\(word),amd\nRows,\(count),,\nIn,5.00,,\nOut,-2,,\n"
        }
        #expect(
            try TableSample.read(table("FEE", "2"), mapping: mapping)?.entries.map(\.amount.minorUnits) == [500, -200])
        for (word, count) in [("fee", "2"), ("FEE", "3"), ("CR", "2"), ("FEE", "two")] {
            #expect(throws: BankFile.Failure.self) { try TableSample.read(table(word, count), mapping: mapping) }
        }
        #expect(throws: BankFile.Failure.self) {
            try TableSample.read(table("FEE", "2").replacing("amd", with: "EUR"), mapping: mapping)
        }
    }
}
