import Domain

/// A filter as it is typed: a kind by the beginning of its name, days, who with an `@`, and any other words as text.
struct FilterWords<Kind> {
    /// The first word that names a kind.
    private(set) var kind: Kind?
    let from: CivilDate?
    let to: CivilDate?
    private(set) var actor = ""
    private(set) var text = ""

    /// - Parameters:
    ///   - takesActor: words with an `@` say who did it.
    ///   - kind: what kind a word in small letters names.
    init(
        _ typed: String, today: CivilDate, takesActor: Bool = false, kind: (String) -> Kind?
    ) throws(TypedDays.Wrong) {
        let days = try TypedDays(typed, today: today)
        (from, to) = (days.from, days.to)
        var actors: [Substring] = []
        var words: [Substring] = []
        for word in days.others {
            if takesActor, word.hasPrefix("@"), word.count > 1 {
                actors.append(word.dropFirst())
            } else if self.kind == nil, let found = kind(word.lowercased()) {
                self.kind = found
            } else {
                words.append(word)
            }
        }
        actor = actors.joined(separator: " ")
        text = words.joined(separator: " ")
    }

    /// The days as moments: from the beginning of the first to the end of the last.
    func moments(_ clock: BusinessClock) -> (from: Instant?, to: Instant?) {
        (
            from.map { clock.moment($0, secondsOfDay: 0) },
            to.map { clock.moment($0.adding(days: 1), secondsOfDay: 0) }
        )
    }
}
