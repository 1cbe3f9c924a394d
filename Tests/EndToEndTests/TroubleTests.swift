import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// What goes wrong in real life: each gets a sentence, and nothing typed or saved is lost.
@Suite(.serialized, .ownThread) struct TroubleTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func client(_ environment: [String: String], term: String = "xterm-256color") throws -> PseudoTerminal {
        var variables = system.environment.merging(environment) { $1 }
        variables["TERM"] = term
        return try PseudoTerminal(system.program("bcrm"), environment: variables)
    }

    @Test(.timeLimit(.minutes(3))) func aWrongPasswordIsSaidAndTheLoginKept() throws {
        defer { system.remove() }
        let anna = try system.open(as: "op_anna")
        var login = system.login("op_anna")
        login["PGPASSFILE"] = "/dev/null"
        let client = try client(login)
        try client.wait(forText: "Password")
        try client.settle()
        client.type("wrong password")
        client.press("ENTER")
        try client.wait(forText: "Wrong login or password")
        #expect(client.screen.contains("op_anna") && !client.screen.contains("wrong password"))
        client.press("C-q")
        #expect(try client.waitForExit() == 0)
        anna.press("C-q")
        #expect(try anna.waitForExit() == 0)
    }

    @Test(.timeLimit(.minutes(3))) func anUnreachableServerIsAStateAndNotAnEnd() throws {
        defer { system.remove() }
        let client = try client(["PGHOST": system.folder, "PGDATABASE": "bcrm", "PGUSER": "op_anna"])
        try client.wait(forText: "cannot be reached")
        try client.wait(forText: "Find:")
        client.press("C-q")
        #expect(try client.waitForExit() == 0)
        #expect(client.emulator.isClean && client.isTerminalSane)
    }

    @Test(.timeLimit(.minutes(3))) func aRestartedServerAndAKilledDaemonLoseNothing() throws {
        defer { system.remove() }
        let anna = try system.open(as: "op_anna")
        anna.press("F6")
        try anna.wait(forText: "New customer")
        anna.type("Պետրոսյան")
        try anna.settle()
        let data = system.demoFolder + "/postgresql/data"
        #expect(system.signalServer(SIGQUIT, data: data))
        try anna.wait(for: "the loss to be said") { !$0.line(0).contains("connected") }
        #expect(anna.screen.contains("Պետրոսյան"))
        #expect(system.startServer(data: data).status == 0)
        try anna.wait(forText: "connected", seconds: 30)
        #expect(anna.screen.contains("Պետրոսյան"))
        // The daemon found its way back by itself; killed, it takes nothing with it.
        #expect(system.run("/usr/bin/pkill", ["-KILL", "-f", "bcrmd.*\(system.folder)"]).status == 0)
        // The title keeps saying it; the sentence below gives way to the next one.
        try anna.wait(forText: "no daemon", seconds: 30)
        #expect(anna.screen.contains("Պետրոսյան"))
        let another = try system.open(as: "op_lilit")
        try anna.wait(forText: "The daemon is back", seconds: 30)
        another.press("C-q")
        #expect(try another.waitForExit(seconds: 30) == 0)
        anna.press("C-q")
        try anna.wait(for: "the question or the end") { _ in true }
        anna.press("ENTER")
        anna.press("C-q")
        #expect(try anna.waitForExit(seconds: 30) == 0)
    }

    @Test(.timeLimit(.minutes(3))) func aHalfTypedFormSurvivesAKilledClient() throws {
        defer { system.remove() }
        let keeper = try system.open(as: "op_lilit")
        let anna = try client(system.login("op_anna"))
        try anna.wait(forText: "connected")
        anna.press("F6")
        try anna.wait(forText: "New customer")
        anna.type("Հովհաննիսյան")
        anna.press("TAB")
        anna.type("Զարուհի")
        try anna.settle()
        anna.signal(SIGKILL)
        #expect(try anna.waitForExit() == 128 + SIGKILL)
        let again = try client(system.login("op_anna"))
        try again.wait(forText: "connected")
        try again.settle()
        again.press("C-o")
        try again.settle()
        again.press("ENTER")
        try again.wait(forText: "Հովհաննիսյան")
        #expect(again.screen.contains("Զարուհի"), "\(again.screen)")
        keeper.press("C-q")
        #expect(try keeper.waitForExit(seconds: 30) == 0)
    }

    /// A killed client, and one whose terminal was lost; one that was left begins at home.
    @Test(.timeLimit(.minutes(3))) func theNextClientGoesOnWhereTheOneBeforeEnded() throws {
        defer { system.remove() }
        let keeper = try system.open(as: "op_lilit")
        for number in [SIGKILL, SIGHUP] {
            let anna = try client(system.login("op_anna"))
            try anna.wait(forText: "connected")
            try anna.settle()
            anna.press("C-t")
            try anna.wait(forText: "Find: Tickets")
            try anna.settle()
            anna.signal(number)
            #expect(try anna.waitForExit() == 128 + number)
            let again = try client(system.login("op_anna"))
            try again.wait(forText: "Find: Tickets")
            try again.wait(forText: "This is where the client ended last time.")
            again.press("C-q")
            #expect(try again.waitForExit() == 0)
        }
        let fresh = try client(system.login("op_anna"))
        try fresh.wait(forText: "connected")
        try fresh.settle()
        #expect(!fresh.screen.contains("Find: Tickets"), "\(fresh.screen)")
        fresh.press("C-q")
        _ = try fresh.waitForExit()
        keeper.press("C-q")
        #expect(try keeper.waitForExit(seconds: 30) == 0)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["dumb", "no-such-terminal"])
    func anUnusableTerminalIsRefusedInOneSentence(_ term: String) throws {
        defer { system.remove() }
        let client = try client([:], term: term)
        #expect(try client.waitForExit() == 1)
        let lines = client.screen.text.split(separator: "\n")
        #expect(lines.count == 1 || lines.count == 2, "\(client.screen)")
        #expect(client.screen.contains("bcrm:") && client.isTerminalSane)
    }

    @Test(.timeLimit(.minutes(1))) func theDaemonRefusesAnUnknownKeyByItsLine() throws {
        defer { system.remove() }
        let file = system.folder + "/bcrmd.toml"
        system.write("[database]\nhost = \"/tmp\"\npasword = \"x\"\n", to: file)
        let outcome = system.run("bcrmd", ["--config", file])
        #expect(outcome.status == 78)
        #expect(outcome.output == "bcrmd: \(file), line 3: [database] has no key pasword.\n")
    }

    @Test(.timeLimit(.minutes(3))) func anOlderAndANewerSchemaAreToldApart() throws {
        defer { system.remove() }
        let keeper = try system.open(as: "op_lilit")
        let change = { (sql: String) in
            #expect(system.run("/usr/bin/psql", ["-Xqc", sql], environment: system.superuser).status == 0)
        }
        change("INSERT INTO sec.migration (name, checksum) VALUES ('9999_future.sql', 'x')")
        let newer = try client(system.login("op_anna"))
        try newer.wait(forText: "newer")
        newer.press("C-q")
        _ = try newer.waitForExit()
        change("DELETE FROM sec.migration WHERE name >= '0031'")
        let older = try client(system.login("op_anna"))
        try older.wait(forText: "older than this program")
        older.press("C-q")
        _ = try older.waitForExit()
        keeper.press("C-q")
        #expect(try keeper.waitForExit(seconds: 30) == 0)
    }

    @Test(.timeLimit(.minutes(3)), arguments: [(80, 24), (200, 50), (30, 8)])
    func resizedTheScreenIsTheSameAsStartedAtThatSize(_ columns: Int, _ rows: Int) throws {
        defer { system.remove() }
        let anna = try system.open(as: "op_anna", columns: 120, rows: 40)
        for (width, height) in [(40, 10), (1, 1), (200, 60), (columns, rows)] {
            anna.resize(columns: width, rows: height)
            anna.signal(SIGWINCH)
        }
        anna.type("a")
        try anna.settle()
        anna.press("BS")
        try anna.settle()
        let fresh = try PseudoTerminal(
            system.program("bcrm"), environment: system.environment.merging(system.login("op_anna")) { $1 },
            columns: columns, rows: rows)
        try fresh.wait(for: "the first picture") { !$0.text.isEmpty }
        fresh.type("a")
        try fresh.settle()
        fresh.press("BS")
        try fresh.settle()
        try anna.wait(for: "the same picture") { $0.text.dropTitle == fresh.screen.text.dropTitle }
        anna.press("C-q")
        #expect(try anna.waitForExit(seconds: 30) == 0)
    }
}

extension String {
    /// Without the first line, which holds the clock.
    fileprivate var dropTitle: String {
        split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n")
    }
}
