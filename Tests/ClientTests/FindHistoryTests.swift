import Glibc
import Terminal
import Testing

@testable import Client

struct FindHistoryTests {
    @Test func whatWasUsedComesBackNewestFirstOnceAndNotWithoutEnd() {
        var history = FindHistory()
        for number in 0..<300 { history.add(.line("C-\(number)")) }
        history.add(.line("Պետրոսյան  Անի"))
        history.add(.line("C-299"))
        for number in 0..<9 { history.add(.action(ActionID("go.\(number)"))) }
        history.add(.action("go.7"))
        #expect(history.lines.count == FindHistory.linesKept && history.actions.count == FindHistory.actionsKept)
        #expect(history.lines.prefix(3) == ["C-299", "Պետրոսյան  Անի", "C-298"])
        #expect(history.actions == ["go.7", "go.8", "go.6", "go.5", "go.4"])
        #expect(FindHistory(text: history.text) == history)
    }

    @Test(arguments: ["", "   ", "two\nlines", "a\u{1B}[2J", "a\rb", "x\u{2028}y", String(repeating: "a", count: 501)])
    func whatIsNoLineIsNotKept(_ text: String) {
        var history = FindHistory()
        history.add(.line(text))
        #expect(history == FindHistory())
    }

    @Test func ofTheDamagedWhatIsUnderstoodIsTaken() {
        let text =
            "line one\n\0\u{7}\nline\nline \u{1B}[31m\naction\nverse x\n\r\n\nline two\naction go.queues\nline thr"
        let history = FindHistory(text: text)
        #expect(history.lines == ["one", "two", "thr"] && history.actions == ["go.queues"])
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        for _ in 0..<500 {
            let bytes = (0..<60).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            let read = FindHistory(text: "line " + String(decoding: bytes, as: UTF8.self))
            #expect(FindHistory(text: read.text) == read, "seed \(seed)")
        }
    }

    @Test func theFileIsItsOwnersAndKeepsWhatOtherSessionsWrote() async throws {
        let state = "/tmp/bcrm-history-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let file = FindHistoryFile(stateFolder: state, login: "op_anna")
        #expect(await file.load() == FindHistory(), "no file is an empty history")
        await file.add(.line("petrosyan"))
        await FindHistoryFile(stateFolder: state, login: "op_anna").add(.line("077101234"))
        await file.add(.action("go.queues"))
        let found = await FindHistoryFile(stateFolder: state, login: "op_anna").load()
        #expect(found.lines == ["077101234", "petrosyan"] && found.actions == ["go.queues"])
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat("\(state)/history", &status) == 0 && status.st_mode & 0o777 == 0o700)
        let other = FindHistoryFile(stateFolder: state, login: "../op_anna")
        #expect(other.path.hasPrefix("\(state)/history/") && other.path != file.path)
        #expect(await other.load() == FindHistory(), "what one operator looked for is not shown to another")
        // No text at all: it is none, and the next line begins a new one.
        let torn = open(file.path, O_WRONLY | O_TRUNC)
        #expect(write(torn, [0xFF, 0xFE, 0x00, 0xC3] as [UInt8], 4) == 4)
        close(torn)
        #expect(await file.load() == FindHistory())
        await file.add(.line("simonyan"))
        #expect(await file.load().lines == ["simonyan"])
        unlink(file.path)
        for folder in ["\(state)/history", state] { rmdir(folder) }
    }

    @Test @MainActor func earlierSessionsComeAfterThisOne() {
        let stage = Stage()
        stage.press("'sargsyan' ENTER")
        #expect(stage.orders.contains(.note(.line("sargsyan"))))
        var older = FindHistory()
        older.add(.line("sargsyan"))
        older.add(.line("D-77"))
        older.add(.action("app.about"))
        stage.shell.loaded(older)
        #expect(stage.shell.history.lines == ["sargsyan", "D-77"])
        #expect(stage.shell.history.actions == ["app.about"])
        stage.press("ESC ESC UP")
        #expect(stage.rows()[1].contains("sargsyan"))
        stage.press("UP")
        #expect(stage.rows()[1].contains("D-77"))
    }
}
