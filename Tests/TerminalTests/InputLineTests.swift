import Testing

@testable import Terminal

@MainActor struct InputLineTests {
    @Test(
        arguments: [
            ("abc", [.editLeft, .editBackspace], "x", "axc"), ("abc", [.editHome, .editDelete], "x", "xbc"),
            ("one two  ", [.editDeleteWord], "x", "one x"), ("abc", [.editClear], "Պ", "Պ"),
            ("abc", [.editHome, .editRight, .editKill], "", "a"),
            ("e", [], "\u{301}z", "e\u{301}z"), ("ab", [.editLeft, .editLeft, .editLeft], "x", "xab"),
            ("a", [], "b\u{1B}[1mc\td", "ab[1mcd"),
        ] as [(String, [ActionID], String, String)])
    func editingCountsInCharacters(_ text: String, _ actions: [ActionID], _ typed: String, _ result: String) {
        var field = InputLine(text)
        for action in actions { field.perform(action) }
        field.insert(typed)
        #expect(field.text == result)
    }

    @Test func aPasteWithoutEndIsCut() {
        var field = InputLine("")
        field.insert(String(repeating: "x", count: 100_000))
        #expect(field.text.count == InputLine.limit)
    }
}
