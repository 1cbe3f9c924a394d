import Diameter
import Domain
import Store

extension StoredUsageRecord {
    /// An accounting request in the form it is kept in.
    init(_ request: AccountingRequest) {
        let content = UsageContent(
            subscriber: request.subscriber, calling: request.calling, called: request.called,
            answeredAt: request.answeredAt.map { Instant(seconds: $0) },
            durationSeconds: request.sessionSeconds.map(Int64.init), causeCode: request.causeCode.map(Int64.init),
            roleOfNode: request.roleOfNode.map(Int64.init))
        let eventAt = request.eventAt.map { Instant(seconds: $0) }
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
