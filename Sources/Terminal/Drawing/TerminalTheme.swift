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
    /// Whether dialogs and panes have lines round them.
    public let hasFrames: Bool
    /// Whether it may draw with more than ASCII.
    public let isUnicode: Bool
    /// In a box that is ticked.
    public let check: String
    /// Before a row that is marked.
    public let rowMark: String
    public let tree: (open: String, closed: String)
    public let sort: (up: String, down: String)
    /// Of progress and of charts: what is there, and what is not.
    public let bar: (full: String, empty: String)

    public struct FrameGlyphs: Equatable {
        public var horizontal = "-"
        public var vertical = "|"
        public var topLeft = "+"
        public var topRight = "+"
        public var bottomLeft = "+"
        public var bottomRight = "+"
    }

    /// `roles` are those that are drawn often; any other is looked up in the theme each time. `ascii`: the terminal shows
    /// nothing else, or its frames would be two cells wide.
    public init(_ theme: Theme, roles: [TextRole] = TextRole.ofToolkit, depth: ColorDepth, ascii: Bool) {
        self.theme = theme
        self.depth = depth
        styles = Dictionary(roles.map { ($0, theme.style($0.rawValue, depth: depth)) }) { first, _ in first }
        selectionIsBar = theme.selection == .bar
        let mark = theme.mark(TextRole.listSelected.rawValue)
        selectionMark = mark.isEmpty ? ">" : mark
        let isPlain = ascii || theme.isASCII
        isUnicode = !isPlain
        hasFrames = theme.hasFrames
        let glyphs = { (name: String, fallback: String) in
            let found = theme.glyph(name, ascii: isPlain).map(String.init)
            return found.count >= fallback.count ? found : fallback.map(String.init)
        }
        ellipsis = glyphs("more", "~")[0]
        check = glyphs("check", "x")[0]
        rowMark = glyphs("marked", "*")[0]
        let (branches, arrows, bars) = (glyphs("tree", "-+"), glyphs("sort", "^v"), glyphs("bar", "#."))
        tree = (branches[0], branches[1])
        sort = (arrows[0], arrows[1])
        bar = (bars[0], bars[1])
        let lines = glyphs("frame", "-|++++")
        frame = FrameGlyphs(
            horizontal: lines[0], vertical: lines[1], topLeft: lines[2], topRight: lines[3], bottomLeft: lines[4],
            bottomRight: lines[5])
    }

    public var verticalRule: String { hasFrames ? frame.vertical : " " }
    public var horizontalRule: String { hasFrames ? frame.horizontal : " " }

    public func style(_ role: TextRole) -> Style { styles[role] ?? theme.style(role.rawValue, depth: depth) }

    /// The mark that stands with the role, so that colour is never alone; empty where it has none.
    public func mark(_ role: TextRole) -> String { theme.mark(role.rawValue) }
}
