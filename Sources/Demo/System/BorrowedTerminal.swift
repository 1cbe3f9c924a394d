import Glibc

/// The terminal as it was before a full-screen program got it, to be put right when that program was killed.
struct BorrowedTerminal {
    private var modes = termios()
    private let isTerminal: Bool

    init() { isTerminal = tcgetattr(0, &modes) == 0 && isatty(1) == 1 }

    /// Ends pasting marks, keypad mode, the second screen and attributes, and shows the cursor: sequences that every
    /// terminal with a second screen knows, and that change nothing where all is well.
    func takeBack() {
        guard isTerminal else { return }
        var modes = modes
        tcsetattr(0, TCSADRAIN, &modes)
        let sequences = Array("\u{1B}[?2004l\u{1B}[?1l\u{1B}>\u{1B}[?1049l\u{1B}[0m\u{1B}[?25h\r".utf8)
        _ = sequences.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    }
}
