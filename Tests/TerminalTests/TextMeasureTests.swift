import Testing

@testable import Terminal

struct TextMeasureTests {
    @Test(
        arguments: [
            ("abc", "abc", 3), ("Պետրոսյան", "Պետրոսյան", 9), ("Иванов", "Иванов", 6), ("世界", "世界", 4),
            ("e\u{301}", "e\u{301}", 1), ("a\u{1B}[31mb", "a\u{B7}[31mb", 7), ("\t", "\u{B7}", 1),
            ("\u{9B}2J", "\u{B7}2J", 3),
            ("\u{202E}abc", "\u{B7}abc", 4), ("a\r\nb", "a\u{B7}b", 3), ("\u{301}x", " \u{301}x", 2),
            ("\u{E000}", "\u{B7}", 1),
            ("\u{7F}", "\u{B7}", 1),
        ] as [(String, String, Int)])
    func whatIsDrawnIsPrintableAndMeasured(_ text: String, _ shown: String, _ width: Int) {
        #expect(String(text.map { TextMeasure.printable($0) }) == shown)
        #expect(TextMeasure.width(text) == width)
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
        for value in UInt32(0x20)...0x2600 {
            guard let scalar = Unicode.Scalar(value), TextMeasure.isPlain(String(Character(scalar))) else { continue }
            let character = Character(scalar)
            #expect(TextMeasure.printable(character) == character && TextMeasure.cells(character) == 1)
            #expect("a\(character)b".count == 3, "it stands alone")
        }
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        let letters = Array("abЯբ9 -").map(String.init) + ["\u{301}", "世", "\u{1B}", "\u{200D}", "é", "\u{1F468}"]
        for round in 0..<2_000 {
            var text = ""
            // Half of the texts are of the letters that take the short way.
            let choice = round.isMultiple(of: 2) ? 7 : letters.count
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += letters[Int(state >> 33) % choice]
            }
            let cells = text.map { TextMeasure.cells(TextMeasure.printable($0)) }.reduce(0, +)
            #expect(TextMeasure.width(text) == cells, "seed \(seed): \(text.debugDescription)")
            for room in 1...10 {
                let shown = TextMeasure.fit(text, width: room)
                #expect(TextMeasure.width(shown) <= room, "seed \(seed): \(text.debugDescription) in \(room)")
                #expect(cells > room || shown == String(text.map { TextMeasure.printable($0) }))
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
        #expect(picture(["e\u{301}", "plain", "世", "a\u{301}"]).rowsChanged(since: before) == [])
        #expect(picture(["e\u{301}", "Plain", "世", "a\u{301}"]).rowsChanged(since: before) == [1])
        #expect(picture(["e\u{300}", "plain", "世", "a\u{301}"]).rowsChanged(since: before).contains(0))
        #expect(picture(["e", "plain", "界", "a\u{301}"]).rowsChanged(since: before).starts(with: [0, 2]))
        #expect(picture(["e"]).rowsChanged(since: before) == [0])
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
