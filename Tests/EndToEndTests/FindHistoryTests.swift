import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// What the input line remembers from one session to the next; and the search's own repair.
@Suite(.serialized, .ownThread, .sharedDemo) struct FindHistoryTests {
    @Test(.timeLimit(.minutes(2))) func earlierLinesComeBackAfterARestart() throws {
        let system = try SharedDemo.system
        let state = system.ownState()
        let home = try #require(state["XDG_STATE_HOME"])
        let first = try system.client(as: "op_anna", environment: state)
        for text in ["D-0000001", "D-0000002"] {
            first.send(Array(text.utf8))
            try first.wait(forText: "contract, document, serial or MAC")
            try first.settle()
            first.press("ENTER")
            first.press("3")
            try first.wait(forText: "Credit limit")
            first.press("F3")
            try first.settle()
            first.press("ESC")
            try first.settle()
        }
        try first.leave()

        var status = stat()
        #expect(stat("\(home)/bcrm/history/op_anna.history", &status) == 0 && status.st_mode & 0o777 == 0o600)
        let again = try system.client(as: "op_anna", environment: state)
        #expect(!again.screen.contains("D-0000002"))
        again.press("UP")
        try again.wait(for: "the line before") { $0.line(1).contains("D-0000002") }
        // What it found is walked through from its first row, where Up goes on.
        try again.settle()
        again.press("UP")
        try again.wait(for: "the one before that") { $0.line(1).contains("D-0000001") }
        try again.leave()

        let other = try system.client(as: "op_sona", environment: state)
        other.press("UP")
        try other.settle()
        #expect(!other.screen.contains("D-0000002"), "what one operator looked for is not shown to another")
        try other.leave()
    }

    @Test(.timeLimit(.minutes(1))) func aDamagedHistoryIsAnEmptyOne() throws {
        let system = try SharedDemo.system
        let state = system.ownState()
        let folder = try #require(state["XDG_STATE_HOME"])
        for path in [folder, "\(folder)/bcrm", "\(folder)/bcrm/history"] { mkdir(path, 0o700) }
        let file = open("\(folder)/bcrm/history/op_anna.history", O_WRONLY | O_CREAT, 0o600)
        #expect(write(file, [0x6C, 0xFF, 0x00, 0x1B, 0x5B, 0x0A, 0xC3] as [UInt8], 7) == 7)
        close(file)
        let outcome = system.play(
            "wait connected\nkey UP\nscreen empty\nkey \"D-0000001\" ENTER 3\nwait Credit", as: "op_anna",
            environment: state)
        #expect(outcome.status == 0, "\(outcome.output)")
        let next = system.play(
            "wait connected\nkey UP\nwait \"D-0000001\"", as: "op_anna", environment: state)
        #expect(next.status == 0, "\(next.output)")
    }

    @Test(.timeLimit(.minutes(1))) func anAdministratorRebuildsTheSearch() throws {
        let system = try SharedDemo.system
        let refused = system.run("bcrm", ["db", "rebuild-search"], environment: system.login("op_anna"))
        #expect(refused.status != 0 && refused.output.contains("operator.manage"), "\(refused.output)")
        let rebuilt = system.run("bcrm", ["db", "rebuild-search"], environment: system.login("op_admin"))
        #expect(rebuilt.status == 0 && rebuilt.output.contains("The search is rebuilt: "), "\(rebuilt.output)")
        let found = system.play("wait connected\nkey \"D-0000001\" ENTER 3\nwait Credit", as: "op_anna")
        #expect(found.status == 0, "\(found.output)")
    }
}
