import Terminal
import Testing

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
            ("[stile]", "no table"),
        ] as [(String, String)])
    func aFaultIsASentence(_ text: String, _ words: String) {
        var theme = Theme()
        theme.merge(Self.text, from: "test.toml")
        theme.merge(text, from: "user.toml")
        #expect(theme.complaints.contains { $0.contains(words) }, "\(theme.complaints)")
    }

    @Test(arguments: [
        (0, false, ColorDepth.mono), (8, false, .sixteen), (256, false, .many), (256, true, .mono),
        (1 << 24, false, .direct),
    ])
    func theDepthIsTheTerminalsUnlessColourIsUnwanted(_ colors: Int, _ noColor: Bool, _ depth: ColorDepth) {
        #expect(ColorDepth(colors: colors, noColor: noColor) == depth)
    }
}
