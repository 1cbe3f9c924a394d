/// Where one AVP lies in a message: offsets only, nothing is copied (RFC 6733 section 4.1).
public struct AVPPlace: Hashable, Sendable {
    public let code: UInt32
    /// 0 for AVPs of the base specification, with or without the V bit.
    public let vendor: UInt32
    public let flags: UInt8
    /// The offset of its header.
    public let start: Int
    public let payload: Range<Int>

    public var isMandatory: Bool { flags & 0x40 != 0 }

    /// Header and payload, without padding.
    public var whole: Range<Int> { start..<payload.upperBound }
}

/// Goes over the AVPs of a range of octets one after the other.
struct AVPCursor {
    /// The AVP at this offset cannot be read: its header is cut off or its length leads out of the range.
    struct Broken: Error {
        let offset: Int
    }

    private(set) var position: Int
    let end: Int

    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next AVP; nil at the end.
    @inline(__always)
    mutating func next(in octets: RawSpan) throws(Broken) -> AVPPlace? {
        let start = position
        guard start < end else { return nil }
        guard end - start >= 8 else { throw Broken(offset: start) }
        let code = octets.number32(at: start)
        let second = octets.number32(at: start + 4)
        let flags = UInt8(second >> 24)
        let length = Int(second & 0xFF_FFFF)
        let header = flags & 0x80 == 0 ? 8 : 12
        guard length >= header, length <= end - start else { throw Broken(offset: start) }
        let vendor = header == 12 ? octets.number32(at: start + 8) : 0
        // The last AVP's padding may be missing inside a group.
        position = start + (length + 3) & ~3
        return AVPPlace(
            code: code, vendor: vendor, flags: flags, start: start, payload: (start + header)..<(start + length))
    }
}
