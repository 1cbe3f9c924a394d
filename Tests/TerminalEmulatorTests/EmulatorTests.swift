import TerminalEmulator
import Testing

@Suite struct EmulatorTests {
    private func screen(_ text: String, columns: Int = 8, rows: Int = 4) -> TerminalScreen {
        var emulator = TerminalEmulator(columns: columns, rows: rows)
        emulator.feed(text.utf8)
        return emulator.screen
    }

    /// Sequences and the picture they leave, rows joined with "/".
    @Test(arguments: [
        ("abc\r\ndef", "abc/def//"), ("12345678x", "12345678/x//"), ("12345678\r\nx", "12345678/x//"),
        ("a\u{1B}[3Cb", "a   b///"), ("\u{1B}[2;3Hx", "/  x//"), ("abcdef\u{1B}[3D\u{1B}[K", "abc///"),
        ("abcdef\r\u{1B}[2X", "  cdef///"), ("abcdef\r\u{1B}[2@", "  abcdef///"), ("abcdef\r\u{1B}[2P", "cdef///"),
        ("a\r\nb\r\nc\r\nd\r\ne", "b/c/d/e"), ("a\r\nb\r\nc\u{1B}[2;1H\u{1B}[L", "a//b/c"),
        ("a\r\nb\r\nc\u{1B}[1;1H\u{1B}[M", "b/c//"), ("\u{1B}[2;3ra\r\nb\r\nc\r\nd", "a/c/d/"),
        ("x\u{1B}[5b", "xxxxxx///"),
        ("\u{1B}(0lqk\u{1B}(B", "┌─┐///"), ("a\u{1B}[1;1H\u{1B}M\u{1B}[1;1Hb", "b/a//"), ("日本\r\u{1B}[Cx", " x本///"),
        ("1234567日", "1234567/日//"), ("e\u{301}x", "e\u{301}x///"), ("a\u{1B}]0;title\u{7}b", "ab///"),
        ("a\tb", "a      b///"),
        ("\u{1B}[?1049hx\u{1B}[?1049l", "///"), ("ab\u{8}c", "ac///"), ("\u{1B}[4hab\r\u{1B}[4h1", "1ab///"),
        ("\u{1B}[2Ja\u{1B}[1;1H\u{1B}[J", "///"), ("Պետրոս", "Պետրոս///"),
    ])
    func eachSequenceLeavesItsPicture(_ text: String, _ picture: String) {
        let rows = screen(text).text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows.joined(separator: "/") == picture)
    }

    @Test func octetsMayArriveInAnyPieces() {
        let text = "\u{1B}[2;2HՊետ日\u{1B}[1;31mx\u{1B}[0m\u{1B}[?2004h"
        let whole = screen(text, columns: 20)
        var emulator = TerminalEmulator(columns: 20, rows: 4)
        for byte in text.utf8 { emulator.feed([byte]) }
        #expect(emulator.screen.cells == whole.cells)
        #expect(emulator.isBracketingPastes && !emulator.isClean)
    }

    @Test func stylesAreKeptByCell() {
        let screen = screen("\u{1B}[1;7;38;5;74;48;2;1;2;3mx\u{1B}[0my")
        #expect(screen.cells[0][0].style.isBold && screen.cells[0][0].style.isReversed)
        #expect(screen.cells[0][0].style.foreground == 74 && screen.cells[0][0].style.background > 255)
        #expect(screen.cells[0][1].style == ScreenStyle())
    }

    @Test func aProgramOnThePseudoTerminalIsDrivenAndItsEndIsSeen() throws {
        let terminal = try PseudoTerminal(
            "/bin/sh", ["-c", "printf 'name? '; read name; printf 'hello %s\\n' \"$name\"; exit 7"],
            environment: ["PATH": "/bin"])
        try terminal.wait(forText: "name?")
        terminal.type("Ani")
        terminal.press("ENTER")
        try terminal.wait(forText: "hello Ani")
        #expect(try terminal.waitForExit() == 7)
        #expect(terminal.emulator.isClean && terminal.isTerminalSane)
    }
}
