import Domain
import Testing

@Suite struct DelimitedTextTests {
    private func table(_ text: String, _ delimiter: DelimitedText.Delimiter? = nil) throws -> [[String]] {
        try DelimitedText(text, delimiter: delimiter).rows.map(\.fields)
    }

    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("a;b\r1;2\r", [["a", "b"], ["1", "2"]]),
        ("a\tb\n\"x\ty\"\t2\n", [["a", "b"], ["x\ty", "2"]]),
        ("a;b;c\n1,5;2,5;3\n1,7;2,1;4\n", [["a", "b", "c"], ["1,5", "2,5", "3"], ["1,7", "2,1", "4"]]),
        ("\u{FEFF}a,b\n\"say \"\"so\"\"\",\"two\r\nlines\"\n", [["a", "b"], ["say \"so\"", "two\r\nlines"]]),
        ("a,b\n\n,\n\n", [["a", "b"], ["", ""]]),
        ("OOO \"Star\",b\n\"\",2\n", [["OOO \"Star\"", "b"], ["", "2"]]),
        ("only\n\"\"\n", [["only"], [""]]),
    ])
    func aTableIsReadAsItWasWritten(_ text: String, _ rows: [[String]]) throws {
        #expect(try table(text) == rows)
    }

    @Test func linesAreCountedThroughQuotedLineEnds() throws {
        let rows = try DelimitedText("a,b\r\n\"x\r\ny\",2\r\n3,4\r\n").rows
        #expect(rows.map(\.line) == [1, 2, 4])
    }

    @Test(arguments: [
        ("a,b\n1,\"2", DelimitedText.Failure.cutInsideQuotes(line: 2)),
        ("a,b\n\"1\"x,2\n", .textAfterQuote(line: 2, field: 1)),
        ("a,b\n1\n", .wrongWidth(line: 2, expected: 2, found: 1)),
        ("a,b\n1,2,3\n", .wrongWidth(line: 2, expected: 2, found: 3)),
        ("a,b\n1,\0\n", .notText(line: 2)),
        ("", .empty), ("\n\r\n", .empty), ("\u{FEFF}", .empty),
    ])
    func whatIsCutOrNoTableIsRefusedWithItsLine(_ text: String, _ failure: DelimitedText.Failure) {
        #expect(throws: failure) { try DelimitedText(text, delimiter: .comma) }
        #expect(failure.sentence.hasSuffix("."))
    }

    @Test func aMissingLineEndIsRefusedWhereOneIsAsked() throws {
        #expect(throws: DelimitedText.Failure.noLineEnd(line: 2)) {
            try DelimitedText("a,b\n1,2", needsLineEnd: true)
        }
        #expect(try DelimitedText("a,b\n1,2\n", needsLineEnd: true).endsWithLineEnd)
    }

    @Test func raggedRowsAreTakenWhenAsked() throws {
        let rows = try DelimitedText("Report\na,b\n1,2\n", delimiter: .comma, shape: .ragged).rows
        #expect(rows.map(\.fields.count) == [1, 2, 2])
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let writer = DelimitedText.Writer(delimiter: .semicolon)
        let cells = ["plain", "semi;colon", "quo\"te", "two\nlines", " blank ", "Անի", ""]
        let text = writer.row(cells.map { .text($0) }) + writer.row(cells.map { .number($0) })
        #expect(try table(text, .semicolon) == [cells, cells])
    }

    @Test(arguments: ["=1+1", "+374", "-2", "@SUM", "\tx", "\rx", "\n=1"])
    func aTextIsNeverAFormulaAndANumberStaysOne(_ text: String) throws {
        let line = DelimitedText.Writer(lineEnd: "\n").row([.text(text), .text("x")])
        #expect(try table(line, .comma) == [["'" + text, "x"]])
        #expect(DelimitedText.Writer(lineEnd: "\n").row([.number("-2.50"), .text("a-b")]) == "-2.50,a-b\n")
    }
}

@Suite struct TextEncodingTests {
    @Test(arguments: [
        (Array("Անի, Анна".utf8), TextEncoding?.none, "Անի, Анна"),
        ([0xEF, 0xBB, 0xBF, 0x61], nil, "a"),
        ([0xFF, 0xFE, 0x61, 0x00, 0x31, 0x05], nil, "aԱ"),
        ([0xFE, 0xFF, 0x00, 0x61, 0x05, 0x31], nil, "aԱ"),
        ([0x61, 0x00, 0x3B, 0x00], nil, "a;"),
        ([0x00, 0x61, 0x00, 0x3B], nil, "a;"),
        ([0xCF, 0xEE, 0xF7, 0xF2, 0xE0, 0x20, 0xB9, 0xB8], .windows1251, "Почта №ё"),
        ([0xEF, 0xBB, 0xBF, 0x61], .windows1251, "a"),
    ])
    func whatIsCertainOrSaidIsRead(_ bytes: [UInt8], _ encoding: TextEncoding?, _ text: String) throws {
        #expect(try TextEncoding.text(of: bytes, encoding: encoding) == text)
    }

    @Test(arguments: [
        ([0x61, 0x0A, 0xCF, 0xEE, 0xF7], TextEncoding?.none, TextEncoding.Failure.notUTF8(line: 2)),
        (Array("Ան".utf8.dropLast()), nil, .cutInsideCharacter),
        (Array("a€".utf8.dropLast()), nil, .cutInsideCharacter),
        ([0xFF, 0xFE, 0x61], nil, .cutInsideCharacter),
        ([0xFF, 0xFE, 0x3D, 0xD8], nil, .cutInsideCharacter),
        ([0xFF, 0xFE, 0x00, 0xDC, 0x61, 0x00], nil, .notUTF16),
        ([0x0A, 0x98], .windows1251, .noCharacter(byte: 0x98, line: 2)),
        ([0xFF, 0xFE, 0x00, 0x00], nil, .unsupported("UTF-32")),
    ])
    func whatIsNotCertainIsRefusedWithASentence(
        _ bytes: [UInt8], _ encoding: TextEncoding?, _ failure: TextEncoding.Failure
    ) {
        #expect(throws: failure) { try TextEncoding.text(of: bytes, encoding: encoding) }
        #expect(failure.sentence.hasSuffix("."))
    }
}
