import Terminal
import TerminalEmulator
import Testing

/// A kind of terminal by its TERM, with what its keyboard sends.
enum Keyboard: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case xterm = "xterm-256color"
    case tmux = "tmux-256color"
    case linux
    /// F1 to F4 and the arrows; no pages, no HOME and END, no other function keys.
    case vt100

    var testDescription: String { rawValue }

    /// The octets of a key; on a terminal that has no such key, those of the other way to the same thing.
    func bytes(of stroke: KeyStroke, application: Bool) -> [UInt8] {
        let name = stroke.description
        switch self {
        case .xterm: break
        case .tmux: if let text = Self.tilde[name] { return Array(text.utf8) }
        case .linux: if let text = Self.console[name] ?? Self.tilde[name] { return Array(text.utf8) }
        case .vt100:
            if let other = Self.otherWays[name] { return Keyboard.xterm.bytes(of: other, application: application) }
        }
        return KeyBytes.bytes(of: name, application: application)
    }

    private static let tilde = ["HOME": "\u{1B}[1~", "END": "\u{1B}[4~"]
    private static let console = [
        "F1": "\u{1B}[[A", "F2": "\u{1B}[[B", "F3": "\u{1B}[[C", "F4": "\u{1B}[[D", "F5": "\u{1B}[[E",
    ]
    private static let otherWays: [String: KeyStroke] = {
        var ways = ["F12": "C-p", "PGDN": "C-f", "PGUP": "C-b"]
        for number in 5...9 { ways["F\(number)"] = "M-\(number)" }
        return ways.compactMapValues { KeyStroke($0) }
    }()
}
