/// Looks a theme over at every depth of colour: what cannot be read, told apart or drawn, in sentences.
public struct ThemeCheck {
    /// Every role the program draws with.
    public var roles: [TextRole]
    /// Roles that must look different from each other without colours, by attribute or by mark.
    public var distinct: [[TextRole]]

    public init(roles: [TextRole], distinct: [[TextRole]] = [[.message, .messageBad], [.value, .fieldError]]) {
        self.roles = roles
        self.distinct = distinct
    }

    /// The glyphs of the toolkit's parts, with how many characters each has.
    static let glyphs: [(name: String, counts: [Int])] = [
        ("frame", [6, 11]), ("more", [1]), ("check", [1]), ("marked", [1]), ("tree", [2]), ("sort", [2]), ("bar", [2]),
    ]

    public func findings(in theme: Theme) -> [String] {
        theme.complaints + roles.flatMap { missing($0, theme) } + contrasts(theme) + alikes(theme) + glyphs(theme)
            + marks(theme)
    }

    private func missing(_ role: TextRole, _ theme: Theme) -> [String] {
        theme.knows(role.rawValue) ? [] : ["There is no style \(role.rawValue), nor one that it falls back to."]
    }

    // MARK: Contrast

    /// What may be behind the text where the theme says nothing.
    private static func papers(_ theme: Theme, _ depth: ColorDepth) -> [Int32] {
        let pure: Int32 = theme.background == .dark ? 0x000000 : 0xFFFFFF
        // Terminals of many colours are often set a shade away from black or white.
        return depth.rawValue < ColorDepth.many.rawValue
            ? [pure] : [pure, theme.background == .dark ? 0x1E1E1E : 0xF2F2F2]
    }

    private static func ink(_ theme: Theme) -> Int32 { theme.background == .dark ? 0xE5E5E5 : 0x000000 }

    /// What is seen of a colour; nil where it is the terminal's own.
    private static func color(_ color: ThemeColor?, _ depth: ColorDepth) -> Int32? {
        guard let color, case let number = color.number(depth), number >= 0 else { return nil }
        if depth == .direct { return number }
        // A bright one of eight is shown by bold.
        return ThemeColor.rgb(of: depth == .eight && color.isBright ? number + 8 : number)
    }

    private func contrasts(_ theme: Theme) -> [String] {
        var findings: [String] = []
        for (name, look) in theme.looks.sorted(by: { $0.key < $1.key }) {
            for depth in ColorDepth.allCases where depth != .mono {
                let style = theme.style(name, depth: depth)
                let color = { (name: String?) in Self.color(name.flatMap { theme.palette[$0] }, depth) }
                let ink = color(look.foreground) ?? Self.ink(theme)
                let papers = color(look.background).map { [$0] }
                let ratio = (papers ?? Self.papers(theme, depth)).map { Contrast.ratio($0, ink) }.min() ?? 0
                // Dim is half as bright at most; nobody can say what a terminal makes of it.
                let isDim = style.attributes.contains(.dim) && style.foreground >= 0
                guard ratio < (isDim ? Contrast.least * 2 : Contrast.least) else { continue }
                let tenths = Int(ratio * 10)
                findings.append(
                    "\(look.place): \(name) has a contrast of \(tenths / 10).\(tenths % 10) at \(depth.name); it needs 4.5."
                )
            }
        }
        return findings
    }

    // MARK: Without colours

    private func alikes(_ theme: Theme) -> [String] {
        var findings: [String] = []
        for group in distinct {
            for (index, role) in group.enumerated() {
                for other in group[(index + 1)...] {
                    let looks = [role, other].map {
                        (theme.style($0.rawValue, depth: .mono).attributes, theme.mark($0.rawValue))
                    }
                    if looks[0] == looks[1] {
                        findings.append(
                            "\(role.rawValue) and \(other.rawValue) look the same without colours: one needs a mark.")
                    }
                }
            }
        }
        return findings
    }

    // MARK: Glyphs and marks

    private func glyphs(_ theme: Theme) -> [String] {
        var findings: [String] = []
        for (name, counts) in Self.glyphs {
            guard let glyphs = theme.glyphs[name] else {
                findings.append("There is no glyph \(name).")
                continue
            }
            if !counts.contains(glyphs.unicode.count) || glyphs.unicode.count != glyphs.ascii.count {
                findings.append(
                    "\(glyphs.place): \(name) has \(counts.map(String.init).joined(separator: " or ")) characters in each form."
                )
            }
            for character in glyphs.unicode + glyphs.ascii where !Self.isOneCell(character) {
                findings.append("\(glyphs.place): \(name) has a character that does not take one cell.")
            }
        }
        return findings
    }

    private func marks(_ theme: Theme) -> [String] {
        theme.looks.sorted { $0.key < $1.key }.compactMap { name, look in
            guard let mark = look.mark, !mark.isEmpty else { return nil }
            guard mark.count == 1, mark.allSatisfy({ $0.isASCII && Self.isOneCell($0) }) else {
                return "\(look.place): the mark of \(name) is one character of ASCII."
            }
            return nil
        }
    }

    private static func isOneCell(_ character: Character) -> Bool {
        let text = String(character)
        return TextMeasure.cells(character) == 1 && TextMeasure.shown(text) == text
    }
}
