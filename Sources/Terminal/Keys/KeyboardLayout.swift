/// A keyboard layout other than Latin: which Latin key each of its letters is typed on.
public struct KeyboardLayout: Sendable, Equatable {
    public let name: String
    private let latin: [Character: Character]

    private static let keys = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
    private static let shifted = "~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"

    /// The letters of each layout on the keys of `keys` and, with Shift, of `shifted`.
    private static let known: [String: (plain: String, shifted: String)] = [
        "ru": ("ё1234567890-=йцукенгшщзхъфывапролджэячсмитьбю.", "Ё!\"№;%:?*()_+ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"),
        "am-phonetic": (
            "՝էթփձջւևրչճ-ժքոեռտըւիօպխծասդֆգհյկլ;՛զղցվբնմ,․/", "՜ԷԹՓՁՋՒևՐՉՃ—ԺՔՈԵՌՏԸՒԻՕՊԽԾԱՍԴՖԳՀՅԿԼ։\"ԶՂՑՎԲՆՄ<>՞"
        ),
    ]

    /// Nil when the layout is not known.
    public init?(named name: String) {
        guard let layout = Self.known[name] else { return nil }
        self.name = name
        var latin: [Character: Character] = [:]
        for (key, letter) in zip(Self.keys, layout.plain) where !letter.isASCII { latin[letter] = latin[letter] ?? key }
        for (key, letter) in zip(Self.shifted, layout.shifted) where !letter.isASCII {
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
