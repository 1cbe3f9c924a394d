import Domain

/// What a session comes to in the end, written down once more and without regard to speed: what its records and its
/// corrections say, whatever the order they came in (business-rules section 5, RFC 6733 section 9.8.1).
struct SettlingReference {
    /// A call as it must stand in usage.call.
    struct Call: Hashable {
        var payer: String
        var called: String
        var startedAt: Int64
        var seconds: Int64
        var amount: Int64
        var isComplete: Bool
    }

    /// What a person said, in the order it was said.
    struct Correction {
        var called: String?
        var seconds: Int64?
        var isDismissal = false
    }

    /// Numbers that are somebody's.
    let lines: Set<String>
    /// Minor units for each minute that was begun, by the first digits.
    let prices: [String: Int64]

    /// - Returns: nil when nothing is charged.
    func call(_ records: [UsageRecord], _ corrections: [Correction]) -> Call? {
        if corrections.last?.isDismissal == true { return nil }
        let correctedSeconds = corrections.compactMap(\.seconds).last
        // The last word first: by kind, then by number.
        let ranks: [UsageRecord.Kind: Int] = [.stop: 0, .event: 1, .interim: 2, .start: 3]
        let words = records.sorted { (ranks[$0.kind] ?? 9, -$0.number) < (ranks[$1.kind] ?? 9, -$1.number) }
        func said<T>(_ field: (UsageRecord) -> T?) -> T? { words.compactMap(field).first }

        if said(\.roleOfNode) == 1 { return nil }
        let stop = words.first { $0.kind == .stop }
        let event = words.last { $0.kind == .event }
        let interim = words.first { $0.kind == .interim }
        let first = words.last { $0.kind == .start }
        guard let end = stop ?? event ?? interim ?? first else { return nil }
        let cause = end.cause ?? said(\.cause) ?? 0
        if correctedSeconds == nil, (1...3).contains(cause) || cause >= 300 { return nil }

        guard let payer = said(\.subscriber) ?? said(\.calling), lines.contains(payer),
            let called = corrections.compactMap(\.called).last ?? said(\.called),
            let price = prices.first(where: { called.hasPrefix($0.key) })?.value
        else { return nil }
        let measuring = stop ?? event ?? interim
        let measured = correctedSeconds ?? measuring?.durationSeconds
        var answered = (first?.answeredAt ?? said(\.answeredAt))?.seconds
        if answered == nil, let measured, let at = measuring?.eventAt { answered = at.seconds - measured }
        guard let start = answered ?? first?.eventAt?.seconds else { return nil }
        guard let seconds = measured ?? measuring?.eventAt.map({ $0.seconds - start }), seconds >= 0 else { return nil }
        return Call(
            payer: payer, called: called, startedAt: start, seconds: seconds,
            amount: (seconds + 59) / 60 * price, isComplete: stop != nil || event != nil || correctedSeconds != nil)
    }
}
