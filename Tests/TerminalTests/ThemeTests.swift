import Testing

@testable import Terminal

@MainActor struct ThemeTests {
    private static let text = """
        [meta]
        name = "test"
        selection = "gutter"
        [palette]
        bad = { rgb = "#ff5f5f", c256 = 203, c16 = "brightred" }
        [style]
        "list" = { fg = "bad", bold = true, mark = ">" }
        "list.row.selected" = { reverse = true }
        [glyph]
        more = ["…", "~"]
        """

    @Test(
        arguments: [
            ("list.row", ColorDepth.many, 203, Style.Attributes.bold), ("list", .sixteen, 9, .bold),
            ("list", .eight, 1, .bold),
            ("list", .mono, -1, .bold),
            ("list", .direct, 0xFF5F5F, .bold), ("list.row.selected.more", .many, -1, .reverse),
            ("other", .many, -1, []),
        ] as [(String, ColorDepth, Int32, Style.Attributes)])
    func aStyleFallsBackToTheNameBeforeItsLastDot(
        _ name: String, _ depth: ColorDepth, _ color: Int32, _ attributes: Style.Attributes
    ) {
        var theme = Theme()
        theme.merge(Self.text, from: "test.toml")
        #expect(theme.complaints.isEmpty)
        #expect(theme.style(name, depth: depth) == Style(foreground: color, attributes: attributes))
        #expect(theme.mark("list.other") == ">")
        #expect(theme.glyph("more", ascii: true) == "~")
    }

    @Test(
        arguments: [
            ("[style]\n\"x\" = { fg = \"green\" }", "has not"), ("[palette]\nx = { c16 = \"mauve\" }", "no colour"),
            ("[meta]\nselection = \"rainbow\"", "bar or gutter"), ("[glyph]\nok = [\"✓\", \"✓\"]", "ascii"),
            ("[stile]", "no table"), ("[meta]\nbackground = \"pink\"", "dark or light"),
            ("[meta]\nglyphs = \"emoji\"", "unicode or ascii"),
            ("[palette]\nx = { rgb = \"#12345g\" }", "no colour"),
            ("[palette]\nx = { rgb = \"#-12345\" }", "no colour"),
        ] as [(String, String)])
    func aFaultIsASentence(_ text: String, _ words: String) {
        var theme = Theme()
        theme.merge(Self.text, from: "test.toml")
        theme.merge(text, from: "user.toml")
        #expect(theme.complaints.contains { $0.contains(words) }, "\(theme.complaints)")
    }

    @Test(arguments: [
        (0, false, ColorDepth.mono), (8, false, .eight), (16, false, .sixteen), (88, false, .sixteen),
        (256, false, .many), (256, true, .mono),
        (1 << 24, false, .direct),
    ])
    func theDepthIsTheTerminalsUnlessColourIsUnwanted(_ colors: Int, _ noColor: Bool, _ depth: ColorDepth) {
        #expect(ColorDepth(colors: colors, noColor: noColor) == depth)
    }

    @Test(
        arguments: [
            // What a theme leaves out is taken from the depth next to it.
            ("{ rgb = \"#ff8787\" }", ColorDepth.many, 210), ("{ c256 = 210 }", .direct, 0xFF8787),
            ("{ c16 = \"red\" }", .many, 1),
            ("{ c16 = \"red\" }", .direct, 0xCD0000), ("{ rgb = \"#000000\" }", .direct, 8),
            ("{ c16 = \"default\" }", .direct, -1),
            ("{ rgb = \"#ffffff\" }", .sixteen, -1),
        ] as [(String, ColorDepth, Int32)])
    func aColourIsThereAtEveryDepth(_ color: String, _ depth: ColorDepth, _ number: Int32) {
        var theme = Theme()
        theme.merge("[palette]\nx = \(color)\n[style]\n\"x\" = { fg = \"x\" }", from: "test.toml")
        #expect(theme.complaints == [] && theme.style("x", depth: depth).foreground == number)
    }

    @Test(
        arguments: [
            (0x000000, 0xFFFFFF, 21.0), (0x777777, 0xFFFFFF, 4.48), (0x0000EE, 0x000000, 2.23), (0x123456, 0x123456, 1),
        ] as [(Int32, Int32, Double)])
    func contrastIsThatOfTheGuidelines(_ one: Int32, _ other: Int32, _ ratio: Double) {
        #expect(
            abs(Contrast.ratio(one, other) - ratio) < 0.01 && Contrast.ratio(one, other) == Contrast.ratio(other, one))
    }

    private static let glyphs = """

        [glyph]
        frame = ["─│┌┐└┘", "-|++++"]
        more = ["…", "~"]
        check = ["✓", "x"]
        marked = ["•", "*"]
        tree = ["▾▸", "-+"]
        sort = ["▴▾", "^v"]
        bar = ["█░", "#."]

        """

    @Test(
        arguments: [
            ("[style]\n\"list\" = {}", nil), ("", "no style list.row"),
            (
                "[palette]\nx = { rgb = \"#444444\", c256 = 238, c16 = \"blue\" }\n[style]\n\"list\" = { fg = \"x\" }",
                "contrast of 2.2 at 16"
            ),
            (
                "[palette]\nx = { rgb = \"#444444\", c256 = 252, c16 = \"cyan\" }\n[style]\n\"list\" = { fg = \"x\" }",
                "at 24 bit"
            ),
            ("[palette]\nx = { c16 = \"cyan\" }\n[style]\n\"list\" = { fg = \"x\", bg = \"x\" }", "contrast of 1.0"),
            (
                "[meta]\nbackground = \"light\"\n[palette]\nx = { c16 = \"cyan\" }\n[style]\n\"list\" = { fg = \"x\" }",
                "contrast of 1.9"
            ),
            (
                "[palette]\nx = { rgb = \"#a8a8a8\", c256 = 248, c16 = \"white\" }\n[style]\n\"list\" = { fg = \"x\", dim = true }",
                "contrast"
            ),
            ("[style]\n\"list\" = {}\n[glyph]\nmore = [\"世\", \"~\"]", "one cell"),
            ("[style]\n\"list\" = {}\n[glyph]\ntree = [\"▾\", \"-\"]", "has 2 characters"),
            ("[style]\n\"list\" = { mark = \"→\" }", "the mark of list"),
            ("[style]\n\"list\" = {}\n\"bad\" = { bold = true }\n\"good\" = { bold = true }", "look the same"),
        ] as [(String, String?)])
    func theCheckNamesWhatCannotBeSeen(_ text: String, _ words: String?) {
        var theme = Theme()
        theme.merge(Self.glyphs, from: "glyphs.toml")
        theme.merge(text, from: "test.toml")
        let distinct: [[TextRole]] = text.contains("good") ? [["good", "bad"]] : []
        let findings = ThemeCheck(roles: ["list.row"], distinct: distinct).findings(in: theme)
        #expect(words.map { words in findings.contains { $0.contains(words) } } ?? findings.isEmpty, "\(findings)")
    }

    @Test func aThemeMayDoWithoutLinesAndWithoutUnicode() {
        let text = Self.glyphs + "[meta]\nglyphs = \"ascii\"\nframes = false"
        var theme = Theme()
        theme.merge(text, from: "test.toml")
        let look = TerminalTheme(theme, depth: .mono, ascii: false)
        #expect(look.ellipsis == "~" && !look.isUnicode && look.verticalRule == " ")
        let picture = Picture(width: 12, height: 3, theme: text) { sheet in
            for row in 0..<3 { sheet.write("xxxxxxxxxxxx", row: row) }
            Dialog(title: "Sure?", height: 3, width: 10).draw(on: &sheet) { $0.write("Yes", row: 0) }
        }
        #expect(picture.rows == ["x  Sure?   x", "x  Yes     x", "x          x"])
    }

    @Test(
        arguments: [
            ("tic", ["Tickets", "Statistics", "To invoice"], "Tickets"),
            ("fc", ["Refuse cash", "Find customer", "Office"], "Find customer"),
            ("queue tick", ["Tickets in my queues", "Queue"], "Tickets in my queues"),
            ("PAY", ["Repay", "Take a payment"], "Take a payment"),
            ("վճ", ["Վճարում", "Հաճախորդ"], "Վճարում"), ("", ["a", "bcd"], "a"), ("xyz", ["Tickets"], ""),
        ] as [(String, [String], String)])
    func theBestFitHasItsLettersAtTheBeginningOfWords(_ wanted: String, _ names: [String], _ best: String) {
        let fits = names.compactMap { name in FuzzyMatch.score(wanted, in: name).map { (name, $0) } }
        #expect(fits.max { $0.1 < $1.1 }?.0 ?? "" == best, "\(fits)")
    }
}
