/// A value that can be a parameter: its text form, as the type's input function reads it.
public protocol PostgreSQLEncodable: Sendable {
    /// nil stands for NULL.
    var postgreSQLText: String? { get }
}

extension String: PostgreSQLEncodable {
    public var postgreSQLText: String? { self }
}

extension Substring: PostgreSQLEncodable {
    public var postgreSQLText: String? { String(self) }
}

extension Bool: PostgreSQLEncodable {
    public var postgreSQLText: String? { self ? "t" : "f" }
}

extension PostgreSQLEncodable where Self: FixedWidthInteger {
    public var postgreSQLText: String? { String(self) }
}

extension Int: PostgreSQLEncodable {}
extension Int16: PostgreSQLEncodable {}
extension Int32: PostgreSQLEncodable {}
extension Int64: PostgreSQLEncodable {}

extension Double: PostgreSQLEncodable {
    public var postgreSQLText: String? { description }
}

extension Optional: PostgreSQLEncodable where Wrapped: PostgreSQLEncodable {
    public var postgreSQLText: String? { self?.postgreSQLText }
}

/// Bytes for a `bytea` parameter.
public struct Bytes: Hashable, Sendable, PostgreSQLEncodable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var postgreSQLText: String? {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = Array("\\x".utf8)
        text.reserveCapacity(2 + bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Array: PostgreSQLEncodable where Element: PostgreSQLEncodable {
    /// One-dimensional array literal; every element is quoted, so that none can be mistaken for NULL or a brace.
    public var postgreSQLText: String? {
        var literal = "{"
        for (index, element) in enumerated() {
            if index > 0 { literal += "," }
            guard let text = element.postgreSQLText else {
                literal += "NULL"
                continue
            }
            literal += "\""
            for character in text.unicodeScalars {
                if character == "\"" || character == "\\" { literal.unicodeScalars.append("\\") }
                literal.unicodeScalars.append(character)
            }
            literal += "\""
        }
        return literal + "}"
    }
}
