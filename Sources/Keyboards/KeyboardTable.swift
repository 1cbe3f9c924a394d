/// A keyboard layout: what its keys write. The tables are those of xkeyboard-config, key by key from the back quote along
/// the rows to the slash, then the backslash.
public struct KeyboardTable: Hashable, Sendable {
    public let name: String
    public let plain: [Character]
    public let shifted: [Character]

    private init(_ name: String, _ plain: String, _ shifted: String) {
        self.name = name
        self.plain = Array(plain)
        self.shifted = Array(shifted)
    }

    /// `us`, which the others are compared with.
    public static let latin = KeyboardTable(
        "us", #"`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./\"#, #"~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?|"#)

    /// The layouts of the house other than Latin, the likeliest first.
    public static let others = [
        KeyboardTable(
            "ru", #"ё1234567890-=йцукенгшщзхъфывапролджэячсмитьбю.\"#,
            #"Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,/"#),
        KeyboardTable(
            "am-phonetic", "՝էթփձջւևռչճ֊ժքոերտըւիօպխծասդֆգհյկլ;՛զղցվբնմ,․/շ",
            "՜ԷԹՓՁՋՒ֏ՌՉՃ―ԺՔՈԵՐՏԸՒԻՕՊԽԾԱՍԴՖԳՀՅԿԼ։\"ԶՂՑՎԲՆՄ«»՞Շ"),
        KeyboardTable(
            "am-phonetic-alt", "՝էթփձջւևրչճ֊ժքոեռտըւիօպխծասդֆգհյկլ;՛զղցվբնմ,․/շ",
            "՜ԷԹՓՁՋՒ֏ՐՉՃ―ԺՔՈԵՌՏԸՒԻՕՊԽԾԱՍԴՖԳՀՅԿԼ։\"ԶՂՑՎԲՆՄ«»՞Շ"),
        KeyboardTable(
            "am-eastern", "՝։ձյ՛,-.«»օռժխւէրտեըիոպչջասդֆգհճկլթփզցքվբնմշղծ'",
            "՜1ՁՅ349և()ՕՌԺԽՒԷՐՏԵԸԻՈՊՉՋԱՍԴՖԳՀՃԿԼԹՓԶՑՔՎԲՆՄՇՂԾ՞"),
        KeyboardTable(
            "am-eastern-alt", "՝։ձյ՛,-.«»օռժխւէրտեըիոպչջասդֆքհճկլթփզցգվբնմշղծ'",
            "՜1ՁՅ349և()ՕՌԺԽՒԷՐՏԵԸԻՈՊՉՋԱՍԴՖՔՀՃԿԼԹՓԶՑԳՎԲՆՄՇՂԾ՞"),
        KeyboardTable(
            "am-western", "՝։ձյ՛,-.«»օռժխվէրդեըիոբչջաստֆկհճքլթփզցգւպնմշղծ'",
            "՜1ՁՅ349և()ՕՌԺԽՎԷՐԴԵԸԻՈԲՉՋԱՍՏՖԿՀՃՔԼԹՓԶՑԳՒՊՆՄՇՂԾ՞"),
        KeyboardTable(
            "am", "՝ֆձ֊,։՞․՛)օէղճփբսմուկըթծցջվգեանիտհպրժդչյզլքխշռ»",
            "՜ՖՁ—$…%և՚(ՕԷՂՃՓԲՍՄՈՒԿԸԹԾՑՋՎԳԵԱՆԻՏՀՊՐԺԴՉՅԶԼՔԽՇՌ«"),
    ]

    /// The layout of that name other than Latin; nil when there is none.
    public static func named(_ name: String) -> KeyboardTable? { others.first { $0.name == name } }
}
