import Glibc

/// Another program on the terminal in our place: an editor, a pager.
enum ChildProgram {
    /// Runs it and waits for its end. Its exit status; 128 + signal when a signal ended it; nil when it cannot be
    /// started.
    static func run(_ program: String, _ arguments: [String]) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Our own error output may go to a log.
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSIGDEF and POSIX_SPAWN_SETSIGMASK of <spawn.h>, which Swift does not import.
        posix_spawnattr_setflags(&attributes, 0x04 | 0x08)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }

        // An interrupt typed there is for the child. A stop stops us with it: else the shell would wait for us, and we for
        // a child that nobody wakes.
        var ignore = sigaction()
        ignore.__sigaction_handler.sa_handler = SIG_IGN
        var stop = sigaction()
        stop.__sigaction_handler.sa_handler = SIG_DFL
        var before = [sigaction(), sigaction(), sigaction()]
        sigaction(SIGINT, &ignore, &before[0])
        sigaction(SIGQUIT, &ignore, &before[1])
        sigaction(SIGTSTP, &stop, &before[2])
        defer {
            sigaction(SIGINT, &before[0], nil)
            sigaction(SIGQUIT, &before[1], nil)
            sigaction(SIGTSTP, &before[2], nil)
        }
        var child: pid_t = 0
        guard posix_spawnp(&child, program, &actions, &attributes, words, environ) == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return nil } }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}

extension TerminalSession {
    /// Why a text could not be edited outside.
    public enum EditFailure: Error, Equatable, Sendable {
        case noFile
        case noEditor
        case refused(Int32)
        case notText

        public var sentence: String {
            switch self {
            case .noFile: "The text could not be put into a file: the folder cannot be written."
            case .noEditor: "The editor could not be started: see VISUAL and EDITOR."
            case .refused(let status): "The editor ended with \(status): nothing is changed."
            case .notText: "What the editor left is too long or no text: nothing is changed."
            }
        }
    }

    /// Lets the operator change the text in their own editor (VISUAL, EDITOR, vi) and gives back what it is then. The
    /// file is in the folder, for the owner only, and is gone afterwards.
    public func edit(_ text: String, in folder: String) throws(EditFailure) -> String {
        var path = Array("\(folder)/edit-XXXXXX.txt".utf8CString)
        let file = path.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemps($0, 4) } ?? -1 }
        guard file >= 0 else { throw .noFile }
        let name = path.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        defer { unlink(name) }
        let isWritten = Self.write(Array(text.utf8), to: file)
        close(file)
        guard isWritten else { throw .noFile }
        // Through the shell, since people give their editor options.
        let status = run("/bin/sh", ["-c", "exec ${VISUAL:-${EDITOR:-vi}} \"$1\"", "sh", name])
        guard let status, status != 127 else { throw .noEditor }
        guard status == 0 else { throw .refused(status) }
        guard let edited = Self.read(name) else { throw .notText }
        // Editors end the last line.
        return edited.last?.isNewline == true && text.last?.isNewline != true ? String(edited.dropLast()) : edited
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static let editLimit = 1_000_000

    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= editLimit {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return count == 0 ? String(validating: bytes, as: UTF8.self) : nil }
            bytes += chunk.prefix(count)
        }
        return nil
    }
}
