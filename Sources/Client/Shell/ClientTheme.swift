import Terminal

/// The theme in force on this terminal: styles by role at the terminal's depth, glyphs in its character set.
struct ClientTheme {
    private let styles: [Role: Style]
    let selectionIsBar: Bool
    let selectionMark: String
    let ellipsis: String
    let frame: FrameGlyphs

    struct FrameGlyphs: Equatable {
        var horizontal = "-"
        var vertical = "|"
        var topLeft = "+"
        var topRight = "+"
        var bottomLeft = "+"
        var bottomRight = "+"
    }

    init(_ theme: Theme, depth: ColorDepth, ascii: Bool) {
        styles = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, theme.style($0.rawValue, depth: depth)) })
        selectionIsBar = theme.selection == .bar
        let mark = theme.mark(Role.listSelected.rawValue)
        selectionMark = mark.isEmpty ? ">" : mark
        let more = theme.glyph("more", ascii: ascii)
        ellipsis = more.isEmpty ? "~" : more
        let glyphs = theme.glyph("frame", ascii: ascii).map(String.init)
        frame =
            glyphs.count == 6
            ? FrameGlyphs(
                horizontal: glyphs[0], vertical: glyphs[1], topLeft: glyphs[2], topRight: glyphs[3],
                bottomLeft: glyphs[4], bottomRight: glyphs[5])
            : FrameGlyphs()
    }

    var verticalRule: String { frame.vertical }
    var horizontalRule: String { frame.horizontal }

    func style(_ role: Role) -> Style { styles[role] ?? .plain }
}
