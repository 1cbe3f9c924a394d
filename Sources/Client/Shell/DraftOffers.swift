import Domain

/// The unfinished forms a start of the client offers to go on with.
enum DraftOffers {
    /// Newest first.
    static func ordered(_ drafts: [Draft]) -> [Draft] {
        drafts.filter { isOffered($0) }.sorted { ($0.keptAt, $0.id.rawValue) > ($1.keptAt, $1.id.rawValue) }
    }

    /// Of scans the chosen model alone is nothing to go on with.
    private static func isOffered(_ draft: Draft) -> Bool {
        isScans(draft) ? ScanQueue.count(of: draft) > 0 : destination(draft) != nil || draft.place != nil
    }

    private static let scans = "stock.scan."
    private static func isScans(_ draft: Draft) -> Bool { draft.id.rawValue.hasPrefix(scans) }

    /// One sentence for the message row, about the newest.
    static func sentence(for drafts: [Draft]) -> Sentence? {
        let found = ordered(drafts)
        guard let first = found.first else { return nil }
        let more = found.count > 1 ? " and \(found.count - 1) more" : ""
        return "Kept: \(name(first))\(more). \(key: .listOpen) goes on with it."
    }

    /// A line of the list to choose from.
    static func words(_ draft: Draft, clock: BusinessClock) -> String {
        "\(name(draft)), kept at \(clock.terminalTime(of: draft.keptAt))"
    }

    private static func name(_ draft: Draft) -> String {
        if draft.id == .registration {
            let organisation = draft["organisation"]
            let person = "\(draft["family"]) \(draft["given"])".trimmed
            let who = draft["kind"] == "organisation" ? organisation : person
            return who.isEmpty ? "a registration" : "the registration of \(who)"
        }
        if draft.id.rawValue.hasPrefix("payment.") {
            let name = draft["name"].isEmpty ? "" : " (\(draft["name"]))"
            return "an unconfirmed payment of \(draft["amount"]) to account \(draft["account"])\(name)"
        }
        if draft.id.rawValue.hasPrefix("ticket.") {
            return "what was typed in ticket #\(draft.id.rawValue.dropFirst("ticket.".count))"
        }
        if isScans(draft) {
            let count = ScanQueue.count(of: draft)
            return
                "\(count == 1 ? "1 scan" : "\(count) scans") of \(draft["number"].isEmpty ? "a document" : draft["number"])"
        }
        return "what was typed in \(draft.form.isEmpty ? "a form" : "\u{201C}\(draft.form)\u{201D}")"
    }

    /// What opens the form itself; nil for one that is opened from where it was begun (``Draft/place``).
    static func destination(_ draft: Draft) -> Destination? {
        if draft.id == .registration { return .register(continuing: draft, typed: "") }
        if draft.id.rawValue.hasPrefix("ticket."), let number = Int64(draft.id.rawValue.dropFirst("ticket.".count)) {
            return .ticket(TicketID(number))
        }
        if isScans(draft), let number = Int64(draft.id.rawValue.dropFirst(scans.count)) {
            return .scanning(StockDocumentID(number))
        }
        guard draft.id.rawValue.hasPrefix("payment.") else { return nil }
        return .payment(
            PaymentOpening(
                account: Int64(draft["account"]).map { AccountID($0) }, amountText: "", note: "", draft: draft))
    }
}
