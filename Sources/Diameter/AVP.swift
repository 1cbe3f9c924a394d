/// One attribute-value pair (RFC 6733 section 4).
public struct AVP: Hashable, Sendable {
    public let code: UInt32
    /// nil for AVPs of the base specification.
    public let vendor: UInt32?
    public let isMandatory: Bool
    public let payload: [UInt8]

    public init(code: UInt32, vendor: UInt32? = nil, isMandatory: Bool = true, payload: [UInt8]) {
        self.code = code
        self.vendor = vendor
        self.isMandatory = isMandatory
        self.payload = payload
    }

    public init(_ name: AVPName, _ number: UInt32) {
        self.init(name, payload: bytes(of: number))
    }

    public init(_ name: AVPName, _ text: String) {
        self.init(name, payload: Array(text.utf8))
    }

    public init(_ name: AVPName, grouping members: [AVP]) {
        self.init(name, payload: members.flatMap(\.encoded))
    }

    public init(_ name: AVPName, payload: [UInt8]) {
        self.init(code: name.code, vendor: name.vendor, isMandatory: name.isMandatory, payload: payload)
    }

    func has(_ name: AVPName) -> Bool { code == name.code && vendor == name.vendor }

    /// The wire form, padded to four octets.
    public var encoded: [UInt8] {
        let header = vendor == nil ? 8 : 12
        var flags: UInt8 = isMandatory ? 0x40 : 0
        if vendor != nil { flags |= 0x80 }
        let length = UInt32(header + payload.count)
        var wire = bytes(of: code)
        wire.append(flags)
        wire += bytes(of: length).dropFirst()
        if let vendor { wire += bytes(of: vendor) }
        wire += payload
        wire += [UInt8](repeating: 0, count: (4 - wire.count % 4) % 4)
        return wire
    }

    // MARK: Values

    /// Unsigned32 and Enumerated; nil when the payload is not four octets.
    public var unsigned32: UInt32? {
        payload.count == 4 ? payload.reduce(0) { $0 << 8 | UInt32($1) } : nil
    }

    public var integer32: Int32? { unsigned32.map { Int32(bitPattern: $0) } }

    public var unsigned64: UInt64? {
        payload.count == 8 ? payload.reduce(0) { $0 << 8 | UInt64($1) } : nil
    }

    /// UTF8String and DiameterIdentity; nil when it is not valid UTF-8.
    public var text: String? { String(validating: payload, as: UTF8.self) }

    /// Time: seconds since 1970-01-01T00:00:00Z. The first 2^31 of NTP's numbers belong to the era that begins on
    /// 2036-02-07 (RFC 6733 section 4.3.1, RFC 4330 section 3).
    public var secondsSince1970: Int64? {
        unsigned32.map { seconds in
            let era: Int64 = seconds & 0x8000_0000 == 0 ? 1 << 32 : 0
            return Int64(seconds) + era - 2_208_988_800
        }
    }

    /// The members of a grouped AVP.
    public func members(depth: Int = 0) throws(DiameterFault) -> [AVP] {
        try AVP.sequence(in: payload[...], depth: depth + 1)
    }

    /// Reads AVPs to the end of the octets.
    static func sequence(in wire: ArraySlice<UInt8>, depth: Int = 0) throws(DiameterFault) -> [AVP] {
        guard depth <= 8 else { throw DiameterFault(.invalidAVPLength, "AVPs are nested too deep") }
        var avps: [AVP] = []
        var position = wire.startIndex
        while position < wire.endIndex {
            guard wire.endIndex - position >= 8 else {
                throw DiameterFault(.invalidAVPLength, "an AVP's header is cut off")
            }
            let code = number(wire, at: position)
            let flags = wire[position + 4]
            let length = Int(number(wire, at: position + 4) & 0xFF_FFFF)
            let header = flags & 0x80 == 0 ? 8 : 12
            guard length >= header, length <= wire.endIndex - position else {
                // The offending header with a payload of zeros is what Failed-AVP holds (RFC 6733 section 7.1.5, 5014).
                let offender = AVP(code: code, isMandatory: flags & 0x40 != 0, payload: [])
                throw DiameterFault(.invalidAVPLength, "the length of AVP \(code) is wrong", failed: offender)
            }
            let vendor = header == 12 ? number(wire, at: position + 8) : nil
            avps.append(
                AVP(
                    code: code, vendor: vendor, isMandatory: flags & 0x40 != 0,
                    payload: Array(wire[(position + header)..<(position + length)])))
            position += length + (4 - length % 4) % 4
        }
        return avps
    }
}

extension [AVP] {
    /// The first AVP of that name.
    public func first(_ name: AVPName) -> AVP? { first { $0.has(name) } }

    /// All AVPs of that name.
    public func all(_ name: AVPName) -> [AVP] { filter { $0.has(name) } }
}

/// Big-endian octets of a number.
func bytes(of number: UInt32) -> [UInt8] {
    [UInt8(number >> 24), UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
}

/// The big-endian number at an index that has four octets behind it.
func number(_ wire: ArraySlice<UInt8>, at index: Int) -> UInt32 {
    UInt32(wire[index]) << 24 | UInt32(wire[index + 1]) << 16 | UInt32(wire[index + 2]) << 8 | UInt32(wire[index + 3])
}
