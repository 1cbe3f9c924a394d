import CNcurses
import Glibc

/// The screen through ncurses, which is used for output only: it knows the terminal's language and sends the smallest
/// difference between two pictures.
public final class NcursesDisplay: Display {
    /// Why there can be no screen.
    public enum Failure: Error, Equatable, Sendable {
        case noTerminal
        case unknownTerminal(String)
        case cannotPosition(String)

        public var sentence: String {
            switch self {
            case .noTerminal: "This needs a terminal: standard input and output are not one."
            case .unknownTerminal(let name):
                name.isEmpty
                    ? "The kind of terminal is not known: TERM is not set."
                    : "The kind of terminal is not known: there is no description of \u{201C}\(name)\u{201D} (TERM)."
            case .cannotPosition(let name):
                "A terminal of the kind \u{201C}\(name)\u{201D} (TERM) cannot show a full screen."
            }
        }
    }

    private let screen: OpaquePointer
    private var shown: Canvas?
    private var pairs: [Int64: Int32] = [:]
    private var lastPair: Int32 = 0
    private let pairLimit: Int32
    public let depth: ColorDepth
    /// The kind of terminal by its own name.
    let terminal: String

    /// On standard input and output.
    public convenience init(_ options: TerminalOptions = TerminalOptions()) throws(Failure) {
        guard isatty(0) == 1, isatty(1) == 1 else { throw .noTerminal }
        try self.init(
            options, terminal: Self.variable("TERM"), colorTerm: Self.variable("COLORTERM"),
            noColor: !Self.variable("NO_COLOR").isEmpty, output: cn_stdout(), input: cn_stdin())
    }

    init(
        _ options: TerminalOptions, terminal name: String, colorTerm: String = "", noColor: Bool = false,
        output: UnsafeMutablePointer<FILE>?, input: UnsafeMutablePointer<FILE>?
    ) throws(Failure) {
        Self.chooseLocale()
        CellWidth.chooseAmbiguous(options.ambiguousWidth)
        let names = TerminalOptions.descriptions(
            of: name, colors: options.colors, colorTerm: colorTerm, noColor: noColor)
        var found: Int32 = 0
        guard !name.isEmpty, let known = names.first(where: { setupterm($0, fileno(output), &found) == OK }) else {
            throw .unknownTerminal(name)
        }
        guard let position = tigetstr("cup"), Int(bitPattern: position) != -1 else { throw .cannotPosition(name) }
        guard let screen = cn_new_screen(known, output, input) else { throw .unknownTerminal(name) }
        self.screen = screen
        terminal = name
        let hasColors = has_colors() && start_color() == OK
        // Some terminals have no default colours to use; they keep their own then.
        _ = use_default_colors()
        let most = ColorDepth(colors: hasColors ? Int(cn_colors()) : 0, noColor: noColor)
        depth = options.colors.map { $0.rawValue < most.rawValue ? $0 : most } ?? most
        pairLimit = min(cn_color_pairs(), 32_767)
        raw()
        noecho()
        nonl()
        leaveok(cn_stdscr(), false)
        typeahead(-1)
    }

    private static func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

    /// How many function keys the terminal sends as we understand them: a vt100 has four.
    public private(set) lazy var functionKeys: Int = {
        let names = (1...12).prefix { number in
            guard let sequence = tigetstr("kf\(number)"), Int(bitPattern: sequence) != -1 else { return false }
            var decoder = KeyDecoder()
            return decoder.feed(String(cString: sequence).utf8) == [.key(KeyStroke(.function(number)))]
        }
        return names.count
    }()

    /// UTF-8 even where the environment says C, as after many an ssh: names would be hash marks otherwise.
    public static func chooseLocale() {
        setlocale(LC_ALL, "")
        if let codeset = nl_langinfo(Int32(CODESET)), String(cString: codeset) != "UTF-8" {
            if setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "en_US.UTF-8") }
        }
        setlocale(LC_NUMERIC, "C")
    }

    /// Whether the terminal gets UTF-8, by the locale in force.
    public var isUnicode: Bool {
        nl_langinfo(Int32(CODESET)).map { String(cString: $0) == "UTF-8" } ?? false
    }

    public var width: Int { Int(cn_columns()) }
    public var height: Int { Int(cn_lines()) }

    /// The terminal has another size now.
    public func resize(width: Int, height: Int) {
        guard width > 0, height > 0 else { return }
        resizeterm(Int32(height), Int32(width))
        // Of several resizes in a row only the last is seen here, and what the terminal kept of the picture on the way
        // nobody knows: it is painted anew.
        repaint()
    }

    /// Sends what differs from the picture shown before; false when nothing does.
    @discardableResult
    public func show(_ canvas: Canvas) -> Bool {
        let damage = canvas.damage(since: shown)
        guard shown == nil || !damage.isEmpty || shown?.hasSameCursor(as: canvas) == false else { return false }
        let window = cn_stdscr()
        for part in damage where part.row < height { put(canvas, part, window) }
        if let cursor = canvas.cursor {
            curs_set(1)
            wmove(window, Int32(cursor.row), Int32(cursor.column))
        } else {
            curs_set(0)
        }
        wnoutrefresh(window)
        doupdate()
        shown = canvas
        return true
    }

    private func put(_ canvas: Canvas, _ damage: Canvas.Damage, _ window: UnsafeMutablePointer<WINDOW>?) {
        var text: [wchar_t] = []
        text.reserveCapacity(8)
        var style = Style.plain
        var look = (attributes: attributes(style), pair: pair(style))
        let cells = canvas[row: damage.row]
        for column in damage.columns where column < width {
            let cell = cells[cells.startIndex + column]
            text.removeAll(keepingCapacity: true)
            canvas.withScalars(of: cell.code) { text.append(wchar_t(bitPattern: $0.value)) }
            guard !text.isEmpty else { continue }
            text.append(0)
            // Neighbours mostly look alike.
            if cell.style != style {
                style = cell.style
                look = (attributes(style), pair(style))
            }
            // The last cell of the screen cannot be followed by the cursor; the complaint about that is no failure.
            _ = cn_put(window, Int32(damage.row), Int32(column), text, look.attributes, look.pair)
        }
    }

    private func attributes(_ style: Style) -> attr_t {
        var attributes: attr_t = 0
        if style.attributes.contains(.bold) { attributes |= cn_bold }
        if style.attributes.contains(.dim) { attributes |= cn_dim }
        if style.attributes.contains(.underline) { attributes |= cn_underline }
        if style.attributes.contains(.reverse) { attributes |= cn_reverse }
        return attributes
    }

    private func pair(_ style: Style) -> Int32 {
        guard depth != .mono, style.foreground >= 0 || style.background >= 0 else { return 0 }
        let key = Int64(style.foreground) << 32 | Int64(UInt32(bitPattern: style.background))
        if let pair = pairs[key] { return pair }
        guard lastPair + 1 < pairLimit else { return 0 }
        guard init_extended_pair(lastPair + 1, style.foreground, style.background) == OK else { return 0 }
        lastPair += 1
        pairs[key] = lastPair
        return lastPair
    }

    public func ring() { beep() }

    /// Everything again, for a screen that something else wrote on.
    public func repaint() {
        shown = nil
        clearok(cn_curscr(), true)
    }

    /// Back to the shell's screen, for a while or for good.
    public func leave() { endwin() }

    /// The strings that bring the terminal back, for the moment when nothing else can run any more.
    static func restoreSequence() -> [UInt8] {
        var bytes = Array("\u{1B}[?2004l\(mouseOff)".utf8)
        for capability in ["sgr0", "cnorm", "rmkx", "rmcup"] {
            guard let text = tigetstr(capability), Int(bitPattern: text) != -1 else { continue }
            bytes += String(cString: text).utf8
        }
        return bytes + Array("\r\n".utf8)
    }

    /// Bracketed paste on or off; terminals without it ignore the request.
    func setPaste(_ isOn: Bool) {
        cn_send(isOn ? "\u{1B}[?2004h" : "\u{1B}[?2004l")
    }

    private static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"

    /// Reports of clicks and of the wheel on or off. While they are on, the terminal's own selecting needs Shift.
    func setMouse(_ isOn: Bool) {
        cn_send(isOn ? "\u{1B}[?1000h\u{1B}[?1006h" : Self.mouseOff)
    }

    /// Hands text to the terminal's clipboard; false when this kind of terminal is not known to have one.
    public func copy(_ text: String) -> Bool {
        let isInTmux = !Self.variable("TMUX").isEmpty
        guard let sequence = Clipboard.sequence(text, terminal: terminal, isInTmux: isInTmux) else { return false }
        cn_send(sequence)
        return true
    }

    /// Back from another program that had the terminal.
    func comeBack() {
        reset_prog_mode()
        repaint()
    }

    /// Application mode of the keypad, as the terminal's description expects it of programmes that read its keys.
    func setKeypad(_ isOn: Bool) {
        guard let text = tigetstr(isOn ? "smkx" : "rmkx"), Int(bitPattern: text) != -1 else { return }
        putp(text)
        cn_flush()
    }
}
