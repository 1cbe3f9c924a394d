/// A telephone number in international digits, without plus: 37477101234 (ITU-T E.164, at most 15 digits).
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package let digits: String

    /// Reads a number as people say and switches send it: "077 10-12-34", "+374 77 101234", "0037477101234",
    /// "77101234", "tel:+37477101234;phone-context=x", "sip:+37477101234@host;user=phone". National numbers get the
    /// country code; nil when it is no number.
    package init?(_ text: String, countryCode: String = "374") {
        var rest = Substring(text)
        for scheme in ["tel:", "sip:", "sips:"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
        }
        rest = rest.prefix { $0 != "@" && $0 != ";" }
        let isInternational = rest.first { !$0.isWhitespace } == "+"
        let separators: Set<Character> = [" ", "-", "(", ")", ".", "/", "+"]
        guard rest.allSatisfy({ ($0.isASCII && $0.isNumber) || separators.contains($0) }) else { return nil }
        var number = String(rest.filter { $0.isASCII && $0.isNumber })
        if !isInternational {
            if number.hasPrefix("00") {
                number = String(number.dropFirst(2))
            } else if number.hasPrefix("0") {
                number = countryCode + number.dropFirst()
            } else if number.count == 8 {
                number = countryCode + number
            }
        }
        guard (6...15).contains(number.count), number.first != "0" else { return nil }
        digits = number
    }

    package var description: String { digits }

    /// "+374 77 101234" for numbers of the country, "+4930123456" for others.
    package func text(countryCode: String = "374") -> String {
        guard digits.hasPrefix(countryCode), digits.count == countryCode.count + 8 else { return "+" + digits }
        let national = digits.dropFirst(countryCode.count)
        return "+\(countryCode) \(national.prefix(2)) \(national.dropFirst(2))"
    }
}
