import Domain

/// Scans that wait, as text of a draft on the terminal's own disk: they outlive a client that dies before the database has
/// answered, and go on with the key of their command, so that what did arrive is not taken twice.
extension ScanQueue {
    private static let sentMark = "sent."
    private static let waitingMark = "wait."

    /// The fields of a draft.
    var kept: [String: String] {
        var fields: [String: String] = [:]
        for (index, scan) in (group?.scans ?? []).enumerated() {
            fields[Self.sentMark + Self.place(index)] = scan.kept
        }
        for (index, scan) in waiting.enumerated() { fields[Self.waitingMark + Self.place(index)] = scan.kept }
        return fields
    }

    /// What an earlier client kept.
    init(_ draft: Draft) {
        self.init()
        let sent = Self.scans(of: draft, Self.sentMark)
        resume(Self.scans(of: draft, Self.waitingMark), sent: sent.isEmpty ? nil : Group(scans: sent, key: draft.key))
    }

    /// How many scans a draft holds that are not in the database.
    static func count(of draft: Draft) -> Int {
        draft.fields.keys.count { name in
            name.hasPrefix(sentMark) || name.hasPrefix(waitingMark) || name.hasPrefix(ScanScreen.earlyMark)
        }
    }

    private static func scans(of draft: Draft, _ mark: String) -> [Waiting] {
        draft.fields.filter { $0.key.hasPrefix(mark) }.sorted { $0.key < $1.key }.compactMap { Waiting(kept: $0.value) }
    }

    /// Names that are sorted as the scans came.
    static func place(_ index: Int) -> String {
        let digits = "\(index)"
        return String(repeating: "0", count: max(5 - digits.count, 0)) + digits
    }
}

extension ScanQueue.Waiting {
    private static let separator: Character = "\t"

    fileprivate var kept: String {
        [
            shown, order.scan, order.serials.joined(separator: ","), order.mac ?? "",
            order.model.map { "\($0)" } ?? "", order.quantity.map { "\($0)" } ?? "", order.problem ?? "",
            order.isIncomplete ? "incomplete" : "", remark,
        ].map { $0.replacing("\t", with: " ") }.joined(separator: String(Self.separator))
    }

    fileprivate init?(kept: String) {
        let parts = kept.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 9 else { return nil }
        self.init(
            shown: parts[0],
            order: DocumentScan(
                scan: parts[1], serials: parts[2].split(separator: ",").map(String.init),
                mac: parts[3].isEmpty ? nil : parts[3], model: Int(parts[4]), quantity: Int64(parts[5]),
                problem: parts[6].isEmpty ? nil : parts[6], isIncomplete: !parts[7].isEmpty),
            remark: parts[8])
    }
}
