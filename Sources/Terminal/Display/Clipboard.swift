/// Hands text to the clipboard of the terminal, which may be on another machine: OSC 52.
public nonisolated enum Clipboard {
    /// More than any card; terminals refuse what is much longer.
    public static let limit = 60_000

    /// What to send, by TERM and by whether tmux is around the program; nil when the terminal is not known to
    /// understand it, or the text is too long. The text itself cannot do anything: it goes as base 64.
    public static func sequence(_ text: String, terminal: String, isInTmux: Bool) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= limit else { return nil }
        let known = ["xterm", "tmux", "screen", "foot", "alacritty"]
        guard known.contains(where: { terminal.hasPrefix($0) }) else { return nil }
        let sequence = "\u{1B}]52;c;\(base64(bytes))\u{7}"
        // A multiplexer keeps it unless it is told to pass it on.
        if isInTmux || terminal.hasPrefix("tmux") {
            let doubled = sequence.split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(
                separator: "\u{1B}\u{1B}")
            return "\u{1B}Ptmux;\(doubled)\u{1B}\\"
        }
        if terminal.hasPrefix("screen") {
            // GNU screen passes on strings of at most 768 characters.
            var rest = sequence[...]
            var pieces = ""
            while !rest.isEmpty {
                pieces += "\u{1B}P\(rest.prefix(700))\u{1B}\\"
                rest = rest.dropFirst(700)
            }
            return pieces
        }
        return sequence
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    static func base64(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            var bits = 0
            for byte in part { bits = bits << 8 | Int(byte) }
            bits <<= 8 * (3 - part.count)
            for place in 0..<4 {
                text.append(place <= part.count ? digits[bits >> (18 - 6 * place) & 0x3F] : "=")
            }
        }
        return text
    }
}
