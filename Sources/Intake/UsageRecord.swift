import Diameter
import Domain
import Store

extension StoredUsageRecord {
    /// An accounting request in the form it is kept in.
    init(_ request: AccountingRequest) throws(DiameterFault) {
        let record = try TelephoneRecord(wire: request.wire)
        let paying = record.subscriptions.first { $0.type == 0 } ?? record.subscriptions.first
        let calling = record.calling.first { $0.hasPrefix("tel:") } ?? record.calling.first
        let content = UsageContent(
            subscriber: paying?.data ?? record.userName, calling: calling ?? record.callingStation,
            called: record.called ?? record.calledStation,
            answeredAt: record.responseAt.map { Instant(seconds: $0 / 1_000_000) },
            durationSeconds: record.sessionSeconds, causeCode: record.causeCode.map(Int64.init),
            roleOfNode: record.roleOfNode.map(Int64.init))
        let eventAt = record.eventAt.map { Instant(seconds: $0) }
        self.init(
            session: request.sessionID, type: Int(request.type.rawValue), number: Int64(request.number),
            originHost: request.originHost, eventAt: eventAt, hash: Self.hash(content, eventAt), content: content)
    }

    /// Tells repeated content from other content under the same key; 128-bit FNV-1a. Not for secrets.
    private static func hash(_ content: UsageContent, _ eventAt: Instant?) -> String {
        let parts = [
            content.subscriber, content.calling, content.called, content.answeredAt?.description,
            content.durationSeconds.map(String.init), content.causeCode.map(String.init),
            content.roleOfNode.map(String.init), eventAt?.description,
        ]
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for part in parts {
            for byte in Array((part ?? "\u{1}").utf8) + [0] {
                hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
