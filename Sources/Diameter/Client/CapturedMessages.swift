/// Diameter messages out of a file: a capture of a network (pcap or pcapng) or messages one after the other. Streams of
/// TCP are put together by sequence number; what was sent twice is taken once, what is missing ends its stream.
public enum CapturedMessages {
    public enum Failure: Error, Hashable, Sendable {
        case notDiameter
        case noMessages
        case cutOff(Int)

        public var sentence: String {
            switch self {
            case .notDiameter: "this is neither a capture (pcap, pcapng) nor Diameter messages one after the other"
            case .noMessages: "the capture holds no Diameter message over TCP"
            case .cutOff(let offset): "at octet \(offset) is no whole Diameter message"
            }
        }
    }

    /// All messages, requests and answers, in the order they are in the file.
    /// - Parameter port: only streams to or from this port; nil: any stream that begins like Diameter.
    public static func messages(in file: [UInt8], port: UInt16? = nil) throws(Failure) -> [[UInt8]] {
        guard file.count >= 24 else { throw .notDiameter }
        let octets = file.span.bytes
        switch octets.number32(at: 0) {
        case 0xA1B2_C3D4, 0xA1B2_3C4D: return try streams(classic(octets, isBig: true), file, port)
        case 0xD4C3_B2A1, 0x4D3C_B2A1: return try streams(classic(octets, isBig: false), file, port)
        case 0x0A0D_0D0A: return try streams(nextGeneration(octets), file, port)
        default: break
        }
        guard file[0] == 1 else { throw .notDiameter }
        let (messages, end) = cut(file)
        guard end == file.count else { throw messages.isEmpty ? .notDiameter : .cutOff(end) }
        return messages
    }

    // MARK: Files

    private struct Packet {
        let link: UInt32
        let range: Range<Int>
    }

    private static func number(_ octets: RawSpan, _ offset: Int, _ isBig: Bool) -> UInt32 {
        let number = octets.number32(at: offset)
        return isBig ? number : number.byteSwapped
    }

    private static func classic(_ octets: RawSpan, isBig: Bool) -> [Packet] {
        let link = number(octets, 20, isBig) & 0xFFFF
        var packets: [Packet] = []
        var offset = 24
        while offset + 16 <= octets.byteCount {
            let length = Int(number(octets, offset + 8, isBig))
            guard length <= octets.byteCount - offset - 16 else { break }
            packets.append(Packet(link: link, range: (offset + 16)..<(offset + 16 + length)))
            offset += 16 + length
        }
        return packets
    }

    /// Blocks: section header, interface description, enhanced and simple packets.
    private static func nextGeneration(_ octets: RawSpan) -> [Packet] {
        var packets: [Packet] = []
        var links: [UInt32] = []
        var isBig = true
        var offset = 0
        while offset + 12 <= octets.byteCount {
            if octets.number32(at: offset) == 0x0A0D_0D0A {
                isBig = octets.number32(at: offset + 8) == 0x1A2B_3C4D
                links = []
            }
            let length = Int(number(octets, offset + 4, isBig))
            guard length >= 12, length <= octets.byteCount - offset else { break }
            let body = (offset + 8)..<(offset + length - 4)
            switch number(octets, offset, isBig) {
            case 1 where body.count >= 8:
                let first = number(octets, body.lowerBound, isBig)
                links.append(isBig ? first >> 16 : first & 0xFFFF)
            case 6 where body.count >= 20:
                let interface = Int(number(octets, body.lowerBound, isBig))
                let captured = Int(number(octets, body.lowerBound + 12, isBig))
                if interface < links.count, captured <= body.count - 20 {
                    let start = body.lowerBound + 20
                    packets.append(Packet(link: links[interface], range: start..<(start + captured)))
                }
            case 3 where body.count >= 4:
                if let link = links.first {
                    packets.append(Packet(link: link, range: (body.lowerBound + 4)..<body.upperBound))
                }
            default: break
            }
            offset += (length + 3) & ~3
        }
        return packets
    }

    // MARK: TCP

    private struct Flow: Hashable {
        let addresses: [UInt8]
        let ports: UInt32
    }

    private struct Stream {
        var next: UInt32?
        var octets: [UInt8] = []
        /// Segments that came before the one they follow.
        var early: [UInt32: Range<Int>] = [:]
    }

    private static func streams(_ packets: [Packet], _ file: [UInt8], _ port: UInt16?) throws(Failure) -> [[UInt8]] {
        let octets = file.span.bytes
        var streams: [Flow: Stream] = [:]
        var messages: [[UInt8]] = []
        for packet in packets {
            guard let segment = segment(packet, octets) else { continue }
            if let port, segment.flow.ports >> 16 != port, segment.flow.ports & 0xFFFF != port { continue }
            var stream = streams[segment.flow] ?? Stream()
            add(segment.payload, at: segment.sequence, isSyn: segment.isSyn, file, to: &stream)
            let (whole, end) = cut(stream.octets)
            messages += whole
            stream.octets.removeFirst(end)
            // What does not begin like Diameter is another protocol's.
            if let first = stream.octets.first, first != 1 { stream.octets = [] }
            streams[segment.flow] = stream
        }
        guard !messages.isEmpty else { throw .noMessages }
        return messages
    }

    private static func add(
        _ payload: Range<Int>, at sequence: UInt32, isSyn: Bool, _ file: [UInt8], to stream: inout Stream
    ) {
        if isSyn {
            stream = Stream(next: sequence &+ 1)
            return
        }
        guard !payload.isEmpty else { return }
        stream.early[sequence] = payload
        var next = stream.next ?? sequence
        while let (start, range) = stream.early.first(where: { Int32(bitPattern: next &- $0.key) >= 0 }) {
            stream.early[start] = nil
            let known = Int(next &- start)
            guard known < range.count else { continue }
            stream.octets += file[(range.lowerBound + known)..<range.upperBound]
            next &+= UInt32(range.count - known)
        }
        stream.next = next
        if stream.early.count > 1_000 { stream.early = [:] }
    }

    private struct Segment {
        let flow: Flow
        let sequence: UInt32
        let isSyn: Bool
        let payload: Range<Int>
    }

    /// The TCP segment in a packet of Ethernet, Linux "cooked" or raw IP.
    private static func segment(_ packet: Packet, _ octets: RawSpan) -> Segment? {
        var start = packet.range.lowerBound
        let end = packet.range.upperBound
        switch packet.link {
        case 1:
            guard end - start >= 18 else { return nil }
            let isTagged = octets.number16(at: start + 12) == 0x8100
            start += isTagged ? 18 : 14
        case 113: start += 16
        case 276: start += 20
        case 0, 108: start += 4
        case 12, 14, 101, 228, 229: break
        default: return nil
        }
        guard end - start >= 20 else { return nil }
        let transport: Int
        let stop: Int
        let addresses: Range<Int>
        switch octets.octet(at: start) >> 4 {
        case 4:
            guard octets.octet(at: start + 9) == 6 else { return nil }
            transport = start + Int(octets.octet(at: start) & 15) * 4
            // Segments that the network card splits have a length of 0.
            let total = Int(octets.number16(at: start + 2))
            stop = total == 0 ? end : min(end, start + total)
            addresses = (start + 12)..<(start + 20)
        case 6:
            guard end - start >= 40, octets.octet(at: start + 6) == 6 else { return nil }
            transport = start + 40
            stop = min(end, transport + Int(octets.number16(at: start + 4)))
            addresses = (start + 8)..<(start + 40)
        default: return nil
        }
        guard stop - transport >= 20 else { return nil }
        let payload = transport + Int(octets.octet(at: transport + 12) >> 4) * 4
        guard payload <= stop else { return nil }
        let flow = Flow(
            addresses: addresses.map { octets.octet(at: $0) }, ports: octets.number32(at: transport))
        return Segment(
            flow: flow, sequence: octets.number32(at: transport + 4), isSyn: octets.octet(at: transport + 13) & 2 != 0,
            payload: payload..<stop)
    }

    /// Whole messages at the front, and where they end.
    private static func cut(_ octets: [UInt8]) -> (messages: [[UInt8]], end: Int) {
        var messages: [[UInt8]] = []
        var offset = 0
        while octets.count - offset >= MessageHeader.length, octets[offset] == 1 {
            let length = Int(octets.span.bytes.number24(at: offset + 1))
            guard length >= MessageHeader.length, length.isMultiple(of: 4), length <= octets.count - offset else {
                break
            }
            messages.append(Array(octets[offset..<(offset + length)]))
            offset += length
        }
        return (messages, offset)
    }
}
