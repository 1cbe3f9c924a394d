/// A value that can be read from a column's text form.
public protocol PostgreSQLDecodable {
    /// nil when the text is not of this type.
    init?(postgreSQLText text: String)

    /// What a NULL becomes; nil when the type has no place for it.
    static var postgreSQLNull: Self? { get }
}

extension PostgreSQLDecodable {
    public static var postgreSQLNull: Self? { nil }
}

extension String: PostgreSQLDecodable {
    public init?(postgreSQLText text: String) { self = text }
}

extension Bool: PostgreSQLDecodable {
    public init?(postgreSQLText text: String) {
        switch text {
        case "t", "true": self = true
        case "f", "false": self = false
        default: return nil
        }
    }
}

extension PostgreSQLDecodable where Self: FixedWidthInteger {
    public init?(postgreSQLText text: String) { self.init(text, radix: 10) }
}

extension Int: PostgreSQLDecodable {}
extension Int16: PostgreSQLDecodable {}
extension Int32: PostgreSQLDecodable {}
extension Int64: PostgreSQLDecodable {}

extension Double: PostgreSQLDecodable {
    public init?(postgreSQLText text: String) { self.init(text) }
}

extension Optional: PostgreSQLDecodable where Wrapped: PostgreSQLDecodable {
    public init?(postgreSQLText text: String) {
        guard let value = Wrapped(postgreSQLText: text) else { return nil }
        self = .some(value)
    }

    public static var postgreSQLNull: Wrapped?? { .some(.none) }
}

extension Bytes: PostgreSQLDecodable {
    public init?(postgreSQLText text: String) {
        let digits = Array(text.utf8)
        guard digits.count >= 2, digits.count.isMultiple(of: 2), digits[0] == UInt8(ascii: "\\"),
            digits[1] == UInt8(ascii: "x")
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2 - 1)
        for index in stride(from: 2, to: digits.count, by: 2) {
            guard let high = Self.value(ofDigit: digits[index]), let low = Self.value(ofDigit: digits[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes)
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension Array: PostgreSQLDecodable where Element: PostgreSQLDecodable {
    /// Reads a one-dimensional array literal as the server writes it.
    public init?(postgreSQLText text: String) {
        guard let texts = ArrayLiteral.elements(of: text) else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(texts.count)
        for text in texts {
            guard let element = text.map({ Element(postgreSQLText: $0) }) ?? Element.postgreSQLNull else { return nil }
            elements.append(element)
        }
        self = elements
    }
}

/// The server's text form of a one-dimensional array: `{1,2,NULL,"a \"quoted\" one"}`.
enum ArrayLiteral {
    /// nil when the text is no such literal.
    static func elements(of literal: String) -> [String?]? {
        let bytes = Array(literal.utf8)
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else { return nil }
        if bytes.count == 2 { return [] }
        var elements: [String?] = []
        var index = 1
        while index < bytes.count {
            var element: [UInt8] = []
            var isQuoted = false
            if bytes[index] == UInt8(ascii: "\"") {
                isQuoted = true
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    if bytes[index] == UInt8(ascii: "\\") { index += 1 }
                    guard index < bytes.count else { return nil }
                    element.append(bytes[index])
                    index += 1
                }
                index += 1
            } else {
                while index < bytes.count - 1, bytes[index] != UInt8(ascii: ",") {
                    if bytes[index] == UInt8(ascii: "{") { return nil }
                    element.append(bytes[index])
                    index += 1
                }
            }
            let text = String(decoding: element, as: UTF8.self)
            elements.append(!isQuoted && text == "NULL" ? nil : text)
            guard index < bytes.count, bytes[index] == UInt8(ascii: ",") || index == bytes.count - 1 else { return nil }
            index += 1
        }
        return elements
    }
}
