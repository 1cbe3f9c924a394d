import Glibc
package import Operations
import Terminal

/// The full-screen client, from start to exit code.
package enum ClientProgram {
    /// Runs until the operator leaves. The desk is made after the first frame is on the screen, again with what the
    /// sign-in form gave when the server wants a password; making it must not wait for the database.
    package static func run(
        options: ClientOptions, desk: @escaping @Sendable (Credentials?) -> any OperatorDesk
    ) -> Int32 {
        let session: any ClientTerminal
        do {
            session = try open(options)
        } catch {
            complain(error.sentence)
            return 1
        }
        guard let mailbox = Mailbox() else {
            session.restore()
            complain("There are no file descriptors left to work with.")
            return 1
        }
        let log = ErrorLog(folder: options.stateFolder)
        let loop = ProgramLoop(session: session, mailbox: mailbox, options: options, makeDesk: desk)
        let code = loop.run()
        session.restore()
        log.close()
        if let failure = loop.scriptFailure { complain(failure) }
        return code
    }

    private static func open(_ options: ClientOptions) throws(NcursesDisplay.Failure) -> any ClientTerminal {
        guard let script = options.script, !script.isShown else { return try TerminalSession(options.terminal) }
        return MemoryTerminal(
            columns: script.columns, rows: script.rows, ambiguousWidth: options.terminal.ambiguousWidth)
    }

    private static func complain(_ sentence: String) {
        let bytes = Array("bcrm: \(sentence)\n".utf8)
        _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}

/// While the screen is ours, what libraries write to standard error goes to a file, not across the picture.
private struct ErrorLog {
    private let original: Int32

    init(folder: String) {
        original = fcntl(2, F_DUPFD_CLOEXEC, 3)
        guard TextFile.makeFolder(folder) else { return }
        let file = open("\(folder)/bcrm.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        dup2(file, 2)
        Glibc.close(file)
    }

    func close() {
        guard original >= 0 else { return }
        dup2(original, 2)
        Glibc.close(original)
    }
}
