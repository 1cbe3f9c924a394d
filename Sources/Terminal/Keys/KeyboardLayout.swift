import Keyboards

/// A keyboard layout other than Latin: which Latin key each of its letters is typed on.
public nonisolated struct KeyboardLayout: Sendable, Equatable {
    public let name: String
    private let latin: [Character: Character]

    /// The names that `init(named:)` knows, sorted.
    public static var names: [String] { KeyboardTable.others.map(\.name).sorted() }

    /// Nil when the layout is not known.
    public init?(named name: String) {
        guard let layout = KeyboardTable.named(name) else { return nil }
        self.name = name
        var latin: [Character: Character] = [:]
        for (key, letter) in zip(KeyboardTable.latin.plain, layout.plain) where !letter.isASCII {
            latin[letter] = latin[letter] ?? key
        }
        for (key, letter) in zip(KeyboardTable.latin.shifted, layout.shifted) where !letter.isASCII {
            latin[letter] = latin[letter] ?? key
        }
        self.latin = latin
    }

    /// The stroke as a Latin keyboard would have sent it.
    public func latin(_ stroke: KeyStroke) -> KeyStroke {
        guard case .character(let character) = stroke.base, let key = latin[character] else { return stroke }
        return KeyStroke(.character(key), stroke.modifiers)
    }

    /// A whole text, for a scan that arrived as letters.
    public func latin(_ text: String) -> String { String(text.map { latin[$0] ?? $0 }) }
}
