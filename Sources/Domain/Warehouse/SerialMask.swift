/// How the serials of a model look: letters and digits stand for themselves, `%` is a hexadecimal digit, `#` a digit, `@`
/// a letter, `?` a letter or digit; `{8}` or `{8-12}` after one says how many. `HWTC%{8}` is a Huawei terminal's. Several
/// masks stand between bars.
package struct SerialMask: Hashable, Sendable, CustomStringConvertible {
    package enum Failure: Error, Hashable, Sendable {
        case empty
        case character(Character)
        case count(String)

        package var sentence: String {
            switch self {
            case .empty: "A mask has at least one letter, digit or sign."
            case .character(let character):
                "\u{201C}\(character)\u{201D} has no meaning in a mask: use letters, digits, % # @ ? and {8} or {8-12}."
            case .count(let text): "\u{201C}{\(text)}\u{201D} is no count: write {8} or {8-12}, at most 32."
            }
        }
    }

    private enum Sign: Hashable {
        case exactly(UInt8)
        case hexadecimal
        case digit
        case letter
        case either

        func matches(_ byte: UInt8) -> Bool {
            let isDigit = (0x30...0x39).contains(byte)
            let isLetter = (0x41...0x5A).contains(byte)
            switch self {
            case .exactly(let wanted): return byte == wanted
            case .hexadecimal: return isDigit || (0x41...0x46).contains(byte)
            case .digit: return isDigit
            case .letter: return isLetter
            case .either: return isDigit || isLetter
            }
        }
    }

    private struct Part: Hashable {
        var sign: Sign
        var least: Int
        var most: Int
    }

    private let ways: [[Part]]
    package let description: String

    package static let longest = 32

    package init(_ text: String) throws(Failure) {
        var ways: [[Part]] = []
        for way in text.split(separator: "|", omittingEmptySubsequences: false) { ways.append(try Self.parts(of: way)) }
        self.ways = ways
        description = text.uppercased()
    }

    private static func parts(of text: Substring) throws(Failure) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == "{", !parts.isEmpty {
                let inside = rest.prefix { $0 != "}" }
                rest = rest.dropFirst(inside.count)
                guard rest.popFirst() == "}", let count = count(inside) else { throw .count(String(inside)) }
                (parts[parts.count - 1].least, parts[parts.count - 1].most) = count
                continue
            }
            parts.append(Part(sign: try sign(character), least: 1, most: 1))
        }
        guard !parts.isEmpty else { throw .empty }
        return parts
    }

    private static func sign(_ character: Character) throws(Failure) -> Sign {
        switch character {
        case "%": return .hexadecimal
        case "#": return .digit
        case "@": return .letter
        case "?": return .either
        default:
            guard let byte = character.uppercased().utf8.first, character.isASCII,
                character.isLetter || character.isNumber
            else { throw .character(character) }
            return .exactly(byte)
        }
    }

    private static func count(_ text: Substring) -> (Int, Int)? {
        let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 1 || numbers.count == 2, let least = numbers[0], let most = numbers[numbers.count - 1],
            least >= 0, most >= max(least, 1), most <= longest
        else { return nil }
        return (least, most)
    }

    /// Whether a serial of capital letters and digits looks like that.
    package func matches(_ serial: String) -> Bool {
        let bytes = Array(serial.utf8)
        return ways.contains { Self.matches(bytes, $0) }
    }

    /// Whether it looks like that and like little else: two letters or digits at least stand for themselves. A mask of
    /// digits alone says of no serial whose it is (`warehouse.tells` in the database is the same).
    package func tells(_ serial: String) -> Bool {
        let bytes = Array(serial.utf8)
        return ways.contains { Self.isTelling($0) && Self.matches(bytes, $0) }
    }

    private static func isTelling(_ way: [Part]) -> Bool {
        way.count {
            guard case .exactly = $0.sign else { return false }
            return $0.least == 1 && $0.most == 1
        } >= 2
    }

    private static func matches(_ bytes: [UInt8], _ way: [Part]) -> Bool {
        // The places that can be reached after each part; short, so that no mask takes long.
        var places: Set<Int> = [0]
        for part in way {
            var next: Set<Int> = []
            for place in places {
                var end = place
                var count = 0
                if part.least == 0 { next.insert(place) }
                while count < part.most, end < bytes.count, part.sign.matches(bytes[end]) {
                    (end, count) = (end + 1, count + 1)
                    if count >= part.least { next.insert(end) }
                }
            }
            places = next
        }
        return places.contains(bytes.count)
    }
}
