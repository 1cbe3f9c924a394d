/// What Failed-AVP holds for each kind of fault (RFC 6733 sections 7.1.5 and 7.5).
enum FailedAVP {
    /// The offender as it came. A very long one is cut to its header and a zero-filled value: the answer must not grow
    /// with the request.
    static func copy(_ avp: AVPPlace, _ octets: RawSpan) -> [UInt8] {
        guard avp.whole.count <= 4_096 else { return emptied(avp, octets) }
        var copy = octets.extracting(avp.whole).withUnsafeBytes { [UInt8]($0) }
        pad(&copy)
        return copy
    }

    /// The header with an empty value: enough for a group.
    static func emptied(_ avp: AVPPlace, _ octets: RawSpan) -> [UInt8] {
        header(avp.code, avp.flags, avp.vendor, valueLength: 0)
    }

    /// The AVP that is missing: the least that its type allows, of zeros.
    static func zeroFilled(_ name: AVPName, _ length: Int) -> [UInt8] {
        var avp = header(
            name.code, (name.vendor == 0 ? 0 : 0x80) | (name.isMandatory ? 0x40 : 0), name.vendor,
            valueLength: length)
        avp += [UInt8](repeating: 0, count: length)
        pad(&avp)
        return avp
    }

    /// A group that holds nothing but the offender.
    static func wrapped(_ member: [UInt8], in group: AVPPlace, _ octets: RawSpan) -> [UInt8] {
        header(group.code, group.flags, group.vendor, valueLength: member.count) + member
    }

    /// An AVP whose length cannot be right: its header, completed with zeros where it is cut off, and a zero-filled
    /// value of the least length of its type; the length field is that of what is shown.
    static func brokenLength(
        at offset: Int, _ end: Int, _ octets: RawSpan, _ dictionary: borrowing DiameterDictionary
    ) -> DiameterFault {
        var start = [UInt8](repeating: 0, count: 12)
        for index in 0..<min(12, end - offset) { start[index] = octets.octet(at: offset + index) }
        let code = start.span.bytes.number32(at: 0)
        let vendor = start[4] & 0x80 == 0 ? 0 : start.span.bytes.number32(at: 8)
        let length = dictionary.definition(code: code, vendor: vendor)?.type.leastLength ?? 0
        var avp = header(code, start[4], vendor, valueLength: length)
        avp += [UInt8](repeating: 0, count: length)
        pad(&avp)
        return DiameterFault(.invalidAVPLength, "the length of AVP \(code) is wrong", failed: avp)
    }

    private static func header(_ code: UInt32, _ flags: UInt8, _ vendor: UInt32, valueLength: Int) -> [UInt8] {
        let headerLength = flags & 0x80 == 0 ? 8 : 12
        var header: [UInt8] = []
        for number in [code, UInt32(flags) << 24 | UInt32(truncatingIfNeeded: headerLength + valueLength) & 0xFF_FFFF]
            + (flags & 0x80 == 0 ? [] : [vendor])
        {
            withUnsafeBytes(of: number.bigEndian) { header.append(contentsOf: $0) }
        }
        return header
    }

    private static func pad(_ avp: inout [UInt8]) {
        while !avp.count.isMultiple(of: 4) { avp.append(0) }
    }
}
