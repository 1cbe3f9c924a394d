import CNcurses
import Glibc

/// The process's signals. Those that ask for something (end, new size, stop) become bytes in a pipe that the loop watches;
/// those that mean the programme is broken restore the terminal with nothing but `write` and `tcsetattr`, leave their
/// number on standard error, and then happen as they would have.
enum SignalWatch {
    /// The end of the pipe to poll.
    static var descriptor: Int32 { pipeEnds.reader }

    private static let asking = [SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT]
    private static let breaking = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS, SIGQUIT]

    static func start(restore: [UInt8], saved: termios) {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 {
            for end in ends {
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
            }
            pipeEnds = (ends[0], ends[1])
        }
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: restore.count)
        bytes.initialize(from: restore, count: restore.count)
        restoreBytes = UnsafePointer(bytes)
        restoreCount = restore.count
        savedModes = saved
        let reason = Array("The program was ended by signal ".utf8)
        let words = UnsafeMutablePointer<UInt8>.allocate(capacity: reason.count)
        words.initialize(from: reason, count: reason.count)
        reasonBytes = UnsafePointer(words)
        reasonCount = reason.count
        previous.initialize(repeating: sigaction(), count: 65)

        var stack = stack_t()
        stack.ss_size = 65_536
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: 65_536, alignment: 16)
        sigaltstack(&stack, nil)

        signal(SIGPIPE, SIG_IGN)
        for number in asking { install(number, flags: SA_RESTART, onAsking) }
        for number in breaking {
            install(number, flags: SA_ONSTACK | Int32(bitPattern: UInt32(SA_NODEFER)), onBreaking)
        }
    }

    static func stop() {
        for number in asking + breaking { sigaction(number, previous.advanced(by: Int(number)), nil) }
    }

    static func take() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        var numbers: [Int32] = []
        while true {
            let count = bytes.withUnsafeMutableBytes { read(pipeEnds.reader, $0.baseAddress, $0.count) }
            guard count > 0 else { return numbers }
            for byte in bytes.prefix(count) where !numbers.contains(Int32(byte)) { numbers.append(Int32(byte)) }
        }
    }

    private static func install(_ number: Int32, flags: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        action.sa_flags = flags
        sigaction(number, &action, previous.advanced(by: Int(number)))
    }
}

// `nonisolated(unsafe)`: a signal handler may touch plain memory only, on no actor. `start`, on the main actor, writes all
// of this before it installs the first handler (sigaction is the barrier), and from then on everybody only reads it.
nonisolated(unsafe) private var pipeEnds: (reader: Int32, writer: Int32) = (-1, -1)
nonisolated(unsafe) private var restoreBytes: UnsafePointer<UInt8>?
nonisolated(unsafe) private var restoreCount = 0
nonisolated(unsafe) private var savedModes = termios()
nonisolated(unsafe) private var reasonBytes: UnsafePointer<UInt8>?
nonisolated(unsafe) private var reasonCount = 0
nonisolated(unsafe) private let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)

private nonisolated func onAsking(_ number: Int32) {
    let before = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(pipeEnds.writer, &byte, 1)
    errno = before
}

private nonisolated func onBreaking(_ number: Int32) {
    _ = write(1, restoreBytes, restoreCount)
    tcsetattr(0, TCSANOW, &savedModes)
    // Standard error is the log while the screen is ours.
    _ = write(2, reasonBytes, reasonCount)
    var tail: (UInt8, UInt8, UInt8, UInt8) = (
        0x30 + UInt8(truncatingIfNeeded: number / 10 % 10), 0x30 + UInt8(truncatingIfNeeded: number % 10), 0x2E, 0x0A
    )
    _ = withUnsafeBytes(of: &tail) {
        number < 10 ? write(2, $0.baseAddress?.advanced(by: 1), 3) : write(2, $0.baseAddress, 4)
    }
    sigaction(number, previous.advanced(by: Int(number)), nil)
    raise(number)
}
