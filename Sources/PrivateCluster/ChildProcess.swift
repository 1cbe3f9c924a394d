import Glibc

/// Runs a program and waits for it; no shell in between, so nothing needs quoting.
package struct ChildProcess: Sendable {
    package let path: String
    package let arguments: [String]
    package let environment: [String: String]

    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = ChildProcess.inheritedEnvironment
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// How a program ended.
    package struct Outcome: Sendable {
        /// Exit status; 128 + signal number when a signal ended it.
        package let status: Int32
        /// Standard output and standard error together.
        package let output: String
    }

    /// This process's own environment.
    package static var inheritedEnvironment: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return variables
    }

    /// Starts it with its output in `file` and waits for its end; nil when it cannot be started.
    package func run(outputFile file: String) -> Outcome? {
        guard let child = start(outputFile: file) else { return nil }
        return Outcome(status: ChildProcess.wait(for: child), output: ChildProcess.text(of: file))
    }

    /// Starts it with its output in `file`, made anew (nil: this process's own output), and returns its number. In a
    /// session of its own it outlives this process's terminal.
    package func start(outputFile file: String?, ownSession: Bool = false) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let file {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, file, FileTree.flagsToReplace(file), 0o600)
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A thread of Dispatch blocks signals, and a child would inherit that and never hear SIGTERM.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // What this process ignores the child shall not.
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // POSIX_SPAWN_SETSIGMASK, SETSIGDEF and SETSID of <spawn.h>, which Swift does not import.
        posix_spawnattr_setflags(&attributes, 0x08 | 0x04 | (ownSession ? 0x80 : 0))
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        return posix_spawn(&child, path, &actions, &attributes, words, variables) == 0 ? child : nil
    }

    /// Waits for a child of this process; 128 + signal number when a signal ended it.
    package static func wait(for child: Int32) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            if errno != EINTR { return 127 }
        }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// The whole text of a file, empty when it cannot be read.
    package static func text(of file: String) -> String {
        guard let stream = fopen(file, "r") else { return "" }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
