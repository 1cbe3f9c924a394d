import TOML
import Testing

@Suite struct TableFileTests {
    @Test func tablesOfOneNameAreElementsOfAnArray() throws {
        let file = try TableFile("[tax.vat]\nname = \"V\"\n[[tax.vat.rate]]\nshare = 1\n[[tax.vat.rate]]\nshare = 2\n")
        let rates = file.tables.filter { $0.path == ["tax", "vat", "rate"] }
        #expect(rates.map { $0["share"] } == [.integer(1), .integer(2)])
        #expect(rates.allSatisfy { $0.isElement })
        #expect(rates.map(\.line) == [3, 5])
    }

    @Test(arguments: [
        ("[[a]]\n[a]\n", 2, "twice"), ("[a]\n[[a]]\n", 2, "twice"), ("[a]\n[a]\n", 2, "twice"),
        ("[[a]\n", 1, "]] is missing"), ("x = \"\\u12\"\n", 1, "four hexadecimal digits"),
        ("x = \"\\ud800\"\n", 1, "four hexadecimal digits"), ("x = \"abc\n", 1, "closing quote"),
    ])
    func whatIsNoTableIsToldWithItsLine(_ text: String, _ line: Int, _ words: String) {
        let failure = #expect(throws: TableFile.Failure.self) { try TableFile(text) }
        #expect(failure?.line == line)
        #expect(failure?.words.contains(words) == true, "\(failure?.words ?? "")")
    }

    @Test func linesMayEndAsOnWindows() throws {
        let file = try TableFile("[a]\r\nx = \"1\"\r\n# words\r\n[b]\r\ny = true\r\n")
        #expect(file.table("a")?["x"] == .string("1"))
        #expect(file.table("b")?["y"] == .boolean(true))
    }

    @Test(arguments: [
        "", "plain", "\"quoted\" \\ back", "two\nlines\r\nthree\t", "\u{301}accent first", "\u{0}\u{1}\u{7F}", "日本",
    ])
    func aQuotedTextIsReadAsItWas(_ text: String) throws {
        let file = try TableFile("x = \(TableFile.quoted(text))\n")
        #expect(file.tables.first?["x"] == .string(text))
    }
}
