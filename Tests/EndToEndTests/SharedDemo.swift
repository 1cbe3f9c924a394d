import OwnThread
import TerminalEmulator
import Testing

/// One demo for all tests of a suite: it is there before the first and removed after the last.
struct SharedDemo: SuiteTrait, TestScoping {
    @TaskLocal private static var present: RunningSystem?

    /// The demo of the suite that is running.
    static var system: RunningSystem {
        get throws {
            guard let present else { throw PseudoTerminal.Failure(description: "the suite has no .sharedDemo") }
            return present
        }
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await OwnThread.run {
            let system = try RunningSystem()
            defer { system.remove() }
            // As long as somebody is in it the demo goes on.
            let keeper = try system.open(as: "op_admin")
            try await Self.$present.withValue(system) { try await function() }
            keeper.press("C-q")
            _ = try keeper.waitForExit(seconds: 30)
        }
    }
}

extension Trait where Self == SharedDemo {
    static var sharedDemo: Self { SharedDemo() }
}

extension RunningSystem {
    /// A client of its own on a demo that is running already.
    func client(
        as login: String, columns: Int = 80, rows: Int = 24, term: String = "xterm-256color",
        environment extra: [String: String] = [:]
    ) throws -> PseudoTerminal {
        var variables = environment.merging(self.login(login)) { $1 }.merging(extra) { $1 }
        variables["TERM"] = term
        let terminal = try PseudoTerminal(program("bcrm"), environment: variables, columns: columns, rows: rows)
        try terminal.wait(for: "the client to be connected", seconds: 30) { $0.line(0).contains(" connected") }
        try terminal.settle()
        return terminal
    }

    /// A state folder that no other client shares: nobody's unfinished form is offered there.
    func ownState() -> [String: String] {
        ["XDG_STATE_HOME": "\(folder)/state-\(UInt32.random(in: 0 ... .max))"]
    }

    /// Plays a script in memory; gives back the screens by name.
    func play(
        _ script: String, as login: String, columns: Int = 80, rows: Int = 24, arguments: [String] = [],
        environment extra: [String: String] = [:]
    ) -> (status: Int32, output: String) {
        let file = "\(folder)/script-\(UInt32.random(in: 0 ... .max)).txt"
        write(script, to: file)
        return run(
            "bcrm", ["--script", file, "--size", "\(columns)x\(rows)"] + arguments,
            environment: self.login(login).merging(extra) { $1 })
    }
}

extension PseudoTerminal {
    /// Leaves the client, whatever is open and half typed.
    func leave() throws {
        press("C-q")
        try settleOrEnd()
        if screen.contains("Leave all the same") {
            press("y")
        }
        let status = try waitForExit()
        guard status == 0, emulator.isClean, isTerminalSane else {
            throw Failure(description: "it left with \(status), clean: \(emulator.isClean), sane: \(isTerminalSane)")
        }
    }
}
