/// Big-endian numbers in the octets of a message. Every read is checked against the end of the span.
extension RawSpan {
    @inline(__always)
    func octet(at offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

    @inline(__always)
    func number16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inline(__always)
    func number24(at offset: Int) -> UInt32 {
        UInt32(octet(at: offset)) << 16 | UInt32(number16(at: offset + 1))
    }

    @inline(__always)
    func number32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inline(__always)
    func number64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Whether the octets are text; ASCII, which nearly all are, is seen eight octets at a time.
    func isUTF8(_ range: Range<Int>) -> Bool {
        isASCII(range) || extracting(range).withUnsafeBytes { String(validating: $0, as: UTF8.self) != nil }
    }

    func isASCII(_ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset + 8 <= range.upperBound {
            if unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
                return false
            }
            offset += 8
        }
        while offset < range.upperBound {
            if octet(at: offset) & 0x80 != 0 { return false }
            offset += 1
        }
        return true
    }

    /// The octets as text; what is no UTF-8 is replaced.
    func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the octets are those of a text.
    func equals(_ range: Range<Int>, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { other in
            other.count == range.count
                && extracting(range).withUnsafeBytes { $0.elementsEqual(UnsafeRawBufferPointer(other)) }
        }
    }

    /// Whether the octets are those of a host's or realm's name: case does not matter (RFC 6733 section 4.3.1).
    func equalsIdentity(_ range: Range<Int>, _ lowercased: [UInt8]) -> Bool {
        guard range.count == lowercased.count else { return false }
        for (index, octet) in lowercased.enumerated() {
            let own = self.octet(at: range.lowerBound + index)
            if own != octet, !(own >= 0x41 && own <= 0x5A && own | 0x20 == octet) { return false }
        }
        return true
    }
}
