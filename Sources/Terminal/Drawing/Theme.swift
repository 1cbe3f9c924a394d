import TOML

/// How deep the colours of a terminal go.
public nonisolated enum ColorDepth: Int, Sendable, CaseIterable {
    /// Attributes only.
    case mono
    case sixteen
    case many
    case direct

    /// From what the terminal says; `NO_COLOR` wins.
    public init(colors: Int, noColor: Bool) {
        if noColor || colors < 8 {
            self = .mono
        } else if colors < 256 {
            self = .sixteen
        } else {
            self = colors >= 1 << 24 ? .direct : .many
        }
    }
}

/// The look: styles, marks and glyphs by name. A dotted name falls back to the name before its last dot, so that
/// `list.row.marked` is `list.row` where the theme says nothing about it.
public struct Theme: Sendable {
    public enum Selection: String, Sendable {
        /// The whole row.
        case bar
        /// A mark at the beginning: a fifth of the bytes.
        case gutter
    }

    struct Color: Equatable, Sendable {
        var rgb: Int32 = -1
        var many: Int32 = -1
        var sixteen: Int32 = -1

        func number(_ depth: ColorDepth) -> Int32 {
            switch depth {
            case .mono: -1
            case .sixteen: sixteen
            case .many: many >= 0 ? many : sixteen
            case .direct: rgb >= 0 ? rgb : sixteen
            }
        }
    }

    struct Look: Equatable, Sendable {
        var foreground: String?
        var background: String?
        var attributes: Style.Attributes = []
        var mark: String?
    }

    public internal(set) var name = ""
    public internal(set) var selection: Selection = .bar
    var palette: [String: Color] = [:]
    var looks: [String: Look] = [:]
    var glyphs: [String: (unicode: String, ascii: String)] = [:]
    /// What could not be read or understood, in sentences.
    public internal(set) var complaints: [String] = []

    public init() {}

    private func look(_ name: String) -> Look? {
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
        let number = { (color: String?) in color.flatMap { palette[$0] }?.number(depth) ?? -1 }
        return Style(
            foreground: number(look.foreground), background: number(look.background), attributes: look.attributes)
    }

    /// Whether the theme, or what the name falls back to, says anything about it.
    public func knows(_ name: String) -> Bool { look(name) != nil }

    /// The mark that stands with the style, so that colour is never alone.
    public func mark(_ name: String) -> String { look(name)?.mark ?? "" }

    public func glyph(_ name: String, ascii: Bool) -> String {
        glyphs[name].map { ascii ? $0.ascii : $0.unicode } ?? ""
    }
}

/// Reading theme files into a ``Theme``.
extension Theme {
    /// Merges a file over what is there; what cannot be understood becomes a complaint and changes nothing.
    public mutating func merge(_ text: String, from source: String) {
        let file: TableFile
        do {
            file = try TableFile(text)
        } catch {
            complaints.append("\(source), \(error.sentence). The file is not used.")
            return
        }
        for table in file.tables {
            switch table.path {
            case [] where table.entries.isEmpty: break
            case ["meta"]: readMeta(table, from: source)
            case ["palette"]: readPalette(table, from: source)
            case ["style"]: readStyles(table, from: source)
            case ["glyph"]: readGlyphs(table, from: source)
            default: complain(source, table.line, "there is no table [\(table.path.joined(separator: "."))]")
            }
        }
        for (style, look) in looks.sorted(by: { $0.key < $1.key }) {
            for color in [look.foreground, look.background].compactMap({ $0 }) where palette[color] == nil {
                complaints.append("\(source): \(style) names the colour \(color), which the palette has not.")
            }
        }
    }

    private mutating func complain(_ source: String, _ line: Int, _ words: String) {
        complaints.append("\(source), line \(line): \(words).")
    }

    private mutating func readMeta(_ table: TableFile.Table, from source: String) {
        for entry in table.entries {
            switch (entry.key, entry.value) {
            case ("name", .string(let text)): name = text
            case ("inherits", .string), ("background", .string): break
            case ("selection", .string(let text)):
                if let wanted = Selection(rawValue: text) {
                    selection = wanted
                } else {
                    complain(source, entry.line, "selection is bar or gutter")
                }
            default: complain(source, entry.line, "\u{201C}\(entry.key)\u{201D} is not understood")
            }
        }
    }

    private mutating func readPalette(_ table: TableFile.Table, from source: String) {
        for entry in table.entries {
            guard case .table(let depths) = entry.value else {
                complain(source, entry.line, "a colour is { rgb = ..., c256 = ..., c16 = ... }")
                continue
            }
            var color = Color()
            for depth in depths {
                switch (depth.key, depth.value) {
                case ("rgb", .string(let text)) where text.count == 7 && text.first == "#":
                    color.rgb = Int32(text.dropFirst(), radix: 16) ?? -1
                case ("c256", .integer(let number)) where (0...255).contains(number): color.many = Int32(number)
                case ("c16", .string(let name)):
                    guard let number = Self.sixteen[name] else {
                        complain(source, entry.line, "there is no colour \u{201C}\(name)\u{201D}")
                        continue
                    }
                    color.sixteen = number
                default: complain(source, entry.line, "\u{201C}\(depth.key)\u{201D} of \(entry.key) is not understood")
                }
            }
            palette[entry.key] = color
        }
    }

    private static let sixteen: [String: Int32] = {
        var names: [String: Int32] = ["default": -1]
        for (number, name) in ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"].enumerated() {
            names[name] = Int32(number)
            names["bright\(name)"] = Int32(number + 8)
        }
        return names
    }()

    private mutating func readStyles(_ table: TableFile.Table, from source: String) {
        for entry in table.entries {
            guard case .table(let parts) = entry.value else {
                complain(source, entry.line, "a style is { fg = ..., bold = true, ... }")
                continue
            }
            var look = Look()
            for part in parts {
                switch (part.key, part.value) {
                case ("fg", .string(let name)): look.foreground = name
                case ("bg", .string(let name)): look.background = name
                case ("bold", .boolean(let flag)): if flag { look.attributes.insert(.bold) }
                case ("dim", .boolean(let flag)): if flag { look.attributes.insert(.dim) }
                case ("underline", .boolean(let flag)): if flag { look.attributes.insert(.underline) }
                case ("reverse", .boolean(let flag)): if flag { look.attributes.insert(.reverse) }
                case ("mark", .string(let text)): look.mark = text
                default: complain(source, entry.line, "\u{201C}\(part.key)\u{201D} of \(entry.key) is not understood")
                }
            }
            looks[entry.key] = look
        }
    }

    private mutating func readGlyphs(_ table: TableFile.Table, from source: String) {
        for entry in table.entries {
            guard case .array(let forms) = entry.value, forms.count == 2, forms[1].allSatisfy(\.isASCII) else {
                complain(source, entry.line, "a glyph is [unicode, ascii]")
                continue
            }
            glyphs[entry.key] = (forms[0], forms[1])
        }
    }
}
