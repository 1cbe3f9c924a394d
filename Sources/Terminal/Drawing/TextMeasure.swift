import CNcurses

/// How text is shown and how many cells it takes: the one rule for measuring, cutting and drawing.
public nonisolated enum TextMeasure {
    /// What a control character, a lone surrogate or anything unprintable becomes.
    public static let unprintable: Character = "\u{B7}"
    /// A cell of the screen holds a base and at most four combining marks.
    static let mostScalars = 5

    /// The character as it may be drawn: no control characters, no direction overrides, never an escape sequence.
    public static func printable(_ character: Character) -> Character {
        if let ascii = character.asciiValue, character.unicodeScalars.count == 1 {
            return ascii >= 0x20 && ascii < 0x7F ? character : unprintable
        }
        var scalars = String.UnicodeScalarView()
        for scalar in character.unicodeScalars {
            guard let width = width(of: scalar) else {
                if scalars.isEmpty { return unprintable }
                continue
            }
            // A mark without a base gets a blank to sit on.
            if scalars.isEmpty, width == 0 { scalars.append(" ") }
            if scalars.count < mostScalars { scalars.append(scalar) }
        }
        return String(scalars).first ?? unprintable
    }

    /// Cells of one printable character: one or two.
    public static func cells(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 1 }
        return first.isASCII ? 1 : max(min(width(of: first) ?? 1, 2), 1)
    }

    /// True when every scalar of the text is a character of one cell that is drawn as it is: nearly all text that an
    /// operator sees, measured without looking for the borders between characters.
    static func isPlain(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isPlain) }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // ASCII; Cyrillic without its combining signs; Armenian; the ellipsis, arrows and box drawing of the themes.
        case 0x20...0x7E, 0x400...0x482, 0x48A...0x52F, 0x531...0x556, 0x561...0x587, 0x2026, 0x2190...0x2193,
            0x2500...0x257F:
            true
        default: false
        }
    }

    /// Cells the text takes when drawn.
    public static func width(_ text: String) -> Int {
        if isPlain(text) { return text.unicodeScalars.count }
        var width = 0
        for character in text { width += cells(printable(character)) }
        return width
    }

    /// The text cut to so many cells, its end replaced by the ellipsis when it does not fit.
    public static func fit(_ text: String, width room: Int, ellipsis: String = "\u{2026}") -> String {
        guard room > 0 else { return "" }
        let end = width(ellipsis)
        if isPlain(text), isPlain(ellipsis), end <= room {
            let scalars = text.unicodeScalars
            guard let edge = scalars.index(scalars.startIndex, offsetBy: room, limitedBy: scalars.endIndex),
                edge != scalars.endIndex
            else { return text }
            return String(scalars[..<scalars.index(edge, offsetBy: -end)]) + ellipsis
        }
        var shown = ""
        var used = 0
        // Where to cut if the text turns out too long.
        var cut = shown
        for character in text {
            let next = printable(character)
            let cells = cells(next)
            guard used + cells <= room else { return end <= room ? cut + ellipsis : cut }
            shown.append(next)
            used += cells
            if used + end <= room { cut = shown }
        }
        return shown
    }

    /// Nil: not printable. Formatting characters that reorder or hide text count as unprintable.
    private static func width(of scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF: return nil
        // Private use: some fonts have pictures there, no two the same width.
        case 0xE000...0xF8FF, 0xF0000...: return nil
        default: break
        }
        let cells = wcwidth(wchar_t(bitPattern: scalar.value))
        if cells >= 0 { return Int(cells) }
        // A locale that cannot tell (the C locale knows only ASCII): the standard's own classes.
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return nil
        case .nonspacingMark, .enclosingMark: return 0
        default:
            return (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
                || (0xAC00...0xD7A3).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
                || (0x1F300...0x1FAFF).contains(scalar.value) ? 2 : 1
        }
    }
}
