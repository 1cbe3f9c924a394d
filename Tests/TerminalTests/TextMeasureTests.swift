import Terminal
import Testing

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
