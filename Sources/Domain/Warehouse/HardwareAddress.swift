/// A MAC address (IEEE 802, EUI-48) in any of the ways labels write it.
package struct HardwareAddress: Hashable, Sendable {
    /// Twelve hexadecimal digits, capital, without separators.
    package let digits: String
    /// The separators said that it is one; bare digits may be a serial as well.
    package let hasSeparators: Bool

    /// Nil when it is none: `00:25:9E:11:22:33`, `00-25-9e-11-22-33`, `0025.9e11.2233`, `00259E-112233` and bare digits are.
    /// An address of a group (the lowest bit of the first octet) belongs to no device, nor does the one of zeros.
    package init?(_ text: some StringProtocol) {
        var digits = ""
        var groups = [0]
        var separator: Character?
        for character in text {
            if let value = character.hexDigitValue, character.isASCII {
                digits.append(Self.capitals[value])
                groups[groups.count - 1] += 1
            } else if character == ":" || character == "-" || character == "." || character == " " {
                guard separator == nil || separator == character else { return nil }
                separator = character
                groups.append(0)
            } else {
                return nil
            }
        }
        guard digits.count == 12, groups.allSatisfy({ $0 == groups[0] }), [2, 3, 4, 6, 12].contains(groups[0]),
            let first = digits.dropFirst().first?.hexDigitValue, first & 1 == 0, digits.contains(where: { $0 != "0" })
        else { return nil }
        self.digits = digits
        hasSeparators = separator != nil
    }

    /// The first 24 bits, of the maker.
    package var oui: String { String(digits.prefix(6)) }

    /// As screens show it: `00:25:9E:11:22:33`.
    package var text: String { Self.text(of: digits) }

    /// The written form of twelve digits; anything else stays as it is.
    package static func text(of digits: String) -> String {
        guard digits.count == 12 else { return digits }
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, index.isMultiple(of: 2) { text.append(":") }
            text.append(digit)
        }
        return text
    }

    private static let capitals: [Character] = Array("0123456789ABCDEF")
}

/// Whose addresses begin how: the register of the IEEE, as far as it was given.
package struct MakerRegister: Hashable, Sendable {
    private var makers: [String: String] = [:]

    package init() {}

    package subscript(oui: String) -> String? { makers[oui] }

    /// Reads what the IEEE publishes, `oui.csv` or `oui.txt`: lines that hold six hexadecimal digits (with or without
    /// separators) before a name. Lines of another form are skipped.
    package init(text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.contains(",") ? line.split(separator: ",", maxSplits: 3) : line.split(separator: "\t")
            guard let place = fields.prefix(2).firstIndex(where: { Self.oui($0) != nil }),
                let oui = Self.oui(fields[place])
            else { continue }
            let name = fields[(place + 1)...].first.map { String($0.filter { $0 != "\"" }) } ?? ""
            makers[oui] = name
        }
    }

    private static func oui(_ field: Substring) -> String? {
        let word = field.split(separator: " ").first ?? ""
        let digits = word.filter { $0 != "-" && $0 != ":" }
        guard digits.count == 6, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        return digits.uppercased()
    }
}
