import Terminal

/// Draws on a display in memory and gives back what is to be seen.
@MainActor struct Picture {
    let display: HeadlessDisplay

    init(width: Int, height: Int, theme: String = "", _ draw: (inout Sheet) -> Void) {
        display = HeadlessDisplay(width: width, height: height)
        var look = Theme()
        look.merge(theme, from: "test.toml")
        var sheet = Sheet(
            canvas: Canvas(width: width, height: height),
            theme: TerminalTheme(look, depth: display.depth, ascii: !display.isUnicode))
        draw(&sheet)
        display.show(sheet.canvas)
    }

    var rows: [String] { display.rows }
    var cursor: [Int]? { display.picture.cursor.map { [$0.row, $0.column] } }
}
