import Domain

/// One row of COPY's binary format, read field by field: a count, then each field's length and octets, -1 for NULL
/// (PostgreSQL manual, COPY, "Binary Format"). The first row carries the header before it.
struct BinaryCopyRow {
    private let octets: UnsafeRawBufferPointer
    private var position = 0

    /// nil at the end of the rows.
    init?(_ message: UnsafeRawBufferPointer) {
        octets = message
        // "PGCOPY\n\377\r\n\0", flags, length of an extension that no version has.
        if message.count >= 19, message[0] == UInt8(ascii: "P"), message[7] == 255 { position = 19 }
        guard let count = number(Int16.self), count >= 0 else { return nil }
    }

    mutating func text() -> String? {
        field().map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func octetsField() -> [UInt8]? {
        field().map { Array($0) }
    }

    mutating func int64() -> Int64? {
        field().flatMap { $0.count == 8 ? Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) : nil }
    }

    mutating func int32() -> Int? {
        field().flatMap { $0.count == 4 ? Int(Int32(bigEndian: $0.loadUnaligned(as: Int32.self))) : nil }
    }

    mutating func int16() -> Int? {
        field().flatMap { $0.count == 2 ? Int(Int16(bigEndian: $0.loadUnaligned(as: Int16.self))) : nil }
    }

    mutating func bool() -> Bool { field().map { $0.first == 1 } ?? false }

    /// timestamptz: microseconds since 2000-01-01T00:00:00Z.
    mutating func instant() -> Instant? {
        int64().map { Instant(microseconds: $0 + 946_684_800_000_000) }
    }

    private mutating func field() -> UnsafeRawBufferPointer? {
        guard let length = number(Int32.self), length >= 0, position + Int(length) <= octets.count else { return nil }
        defer { position += Int(length) }
        return UnsafeRawBufferPointer(rebasing: octets[position..<position + Int(length)])
    }

    private mutating func number<T: FixedWidthInteger>(_: T.Type) -> T? {
        let size = MemoryLayout<T>.size
        guard position + size <= octets.count else { return nil }
        defer { position += size }
        return T(bigEndian: octets.loadUnaligned(fromByteOffset: position, as: T.self))
    }
}
