import Glibc
import Testing

@testable import Terminal

/// Another program on the terminal in our place.
@Suite(.serialized) @MainActor struct ChildProgramTests {
    @Test(arguments: [("exit 0", 0), ("exit 3", 3), ("kill -TERM $$", 128 + SIGTERM)] as [(String, Int32)])
    func itsEndIsTold(_ command: String, _ status: Int32) {
        #expect(ChildProgram.run("/bin/sh", ["-c", command]) == status)
    }

    @Test func whatIsNotThereIsNotStarted() { #expect(ChildProgram.run("/nonexistent/editor", []) == nil) }

    /// Else the shell would wait for us, and we for a child that nobody wakes.
    @Test func whileItRunsAStopTypedThereStopsUsTooAndAnInterruptDoesNotEndUs() {
        // As in the client: a stop does nothing by itself.
        var ignore = sigaction()
        ignore.__sigaction_handler.sa_handler = SIG_IGN
        var before = sigaction()
        sigaction(SIGTSTP, &ignore, &before)
        defer { sigaction(SIGTSTP, &before, nil) }
        // What its parent ignores: SIGINT, number 2, as a one, and SIGTSTP, number 20, as a two.
        let command = """
            ignored=0x$(sed -n 's/^SigIgn:.*\\(........\\)$/\\1/p' /proc/$PPID/status)
            exit $(( (ignored >> 1 & 1) + 2 * (ignored >> 19 & 1) ))
            """
        #expect(ChildProgram.run("/bin/sh", ["-c", command]) == 1)
    }
}
