import Glibc
import Terminal

/// What the client runs on: the operator's terminal, or memory when a script drives it. It belongs to the UI thread.
protocol ClientTerminal: AnyObject {
    var screen: any Display { get }
    /// Bytes taken from the keyboard so far.
    var bytesRead: Int { get }
    /// The beginning of a key's sequence has come and not its end.
    var isWaitingForSequence: Bool { get }

    /// Waits until there is something to do, at most so long (-1: for ever), then takes everything that is there.
    func wait(milliseconds: Int32, or descriptor: Int32) -> TerminalSession.Wakening
    /// As when the operator makes the window larger or smaller; false where that is the operator's to do.
    func resize(columns: Int, rows: Int) -> Bool
    func suspend()
    /// How many function keys it has.
    var functionKeys: Int { get }
    /// Clicks and the wheel are reported.
    var hasMouse: Bool { get }
    func setMouse(_ isOn: Bool)
    /// Puts text on the terminal's clipboard; false where it is not known to take any.
    func copy(_ text: String) -> Bool
    /// Lets the operator change the text in their own editor.
    func edit(_ text: String, in folder: String) throws(TerminalSession.EditFailure) -> String
    /// Gives everything back; may be called more than once.
    func restore()
}

extension TerminalSession: ClientTerminal {
    var screen: any Display { display }
    var functionKeys: Int { display.functionKeys }

    func resize(columns: Int, rows: Int) -> Bool { false }
    func copy(_ text: String) -> Bool { display.copy(text) }
}

/// No terminal at all: the picture is in memory, the keys come from the script alone.
final class MemoryTerminal: ClientTerminal {
    private let display: HeadlessDisplay

    init(columns: Int, rows: Int, ambiguousWidth: Int) {
        // The width of a character is asked of the locale.
        NcursesDisplay.chooseLocale()
        CellWidth.chooseAmbiguous(ambiguousWidth)
        display = HeadlessDisplay(width: columns, height: rows, isUnicode: true)
    }

    var screen: any Display { display }
    var bytesRead: Int { 0 }
    var isWaitingForSequence: Bool { false }

    func wait(milliseconds: Int32, or descriptor: Int32) -> TerminalSession.Wakening {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var wakening = TerminalSession.Wakening()
        wakening.isWoken = poll(&watched, 1, milliseconds) > 0
        return wakening
    }

    func resize(columns: Int, rows: Int) -> Bool {
        display.resize(width: columns, height: rows)
        return true
    }

    func suspend() {}

    let functionKeys = 12
    private(set) var hasMouse = false

    func setMouse(_ isOn: Bool) { hasMouse = isOn }
    func copy(_ text: String) -> Bool { false }
    func edit(_ text: String, in folder: String) throws(TerminalSession.EditFailure) -> String { throw .noEditor }

    func restore() {}
}
