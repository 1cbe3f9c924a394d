/// A parameter in the server's binary form: for statements that carry thousands of values, where writing and reading text
/// would cost more than the rest.
public struct BinaryValue: Sendable {
    /// The type's number in pg_type.
    let type: UInt32
    let bytes: [UInt8]

    private init(type: UInt32, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    public static func text(_ text: String) -> BinaryValue { BinaryValue(type: 25, bytes: Array(text.utf8)) }

    public static func int8(_ number: Int64) -> BinaryValue {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(UInt64(bitPattern: number))
        return BinaryValue(type: 20, bytes: bytes)
    }

    /// `text[]`.
    public static func texts(_ texts: [String]) -> BinaryValue {
        var bytes = header(count: texts.count, elementType: 25, octetsEach: 64)
        for text in texts {
            var text = text
            text.withUTF8 { octets in
                bytes.appendBigEndian(UInt32(octets.count))
                bytes.append(contentsOf: octets)
            }
        }
        return BinaryValue(type: 1009, bytes: bytes)
    }

    /// `bytea[]`.
    public static func octets(_ values: [[UInt8]]) -> BinaryValue {
        var bytes = header(count: values.count, elementType: 17, octetsEach: 640)
        for value in values {
            bytes.appendBigEndian(UInt32(value.count))
            bytes.append(contentsOf: value)
        }
        return BinaryValue(type: 1001, bytes: bytes)
    }

    /// `int8[]`.
    public static func int8s(_ numbers: [Int64]) -> BinaryValue {
        var bytes = header(count: numbers.count, elementType: 20, octetsEach: 12)
        for number in numbers {
            bytes.appendBigEndian(UInt32(8))
            bytes.appendBigEndian(UInt64(bitPattern: number))
        }
        return BinaryValue(type: 1016, bytes: bytes)
    }

    /// `int2[]`.
    public static func int2s(_ numbers: [Int16]) -> BinaryValue {
        var bytes = header(count: numbers.count, elementType: 21, octetsEach: 6)
        for number in numbers {
            bytes.appendBigEndian(UInt32(2))
            bytes.appendBigEndian(UInt16(bitPattern: number))
        }
        return BinaryValue(type: 1005, bytes: bytes)
    }

    /// One dimension from 1, no NULLs (array_send in PostgreSQL's arrayfuncs.c).
    private static func header(count: Int, elementType: UInt32, octetsEach: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + count * octetsEach)
        bytes.appendBigEndian(UInt32(count == 0 ? 0 : 1))
        bytes.appendBigEndian(UInt32(0))
        bytes.appendBigEndian(elementType)
        if count > 0 {
            bytes.appendBigEndian(UInt32(count))
            bytes.appendBigEndian(UInt32(1))
        }
        return bytes
    }
}

extension [UInt8] {
    mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
