/// The check digits that labels carry: a code that was read wrongly, or is of another kind, shows by them.
package enum CheckDigit {
    /// GS1 General Specifications 7.9: from the right, the digits before the last weigh 3 and 1 in turn. EAN, UPC, GTIN
    /// and SSCC are checked alike.
    package static func isGS1(_ digits: some StringProtocol) -> Bool {
        guard let values = values(of: digits), values.count > 1 else { return false }
        let sum = values.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 1 : 3) }
        return sum.isMultiple(of: 10)
    }

    /// ISO/IEC 7812-1 Annex B, the Luhn sum: IMEI and ICCID.
    package static func isLuhn(_ digits: some StringProtocol) -> Bool {
        guard let values = values(of: digits), values.count > 1 else { return false }
        let sum = values.reversed().enumerated().reduce(0) { sum, digit in
            guard !digit.offset.isMultiple(of: 2) else { return sum + digit.element }
            let double = digit.element * 2
            return sum + (double > 9 ? double - 9 : double)
        }
        return sum.isMultiple(of: 10)
    }

    /// As long as a trade number, and its check digit does not hold.
    static func isBroken(_ digits: String) -> Bool {
        let count = digits.utf8.count
        return (count == 8 || (12...14).contains(count)) && values(of: digits) != nil && !isGS1(digits)
    }

    /// One digit wrong, or two neighbours changed.
    /// - Parameter code: a trade number of 14 digits.
    static func isMisread(_ digits: String, of code: String) -> Bool {
        let read = Array(String(repeating: "0", count: max(14 - digits.utf8.count, 0)).utf8) + Array(digits.utf8)
        let right = Array(code.utf8)
        guard read.count == right.count else { return false }
        let wrong = read.indices.filter { read[$0] != right[$0] }
        guard wrong.count == 2, wrong[1] == wrong[0] + 1 else { return wrong.count == 1 }
        return read[wrong[0]] == right[wrong[1]] && read[wrong[1]] == right[wrong[0]]
    }

    /// Nil when something else than an ASCII digit is in it.
    private static func values(of digits: some StringProtocol) -> [Int]? {
        var values: [Int] = []
        for byte in digits.utf8 {
            guard (0x30...0x39).contains(byte) else { return nil }
            values.append(Int(byte) - 0x30)
        }
        return values
    }
}
