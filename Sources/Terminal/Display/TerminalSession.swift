import CNcurses
import Glibc

/// The terminal while the programme has it: raw mode, keys, size, signals; and the way back, however it ends. There is
/// one for the process. It belongs to the UI thread.
public final class TerminalSession {
    /// What waiting ended with.
    public struct Wakening {
        public var input: [InputEvent] = []
        /// The size changed.
        public var isResized = false
        /// Another process asks the program to stop as Ctrl-Z does.
        public var isStopAsked = false
        /// The other descriptor has something.
        public var isWoken = false
        /// The terminal is gone, or a signal asks to end: its number.
        public var ending: Ending?

        public init() {}
    }

    public enum Ending: Equatable, Sendable {
        case hangUp
        case signal(Int32)
    }

    public let display: NcursesDisplay
    private var decoder = KeyDecoder()
    /// Bytes taken from the terminal so far.
    public private(set) var bytesRead = 0
    /// The beginning of a key's sequence has come and not its end.
    public var isWaitingForSequence: Bool { decoder.isWaiting }
    private var saved = termios()
    private var isOver = false
    /// Clicks and the wheel are reported.
    public private(set) var hasMouse = false

    /// How long a lone escape waits for the rest of a sequence.
    static let escapeDelay: Int32 = 25

    public init(_ options: TerminalOptions = TerminalOptions()) throws(NcursesDisplay.Failure) {
        tcgetattr(0, &saved)
        display = try NcursesDisplay(options)
        SignalWatch.start(restore: NcursesDisplay.restoreSequence(), saved: saved)
        display.setPaste(true)
        display.setKeypad(true)
    }

    /// Waits until there is input, a signal, something on the other descriptor, or the time is over; then takes
    /// everything that is there.
    public func wait(milliseconds: Int32, or descriptor: Int32) -> Wakening {
        var wakening = Wakening()
        let limit =
            decoder.isWaiting ? min(milliseconds < 0 ? Self.escapeDelay : milliseconds, Self.escapeDelay) : milliseconds
        var watched = [
            pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
            pollfd(fd: SignalWatch.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let count = poll(&watched, 3, limit)
        if count == 0, decoder.isWaiting { wakening.input += decoder.timeout() }
        guard count > 0 else { return wakening }
        if watched[0].revents != 0 { drain(&wakening) }
        if watched[1].revents != 0 { readSignals(&wakening) }
        wakening.isWoken = watched[2].revents != 0
        return wakening
    }

    private func drain(_ wakening: inout Wakening) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = bytes.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                if count == 0 || errno == EIO { wakening.ending = .hangUp }
                return
            }
            bytesRead += count
            wakening.input += decoder.feed(bytes.prefix(count))
            var next = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard poll(&next, 1, 0) > 0 else { return }
        }
    }

    private func readSignals(_ wakening: inout Wakening) {
        for signal in SignalWatch.take() {
            switch signal {
            case SIGWINCH:
                wakening.isResized = true
                takeSize()
            case SIGTSTP: wakening.isStopAsked = true
            case SIGCONT:
                // It takes back a stop that was asked for before, as it does elsewhere.
                wakening.isStopAsked = false
                // After a stop that left no time to give the terminal back, the shell has had it.
                display.leave()
                enter()
            default: wakening.ending = .signal(signal)
            }
        }
    }

    private func takeSize() {
        var size = winsize()
        if ioctl(0, UInt(TIOCGWINSZ), &size) == 0 { display.resize(width: Int(size.ws_col), height: Int(size.ws_row)) }
    }

    /// Stops as Ctrl-Z does elsewhere; returns when the shell brings the programme back.
    public func suspend() {
        leave()
        var stop = sigaction()
        var before = sigaction()
        stop.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(SIGTSTP, &stop, &before)
        kill(0, SIGTSTP)
        sigaction(SIGTSTP, &before, nil)
        enter()
        // This continuation is dealt with; the other signals are not.
        for signal in SignalWatch.take() where signal != SIGCONT { raise(signal) }
    }

    /// Gives the terminal to another program until it ends: its exit status, 128 + signal when a signal ended it, nil when
    /// it cannot be started.
    public func run(_ program: String, _ arguments: [String]) -> Int32? {
        leave()
        defer { enter() }
        return ChildProgram.run(program, arguments)
    }

    /// Reports of clicks and of the wheel on or off; off at the start, since they take the terminal's own selecting.
    public func setMouse(_ isOn: Bool) {
        hasMouse = isOn
        decoder.readsMouse = isOn
        display.setMouse(isOn)
    }

    private func enter() {
        display.comeBack()
        display.setPaste(true)
        display.setKeypad(true)
        if hasMouse { display.setMouse(true) }
        takeSize()
    }

    private func leave() {
        if hasMouse { display.setMouse(false) }
        display.setPaste(false)
        display.setKeypad(false)
        display.leave()
        tcsetattr(0, TCSADRAIN, &saved)
    }

    /// Gives the terminal back. May be called more than once.
    public func restore() {
        guard !isOver else { return }
        isOver = true
        leave()
        SignalWatch.stop()
    }
}
