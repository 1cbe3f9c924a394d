/// The look: styles, marks and glyphs by name. A dotted name falls back to the name before its last dot, so that
/// `list.row.marked` is `list.row` where the theme says nothing about it.
public struct Theme: Sendable {
    public enum Selection: String, Sendable {
        /// The whole row.
        case bar
        /// A mark at the beginning: a fifth of the bytes.
        case gutter
    }

    /// What the terminal's own background is taken to be.
    public enum Background: String, Sendable {
        case dark
        case light
    }

    struct Look: Equatable, Sendable {
        var foreground: String?
        var background: String?
        var attributes: Style.Attributes = []
        var mark: String?
        /// The file and the line that say so.
        var place = ""
    }

    struct Glyphs: Equatable, Sendable {
        var unicode: String
        var ascii: String
        var place = ""
    }

    public internal(set) var name = ""
    public internal(set) var selection: Selection = .bar
    public internal(set) var background: Background = .dark
    /// Only ASCII, on any terminal.
    public internal(set) var isASCII = false
    /// Lines round dialogs and between panes.
    public internal(set) var hasFrames = true
    var palette: [String: ThemeColor] = [:]
    var looks: [String: Look] = [:]
    var glyphs: [String: Glyphs] = [:]
    /// What could not be read or understood, in sentences.
    public internal(set) var complaints: [String] = []

    public init() {}

    func look(_ name: String) -> Look? {
        var rest = name[...]
        while true {
            if let look = looks[String(rest)] { return look }
            guard let dot = rest.lastIndex(of: ".") else { return nil }
            rest = rest[..<dot]
        }
    }

    /// The style of the name at a depth; plain when neither it nor anything it falls back to is known.
    public func style(_ name: String, depth: ColorDepth) -> Style {
        guard let look = look(name) else { return .plain }
        let color = { (name: String?) in name.flatMap { palette[$0] } }
        let (ink, paper) = (color(look.foreground), color(look.background))
        var style = Style(
            foreground: ink?.number(depth) ?? -1, background: paper?.number(depth) ?? -1, attributes: look.attributes)
        if depth == .eight, ink?.isBright == true { style.attributes.insert(.bold) }
        return style
    }

    /// Whether the theme, or what the name falls back to, says anything about it.
    public func knows(_ name: String) -> Bool { look(name) != nil }

    /// The mark that stands with the style, so that colour is never alone.
    public func mark(_ name: String) -> String { look(name)?.mark ?? "" }

    public func glyph(_ name: String, ascii: Bool) -> String {
        glyphs[name].map { ascii ? $0.ascii : $0.unicode } ?? ""
    }
}
