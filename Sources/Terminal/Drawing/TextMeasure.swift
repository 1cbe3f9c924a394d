/// How text is shown and how many cells it takes: the one rule for measuring, cutting and drawing.
///
/// What a reader takes for one character (a grapheme cluster) is never cut. It is drawn as one or more glyphs, each a base
/// with its marks in one or two cells, because that is how terminals count. What does not print, or hides or turns
/// round what stands beside it (controls, escape, direction overrides, zero-width characters), becomes a visible marker and
/// does nothing.
public nonisolated enum TextMeasure {
    /// What stands for a character that must not reach the terminal.
    public static var marker: Character { CellWidth.ambiguous == 2 ? "?" : "\u{B7}" }

    /// Cells of one character of the text when it is drawn.
    public static func cells(_ character: Character) -> Int { cells(character, ambiguous: CellWidth.ambiguous) }

    static func cells(_ character: Character, ambiguous: Int) -> Int {
        var cells = 0
        Glyph.each(of: character, ambiguous: ambiguous) { cells += $0.cells }
        return cells
    }

    /// The text as it is drawn: harmless, and of the same width when it is drawn again.
    public static func shown(_ text: String) -> String {
        if CellWidth.isPlain(text, ambiguous: CellWidth.ambiguous) { return text }
        var shown = ""
        for character in text { append(character, to: &shown, ambiguous: CellWidth.ambiguous) }
        return shown
    }

    /// Cells the text takes when drawn.
    public static func width(_ text: String) -> Int { width(text, ambiguous: CellWidth.ambiguous) }

    static func width(_ text: String, ambiguous: Int) -> Int {
        if CellWidth.isPlain(text, ambiguous: ambiguous) { return text.unicodeScalars.count }
        var width = 0
        for character in text { width += cells(character, ambiguous: ambiguous) }
        return width
    }

    /// The text as it is drawn, cut to so many cells, its end replaced by the ellipsis when it does not fit.
    public static func fit(_ text: String, width room: Int, ellipsis: String = "\u{2026}") -> String {
        fit(text, width: room, ellipsis: ellipsis, ambiguous: CellWidth.ambiguous)
    }

    static func fit(_ text: String, width room: Int, ellipsis: String, ambiguous: Int) -> String {
        guard room > 0 else { return "" }
        let end = width(ellipsis, ambiguous: ambiguous)
        if CellWidth.isPlain(text, ambiguous: ambiguous), CellWidth.isPlain(ellipsis, ambiguous: ambiguous), end <= room
        {
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
            let cells = cells(character, ambiguous: ambiguous)
            guard used + cells <= room else { return end <= room ? cut + ellipsis : cut }
            append(character, to: &shown, ambiguous: ambiguous)
            used += cells
            if used + end <= room { cut = shown }
        }
        return shown
    }

    private static func append(_ character: Character, to shown: inout String, ambiguous: Int) {
        Glyph.each(of: character, ambiguous: ambiguous) { glyph in
            shown.unicodeScalars.append(glyph.base)
            shown.unicodeScalars.append(contentsOf: glyph.marks)
        }
    }
}
