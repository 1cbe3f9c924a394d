import ArgumentParser
import Client
import Domain

/// A script in place of an operator.
struct ScriptOptions: ParsableArguments {
    @Option(help: "Play a script of keys instead of opening the terminal; - reads it from standard input.")
    var script: String?

    @Option(help: "With --script: the size of the screen.")
    var size = "80x24"

    @Option(help: "With --script: write the screens into this folder, a file each, instead of to standard output.")
    var screens: String?

    @Option(help: "With --script: the moment at which the client's clock stands still, 2027-03-20T12:00:00+04.")
    var now: String?

    @Option(help: "With --script: how many seconds a step may take.")
    var timeout = 10

    @Flag(help: "With --script: play it on this terminal, for somebody to watch.")
    var show = false

    func validate() throws {
        guard Script.size(size) != nil else {
            throw ValidationError("A size is written as columns and rows, 80x24, each at most 1000.")
        }
        guard (1...3_600).contains(timeout) else { throw ValidationError("A timeout is 1 to 3600 seconds.") }
        guard now.map({ Instant($0) != nil }) ?? true else {
            throw ValidationError("A moment is written with its offset: 2027-03-20T12:00:00+04.")
        }
        guard !show || screens != nil || script == nil else {
            throw ValidationError("With --show the screens need a folder: --screens.")
        }
    }

    /// What to play; nil without a script.
    func run() throws -> ScriptRun? {
        guard let script else { return nil }
        let name = script == "-" ? "standard input" : script
        guard let text = ScriptRun.text(of: script) else {
            throw CommandFailure("\(name) cannot be read, is too large or is not UTF-8.")
        }
        let parsed: Script
        do {
            parsed = try Script(text)
        } catch {
            throw CommandFailure("\(name), line \(error.line): \(error.sentence)")
        }
        var run = ScriptRun(script: parsed, name: name)
        if let size = Script.size(size) { (run.columns, run.rows) = size }
        run.isShown = show
        run.screensFolder = screens
        run.now = now.flatMap { Instant($0) }
        run.timeout = timeout
        return run
    }

    /// The same for a program that opens the client in turn.
    var arguments: [String] {
        guard let script else { return [] }
        var arguments = ["--script", script, "--size", size, "--timeout", String(timeout)]
        if let screens { arguments += ["--screens", screens] }
        if let now { arguments += ["--now", now] }
        if show { arguments.append("--show") }
        return arguments
    }
}
