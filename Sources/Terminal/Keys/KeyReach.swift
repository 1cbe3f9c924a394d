/// Which keys which terminals can send.
public nonisolated enum KeyReach {
    /// A vt100 sends letters, Ctrl and a letter, ESC and a key (which is Alt here), arrows, PF1 to PF4, and no more.
    public static func vt100Sends(_ stroke: KeyStroke) -> Bool {
        switch stroke.base {
        case .character, .named(.space): !stroke.modifiers.contains(.shift)
        case .function(let number): number <= 4 && stroke.modifiers.isEmpty
        case .named(.up), .named(.down), .named(.left), .named(.right), .named(.enter), .named(.escape), .named(.tab),
            .named(.backspace):
            stroke.modifiers.isEmpty
        case .named: false
        }
    }

    /// There is no byte for it: a terminal sends something else or nothing.
    static func isNeverSent(_ stroke: KeyStroke) -> Bool {
        guard stroke.modifiers.contains(.control) else { return false }
        switch stroke.base {
        case .character(let character):
            return stroke.modifiers.contains(.shift)
                || !(character.isASCII && (character.isLetter || "\\]^_".contains(character)))
        case .named(.enter), .named(.escape), .named(.backspace), .named(.tab): return true
        case .named, .function: return false
        }
    }

    /// Kept by a desktop, a terminal's menu or a line discipline (F10, F11, C-\), sent only by some (Shift, Ctrl or Alt
    /// with a function key), or the beginning of other keys' sequences (M-[ and M-O).
    static func isUnreliable(_ stroke: KeyStroke) -> Bool {
        switch stroke.base {
        case .function(let number): number == 10 || number == 11 || !stroke.modifiers.isEmpty
        case .character(let character):
            stroke.modifiers == .control && character == "\\" || stroke.modifiers == .alt && "[O".contains(character)
        case .named: false
        }
    }
}
