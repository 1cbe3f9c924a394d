import Domain

/// The business time as far as this terminal knows it: its own clock and how far the business clock is from it. In a
/// demo or a test the business may be months ahead.
struct BusinessClock {
    /// The terminal's own time at the last input or tick.
    var terminalNow: Instant
    /// The zone whose days count; UTC until somebody signed in.
    private(set) var zone: TimeZoneRules
    private var shift: Int64 = 0
    /// It stands still and learns no other time: so that a script sees the same screens every time.
    private let isFixed: Bool

    init(terminalNow: Instant, zone: TimeZoneRules = .utc, isFixed: Bool = false) {
        self.terminalNow = terminalNow
        self.zone = zone
        self.isFixed = isFixed
    }

    /// The terminal's own clock was looked at.
    mutating func tick(_ now: Instant) {
        if !isFixed { terminalNow = now }
    }

    /// Business time now.
    var now: Instant { Instant(microseconds: terminalNow.microseconds &+ shift) }
    var today: CivilDate { zone.date(now) }

    /// Signing in tells the zone and the business time.
    mutating func learn(_ profile: OperatorProfile) {
        if let found = try? TimeZoneRules(named: profile.timeZone) { zone = found }
        learn(from: profile.now)
    }

    /// An answer tells the business time itself. Small differences are the journey's and change nothing.
    mutating func learn(from asOf: Instant) {
        guard !isFixed else { return }
        let difference = asOf.microseconds &- now.microseconds
        if difference.magnitude > 60_000_000 { shift &+= difference }
    }

    /// For the name of a file: 2027-03-20-120000.
    var stamp: String {
        let (date, time) = zone.local(now)
        return "\(date)-\(time.textWithSeconds)".filter { $0.isNumber || $0 == "-" }
    }

    /// For the title row: day and minute.
    var title: String { dateAndTime(of: now) }

    /// For narrow places: without its year where that is this one.
    func shortTime(of instant: Instant) -> String {
        let isThisYear = zone.date(instant).year == today.year
        return isThisYear ? zone.shortText(instant) : dateAndTime(of: instant)
    }
    func time(of instant: Instant) -> String { zone.local(instant).time.text }
    /// A value as the history keeps it, with its moments and days shown the local way.
    func shown(_ recorded: String) -> String {
        if let span = span(recorded) { return span }
        var shown = ""
        var rest = recorded[...]
        while !rest.isEmpty {
            let part = rest.prefix { !"\"[](),".contains($0) }
            shown += Instant(part).map(dateAndTime) ?? CivilDate(part).map(\.localText) ?? String(part)
            rest = rest.dropFirst(part.count)
            if let mark = rest.popFirst() { shown.append(mark) }
        }
        return shown
    }

    /// A range of days or moments in words, with the inclusive last day; nil when it is none.
    private func span(_ recorded: String) -> String? {
        guard recorded.hasPrefix("[") || recorded.hasPrefix("("), let close = recorded.last, ")]".contains(close) else {
            return nil
        }
        let ends = recorded.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != "\"" } }
        guard ends.count == 2, ends.contains(where: { !$0.isEmpty }) else { return nil }
        var words: [String] = []
        for (place, end) in ends.enumerated() where !end.isEmpty {
            if let day = CivilDate(end) {
                words.append((place == 1 && close == ")" ? day.adding(days: -1) : day).localText)
            } else if let moment = Instant(end) {
                words.append(dateAndTime(of: moment))
            } else {
                return nil
            }
        }
        guard words.count == 2 else { return ends[0].isEmpty ? "until \(words[0])" : "from \(words[0])" }
        return words[0] == words[1] ? words[0] : "\(words[0]) to \(words[1])"
    }

    /// The moment at which the wall clock shows a time of a day; the first when it comes twice, the same time later where
    /// the clock leaps over it.
    func moment(_ day: CivilDate, secondsOfDay: Int) -> Instant {
        let wall = Int64(day.dayNumber) * 86_400 + Int64(secondsOfDay)
        // The offset is one of those around it.
        let candidates = [-86_400, 86_400].map {
            Instant(seconds: wall - Int64(zone.offset(at: Instant(seconds: wall + $0))))
        }
        .sorted()
        let exact = candidates.first { zone.local($0) == (day, TimeOfDay(secondsOfDay: secondsOfDay)) }
        return exact ?? candidates[candidates.count - 1]
    }

    func dateAndTime(of instant: Instant) -> String { zone.text(instant) }
    /// A time of the terminal's own clock: when a draft was kept.
    func terminalTime(of instant: Instant) -> String { dateAndTime(of: instant) }
}
