/// The theme in force on this terminal: styles by role at the terminal's depth, glyphs in its character set.
public struct TerminalTheme {
    private let theme: Theme
    private let depth: ColorDepth
    /// Looked up for every piece of text of every picture.
    private let styles: [TextRole: Style]
    public let selectionIsBar: Bool
    public let selectionMark: String
    public let ellipsis: String
    public let frame: FrameGlyphs

    public struct FrameGlyphs: Equatable {
        public var horizontal = "-"
        public var vertical = "|"
        public var topLeft = "+"
        public var topRight = "+"
        public var bottomLeft = "+"
        public var bottomRight = "+"
    }

    /// `roles` are those that are drawn often; any other is looked up in the theme each time.
    public init(_ theme: Theme, roles: [TextRole] = TextRole.ofToolkit, depth: ColorDepth, ascii: Bool) {
        self.theme = theme
        self.depth = depth
        styles = Dictionary(roles.map { ($0, theme.style($0.rawValue, depth: depth)) }) { first, _ in first }
        selectionIsBar = theme.selection == .bar
        let mark = theme.mark(TextRole.listSelected.rawValue)
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

    public var verticalRule: String { frame.vertical }
    public var horizontalRule: String { frame.horizontal }

    public func style(_ role: TextRole) -> Style { styles[role] ?? theme.style(role.rawValue, depth: depth) }
}
