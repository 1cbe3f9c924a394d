import Domain
import Operations
import Terminal
import Testing

@testable import Client

/// Sentences name keys by what they do: the keys are those of the map in force, on the terminal that is there.
@MainActor struct SentenceTests {
    private nonisolated static let own = """
        [context.form]
        "F9" = false
        "C-s" = false
        "C-x" = false
        "M-f" = "form.save"
        "M-x" = "draft.discard"
        """
    private nonisolated static let none = """
        [context.form]
        "F9" = false
        "C-s" = false
        "C-x" = false
        """

    @Test func aSentenceWithoutKeysIsItsText() {
        #expect(Sentence("\(2) of \("three")") == "2 of three")
        #expect(Sentence("\(Sentence("a")) b") == "a b")
        #expect(Message.bad("Not today.") == Message.bad(Sentence("Not today.")))
        #expect(Sentence("\(key: .formSave) saves").actions == [.formSave])
    }

    @Test(
        arguments: [
            ("", "", 12, "F9", "C-x"), ("mc", "", 12, "F2", "C-x"), ("5250", "", 12, "F9", "C-x"),
            ("vim", "", 12, "F9", "C-x"), ("", own, 12, "M-f", "M-x"), ("mc", own, 12, "F2", "M-x"),
            ("", "", 4, "C-s", "C-x"), ("mc", "", 4, "F2", "C-x"),
            (
                "", none, 12, "\u{201C}Save\u{201D} (F12)",
                "\u{201C}Throw away what is typed and start an empty form\u{201D} (F12)"
            ),
        ])
    func whatSavesAndWhatThrowsAwayIsNamedAsTheMapHasIt(
        _ keymap: String, _ text: String, _ functionKeys: Int, _ save: String, _ discard: String
    ) {
        let stage = Stage.with(keymap: keymap, text, functionKeys: functionKeys)
        stage.press("'77101234' ENTER 3")
        stage.perform(stage.shell.perform("account.promise", input: nil))
        #expect(stage.words.contains("ENTER next field, \(save) goes on, ESC closes"), "\(stage.text())")
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("5000 TAB 5 TAB salary")
        stage.perform(stage.shell.perform(.formSave, input: nil))
        stage.press("y")
        #expect(stage.message == "The line broke. \(save) sends the same again; it cannot be done twice.")
        stage.press("z")
        #expect(stage.message == "It may have been done: \(save) sends the same again, \(discard) gives it up.")
        stage.press("M-h")
        #expect(stage.message == "M-h does nothing here; F1 shows the keys.")
    }

    /// Everything that a screen writes, on the four function keys of a vt100.
    @Test(arguments: ["", "F6", "C-t", "C-y", "M-d", "'77101234' ENTER 2 c", "'77101234' ENTER 3 g", "'#12' ENTER"])
    func noWordOnTheScreenOfAVt100NamesAKeyThatItHasNot(_ way: String) {
        let stage = Stage.with(functionKeys: 4)
        stage.press(way)
        for size in [(80, 24), (120, 40)] {
            let text = stage.text(size.0, size.1)
            for number in 5...12 { #expect(!text.contains("F\(number) "), "\(text)") }
        }
    }

    @Test(arguments: ["C-p register", "F1", "C-t F1", "'#12' ENTER C-p push"])
    func paletteAndHelpOfAVt100NameNoKeyThatItHasNot(_ way: String) {
        let stage = Stage.with(functionKeys: 4)
        stage.press(way)
        let text = stage.text(80, 60)
        for number in 5...12 { #expect(!text.contains("F\(number) "), "\(text)") }
        #expect(!text.contains("PGDN") && (text.contains("M-") || text.contains("C-")), "\(text)")
    }

    @Test func theLessonNamesTheKeysThatTheTerminalHas() {
        let stage = Stage.with(functionKeys: 4)
        stage.press("'77101234' ENTER")
        stage.shell.tutorial = Tutorial(stepID: "pay.begin")
        #expect(stage.text().contains("p takes a payment"), "\(stage.text())")
    }

    @Test func marksAreBoundInTheMapOfMidnightCommanderWhereThereAreMarks() {
        let stage = Stage.with(keymap: "mc")
        stage.press("M-T")
        let queue = stage.top as? QueueScreen
        stage.press("C-t")
        #expect((stage.top as? QueueScreen)?.table.marks.count == 1 && queue?.table.marks.isEmpty == true)
        let keys = { stage.shell.context.keys.keys(for: .markToggle, contexts: stage.top.keyContexts) }
        #expect(keys() == ["SPACE", "INS", "C-t"])
        stage.press("ESC ESC M-g")
        #expect(stage.crumbs.last == "Catalog" && keys().isEmpty, "\(stage.crumbs)")
    }
}
