/// A number as price lists write it: international digits, or `#` and the digits of a short number (`#101`).
package struct DialledNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    init(text: String) { self.text = text }

    package var isShort: Bool { text.utf8.first == UInt8(ascii: "#") }

    package var description: String { text }

    /// Why a text is no number that anybody can be charged for.
    package enum Failure: Error, Hashable, Sendable {
        case empty
        /// Letters, a service code with `*`, a plus in the middle.
        case notDigits(String)
        /// More than the 15 digits of E.164.
        case tooLong(String)
        /// Fits no kind of number of the plan.
        case wrongLength(String)
        /// A local number, and nobody knows from which area it was dialled.
        case unknownArea(String)

        /// Short code, as lists group them.
        package var reason: String {
            switch self {
            case .empty: "no_number"
            case .notDigits: "not_a_number"
            case .tooLong: "number_too_long"
            case .wrongLength: "number_wrong_length"
            case .unknownArea: "unknown_area"
            }
        }

        package var sentence: String {
            switch self {
            case .empty: "There is no number."
            case .notDigits(let text): "\u{201C}\(text)\u{201D} is no telephone number."
            case .tooLong(let text): "\u{201C}\(text)\u{201D} has more than 15 digits: no telephone number has."
            case .wrongLength(let text):
                "\u{201C}\(text)\u{201D} is neither a short, a local, a national nor an international number: correct the number, or the numbering plan."
            case .unknownArea(let text):
                "\u{201C}\(text)\u{201D} is a local number, and the area of the caller is not known."
            }
        }
    }
}

/// What is dialled, without what is written around it: a `tel:` or `sip:` URI (RFC 3966, RFC 3261), visual separators.
struct DialledText {
    private(set) var digits: [UInt8] = []
    private(set) var isGlobal = false
    /// Digits of a `phone-context` that begins with a plus.
    private(set) var context: [UInt8] = []

    init(_ text: String) throws(DialledNumber.Failure) {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        for scheme in ["tel:", "sip:", "sips:"] where Self.begins(bytes, with: scheme) {
            bytes = bytes.dropFirst(scheme.utf8.count)
            break
        }
        if let at = bytes.firstIndex(of: UInt8(ascii: "@")) { bytes = bytes[..<at] }
        let end = bytes.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: ":") }
        let number = bytes[..<(end ?? bytes.endIndex)]
        try read(number, text)
        if let end, !isGlobal { context = Self.context(in: bytes[end...]) }
        if digits.isEmpty { throw .empty }
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, _ text: String) throws(DialledNumber.Failure) {
        digits.reserveCapacity(20)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                byte = value
                index += 2
            }
            index += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+"):
                if isGlobal || !digits.isEmpty { throw .notDigits(text) }
                isGlobal = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "/"):
                break
            default: throw .notDigits(text)
            }
            if digits.count > 40 { throw .tooLong(text) }
        }
    }

    private static func begins(_ bytes: ArraySlice<UInt8>, with scheme: String) -> Bool {
        bytes.count >= scheme.utf8.count && zip(bytes, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    private static func context(in parameters: ArraySlice<UInt8>) -> [UInt8] {
        let name = "phone-context="
        for parameter in parameters.split(separator: UInt8(ascii: ";")) where begins(parameter, with: name) {
            let value = parameter.dropFirst(name.utf8.count)
            guard value.first == UInt8(ascii: "+") else { return [] }
            return value.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        return []
    }
}
