import Glibc
import Operations
import OwnThread
import TerminalEmulator
import Testing

/// The server dies in the middle of the work, or the line to it does: nothing typed is lost, nothing is done twice.
@Suite(.serialized, .ownThread) struct ConnectionLossTests {
    fileprivate let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func payments() -> String {
        system.run(
            "/usr/bin/psql",
            ["-XAtc", "SELECT count(*) FROM accounts.payment WHERE note = 'once only'"],
            environment: system.superuser
        ).output
    }

    /// A payment with its figures on the screen: the next ENTER posts it.
    private func payment(on lilit: PseudoTerminal) throws {
        lilit.type("$ 1000001 7000 once only")
        lilit.press("ENTER")
        try lilit.wait(forText: "ENTER checks the figures")
        try lilit.settle()
        lilit.press("ENTER")
        try lilit.wait(forText: "ENTER posts")
        try lilit.settle()
    }

    @Test(.timeLimit(.minutes(3))) func aServerKilledInMidFormLosesNothing() throws {
        defer { system.remove() }
        let anna = try system.open(as: "op_anna")
        anna.press("F6")
        try anna.wait(forText: "New customer")
        anna.type("Հովհաննիսյան")
        try anna.settle()
        let lilit = try system.client(as: "op_lilit")
        try payment(on: lilit)

        let data = system.demoFolder + "/postgresql/data"
        #expect(system.killServer(data: data))
        for terminal in [anna, lilit] {
            try terminal.wait(for: "the loss to be told") { $0.line(0).contains("no connection since ") }
            #expect(terminal.screen.line(1).contains("as of "), "\(terminal.screen)")
        }
        // The form goes on; what would be sent is refused with words.
        anna.type("ի")
        try anna.settle()
        #expect(anna.screen.contains("Հովհաննիսյանի"))
        lilit.press("ENTER")
        try lilit.settle()
        #expect(lilit.screen.contains("nothing was sent"), "\(lilit.screen)")
        #expect(lilit.screen.contains("7 000,00"))

        #expect(system.startServer(data: data).status == 0)
        for terminal in [anna, lilit] {
            try terminal.wait(for: "the connection", seconds: 30) { $0.line(0).contains(" connected") }
            try terminal.wait(for: "the mark to go") { !$0.line(1).contains("as of ") }
            try terminal.settle()
        }
        #expect(anna.screen.contains("Հովհաննիսյանի"))
        lilit.press("ENTER")
        try lilit.settle()
        if !lilit.screen.contains("Receipt") {
            // What was read again brought the form back to its figures.
            lilit.press("ENTER")
        }
        try lilit.wait(forText: "Receipt")
        #expect(payments() == "1\n")
        lilit.press("F3")
        try lilit.settle()
        try lilit.leave()
        try anna.leave()
    }

    @Test(.timeLimit(.minutes(3))) func aPaymentWhoseAnswerWasLostIsPostedOnce() throws {
        defer { system.remove() }
        let keeper = try system.open(as: "op_anna")
        let line = try CuttableLine(
            folder: system.folder + "/line", to: system.demoFolder + "/postgresql/socket")
        defer { line.close() }
        let lilit = try system.client(as: "op_lilit", environment: ["PGHOST": line.folder])
        try payment(on: lilit)
        line.cutAnswers()
        lilit.press("ENTER")
        // It is posted, and nobody has been told.
        for _ in 0..<200 where payments() != "1\n" { lilit.pump(milliseconds: 50) }
        #expect(payments() == "1\n")
        #expect(!lilit.screen.contains("Receipt"))
        line.cut()
        try lilit.wait(for: "the loss to be told") { $0.line(0).contains("no connection since ") }
        try lilit.wait(forText: "not confirmed: ENTER sends it again")
        line.mend()
        try lilit.wait(for: "the connection", seconds: 30) { $0.line(0).contains(" connected") }
        try lilit.settle()
        lilit.press("ENTER")
        try lilit.wait(forText: "Receipt")
        #expect(payments() == "1\n")
        lilit.press("F3")
        try lilit.settle()
        try lilit.leave()
        try keeper.leave()
    }
}

extension ConnectionLossTests {
    /// A line that is cut without a word: nothing ever comes, and nothing says that nothing will.
    @Test(.timeLimit(.minutes(3))) func aServerThatSaysNothingIsGoneToo() async throws {
        defer { system.remove() }
        let keeper = try system.open(as: "op_anna")
        let line = try CuttableLine(
            folder: system.folder + "/line", to: system.demoFolder + "/postgresql/socket")
        defer { line.close() }
        let keywords = ["host": line.folder, "passfile": system.demoFolder + "/pgpass", "dbname": "bcrm"]
        let desk = DatabaseDesk(
            login: DeskLogin(user: "op_lilit"), keywords: keywords.merging(["port": "5432"]) { $1 },
            watch: ConnectionWatch(pause: .milliseconds(20), patience: .milliseconds(300)))
        var wasMeasured = false
        var loss: String?
        for await state in desk.connectionStates() {
            if case .latency = state, !wasMeasured {
                wasMeasured = true
                line.cutAnswers()
            }
            if case .waiting(let reason, _) = state {
                loss = reason
                break
            }
        }
        #expect(wasMeasured && loss == "The database does not answer.")
        line.close()
        await desk.close()
        try keeper.leave()
    }
}

extension RunningSystem {
    /// Kills the demo's PostgreSQL as the kernel would, and waits until the last of its processes is gone.
    func killServer(data: String) -> Bool {
        guard let text = text(of: data + "/postmaster.pid").split(separator: "\n").first, let process = pid_t(text)
        else { return false }
        let children = self.text(of: "/proc/\(process)/task/\(process)/children").split(separator: " ").compactMap {
            pid_t($0)
        }
        guard kill(process, SIGKILL) == 0 else { return false }
        for other in [process] + children { while kill(other, 0) == 0 { usleep(5_000) } }
        return true
    }
}
