import Terminal
import Testing

@testable import Client

@MainActor struct ScriptTests {
    private static func step(_ line: String) throws -> Script.Step? { try Script(line).lines.first?.step }

    @Test(
        arguments: [
            ("key F2", .input([.key(KeyStroke(.function(2)))])),
            (
                "  key \"77 10\" ENTER p",
                .input([.text("77 10"), .key(KeyStroke(.named(.enter))), .key(KeyStroke(.character("p")))])
            ),
            ("type  Armen Petrosyan  ", .input([.text("Armen Petrosyan")])),
            ("type \" a \"", .input([.text(" a ")])),
            ("type \"a\\n\\\"\\\\\\u{202e}\"", .input([.text("a\n\"\\\u{202E}")])),
            ("paste \"\\e[31m\"", .paste("\u{1B}[31m")), ("resize 120x40", .resize(columns: 120, rows: 40)),
            ("wait Find:", .wait("Find:")), ("wait-not \"db\"", .waitGone("db")), ("expect \"x y\"", .expect("x y")),
            ("expect-not x", .expectNot("x")), ("screen home-1.a", .screen("home-1.a")),
            ("timeout 5", .timeout(seconds: 5)), ("quit\r", .quit),
        ] as [(String, Script.Step)])
    func eachLineIsAStep(_ line: String, _ step: Script.Step) throws { #expect(try Self.step(line) == step) }

    @Test(arguments: ["", "   ", "# key F2", "  # a comment"]) func whatIsNoStepIsSkipped(_ line: String) throws {
        #expect(try Script(line).lines.isEmpty)
    }

    @Test(
        arguments: [
            ("press F2", "\u{201C}press\u{201D} is no step"), ("key F99", "no key \u{201C}F99\u{201D}"),
            ("key", "a key is missing"), ("type", "a text is missing"), ("type \"a", "the quote is not closed"),
            ("type \"a\" b", "nothing may follow"), ("type \"\\q\"", "after \\ stands one of"),
            ("type \"\\u{110000}\"", "after \\ stands one of"), ("resize 80", "a size is written"),
            ("resize 0x24", "a size is written"), ("resize 80x24 x", "nothing may follow"),
            ("screen ../x", "letters, digits"), ("screen .x", "does not begin with a dot"),
            ("screen", "a name is missing"),
            ("timeout 0", "1 to 3600"), ("quit now", "nothing may follow"),
        ])
    func whatIsWrongIsSaidWithItsLine(_ line: String, _ words: String) {
        #expect { try Script("# first\nkey F2\n\(line)\n") } throws: { error in
            guard let failure = error as? Script.Failure else { return false }
            return failure.line == 3 && failure.sentence.contains(words)
        }
    }

    private static func player(_ text: String) throws -> ScriptPlayer {
        ScriptPlayer(try Script(text), name: "walk", seconds: 2)
    }

    @Test func aStepIsGivenOnlyWhenNothingIsUnderWay() throws {
        var player = try Self.player("key F2\ntype a\nexpect Home\nscreen home")
        #expect(player.next(rows: { [] }, busyWith: "signing in", now: 0) == .wait(milliseconds: 2_000))
        #expect(player.next(rows: { [] }, busyWith: nil, now: 500) == .input([.key(KeyStroke(.function(2)))]))
        #expect(player.next(rows: { [] }, busyWith: "a search", now: 600) == .wait(milliseconds: 2_000))
        #expect(player.next(rows: { [] }, busyWith: "a search", now: 1_600) == .wait(milliseconds: 1_000))
        #expect(player.next(rows: { [] }, busyWith: nil, now: 1_700) == .input([.key(KeyStroke(.character("a")))]))
        #expect(player.next(rows: { ["Home"] }, busyWith: "a search", now: 1_700) == .wait(milliseconds: 2_000))
        #expect(player.next(rows: { ["Home"] }, busyWith: nil, now: 1_700) == .dump("home"))
        #expect(player.unplayed == nil)
        #expect(player.next(rows: { [] }, busyWith: "a search", now: 1_800) == .wait(milliseconds: 2_000))
        #expect(player.next(rows: { [] }, busyWith: nil, now: 1_900) == .finished)
    }

    @Test(
        arguments: [
            ("expect Home", nil, "walk, line 1: \u{201C}Home\u{201D} is not on the screen."),
            ("\nexpect-not Find", nil, "walk, line 2: \u{201C}Find\u{201D} is on the screen."),
            ("wait Home", nil, "walk, line 1: \u{201C}Home\u{201D} is not on the screen after 2 s."),
            ("wait-not Find", "a search", "walk, line 1: \u{201C}Find\u{201D} is on the screen after 2 s."),
            ("key F2", "a search", "walk, line 1: after 2 s there is still a search."),
            ("timeout 1\nkey F2", "a search", "walk, line 1: after 2 s there is still a search."),
            ("", "a search", "walk, at its end: after 2 s there is still a search."),
        ] as [(String, String?, String)])
    func whatDoesNotComeIsAFailureWithItsLine(_ text: String, _ busy: String?, _ sentence: String) throws {
        var player = try Self.player(text)
        let first = player.next(rows: { ["Find:"] }, busyWith: busy, now: 10_000)
        let last = player.next(rows: { ["Find:"] }, busyWith: busy, now: 12_000)
        #expect([first, last].contains(.failed(sentence)), "\(first), \(last)")
    }

    @Test func waitingLooksAtTheScreenAlsoWhileSomethingIsUnderWay() throws {
        var player = try Self.player("wait-not Find\nwait Lost\nquit\nkey F2")
        #expect(player.next(rows: { ["Find:"] }, busyWith: "signing in", now: 0) == .wait(milliseconds: 2_000))
        #expect(player.unplayed == "walk, line 1: the client was left before this step.")
        #expect(player.next(rows: { ["Lost"] }, busyWith: nil, now: 0) == .finished)
        #expect(player.unplayed == nil)
    }

    @Test func aNewTimeoutHoldsForTheStepsAfterIt() throws {
        var player = try Self.player("timeout 7\nkey F2")
        #expect(player.next(rows: { [] }, busyWith: nil, now: 0) == .input([.key(KeyStroke(.function(2)))]))
        #expect(player.next(rows: { [] }, busyWith: "x", now: 0) == .wait(milliseconds: 7_000))
    }

    @Test func typedLineEndsAndTabsAreKeys() {
        #expect(
            Script.Piece.text("a\tb\n").events == [
                .key(KeyStroke(.character("a"))), .key(KeyStroke(.named(.tab))), .key(KeyStroke(.character("b"))),
                .key(KeyStroke(.named(.enter))),
            ])
    }
}
