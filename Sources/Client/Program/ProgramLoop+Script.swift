/// A script in place of the operator: its next step is given whenever nothing is under way any more.
extension ProgramLoop {
    /// A script, how far it is, and where its screens go.
    struct ScriptedPart {
        var player: ScriptPlayer
        let sink: ScreenSink
        /// When to ask it again at the latest, by ``ProgramLoop/uptime()``.
        var deadline: UInt64?

        init(run: ScriptRun) {
            player = ScriptPlayer(run.script, name: run.name, seconds: run.timeout)
            sink = ScreenSink(folder: run.screensFolder)
        }
    }

    /// Plays as far as it goes without waiting.
    func playScript() {
        while exitCode == nil, let action = nextAction() {
            switch action {
            case .input(let inputs): for input in inputs where exitCode == nil { carryOut(shell.input(input)) }
            case .resize(let columns, let rows):
                guard session.resize(columns: columns, rows: rows) else {
                    return failScript("A terminal's size is the operator's: resize works without --show only.")
                }
            case .dump(let name):
                if let failure = script?.sink.write(shell.rowsShown, columns: shell.columns, name: name) {
                    return failScript(failure)
                }
            case .wait(let milliseconds):
                script?.deadline = Self.uptime() + UInt64(max(milliseconds, 0))
                return
            case .finished:
                script = nil
                exitCode = 0
            case .failed(let sentence): failScript(sentence)
            }
            if exitCode == nil { paint() }
        }
    }

    private func nextAction() -> ScriptPlayer.Action? {
        script?.deadline = nil
        return script?.player.next(rows: { shell.rowsShown }, busyWith: busyWith, now: Self.uptime())
    }

    private func failScript(_ sentence: String) {
        scriptFailure = ([sentence, "The screen:"] + shell.rowsShown).joined(separator: "\n")
        exitCode = 1
    }

    /// The client was left; a script with steps to go did not see its end.
    func finishScript() {
        guard scriptFailure == nil, let unplayed = script?.player.unplayed else { return }
        failScript(unplayed)
    }
}
