import Domain
import Store

/// What is stored for programs, put into lines for people.
struct UsageReading: Sendable {
    /// Of the sums in an arithmetic.
    var currency = Currency.amd

    /// How a price was found. What cannot be read is shown as it is: nothing about money is hidden.
    func arithmetic(_ text: String) -> [String] { text.isEmpty ? [] : [text] }

    func revision(_ stored: KeptCallRevision) -> CallDetail.Revision {
        CallDetail.Revision(
            number: stored.number, replacedAt: stored.replacedAt, cause: stored.cause,
            chargedSeconds: stored.chargedSeconds, amount: stored.amount, arithmetic: arithmetic(stored.arithmetic))
    }

    func record(_ kept: KeptUsageRecord) -> UsageRecordText {
        UsageRecordText(
            kind: kept.kind, number: kept.number, receivedAt: kept.receivedAt, source: kept.source,
            lines: Self.lines(of: kept))
    }

    private static func lines(of kept: KeptUsageRecord) -> [String] {
        switch kept.format {
        case .diameterMessage: octets(kept.content)
        case .fileRow:
            String(decoding: kept.content, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        }
    }

    /// Sixteen octets a line, in hexadecimal digits.
    private static func octets(_ content: [UInt8]) -> [String] {
        stride(from: 0, to: content.count, by: 16).map { start in
            let row = content[start..<min(start + 16, content.count)]
            return row.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined(separator: " ")
        }
    }
}
