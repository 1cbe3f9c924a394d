extension Money {
    /// How a file writes amounts.
    package struct Notation: Hashable, Sendable {
        /// What begins the fraction.
        package var decimal: Character
        /// What stands between groups of three digits; nil allows no grouping. A blank stands for every kind of blank.
        package var grouping: Character?

        package init(decimal: Character, grouping: Character? = nil) {
            self.decimal = decimal
            self.grouping = grouping
        }

        /// As XML and programs write: "1234.5".
        package static let plain = Notation(decimal: ".")
    }

    /// Reads an amount out of a file, by its notation and nothing else: "-1 234,50", "+12", "7.500" where the third
    /// digit is a zero. Digits finer than the minor unit that are not zeros are refused, never rounded (business-rules
    /// section 1).
    package init(written text: String, notation: Notation, currency: Currency) throws(Failure) {
        let signs: [Character] = ["-", "+", "\u{2212}"]
        let sign = text.first.flatMap { signs.contains($0) ? $0 : nil }
        let unsigned = text.dropFirst(sign == nil ? 0 : 1)
        let parts = unsigned.split(separator: notation.decimal, maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = Self.ungrouped(first, by: notation.grouping) else {
            throw .notANumber(text)
        }
        var fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || !fraction.isEmpty, fraction.allSatisfy(Self.isDigit) else { throw .notANumber(text) }
        while fraction.count > currency.fractionDigits, fraction.last == "0" { fraction.removeLast() }
        guard fraction.count <= currency.fractionDigits else { throw .tooFine(text, digits: currency.fractionDigits) }
        let zeros = String(repeating: "0", count: currency.fractionDigits - fraction.count)
        let isNegative = sign != nil && sign != "+"
        guard let minor = Int64((isNegative ? "-" : "") + whole + fraction + zeros) else { throw .overflow }
        self.init(minorUnits: minor, currency: currency)
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// The digits without what groups them; nil when the groups are not of three, as in "1,5" read as fifteen.
    private static func ungrouped(_ text: Substring, by grouping: Character?) -> String? {
        let blanks: Set<Character> = [" ", "\u{A0}", "\u{202F}", "\u{2009}"]
        let groups = text.split(omittingEmptySubsequences: false) { character in
            guard let grouping else { return false }
            return character == grouping || (grouping == " " && blanks.contains(character))
        }
        guard groups.allSatisfy({ $0.allSatisfy(isDigit) }), let first = groups.first, !first.isEmpty,
            groups.count == 1 || first.count <= 3, groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        return groups.joined()
    }
}

extension Currency {
    private static let withoutFraction: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
    ]
    private static let withThreeDigits: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    /// A currency from outside by its code (ISO 4217); nil when the text is no code.
    package init?(isoCode code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        let digits = Self.withoutFraction.contains(code) ? 0 : Self.withThreeDigits.contains(code) ? 3 : 2
        self.init(code: code, fractionDigits: digits)
    }
}
