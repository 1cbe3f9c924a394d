import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// `bcrm --script`: the client without a terminal and without an operator.
@Suite(.serialized, .ownThread, .sharedDemo) struct ScriptModeTests {
    @Test(.timeLimit(.minutes(1))) func aScriptGivesOutTheSameScreensEveryTime() throws {
        let system = try SharedDemo.system
        let script = """
            wait connected
            screen home
            # All at once: the card opens and its tab is shown, whatever the database takes.
            key "D-0000001" ENTER 3
            expect "Credit limit"
            screen card
            key F1
            screen help
            """
        let first = system.play(script, as: "op_anna", arguments: ["--now", "2027-03-20T12:00:00+04"])
        let second = system.play(script, as: "op_anna", arguments: ["--now", "2027-03-20T12:00:00+04"])
        #expect(first.status == 0, "\(first.output)")
        #expect(first.output == second.output)
        #expect(first.output.contains("--- home 80x24\n") && first.output.contains("20.03.2027 12:00"))
        #expect(Walk.screens(in: first.output).keys.sorted() == ["card", "help", "home"])
    }

    @Test(.timeLimit(.minutes(1))) func screensGoToAFolderAtTheirSize() throws {
        let system = try SharedDemo.system
        let folder = system.folder + "/screens/deep"
        let outcome = system.play(
            "wait connected\nresize 100x30\nscreen home", as: "op_anna", columns: 132, rows: 43,
            arguments: ["--screens", folder])
        #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.output)")
        let rows = system.text(of: folder + "/home.txt").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows.count == 31 && rows[0].count <= 100 && rows[29].contains("F1"))
    }

    @Test(.timeLimit(.minutes(1))) func whereFramesWouldBeTwoCellsWideTheyAreDrawnInASCII() throws {
        let system = try SharedDemo.system
        let script = "wait connected\nkey C-r F6\nexpect \"What is it\"\nscreen question"
        let narrow = system.play(script, as: "op_suren")
        let wide = system.play(script, as: "op_suren", arguments: ["--ambiguous-width", "2"])
        #expect(narrow.status == 0 && narrow.output.contains("\u{2500}"), "\(narrow.output)")
        #expect(wide.status == 0 && !wide.output.contains("\u{2500}"), "\(wide.output)")
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("wait connected\nexpect nonsense", "line 2: \u{201C}nonsense\u{201D} is not on the screen."),
            ("timeout 1\nwait nonsense", "line 2: \u{201C}nonsense\u{201D} is not on the screen after 1 s."),
            ("wait connected\nkey C-q\nkey F2", "line 3: the client was left before this step."),
            ("wait connected\nkeys F2", "line 2: \u{201C}keys\u{201D} is no step"),
        ])
    func whatFailsIsSaidWithItsLineAndTheStatusIsOne(_ script: String, _ words: String) throws {
        let outcome = try SharedDemo.system.play(script, as: "op_anna")
        #expect(outcome.status == 1 && outcome.output.contains(words), "\(outcome.status): \(outcome.output)")
    }

    @Test(.timeLimit(.minutes(1))) func aScriptThatIsNotThereIsRefused() throws {
        let outcome = try SharedDemo.system.run("bcrm", ["--script", "/nonexistent/script"])
        #expect(outcome.status == 1 && outcome.output.contains("/nonexistent/script cannot be read"))
    }

    @Test(.timeLimit(.minutes(1))) func aScriptRunsOnARealTerminalTooForSomebodyToWatch() throws {
        let system = try SharedDemo.system
        let file = system.folder + "/watched.txt"
        system.write("wait connected\ntype D-0000001\nscreen found\n", to: file)
        let outcome = system.run(
            "/usr/bin/script",
            [
                "-qec", "\(system.program("bcrm")) --script \(file) --show --screens \(system.folder)/watched",
                "/dev/null",
            ],
            environment: system.login("op_anna").merging(["TERM": "xterm-256color"]) { $1 })
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(system.text(of: system.folder + "/watched/found.txt").contains("D-0000001"))
        #expect(outcome.output.contains("\u{1B}[?1049h"))
    }

    @Test(.timeLimit(.minutes(1))) func aKeySavesThePictureForItsOwnerOnly() throws {
        let system = try SharedDemo.system
        let client = try system.client(as: "op_anna")
        client.press("M-p")
        try client.wait(forText: "The screen is in")
        let folder = system.folder + "/bcrm/screens"
        let names = system.run("/bin/ls", [folder]).output.split(separator: "\n")
        #expect(names.count == 1)
        let path = "\(folder)/\(names.first ?? "")"
        #expect(system.text(of: path).contains("F1 Help"))
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        try client.leave()
    }
}
