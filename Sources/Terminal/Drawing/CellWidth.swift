import CCellWidth

/// How many cells single code points take on this terminal.
public nonisolated enum CellWidth {
    /// Cells of the characters whose width East Asian terminals see differently (UAX #11): 1, or 2 where the terminal is
    /// set up so.
    public static var ambiguous: Int { Int(cell_width_ambiguous()) }

    /// Chosen once, before the first picture; ncurses counts by it too.
    public static func chooseAmbiguous(_ cells: Int) { cell_width_set_ambiguous(Int32(clamping: cells)) }

    /// True when every scalar of the text is a character of one cell that is drawn as it is: nearly all text that an
    /// operator sees, measured without looking for the borders between characters.
    static func isPlain(_ text: String, ambiguous: Int) -> Bool {
        ambiguous == 2
            ? text.unicodeScalars.allSatisfy { isPlainEverywhere($0) }
            : text.unicodeScalars.allSatisfy { isPlain($0) }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Cyrillic without its combining signs; the ellipsis, arrows and box drawing of the themes.
        case 0x400...0x482, 0x48A...0x52F, 0x2026, 0x2190...0x2193, 0x2500...0x257F: true
        default: isPlainEverywhere(scalar)
        }
    }

    private static func isPlainEverywhere(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // ASCII and Armenian.
        case 0x20...0x7E, 0x531...0x556, 0x561...0x587: true
        default: false
        }
    }

    /// 0 for what combines with the character before it, 1 or 2; nil for what must not be drawn.
    static func of(_ scalar: Unicode.Scalar, ambiguous: Int) -> Int? {
        switch scalar.value {
        case 0x20...0x7E: return 1
        case 0..<0x20, 0x7F..<0xA0: return nil
        // Private use: some fonts have pictures there, no two the same width.
        case 0xE000...0xF8FF, 0xF0000...: return nil
        default: break
        }
        // Zero-width and direction characters, fillers, tags: they hide, or change what stands beside them.
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint { return nil }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator, .privateUse: return nil
        default: break
        }
        let cells = cell_width(scalar.value, Int32(ambiguous))
        if cells >= 0 { return Int(min(cells, 2)) }
        // A locale that cannot tell (the C locale knows only ASCII): the standard's own classes.
        switch (properties.generalCategory, scalar.value) {
        case (.nonspacingMark, _), (.enclosingMark, _): return 0
        // The vowels and finals of Hangul sit on the consonant before them.
        case (_, 0x1160...0x11FF), (_, 0xD7B0...0xD7FF): return 0
        case (_, 0x1100...0x115F), (_, 0x2E80...0xA4CF), (_, 0xAC00...0xD7A3), (_, 0xFF00...0xFF60),
            (_, 0x1F300...0x1FAFF):
            return 2
        default: return ambiguous == 2 && cell_width_is_ambiguous(scalar.value) != 0 ? 2 : 1
        }
    }
}
