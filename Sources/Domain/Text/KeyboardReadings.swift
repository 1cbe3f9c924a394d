import Keyboards

/// What the same keys would have written on the other keyboard layouts of the house: "gtnhjczy" typed on the Latin
/// layout is петросян on the Russian one. A search that finds nothing as typed is tried with these.
package enum KeyboardReadings {
    private struct Layout {
        let character: [Character]
        let key: [Character: Int]

        init(_ table: KeyboardTable) {
            character = table.plain + table.shifted
            // ւ of the phonetic layout has two keys: the letter's, not the digit's.
            key = Dictionary(character.enumerated().map { ($1, $0) }) { $1 }
        }
    }

    private static let latin = Layout(.latin)
    private static let russian = KeyboardTable.named("ru").map(Layout.init) ?? latin
    private static let armenian = KeyboardTable.others.filter { $0.name.hasPrefix("am") }.map(Layout.init)

    /// The readings of a text other than itself, likeliest first, each once. A sign before it that says what is looked
    /// for (`@`, `!`, `#`) stays. Empty for a text without letters.
    package static func others(of text: String) -> [String] {
        let sign = String(text.prefix { "@!#".contains($0) })
        let rest = text.dropFirst(sign.count)
        guard let letter = rest.first(where: \.isLetter), let scalar = letter.unicodeScalars.first else { return [] }
        let pairs: [(from: Layout, to: Layout)] =
            switch scalar.value {
            case 0x0400...0x052F: [(russian, latin)] + armenian.map { (russian, $0) }
            case 0x0530...0x058F: armenian.map { ($0, latin) } + armenian.map { ($0, russian) }
            case ..<0x80: [(latin, russian)] + armenian.map { (latin, $0) }
            default: []
            }
        var readings: [String] = []
        for pair in pairs {
            let words = rest.split(separator: " ", omittingEmptySubsequences: false)
            let reading = sign + words.map { read($0, from: pair.from, to: pair.to) }.joined(separator: " ")
            if reading != text, !readings.contains(reading) { readings.append(reading) }
        }
        return readings
    }

    /// A number among words was meant as one.
    private static func read(_ word: Substring, from: Layout, to: Layout) -> String {
        guard !word.allSatisfy({ $0.isASCII && $0.isNumber }) else { return String(word) }
        return String(
            word.map { character in
                guard let key = from.key[character], to.character.indices.contains(key) else { return character }
                return to.character[key]
            })
    }
}
