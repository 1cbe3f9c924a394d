package import Charging
import Diameter
package import Domain

extension UsageRecord {
    /// Reads a kept record by its format: 1, a Diameter message; 2, a row of a file.
    package static func read(_ content: [UInt8], format: Int) -> Result<UsageRecord, UsageDecodingFailure> {
        switch format {
        case 1:
            do throws(DiameterFault) {
                return .success(UsageRecord(try TelephoneRecord(wire: content)))
            } catch {
                return .failure(UsageDecodingFailure(error.sentence))
            }
        case 2: return .success(UsageRecord(fileRow: content))
        default: return .failure(UsageDecodingFailure("format \(format) is unknown to this program"))
        }
    }

    /// What a Diameter record tells (3GPP TS 32.299 section 7.2; plain accounting by RFC 6733 section 9).
    init(_ record: TelephoneRecord) {
        self.init(kind: Kind(rawValue: Int(record.type.rawValue)) ?? .event, number: Int64(record.number))
        eventAt = record.eventAt.map { Instant(seconds: $0) }
        subscriber = Self.payer(record)
        calling = Self.preferred(record.calling) ?? record.callingStation
        called = record.called ?? record.calledStation ?? record.requested
        // The response a START tells of is that to the INVITE: the answer. Later records tell of BYE.
        if record.type == .start { answeredAt = record.responseAt.map { Instant(microseconds: $0) } }
        if record.type == .stop {
            endedAt = eventAt ?? record.requestAt.map { Instant(microseconds: $0) }
        }
        durationSeconds = record.sessionSeconds
        cause = record.causeCode.map(Int64.init)
        roleOfNode = record.roleOfNode.map(Int64.init)
        chargingIdentifier = record.imsChargingIdentifier
        originHost = record.originHost
        interimSeconds = record.interimInterval.map(Int64.init)
    }

    /// Subscription-Id as a number, else as a SIP URI, else User-Name; nil: the caller pays.
    private static func payer(_ record: TelephoneRecord) -> String? {
        let e164: UInt32 = 0
        let sipURI: UInt32 = 2
        let named =
            record.subscriptions.first { $0.type == e164 } ?? record.subscriptions.first { $0.type == sipURI }
        if let data = named?.data { return data }
        return record.userName.flatMap { isNumber($0) ? $0 : nil }
    }

    /// Of a tel and a sip URI of one caller, which come together, the number.
    private static func preferred(_ addresses: [String]) -> String? {
        addresses.first { $0.utf8.starts(with: "tel:".utf8) } ?? addresses.first(where: isNumber) ?? addresses.first
    }

    /// Whether what stands before the host is digits.
    private static func isNumber(_ address: String) -> Bool {
        var octets = address.utf8[...]
        for scheme in ["sips:", "sip:", "tel:"] where octets.starts(with: scheme.utf8) {
            octets = octets.dropFirst(scheme.utf8.count)
            break
        }
        if octets.first == UInt8(ascii: "+") { octets.removeFirst() }
        let user = octets.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: ";") }
        return !user.isEmpty && user.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// What a row of a file tells, as it was kept: a line a field, its name, a tab and its value.
    init(fileRow content: [UInt8]) {
        self.init(kind: .event)
        for line in content.split(separator: UInt8(ascii: "\n")) {
            guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { continue }
            let value = String(decoding: line[(tab + 1)...], as: UTF8.self)
            switch String(decoding: line[..<tab], as: UTF8.self) {
            case "calling": calling = value
            case "called": called = value
            case "subscriber": subscriber = value
            case "answered_at": answeredAt = Instant(value)
            case "ended_at": endedAt = Instant(value)
            case "duration": durationSeconds = Int64(value)
            case "cause": cause = Int64(value)
            case "role": roleOfNode = Int64(value)
            case "file": originHost = value
            default: break
            }
        }
    }
}
