/// A keyboard layout other than Latin: which Latin key each of its letters is typed on.
public nonisolated struct KeyboardLayout: Sendable, Equatable {
    public let name: String
    private let latin: [Character: Character]

    private static let keys = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./\\"
    private static let shifted = "~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?|"

    /// The letters of each layout on the keys of `keys` and, with Shift, of `shifted`, as xkeyboard-config has them.
    private static let known: [String: (plain: String, shifted: String)] = [
        "ru": ("ё1234567890-=йцукенгшщзхъфывапролджэячсмитьбю.\\", "Ё!\"№;%:?*()_+ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,/"),
        "am": (
            "՝ֆձ֊,։՞․՛)օէղճփբսմուկըթծցջվգեանիտհպրժդչյզլքխշռ»",
            "՜ՖՁ—$…%և՚(ՕԷՂՃՓԲՍՄՈՒԿԸԹԾՑՋՎԳԵԱՆԻՏՀՊՐԺԴՉՅԶԼՔԽՇՌ«"
        ),
        "am-phonetic": (
            "՝էթփձջւևռչճ֊ժքոերտըւիօպխծասդֆգհյկլ;՛զղցվբնմ,․/շ",
            "՜ԷԹՓՁՋՒ֏ՌՉՃ―ԺՔՈԵՐՏԸՒԻՕՊԽԾԱՍԴՖԳՀՅԿԼ։\"ԶՂՑՎԲՆՄ«»՞Շ"
        ),
        "am-phonetic-alt": (
            "՝էթփձջւևրչճ֊ժքոեռտըւիօպխծասդֆգհյկլ;՛զղցվբնմ,․/շ",
            "՜ԷԹՓՁՋՒ֏ՐՉՃ―ԺՔՈԵՌՏԸՒԻՕՊԽԾԱՍԴՖԳՀՅԿԼ։\"ԶՂՑՎԲՆՄ«»՞Շ"
        ),
        "am-eastern": (
            "՝։ձյ՛,-.«»օռժխւէրտեըիոպչջասդֆգհճկլթփզցքվբնմշղծ'",
            "՜1ՁՅ349և()ՕՌԺԽՒԷՐՏԵԸԻՈՊՉՋԱՍԴՖԳՀՃԿԼԹՓԶՑՔՎԲՆՄՇՂԾ՞"
        ),
        "am-eastern-alt": (
            "՝։ձյ՛,-.«»օռժխւէրտեըիոպչջասդֆքհճկլթփզցգվբնմշղծ'",
            "՜1ՁՅ349և()ՕՌԺԽՒԷՐՏԵԸԻՈՊՉՋԱՍԴՖՔՀՃԿԼԹՓԶՑԳՎԲՆՄՇՂԾ՞"
        ),
        "am-western": (
            "՝։ձյ՛,-.«»օռժխվէրդեըիոբչջաստֆկհճքլթփզցգւպնմշղծ'",
            "՜1ՁՅ349և()ՕՌԺԽՎԷՐԴԵԸԻՈԲՉՋԱՍՏՖԿՀՃՔԼԹՓԶՑԳՒՊՆՄՇՂԾ՞"
        ),
    ]

    /// The names that `init(named:)` knows, sorted.
    public static var names: [String] { known.keys.sorted() }

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
