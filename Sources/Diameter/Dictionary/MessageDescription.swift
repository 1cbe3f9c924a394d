/// A stored message in lines for people: every AVP by name, groups indented, values as their types have them. What is
/// broken is shown as far as it can be read.
public enum MessageDescription {
    /// Never fails; control characters are shown as escapes.
    public static func lines(of wire: [UInt8], dictionary: DiameterDictionary = .standard) -> [String] {
        guard let header = MessageHeader(of: wire) else {
            return ["\(wire.count) octets, fewer than a header has: \(hex(wire[...]))"]
        }
        var title = "\(commandName(header)) application \(header.application)"
        if header.isProxiable { title += ", proxiable" }
        if header.isError { title += ", error" }
        if header.isRetransmitted { title += ", retransmitted" }
        var lines = [title, "hop-by-hop \(hex(header.hopByHop)), end-to-end \(hex(header.endToEnd))"]
        if wire[0] != 1 { lines.append("version \(wire[0])") }
        let length = Int(wire.span.bytes.number24(at: 1))
        if length != wire.count { lines.append("the length field says \(length), there are \(wire.count) octets") }
        describe(MessageHeader.length..<wire.count, wire, dictionary, depth: 0, &lines)
        return lines
    }

    private static func commandName(_ header: MessageHeader) -> String {
        let name: String? =
            switch header.command {
            case DiameterNumber.capabilitiesExchange: "Capabilities-Exchange"
            case DiameterNumber.deviceWatchdog: "Device-Watchdog"
            case DiameterNumber.disconnectPeer: "Disconnect-Peer"
            case DiameterNumber.accounting: "Accounting"
            case DiameterNumber.creditControl: "Credit-Control"
            default: nil
            }
        let kind = header.isRequest ? "Request" : "Answer"
        return name.map { "\($0)-\(kind)" } ?? "\(kind) \(header.command)"
    }

    private static func describe(
        _ range: Range<Int>, _ wire: [UInt8], _ dictionary: DiameterDictionary, depth: Int, _ lines: inout [String]
    ) {
        let indent = String(repeating: "  ", count: depth + 1)
        var cursor = AVPCursor(range)
        while true {
            do throws(AVPCursor.Broken) {
                guard let place = try cursor.next(in: wire.span.bytes) else { return }
                let avp = AVP(wire: wire, place: place)
                let definition = dictionary.definition(code: place.code, vendor: place.vendor)
                let name =
                    definition?.name ?? "AVP \(place.code)" + (place.vendor == 0 ? "" : " of vendor \(place.vendor)")
                if definition?.type == .grouped, depth < GrammarCheck.deepest {
                    lines.append(indent + name)
                    describe(place.payload, wire, dictionary, depth: depth + 1, &lines)
                } else {
                    lines.append("\(indent)\(name) = \(value(avp, definition))")
                }
            } catch {
                lines.append("\(indent)broken at octet \(error.offset): \(hex(wire[error.offset..<range.upperBound]))")
                return
            }
        }
    }

    private static func value(_ avp: AVP, _ definition: AVPDefinition?) -> String {
        let shown: String? =
            switch definition?.type {
            case .utf8String, .diameterIdentity, .diameterURI, .filterRule: avp.text.map(quoted)
            case .time: avp.secondsSince1970.map(time)
            case .unsigned32: avp.unsigned32.map { number($0, avp) }
            case .integer32: avp.integer32.map { named($0, definition) }
            case .enumerated: avp.integer32.map { named($0, definition) }
            case .unsigned64: avp.unsigned64.map { "\($0)" }
            case .integer64: avp.unsigned64.map { "\(Int64(bitPattern: $0))" }
            case .float32: avp.unsigned32.map { "\(Float(bitPattern: $0))" }
            case .float64: avp.unsigned64.map { "\(Double(bitPattern: $0))" }
            case .address: address(avp.payload)
            default: nil
            }
        return shown ?? hex(avp.payload)
    }

    private static func number(_ value: UInt32, _ avp: AVP) -> String {
        if avp.has(.resultCode), let name = ResultCode.name(value) { return "\(value) \(name)" }
        return "\(value)"
    }

    private static func named(_ value: Int32, _ definition: AVPDefinition?) -> String {
        definition?.values[value].map { "\(value) \($0)" } ?? "\(value)"
    }

    private static func address(_ payload: ArraySlice<UInt8>) -> String? {
        guard payload.count > 2 else { return nil }
        return IPAddress(octets: Array(payload.dropFirst(2)))?.description
    }

    /// Text with what could steer a terminal escaped.
    private static func quoted(_ text: String) -> String {
        var shown = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": shown += "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown + "\""
    }

    /// Seconds since 1970 as UTC (the civil date by Hinnant's algorithm).
    private static func time(_ seconds: Int64) -> String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))T\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    private static func hex(_ octets: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        var text = "0x"
        for octet in octets.prefix(64) { text += "\(digits[Int(octet >> 4)])\(digits[Int(octet & 15)])" }
        return octets.count > 64 ? text + "... (\(octets.count) octets)" : text
    }

    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
