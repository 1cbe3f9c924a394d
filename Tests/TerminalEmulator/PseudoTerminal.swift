import Glibc

/// A program on a pseudo-terminal of its own, with a terminal emulator behind it. Calls block while they wait for the
/// program, never for a fixed time.
package final class PseudoTerminal {
    package private(set) var emulator: TerminalEmulator
    /// Octets typed so far.
    package private(set) var typed = 0
    /// What the program last reported on its idle descriptor: octets consumed, frames painted.
    package private(set) var idle = (consumed: -1, frames: 0)
    /// The size that it painted then; nil for a program that does not tell.
    private var paintedSize: (columns: Int, rows: Int)?
    package let process: Int32

    private var master: Int32
    private var slave: Int32
    private let idlePipe: Int32
    private var idleText = ""
    private var exitStatus: Int32?

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Starts a program; BCRM_IDLE_FD in its environment names a pipe that it reports on.
    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String], columns: Int = 80, rows: Int = 24
    ) throws {
        emulator = TerminalEmulator(columns: columns, rows: rows)
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN, which Swift does not import: unlock the other end, ask for its number.
        var isLocked: Int32 = 0
        var number: Int32 = 0
        guard master >= 0, ioctl(master, 0x4004_5431, &isLocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw Failure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
        }
        slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        Self.setSize(master, columns, rows)
        var pipeEnds: [Int32] = [0, 0]
        guard slave >= 0, pipe(&pipeEnds) == 0 else {
            throw Failure(description: "no descriptors: \(String(cString: strerror(errno)))")
        }
        for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        idlePipe = pipeEnds[0]
        defer { close(pipeEnds[1]) }
        var variables = environment
        variables["BCRM_IDLE_FD"] = "3"
        variables["TERM"] = variables["TERM"] ?? "xterm-256color"
        process = try Self.spawn(
            program, arguments, variables, terminal: slave, idle: pipeEnds[1])
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        _ = fcntl(idlePipe, F_SETFL, O_NONBLOCK)
    }

    deinit {
        if exitStatus == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(master)
        close(slave)
        close(idlePipe)
    }

    /// setsid(1) gives the program a session whose controlling terminal is its standard input.
    private static func spawn(
        _ program: String, _ arguments: [String], _ variables: [String: String], terminal: Int32, idle: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 { posix_spawn_file_actions_adddup2(&actions, terminal, descriptor) }
        // Copied high first: the pipe may stand at 3 itself, and then it would stay closed on exec.
        let copy = fcntl(idle, F_DUPFD, 64)
        defer { close(copy) }
        posix_spawn_file_actions_adddup2(&actions, copy, 3)
        posix_spawn_file_actions_addclose(&actions, copy)
        let words = ["setsid", "--ctty", program] + arguments
        let pointers = words.map { strdup($0) } + [nil]
        let environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (pointers + environment).forEach { free($0) } }
        var child: pid_t = 0
        // The thread this is called on may block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSIGMASK of <spawn.h>, which Swift does not import.
        posix_spawnattr_setflags(&attributes, 0x08)
        guard posix_spawn(&child, "/usr/bin/setsid", &actions, &attributes, pointers, environment) == 0 else {
            throw Failure(description: "\(program) cannot be started")
        }
        return child
    }

    private static func setSize(_ descriptor: Int32, _ columns: Int, _ rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }

    // MARK: Typing

    package func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                typed += count
            } else {
                _ = pump(milliseconds: 100)
            }
        }
    }

    package func type(_ text: String) { send(Array(text.utf8)) }

    /// Keys by the names keymaps use: "F2", "ENTER", "C-s", "ESC", "UP", "M-1", or a letter.
    package func press(_ keys: String...) {
        for key in keys { send(KeyBytes.bytes(of: key, application: emulator.areCursorKeysApplication)) }
    }

    /// A paste, between the marks when the program asked for them.
    package func paste(_ text: String) {
        let bytes = Array(text.utf8)
        send(
            emulator.isBracketingPastes
                ? Array("\u{1B}[200~".utf8) + bytes + Array("\u{1B}[201~".utf8) : bytes)
    }

    package func resize(columns: Int, rows: Int) {
        emulator.resize(columns: columns, rows: rows)
        Self.setSize(master, columns, rows)
    }

    package func signal(_ number: Int32) { kill(process, number) }

    /// Takes the terminal away, as a closed window or a cut line does.
    package func hangUp() {
        close(master)
        close(slave)
        (master, slave) = (-1, -1)
    }

    // MARK: Waiting

    package var screen: TerminalScreen { emulator.screen }

    /// Waits until the screen is as wanted; fails with the whole screen in the error.
    package func wait(
        for what: String, seconds: Int = 40, until isThere: (TerminalScreen) -> Bool
    ) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !isThere(emulator.screen) {
            guard ContinuousClock.now < deadline, pump(milliseconds: 200) || exitStatus == nil else {
                throw Failure(description: "waited for \(what); the screen shows:\n\(emulator.screen.text)")
            }
        }
    }

    package func wait(forText words: String, seconds: Int = 40) throws {
        try wait(for: "\"\(words)\"", seconds: seconds) { $0.contains(words) }
    }

    package func wait(forNoText words: String, seconds: Int = 40) throws {
        try wait(for: "\"\(words)\" to go", seconds: seconds) { !$0.contains(words) }
    }

    /// It has dealt with everything typed and with the present size, and has nothing left to do.
    private var isSettled: Bool {
        idle.consumed >= typed && paintedSize.map { $0 == (screen.columns, screen.rows) } ?? true
    }

    /// Waits until the program says that it has dealt with everything typed so far and has nothing left to do.
    package func settle(seconds: Int = 40) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !isSettled {
            guard ContinuousClock.now < deadline, pump(milliseconds: 200) || exitStatus == nil else {
                throw Failure(
                    description:
                        "not idle: \(idle.consumed) of \(typed) octets; the screen shows:\n\(emulator.screen.text)")
            }
        }
        // What it painted before it said so is on its way.
        while pump(milliseconds: 0) {}
    }

    /// The same for a program that may end instead.
    package func settleOrEnd(seconds: Int = 40) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !isSettled, exitStatus == nil {
            guard ContinuousClock.now < deadline else { return try settle(seconds: 0) }
            pump(milliseconds: 50)
        }
        while pump(milliseconds: 0) {}
    }

    /// True once the program has ended.
    package var hasEnded: Bool { exitStatus != nil }

    /// Waits for the program's end; 128 + signal number when a signal ended it.
    package func waitForExit(seconds: Int = 40) throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while exitStatus == nil {
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "it does not end; the screen shows:\n\(emulator.screen.text)")
            }
            _ = pump(milliseconds: 20)
            reap()
        }
        while pump(milliseconds: 0) {}
        return exitStatus ?? -1
    }

    private func reap() {
        var status: Int32 = 0
        guard exitStatus == nil, waitpid(process, &status, WNOHANG) == process else { return }
        let signal = status & 0x7F
        exitStatus = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// True when the terminal driver is back in its usual state: letters echo, lines are edited.
    package var isTerminalSane: Bool {
        var settings = termios()
        tcgetattr(slave, &settings)
        return settings.c_lflag & UInt32(ECHO) != 0 && settings.c_lflag & UInt32(ICANON) != 0
    }

    /// Takes in what the program has written, waiting at most so long; false when nothing came.
    @discardableResult
    package func pump(milliseconds: Int32) -> Bool {
        var descriptors = [
            pollfd(fd: master, events: Int16(POLLIN), revents: 0),
            pollfd(fd: idlePipe, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&descriptors, 2, milliseconds) > 0 else {
            reap()
            return false
        }
        var didRead = false
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(master, &buffer, buffer.count), count > 0 {
            emulator.feed(buffer[..<count])
            didRead = true
        }
        let replies = emulator.takeReplies()
        if !replies.isEmpty { _ = replies.withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }
        while case let count = read(idlePipe, &buffer, buffer.count), count > 0 {
            idleText += String(decoding: buffer[..<count], as: UTF8.self)
            didRead = true
        }
        readIdleLines()
        if !didRead { reap() }
        return didRead
    }

    private func readIdleLines() {
        while let end = idleText.firstIndex(of: "\n") {
            let words = idleText[..<end].split(separator: " ")
            let numbers = words.dropFirst().compactMap { Int($0) }
            if words.first == "idle", numbers.count == 4 {
                idle = (numbers[0], numbers[1])
                paintedSize = (numbers[2], numbers[3])
            }
            idleText = String(idleText[idleText.index(after: end)...])
        }
    }
}

/// What a terminal sends for a key.
package enum KeyBytes {
    package static func bytes(of key: String, application: Bool) -> [UInt8] {
        let introducer = application ? "\u{1B}O" : "\u{1B}["
        let named: [String: String] = [
            "ENTER": "\r", "TAB": "\t", "ESC": "\u{1B}", "BS": "\u{7F}", "SPACE": " ", "UP": introducer + "A",
            "DOWN": introducer + "B", "RIGHT": introducer + "C", "LEFT": introducer + "D", "HOME": introducer + "H",
            "END": introducer + "F", "PGUP": "\u{1B}[5~", "PGDN": "\u{1B}[6~", "INS": "\u{1B}[2~", "DEL": "\u{1B}[3~",
            "S-TAB": "\u{1B}[Z", "F1": "\u{1B}OP", "F2": "\u{1B}OQ", "F3": "\u{1B}OR", "F4": "\u{1B}OS",
            "F5": "\u{1B}[15~",
            "F6": "\u{1B}[17~", "F7": "\u{1B}[18~", "F8": "\u{1B}[19~", "F9": "\u{1B}[20~", "F10": "\u{1B}[21~",
            "F11": "\u{1B}[23~", "F12": "\u{1B}[24~",
        ]
        if let text = named[key] { return Array(text.utf8) }
        if key.hasPrefix("C-"), let letter = key.dropFirst(2).utf8.first { return [letter & 0x1F] }
        if key.hasPrefix("M-") { return [0x1B] + Array(key.dropFirst(2).utf8) }
        return Array(key.utf8)
    }
}
