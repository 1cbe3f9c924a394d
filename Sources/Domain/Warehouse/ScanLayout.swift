import Keyboards

/// What a keyboard layout makes of the keys a scanner presses: an Armenian one turns even digits into letters.
package struct ScanLayout: Hashable, Sendable {
    package let name: String
    private let latin: [Character: Character]
    private let letters: [Character: Character]

    package static let names = KeyboardTable.others.map(\.name)

    /// Nil when the layout is not known.
    package init?(named name: String) {
        guard let table = KeyboardTable.named(name) else { return nil }
        self.init(table)
    }

    private init(_ table: KeyboardTable) {
        name = table.name
        let presses =
            Array(zip(table.plain, KeyboardTable.latin.plain))
            + Array(zip(table.shifted, KeyboardTable.latin.shifted))
        letters = Dictionary(presses.map { ($1, $0) }) { first, _ in first }
        latin = Dictionary(presses) { first, second in
            // Two keys make one letter: on labels are digits and letters, digits without Shift.
            first.isLetter || first.isNumber || !(second.isLetter || second.isNumber) ? first : second
        }
    }

    package static let all = KeyboardTable.others.map { ScanLayout($0) }

    /// Whether the text was typed on it: every character is one of its keys, and one at least is none of a Latin keyboard
    /// in its place.
    package func typed(_ text: String) -> Bool {
        var isForeign = false
        for character in text {
            guard let key = latin[character] else {
                // Keys that the scanner does not send as keys stay themselves.
                if character == GS1Element.separator || character == " " { continue }
                return false
            }
            if key != character { isForeign = true }
        }
        return isForeign
    }

    /// The text as a Latin keyboard would have typed it.
    package func latin(_ text: String) -> String { String(text.map { latin[$0] ?? $0 }) }

    /// What the layout makes of keys, for tests and demonstrations; nil where it has no such key.
    package func typing(_ text: String) -> String? {
        var result = ""
        for character in text {
            let isSpecial = character == GS1Element.separator || character == " "
            guard let letter = isSpecial ? character : letters[character] else {
                return nil
            }
            result.append(letter)
        }
        return result
    }
}
