import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// However the client ends, the terminal is as it was, soon, and the reason is in the log.
@Suite(.serialized, .ownThread) struct DeathTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func client(_ environment: [String: String] = [:]) throws -> PseudoTerminal {
        let nowhere = ["PGHOST": system.folder, "PGUSER": "op_anna"]
        let client = try PseudoTerminal(
            system.program("bcrm"),
            environment: system.environment.merging(nowhere) { $1 }.merging(environment) { $1 })
        try client.wait(forText: "Find:")
        try client.settle()
        return client
    }

    private var log: String { system.text(of: system.folder + "/bcrm/bcrm.log") }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSYS,
        ])
    func aSignalRestoresTheTerminalWithinATenthOfASecond(_ number: Int32) throws {
        defer { system.remove() }
        // The machine may be busy with something else: the best of a few is the client's own.
        var best = Duration.seconds(60)
        for _ in 0..<20 where best > .milliseconds(100) {
            let client = try client()
            let begun = ContinuousClock.now
            client.signal(number)
            let status = try client.waitForExit()
            best = min(best, ContinuousClock.now - begun)
            #expect(status == 128 + number)
            #expect(client.emulator.isClean, "\(client.screen)")
            #expect(client.isTerminalSane)
        }
        #expect(best <= .milliseconds(100))
        #expect(log.contains("ended by signal \(number)"), "\(log)")
    }

    /// A real trap of the Swift runtime, in the client's own UI thread: its bell is replaced by a function that traps.
    @Test(.timeLimit(.minutes(1))) func aTrapRestoresTheTerminalAndLeavesItsSentence() throws {
        defer { system.remove() }
        let client = try client(["LD_PRELOAD": try library()])
        // Not signed in: the bell.
        client.press("C-t")
        let status = try client.waitForExit()
        #expect(status > 128, "it does not end as if nothing had been: \(status)")
        #expect(client.emulator.isClean && client.isTerminalSane, "\(client.screen)")
        #expect(log.contains("Fatal error: nobody can ring this bell"), "\(log)")
        #expect(log.contains("ended by signal \(status - 128)"), "\(log)")
    }

    private func library() throws -> String {
        let (source, library) = (system.folder + "/bell.swift", system.folder + "/bell.so")
        system.write(
            "@_cdecl(\"beep\") public func beep() -> Int32 { fatalError(\"nobody can ring this bell\") }\n", to: source)
        // Where this process has its own runtime from.
        let maps = system.text(of: "/proc/self/maps").split(separator: "\n")
        let runtime = maps.first { $0.hasSuffix("/libswiftCore.so") }?.split(separator: " ").last.map(String.init) ?? ""
        let folder = runtime.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        let compiler = system.run(
            "/usr/bin/env",
            [
                "swiftc", "-emit-library", "-module-name", "Bell", "-o", library, source, "-Xlinker", "-rpath",
                "-Xlinker", folder,
            ], environment: ["PATH": getenv("PATH").map { String(cString: $0) } ?? ""])
        guard compiler.status == 0 else { throw PseudoTerminal.Failure(description: compiler.output) }
        return library
    }

    @Test(.timeLimit(.minutes(1))) func whereThereIsNoShellToGoToNothingStopsIt() throws {
        defer { system.remove() }
        let client = try client(["BCRM_SHELL": "off"])
        client.signal(SIGTSTP)
        try client.wait(forText: "There is no shell to go to here.")
        client.signal(SIGTERM)
        #expect(try client.waitForExit() == 128 + SIGTERM)
    }

    @Test(.timeLimit(.minutes(1))) func aClosedTerminalIsAnEnd() throws {
        defer { system.remove() }
        let client = try client()
        client.hangUp()
        let status = try client.waitForExit()
        #expect(status == 128 + SIGHUP)
    }

    @Test(.timeLimit(.minutes(1))) func suspendedTheTerminalIsTheShellsAndBackTheScreenIsWhole() throws {
        defer { system.remove() }
        let shell = try PseudoTerminal(
            "/bin/bash", ["-c", "set -m; \"$0\"; echo stopped; read line; fg >/dev/null", system.program("bcrm")],
            environment: system.environment.merging(["PGHOST": system.folder, "PGUSER": "op_anna"]) { $1 })
        try shell.wait(forText: "Find:")
        shell.type("Armen")
        try shell.wait(forText: "Armen")
        try shell.settle()
        let before = shell.screen.textBelowTitle
        shell.press("C-z")
        try shell.wait(forText: "stopped")
        #expect(shell.emulator.isClean && shell.isTerminalSane)
        shell.type("go on\n")
        try shell.wait(for: "the whole screen again") { $0.textBelowTitle == before }
        #expect(!shell.isTerminalSane)
        shell.type("a")
        try shell.wait(forText: "Armena")
        shell.press("C-q")
        #expect(try shell.waitForExit() == 0)
    }
}
