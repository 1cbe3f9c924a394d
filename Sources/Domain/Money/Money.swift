/// An amount posted, or to be posted, to an account: whole minor units of one currency
/// (business-rules section 1). Never binary floating point.
package struct Money: Hashable, Sendable {
    package let minorUnits: Int64
    package let currency: Currency

    package init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    package static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

    package enum Failure: Error, Hashable, Sendable {
        case overflow
        case differentCurrencies(String, String)
        case notANumber(String)
        case tooFine(String, digits: Int)

        package var sentence: String {
            switch self {
            case .overflow: "The amount is too large."
            case .differentCurrencies(let left, let right): "Amounts in \(left) and \(right) cannot be added."
            case .notANumber(let text): "\"\(text)\" is no amount."
            case .tooFine(let text, let digits): "\"\(text)\" has more than \(digits) digits after the comma."
            }
        }
    }

    package var isNegative: Bool { minorUnits < 0 }

    package var negated: Money { Money(minorUnits: 0 &- minorUnits, currency: currency) }

    package func adding(_ other: Money) throws(Failure) -> Money {
        guard currency == other.currency else { throw .differentCurrencies(currency.code, other.currency.code) }
        let (sum, isTooLarge) = minorUnits.addingReportingOverflow(other.minorUnits)
        if isTooLarge { throw .overflow }
        return Money(minorUnits: sum, currency: currency)
    }

    package func subtracting(_ other: Money) throws(Failure) -> Money {
        guard currency == other.currency else { throw .differentCurrencies(currency.code, other.currency.code) }
        let (difference, isTooLarge) = minorUnits.subtractingReportingOverflow(other.minorUnits)
        if isTooLarge { throw .overflow }
        return Money(minorUnits: difference, currency: currency)
    }

    /// Splits the amount in proportion to the weights; the last part takes the remainder, so that the parts always
    /// add up to the whole (business-rules section 1). Weights that add up to nothing give everything to the last.
    package func split(weights: [Int64]) -> [Money] {
        guard !weights.isEmpty else { return [] }
        let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
        var given: Int64 = 0
        var parts: [Money] = []
        for weight in weights.dropLast() {
            let part = total == 0 ? 0 : Int64(Int128(minorUnits) * Int128(weight) / total)
            given += part
            parts.append(Money(minorUnits: part, currency: currency))
        }
        parts.append(Money(minorUnits: minorUnits - given, currency: currency))
        return parts
    }
}

extension Money: CustomStringConvertible {
    /// The local way: "-1 234 567,50".
    package var description: String {
        let magnitude = String(minorUnits.magnitude)
        let padded =
            magnitude.count > currency.fractionDigits
            ? magnitude : String(repeating: "0", count: currency.fractionDigits + 1 - magnitude.count) + magnitude
        let whole = padded.dropLast(currency.fractionDigits)
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { grouped.append(" ") }
            grouped.append(digit)
        }
        let fraction = currency.fractionDigits == 0 ? "" : "," + padded.suffix(currency.fractionDigits)
        return (minorUnits < 0 ? "-" : "") + grouped + fraction
    }

    /// With the currency's code: "5 000,00 AMD".
    package var textWithCode: String { "\(self) \(currency.code)" }

    /// Reads what an operator types: "5000", "5 000,50", "5000.5", "-12". Spaces keep groups of three digits apart, a comma
    /// or a point begins the fraction; nothing else is guessed: "2500 1001314" is two numbers and no sum.
    package init(typed text: String, currency: Currency) throws(Failure) {
        guard Self.isGrouped(text) else { throw .notANumber(text) }
        let compact = text.filter { $0 != " " && $0 != "\u{A0}" && $0 != "\u{202F}" }
        let isNegative = compact.hasPrefix("-")
        let unsigned = compact.dropFirst(isNegative || compact.hasPrefix("+") ? 1 : 0)
        let parts = unsigned.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard (1...2).contains(parts.count), let whole = parts.first, !whole.isEmpty,
            parts.joined().allSatisfy({ $0.isASCII && $0.isNumber }), parts.count == 1 || !parts[1].isEmpty
        else { throw .notANumber(text) }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.count <= currency.fractionDigits else {
            throw .tooFine(text, digits: currency.fractionDigits)
        }
        let zeros = String(repeating: "0", count: currency.fractionDigits - fraction.count)
        guard let minor = Int64((isNegative ? "-" : "") + whole + fraction + zeros) else { throw .overflow }
        self.init(minorUnits: minor, currency: currency)
    }

    /// Whether the blanks stand before groups of three digits, as far as there are any.
    private static func isGrouped(_ text: String) -> Bool {
        func isBlank(_ character: Character) -> Bool {
            character == " " || character == "\u{A0}" || character == "\u{202F}"
        }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard parts.dropFirst().allSatisfy({ $0.split(whereSeparator: isBlank).count < 2 }) else { return false }
        let whole = (parts.first ?? "").drop { isBlank($0) || $0 == "-" || $0 == "+" }
        let groups = whole.split(whereSeparator: isBlank)
        return groups.count < 2
            || (groups.first?.count ?? 0) <= 3 && groups.dropFirst().allSatisfy { $0.count == 3 }
    }
}
