import Glibc
import Terminal

@testable import Client

/// The few places where the tests touch the terminal toolkit.
@MainActor enum TestTerminal {
    static let keymap: Keymap = {
        var keymap = Keymap()
        keymap.merge(read("keymaps/default.toml"), from: "default.toml")
        return keymap
    }()
    static let theme: TerminalTheme = {
        var theme = Theme()
        theme.merge(read("themes/default.toml"), from: "default.toml")
        return TerminalTheme(theme, depth: .mono, ascii: true)
    }()

    static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Names of keys between blanks; what is in quotes, and any other word, letter by letter.
    static func inputs(_ keys: String) -> [InputEvent] {
        var inputs: [InputEvent] = []
        for (index, part) in keys.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
            if index % 2 == 1 {
                inputs += part.map { .key(KeyStroke(.character($0))) }
                continue
            }
            for word in part.split(separator: " ") {
                if word.count > 1, let stroke = KeyStroke(String(word)) {
                    inputs.append(.key(stroke))
                } else {
                    inputs += word.map { .key(KeyStroke(.character($0))) }
                }
            }
        }
        return inputs
    }
}
