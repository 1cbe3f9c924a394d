/// Writes messages, one after the other, into one array: no value is made for an AVP.
public struct MessageEncoder: Sendable {
    /// What was written so far; a message is whole after ``endMessage()``.
    public private(set) var octets: [UInt8] = []
    private var messageStart = 0

    public init(capacity: Int = 256) { octets.reserveCapacity(capacity) }

    /// One whole message.
    public static func message(_ header: MessageHeader, _ write: (inout MessageEncoder) -> Void) -> [UInt8] {
        var encoder = MessageEncoder()
        encoder.beginMessage(header)
        write(&encoder)
        encoder.endMessage()
        return encoder.octets
    }

    public mutating func beginMessage(_ header: MessageHeader) {
        messageStart = octets.count
        append(UInt32(1) << 24)
        append(UInt32(header.flags) << 24 | header.command & 0xFF_FFFF)
        append(header.application)
        append(header.hopByHop)
        append(header.endToEnd)
    }

    /// Writes the length into the header.
    public mutating func endMessage() { setLength(at: messageStart, octets.count - messageStart) }

    /// Forgets what was written and keeps the memory.
    public mutating func clear() { octets.removeAll(keepingCapacity: true) }

    /// Appends a message that is whole already.
    public mutating func add(message: [UInt8]) { octets.append(contentsOf: message) }

    // MARK: AVPs

    public mutating func add(_ name: AVPName, _ number: UInt32) {
        begin(name, 4)
        append(number)
    }

    public mutating func add(_ name: AVPName, _ number: Int32) { add(name, UInt32(bitPattern: number)) }

    public mutating func add(_ name: AVPName, _ number: UInt64) {
        begin(name, 8)
        withUnsafeBytes(of: number.bigEndian) { octets.append(contentsOf: $0) }
    }

    public mutating func add(_ name: AVPName, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            begin(name, bytes.count)
            octets.append(contentsOf: bytes)
        }
        pad()
    }

    public mutating func add(_ name: AVPName, _ payload: [UInt8]) { add(name, payload[...]) }

    public mutating func add(_ name: AVPName, _ payload: ArraySlice<UInt8>) {
        begin(name, payload.count)
        octets.append(contentsOf: payload)
        pad()
    }

    /// Host-IP-Address and its kin: the address family before the address's four or sixteen octets.
    public mutating func add(_ name: AVPName, address: [UInt8]) {
        add(name, [0, address.count == 16 ? 2 : 1] + address)
    }

    public mutating func add(_ name: AVPName, secondsSince1970: Int64) {
        add(name, DiameterTime.wire(secondsSince1970))
    }

    public mutating func addGroup(_ name: AVPName, _ members: (inout MessageEncoder) -> Void) {
        let start = octets.count
        begin(name, 0)
        members(&self)
        setLength(at: start + 4, octets.count - start)
    }

    /// An AVP with its header, as it is; padded here when it is not yet.
    public mutating func add(encoded avp: [UInt8]) { add(encoded: avp[...]) }

    public mutating func add(encoded avp: ArraySlice<UInt8>) {
        octets.append(contentsOf: avp)
        pad()
    }

    // MARK: Octets

    private mutating func begin(_ name: AVPName, _ count: Int) {
        append(name.code)
        let header: Int
        var flags: UInt32 = name.isMandatory ? 0x40 : 0
        if name.vendor == 0 {
            header = 8
        } else {
            header = 12
            flags |= 0x80
        }
        append(flags << 24 | UInt32(truncatingIfNeeded: header + count) & 0xFF_FFFF)
        if name.vendor != 0 { append(name.vendor) }
    }

    private mutating func append(_ number: UInt32) {
        withUnsafeBytes(of: number.bigEndian) { octets.append(contentsOf: $0) }
    }

    private mutating func pad() {
        while (octets.count - messageStart) & 3 != 0 { octets.append(0) }
    }

    private mutating func setLength(at field: Int, _ length: Int) {
        octets[field + 1] = UInt8(truncatingIfNeeded: length >> 16)
        octets[field + 2] = UInt8(truncatingIfNeeded: length >> 8)
        octets[field + 3] = UInt8(truncatingIfNeeded: length)
    }
}
