import TOML

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
        for (style, look) in looks.sorted(by: { $0.key < $1.key }) where look.place.hasPrefix("\(source), ") {
            for color in [look.foreground, look.background].compactMap({ $0 }) where palette[color] == nil {
                complaints.append("\(look.place): \(style) names the colour \(color), which the palette has not.")
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
            case ("inherits", .string): break
            case ("background", .string(let text)):
                if let wanted = Background(rawValue: text) {
                    background = wanted
                } else {
                    complain(source, entry.line, "background is dark or light")
                }
            case ("glyphs", .string("ascii")): isASCII = true
            case ("glyphs", .string("unicode")): isASCII = false
            case ("glyphs", _): complain(source, entry.line, "glyphs is unicode or ascii")
            case ("frames", .boolean(let flag)): hasFrames = flag
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
            var color = ThemeColor()
            for depth in depths {
                switch (depth.key, depth.value) {
                case ("rgb", .string(let text)) where text.count == 7 && text.first == "#":
                    guard let number = Int32(text.dropFirst(), radix: 16), number >= 0 else {
                        complain(source, entry.line, "\(text) is no colour")
                        continue
                    }
                    color.rgb = number
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
            var look = Look(place: "\(source), line \(entry.line)")
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
            glyphs[entry.key] = Glyphs(unicode: forms[0], ascii: forms[1], place: "\(source), line \(entry.line)")
        }
    }
}
