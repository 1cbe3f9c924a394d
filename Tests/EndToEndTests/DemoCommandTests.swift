import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// `bcrm demo` starts what it needs and leaves nothing running, whatever way it ends.
@Suite(.serialized, .ownThread) struct DemoCommandTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    @Test(.timeLimit(.minutes(3))) func theSecondStartKeepsTheDataAndRemovingLeavesNothing() throws {
        let first = try system.open(as: "op_anna")
        let before = system.psql(as: "op_anna", "SELECT count(*), max(customer_id) FROM customers.customer")
        #expect(before.status == 0 && before.output.hasPrefix("40|"), "\(before.output)")
        first.press("C-q")
        #expect(try first.waitForExit(seconds: 30) == 0)
        #expect(!system.leavesProcesses)
        let second = try system.open(as: "op_anna", customers: 90)
        #expect(!second.screen.contains("Generating"))
        #expect(
            system.psql(as: "op_anna", "SELECT count(*), max(customer_id) FROM customers.customer").output
                == before.output)
        // While somebody uses it, it is not taken away from under them.
        let refused = system.run("bcrm", ["demo", "--remove"])
        #expect(refused.status != 0 && refused.output.contains("open in another terminal"), "\(refused.output)")
        second.press("C-q")
        #expect(try second.waitForExit(seconds: 30) == 0)
        #expect(system.run("bcrm", ["demo", "--remove"]).status == 0)
        #expect(access(system.folder + "/bcrm", F_OK) != 0)
        #expect(!system.leavesProcesses)
        system.remove()
    }

    @Test(.timeLimit(.minutes(3))) func twoTerminalsStartedAtOnceShareOneDemo() throws {
        defer { system.remove() }
        let start = { (login: String) in
            try PseudoTerminal(
                system.program("bcrm"), ["demo", "--as", login, "--customers", "40"], environment: system.environment)
        }
        let both = [try start("op_anna"), try start("op_lilit")]
        for terminal in both { try terminal.wait(for: "the client", seconds: 60) { $0.contains(" connected") } }
        #expect(
            system.run("/usr/bin/pgrep", ["-fc", "bcrmd --diameter-address.*\(system.folder)"]).output == "1\n")
        // The first to leave takes nothing away from the other.
        both[0].press("C-q")
        #expect(try both[0].waitForExit(seconds: 30) == 0)
        try both[1].settle()
        #expect(both[1].screen.contains(" connected") && system.leavesProcesses)
        both[1].press("C-q")
        #expect(try both[1].waitForExit(seconds: 30) == 0)
        #expect(!system.leavesProcesses)
    }

    @Test(.timeLimit(.minutes(3))) func aClosedTerminalStopsWhatWasStarted() throws {
        defer { system.remove() }
        let anna = try system.open(as: "op_anna")
        anna.hangUp()
        _ = try anna.waitForExit(seconds: 60)
        #expect(!system.leavesProcesses)
    }

    @Test(.timeLimit(.minutes(3)), arguments: [SIGTERM, SIGINT, SIGHUP])
    func aSignalStopsWhatWasStarted(_ number: Int32) throws {
        defer { system.remove() }
        let anna = try system.open(as: "op_anna")
        anna.signal(number)
        #expect(try anna.waitForExit(seconds: 60) == 128 + number)
        #expect(anna.emulator.isClean && anna.isTerminalSane)
        #expect(!system.leavesProcesses)
    }

    @Test(.timeLimit(.minutes(3)), arguments: ["Starting a private PostgreSQL", "Applied", "Generating"])
    func interruptedWhileStartingItStopsAgainAndTheNextStartGoesOn(_ step: String) throws {
        defer { system.remove() }
        let terminal = try PseudoTerminal(
            system.program("bcrm"), ["demo", "--customers", "500"], environment: system.environment)
        try terminal.wait(forText: step, seconds: 60)
        terminal.press("C-c")
        #expect(try terminal.waitForExit(seconds: 60) != 0)
        #expect(!system.leavesProcesses)
        let anna = try system.open(as: "op_anna", customers: 500)
        #expect(
            system.psql(as: "op_anna", "SELECT count(*) > 100 FROM customers.customer").output == "t\n")
        anna.press("C-q")
        #expect(try anna.waitForExit(seconds: 30) == 0)
    }
}
