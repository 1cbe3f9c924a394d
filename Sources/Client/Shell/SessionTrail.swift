import Domain

/// A screen that can be gone back to: what kind it is and the number of what it shows, no names and nothing typed.
nonisolated struct SessionPlace: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case customer, ticket, queue, warehouse, scanning, document, device, usage, catalog, cashier, shifts, transfers
        case runs, run
    }

    var kind: Kind
    /// Of what is shown; 0 where there is only one such screen.
    var number: Int64 = 0
    /// From 1; of the queue 1 where only free tickets and the operator's own are shown.
    var tab = 0

    init(_ kind: Kind, _ number: Int64 = 0, tab: Int = 0) {
        self.kind = kind
        self.number = number
        self.tab = tab
    }

    var text: String { "\(kind.rawValue) \(number) \(tab)" }

    init?(text: Substring) {
        let words = text.split(separator: " ")
        guard words.count == 3, let kind = Kind(rawValue: String(words[0])), let number = Int64(words[1]),
            let tab = Int(words[2])
        else { return nil }
        self.init(kind, number, tab: tab)
    }
}

/// Where an operator is, kept on disk while the client runs: if it ends without being left, the next one goes back there
/// (facts/terminal.md section 6, session).
nonisolated struct SessionTrail: Equatable, Sendable {
    /// By the terminal's own clock.
    var keptAt: Instant
    /// From home upwards.
    var places: [SessionPlace]

    /// Whoever comes back later begins anew.
    static let hoursKept = 12

    private static let head = "bcrm-session 1"

    init(keptAt: Instant, places: [SessionPlace]) {
        self.keptAt = keptAt
        self.places = places
    }

    var text: String {
        ([Self.head, "kept \(keptAt.microseconds)"] + places.map(\.text) + ["end"]).joined(separator: "\n") + "\n"
    }

    /// Nil when the text is not a whole trail of this form.
    init?(text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Substring(Self.head), lines.popLast() == "", lines.popLast() == "end",
            let kept = lines.popFirst()?.split(separator: " "), kept.count == 2, kept[0] == "kept",
            let moment = Int64(kept[1])
        else { return nil }
        let places = lines.compactMap { SessionPlace(text: $0) }
        guard places.count == lines.count else { return nil }
        self.init(keptAt: Instant(microseconds: moment), places: places)
    }

    func isFresh(at now: Instant) -> Bool {
        keptAt <= now && now.microseconds - keptAt.microseconds < Int64(Self.hoursKept) * 3_600_000_000
    }
}
