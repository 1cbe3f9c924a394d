/// What stands in one cell, or in two for a wide base: a base and the marks on it.
nonisolated struct Glyph {
    var base: Unicode.Scalar
    /// Marks without a width of their own, at most four: a cell of ncurses holds five code points.
    var marks: ArraySlice<Unicode.Scalar> = []
    var cells: Int

    static let mostMarks = 4
    private static let joiner: Unicode.Scalar = "\u{200D}"

    /// The glyphs that one character is drawn as, in order; never none.
    static func each(of character: Character, ambiguous: Int, _ body: (Glyph) -> Void) {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return }
        if first.value < 0x80 || scalars.index(after: scalars.startIndex) == scalars.endIndex {
            if scalars.index(after: scalars.startIndex) == scalars.endIndex {
                return body(single(first, ambiguous: ambiguous))
            }
            // CR LF is one character.
            if first == "\r" { return body(marker(ambiguous)) }
        }
        eachOfSeveral(scalars, first, ambiguous: ambiguous, body)
    }

    private static func single(_ scalar: Unicode.Scalar, ambiguous: Int) -> Glyph {
        switch CellWidth.of(scalar, ambiguous: ambiguous) {
        case nil: return marker(ambiguous)
        case 0?:
            // A mark without a base gets a blank to sit on, if it would sit there.
            var onBlank = String.UnicodeScalarView([" "])
            onBlank.append(scalar)
            return String(onBlank).count == 1 ? Glyph(base: " ", marks: [scalar], cells: 1) : marker(ambiguous)
        case let cells?: return Glyph(base: scalar, cells: cells)
        }
    }

    private static func eachOfSeveral(
        _ scalars: Character.UnicodeScalarView, _ first: Unicode.Scalar, ambiguous: Int, _ body: (Glyph) -> Void
    ) {
        var glyph = single(first, ambiguous: ambiguous)
        // Digits count as pictures, too, in the standard's tables.
        let isPicture = first.value > 0xFF && first.properties.isEmoji
        for scalar in scalars.dropFirst() {
            if isPicture {
                // Terminals do not agree on what a sequence of pictures takes: the first one stands for it.
                if scalar == joiner { break }
                if isPictureModifier(scalar) { continue }
            }
            switch CellWidth.of(scalar, ambiguous: ambiguous) {
            case nil:
                body(glyph)
                glyph = marker(ambiguous)
            case 0?:
                if isSyllablePart(scalar), !isSyllable(glyph.base) {
                    body(glyph)
                    glyph = marker(ambiguous)
                } else if glyph.marks.count < mostMarks {
                    glyph.marks.append(scalar)
                }
            case let cells?:
                body(glyph)
                glyph = Glyph(base: scalar, cells: cells)
            }
        }
        body(glyph)
    }

    /// A vowel or final of Hangul, which only a consonant or a syllable carries.
    private static func isSyllablePart(_ scalar: Unicode.Scalar) -> Bool {
        (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value)
    }

    private static func isSyllable(_ scalar: Unicode.Scalar) -> Bool {
        (0x1100...0x115F).contains(scalar.value) || (0xA960...0xA97F).contains(scalar.value)
            || (0xAC00...0xD7A3).contains(scalar.value)
    }

    /// Chooses how the picture before it looks: the variant, the skin's colour, the flag's letters.
    private static func isPictureModifier(_ scalar: Unicode.Scalar) -> Bool {
        (0xFE00...0xFE0F).contains(scalar.value) || (0xE0020...0xE007F).contains(scalar.value)
            || scalar.properties.isEmojiModifier
    }

    private static func marker(_ ambiguous: Int) -> Glyph {
        Glyph(base: ambiguous == 2 ? "?" : "\u{B7}", cells: 1)
    }
}
