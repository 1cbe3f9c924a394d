/// One attribute-value pair of a received message: a view of the message's octets (RFC 6733 section 4).
public struct AVP: Sendable {
    /// The octets of the whole message, shared.
    let wire: [UInt8]
    public let place: AVPPlace

    public var code: UInt32 { place.code }
    public var vendor: UInt32 { place.vendor }
    public var isMandatory: Bool { place.isMandatory }
    public var payload: ArraySlice<UInt8> { wire[place.payload] }

    func has(_ name: AVPName) -> Bool { place.code == name.code && place.vendor == name.vendor }

    /// Unsigned32 and Enumerated; nil when the payload is not four octets.
    public var unsigned32: UInt32? {
        place.payload.count == 4 ? wire.span.bytes.number32(at: place.payload.lowerBound) : nil
    }

    public var integer32: Int32? { unsigned32.map { Int32(bitPattern: $0) } }

    public var unsigned64: UInt64? {
        place.payload.count == 8 ? wire.span.bytes.number64(at: place.payload.lowerBound) : nil
    }

    /// UTF8String and DiameterIdentity; nil when it is not valid UTF-8.
    public var text: String? { String(validating: payload, as: UTF8.self) }

    /// Time, in seconds since 1970-01-01T00:00:00Z.
    public var secondsSince1970: Int64? { unsigned32.map(DiameterTime.secondsSince1970) }

    /// The members of a grouped AVP, as far as they can be read.
    public var members: AVPSequence { AVPSequence(wire: wire, range: place.payload) }
}

/// AVPs one after the other, found as they are asked for; ends where they cannot be read any more.
public struct AVPSequence: Sequence, Sendable {
    let wire: [UInt8]
    let range: Range<Int>

    public struct Iterator: IteratorProtocol {
        let wire: [UInt8]
        var cursor: AVPCursor

        public mutating func next() -> AVP? {
            let wire = wire
            guard let place = try? cursor.next(in: wire.span.bytes) else { return nil }
            return AVP(wire: wire, place: place)
        }
    }

    public func makeIterator() -> Iterator { Iterator(wire: wire, cursor: AVPCursor(range)) }

    /// The first AVP of that name.
    public func first(_ name: AVPName) -> AVP? { first { $0.has(name) } }

    /// All AVPs of that name.
    public func all(_ name: AVPName) -> [AVP] { filter { $0.has(name) } }
}

/// The Time format: 32 bits of NTP's seconds (RFC 6733 section 4.3.1).
public enum DiameterTime {
    private static let ntpAtUnixEpoch: Int64 = 2_208_988_800

    /// The first 2^31 of NTP's numbers belong to the era that begins on 2036-02-07 (RFC 4330 section 3).
    public static func secondsSince1970(_ wire: UInt32) -> Int64 {
        let era: Int64 = wire & 0x8000_0000 == 0 ? 1 << 32 : 0
        return Int64(wire) + era - ntpAtUnixEpoch
    }

    public static func wire(_ secondsSince1970: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: secondsSince1970 + ntpAtUnixEpoch)
    }
}
