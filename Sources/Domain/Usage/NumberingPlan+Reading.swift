extension NumberingPlan {
    /// ``read(_:dialledBy:)`` where the reason does not matter.
    package func number(_ text: String, dialledBy calling: String? = nil) -> DialledNumber? {
        try? read(text, dialledBy: calling)
    }

    /// The number that a switch reports or a person writes, as price lists write it (business-rules section 5).
    ///
    /// In this order:
    /// - what stands around the number is taken off: `tel:`, `sip:` and `sips:` with parameters, visual separators; a
    ///   `phone-context` with a plus says where a number without one is dialled (RFC 3966 section 5.1.5);
    /// - a plus, or an international prefix, begins an international number;
    /// - a routing prefix is removed, unless the whole is a short number named in full;
    /// - short numbers; a beginning such as `11*` stands for those that are shorter than any local or national number;
    /// - the trunk prefix and a national number, a national number, a local number with the area code of the caller;
    /// - the country code with a national number, and anything longer than national numbers are, is international
    ///   without its plus, as switches send it.
    ///
    /// International numbers have 6 to 15 digits (E.164), those of the country the length the plan says.
    package func read(_ text: String, dialledBy calling: String? = nil) throws(DialledNumber.Failure) -> DialledNumber {
        let written = try DialledText(text)
        var digits = written.digits[...]
        if written.isGlobal { return try international(digits, text) }
        let country = Array(countryCode.utf8)
        if !written.context.isEmpty, !written.context.starts(with: country) {
            return try international(written.context[...] + digits, text)
        }
        if !isNamedShort(digits), let routing = Self.longest(of: routingPrefixes, before: digits) {
            digits = digits.dropFirst(routing)
        }
        if isShort(digits) { return Self.short(digits) }
        if let prefix = Self.longest(of: internationalPrefixes, before: digits) {
            return try international(digits.dropFirst(prefix), text)
        }
        let trunk = trunkPrefix.utf8
        if !trunk.isEmpty, digits.starts(with: trunk), nationalLengths.contains(digits.count - trunk.count) {
            return Self.make(country[...] + digits.dropFirst(trunk.count))
        }
        if nationalLengths.contains(digits.count) { return Self.make(country[...] + digits) }
        if digits.count == localLength {
            guard let area = area(written.context.dropFirst(country.count), calling) else { throw .unknownArea(text) }
            return Self.make(country[...] + area + digits)
        }
        guard digits.count > nationalLengths.upperBound else { throw .wrongLength(text) }
        return try international(digits, text)
    }

    private func international(_ digits: ArraySlice<UInt8>, _ text: String) throws(DialledNumber.Failure)
        -> DialledNumber
    {
        guard digits.count <= 15 else { throw .tooLong(text) }
        let country = countryCode.utf8
        if digits.starts(with: country) {
            let national = digits.dropFirst(country.count)
            if nationalLengths.contains(national.count) { return Self.make(digits) }
            if isShort(national) { return Self.short(national) }
            throw .wrongLength(text)
        }
        guard digits.count >= 6, digits.first != UInt8(ascii: "0") else { throw .wrongLength(text) }
        return Self.make(digits)
    }

    /// The area code: of the context, else what the caller's national number has more than a local one.
    private func area(_ context: ArraySlice<UInt8>, _ calling: String?) -> ArraySlice<UInt8>? {
        guard let localLength else { return nil }
        if nationalLengths.contains(context.count + localLength) { return context }
        guard let calling, let caller = number(calling), !caller.isShort else { return nil }
        let digits = Array(caller.text.utf8)
        let country = countryCode.utf8.count
        guard digits.starts(with: countryCode.utf8), digits.count > country + localLength else { return nil }
        return digits[country..<(digits.count - localLength)]
    }

    private func isNamedShort(_ digits: ArraySlice<UInt8>) -> Bool {
        shortNumbers.contains { digits.elementsEqual($0.utf8) }
    }

    private func isShort(_ digits: ArraySlice<UInt8>) -> Bool {
        for pattern in shortNumbers {
            if pattern.utf8.last == UInt8(ascii: "*") {
                let shortest = min(nationalLengths.lowerBound, localLength ?? .max)
                if digits.count < shortest, digits.starts(with: pattern.utf8.dropLast()) { return true }
            } else if digits.elementsEqual(pattern.utf8) {
                return true
            }
        }
        return false
    }

    /// Digits of the longest of the prefixes that something follows.
    private static func longest(of prefixes: [String], before digits: ArraySlice<UInt8>) -> Int? {
        var longest: Int?
        for prefix in prefixes {
            let count = prefix.utf8.count
            if count > longest ?? 0, count < digits.count, digits.starts(with: prefix.utf8) { longest = count }
        }
        return longest
    }

    private static func make(_ digits: ArraySlice<UInt8>) -> DialledNumber {
        DialledNumber(text: String(decoding: digits, as: UTF8.self))
    }

    private static func short(_ digits: ArraySlice<UInt8>) -> DialledNumber {
        DialledNumber(text: "#" + String(decoding: digits, as: UTF8.self))
    }
}
