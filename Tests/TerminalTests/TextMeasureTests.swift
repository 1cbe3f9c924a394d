import Testing

@testable import Terminal

struct TextMeasureTests {
    @Test(
        arguments: [
            ("abc", "abc", 3), ("Պետրոսյան", "Պետրոսյան", 9), ("Иванов", "Иванов", 6), ("世界", "世界", 4),
            ("e\u{301}", "e\u{301}", 1), ("a\u{1B}[31mb", "a\u{B7}[31mb", 7), ("\t", "\u{B7}", 1),
            ("\u{9B}2J", "\u{B7}2J", 3),
            ("\u{202E}abc", "\u{B7}abc", 4), ("a\r\nb", "a\u{B7}b", 3), ("\u{301}x", " \u{301}x", 2),
            ("\u{E000}", "\u{B7}", 1), ("\u{7F}", "\u{B7}", 1),
            // What hides or joins is seen, wherever it stands.
            ("a\u{200B}b", "a\u{B7}b", 3), ("a\u{200D}b", "a\u{B7}b", 3), ("a\u{200C}b", "a\u{B7}b", 3),
            ("a\u{AD}b", "a\u{B7}b", 3), ("a\u{2060}b", "a\u{B7}b", 3), ("\u{FEFF}a", "\u{B7}a", 2),
            ("a\u{34F}b", "a\u{B7}b", 3), ("a\u{2066}b\u{2069}", "a\u{B7}b\u{B7}", 4), ("7\u{FE0F}7", "7\u{B7}7", 3),
            ("\u{3164}x", "\u{B7}x", 2), ("a\u{2028}b", "a\u{B7}b", 3), ("a\u{E0041}b", "a\u{B7}b", 3),
            // A sequence of pictures is its first picture; a flag its two letters.
            ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}x", "\u{1F468}x", 3), ("\u{1F44D}\u{1F3FD}", "\u{1F44D}", 2),
            ("\u{2764}\u{FE0F}", "\u{2764}", 1), ("\u{1F1E6}\u{1F1F2}", "\u{1F1E6}\u{1F1F2}", 2),
            // A vowel sign with a width of its own; a syllable of Hangul in parts; more marks than a cell holds.
            ("\u{915}\u{93F}", "\u{915}\u{93F}", 2), ("\u{1112}\u{1161}\u{11AB}", "\u{1112}\u{1161}\u{11AB}", 2),
            ("\u{1161}", "\u{B7}", 1),
            ("o\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "o\u{301}\u{302}\u{303}\u{304}", 1),
        ] as [(String, String, Int)])
    func whatIsDrawnIsPrintableAndMeasured(_ text: String, _ shown: String, _ width: Int) {
        #expect(Array(TextMeasure.shown(text).unicodeScalars) == Array(shown.unicodeScalars))
        #expect(TextMeasure.width(text) == width)
        #expect(TextMeasure.shown(shown) == shown && TextMeasure.width(shown) == width, "it is drawn again as it is")
    }

    @Test(arguments: [
        ("abc", 3), ("Պետրոսյան", 9), ("Иванов", 12), ("世界", 4), ("─┐", 4), ("a\u{1B}", 2), ("ё\u{301}", 2), ("…", 2),
    ])
    func anEastAsianTerminalDrawsSomeCharactersWide(_ text: String, _ width: Int) {
        #expect(TextMeasure.width(text, ambiguous: 2) == width)
        for room in 0...12 {
            let cut = TextMeasure.fit(text, width: room, ellipsis: "~", ambiguous: 2)
            #expect(TextMeasure.width(cut, ambiguous: 2) <= room)
        }
    }

    /// Composed and decomposed letters look, measure and compare alike.
    @Test func howALetterIsComposedMakesNoDifference() {
        #expect(TextMeasure.width("\u{E9}") == TextMeasure.width("e\u{301}"))
        #expect(TextMeasure.fit("caf\u{E9} noir", width: 6) == TextMeasure.fit("cafe\u{301} noir", width: 6))
    }

    @Test(
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("世界人", 5, "世界…"),
            ("世界人", 4, "世…"), ("世", 1, "…"), ("", 3, ""),
        ] as [(String, Int, String)])
    func aTextTooLongEndsInAnEllipsisAndNeverInHalfACharacter(_ text: String, _ width: Int, _ shown: String) {
        #expect(TextMeasure.fit(text, width: width) == shown)
        #expect(TextMeasure.width(shown) <= width)
    }

    @Test(
        arguments: [
            ("abcdef", 5, "...", "ab..."), ("abcdef", 3, "...", "..."), ("世界人民", 5, "...", "世..."),
            ("abcdef", 2, "...", ""),
        ] as [(String, Int, String, String)])
    func anEllipsisOfSeveralCellsIsPutWholeOrNotAtAll(
        _ text: String, _ width: Int, _ ellipsis: String, _ shown: String
    ) {
        #expect(TextMeasure.fit(text, width: width, ellipsis: ellipsis) == shown)
    }

    /// What is measured without looking at every character must come out as if it were.
    @Test func theShortWayOfMeasuringAgreesWithTheLongOne() {
        for (value, ambiguous) in (UInt32(0x20)...0x2600).flatMap({ [($0, 1), ($0, 2)] }) {
            guard let scalar = Unicode.Scalar(value),
                CellWidth.isPlain(String(Character(scalar)), ambiguous: ambiguous)
            else { continue }
            let character = Character(scalar)
            #expect(TextMeasure.cells(character, ambiguous: ambiguous) == 1, "U+\(String(value, radix: 16))")
            #expect(TextMeasure.shown(String(character)) == String(character))
            #expect("a\(character)b".count == 3, "it stands alone")
        }
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        let letters =
            Array("abЯբ9 -").map(String.init) + [
                "\u{301}", "世", "\u{1B}", "\u{200D}", "é", "\u{1F468}", "\u{1F1E6}", "\u{93F}", "\u{1161}", "\u{FE0F}",
            ]
        for round in 0..<2_000 {
            var text = ""
            // Half of the texts are of the letters that take the short way.
            let choice = round.isMultiple(of: 2) ? 7 : letters.count
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += letters[Int(state >> 33) % choice]
            }
            let cells = text.map { TextMeasure.cells($0) }.reduce(0, +)
            #expect(TextMeasure.width(text) == cells, "seed \(seed): \(text.debugDescription)")
            for room in 1...10 {
                let shown = TextMeasure.fit(text, width: room)
                #expect(TextMeasure.width(shown) <= room, "seed \(seed): \(text.debugDescription) in \(room)")
                #expect(cells > room || shown == TextMeasure.shown(text))
            }
        }
    }

    @Test @MainActor func rowsThatLookDifferentAreSent() {
        func picture(_ rows: [String]) -> Canvas {
            var canvas = Canvas(width: 8, height: rows.count)
            for (row, text) in rows.enumerated() { canvas.put(text, row: row, column: 0, style: .plain) }
            return canvas
        }
        let before = picture(["e\u{301}", "plain", "世", "a\u{301}"])
        func damage(_ rows: [String]) -> [String] {
            picture(rows).damage(since: before).map { "\($0.row):\($0.columns)" }
        }
        #expect(damage(["e\u{301}", "plain", "世", "a\u{301}"]) == [])
        #expect(damage(["e\u{301}", "Plein", "世", "a\u{301}"]) == ["1:0..<3"])
        #expect(damage(["e\u{300}", "plain", "世", "a\u{301}"]).contains("0:0..<1"))
        #expect(damage(["e", "plain", "界", "a\u{301}"]).starts(with: ["0:0..<1", "2:0..<2"]), "a wide one whole")
        #expect(damage(["e"]) == ["0:0..<8"])
        #expect(Canvas(width: 0, height: 3).damage(since: nil) == [])
    }

    @Test @MainActor func aWideCharacterOverwrittenInHalfLeavesABlank() {
        var canvas = Canvas(width: 6, height: 1)
        canvas.put("世界", row: 0, column: 0, style: .plain)
        canvas.put("x", row: 0, column: 1, style: .plain)
        #expect(canvas.text(row: 0) == " x界")
        canvas.put("世", row: 0, column: 5, style: .plain)
        #expect(canvas.text(row: 0) == " x界")
        canvas.fill(row: 0, column: 3, width: 9, style: .plain)
        #expect(canvas.text(row: 0) == " x")
        canvas.put("far", row: 3, column: -2, style: .plain)
    }
}
