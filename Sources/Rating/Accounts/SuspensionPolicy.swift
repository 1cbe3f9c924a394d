package import Domain

/// When money may stop services (business-rules section 4). Starting them again is never held up.
package struct SuspensionPolicy: Hashable, Sendable {
    /// Local hours of the day [from, to) in which a service may be stopped: 8 and 20 are from 08:00 up to 20:00.
    package let notBeforeHour: Int
    package let notAfterHour: Int
    /// ISO weekdays (1 Monday ... 7 Sunday) with the hour from which no service is stopped on them; 0: all day.
    package let forbiddenWeekdays: [Int: Int]
    /// No service is stopped on these days, nor on the days before them.
    package let holidays: Set<CivilDate>
    /// A service is stopped only when its money has been short for so many days.
    package let graceDays: Int
    /// A service that was started runs at least so long.
    package let minimumMinutesBetweenFlips: Int

    package init(
        notBeforeHour: Int = 0, notAfterHour: Int = 24, forbiddenWeekdays: [Int: Int] = [:],
        holidays: Set<CivilDate> = [], graceDays: Int = 0, minimumMinutesBetweenFlips: Int = 0
    ) {
        self.notBeforeHour = min(max(notBeforeHour, 0), 23)
        self.notAfterHour = min(max(notAfterHour, self.notBeforeHour + 1), 24)
        self.forbiddenWeekdays = forbiddenWeekdays
        self.holidays = holidays
        self.graceDays = max(graceDays, 0)
        self.minimumMinutesBetweenFlips = max(minimumMinutesBetweenFlips, 0)
    }

    /// At once, at any hour.
    package static let immediate = SuspensionPolicy()

    /// Why a service is not stopped yet.
    package enum Delay: String, Hashable, Sendable, CaseIterable {
        case grace
        case flip
        case hours
        case weekday
        case holiday

        package var words: String {
            switch self {
            case .grace: "grace days are not over"
            case .flip: "it was started too short a time ago"
            case .hours: "not at this hour"
            case .weekday: "not on this weekday at this hour"
            case .holiday: "not on a holiday or the day before one"
            }
        }
    }

    /// The earliest moment from `now` on at which a service may be stopped, and what holds it up till then; nil: it may
    /// be stopped now.
    ///
    /// - Parameters:
    ///   - shortSince: since when available money is below the limit; nil: since now.
    ///   - flippedAt: when money last stopped or started the service.
    package func delay(
        now: Instant, zone: TimeZoneRules, shortSince: Instant? = nil, flippedAt: Instant? = nil
    ) -> (until: Instant, why: Delay)? {
        var moment = now
        var why: Delay?
        func hold(until later: Instant, _ reason: Delay) {
            guard later > moment else { return }
            moment = later
            why = why ?? reason
        }
        if graceDays > 0 {
            hold(until: zone.start(of: zone.date(shortSince ?? now).adding(days: graceDays)), .grace)
        }
        if let flippedAt { hold(until: flippedAt.adding(seconds: Int64(minimumMinutesBetweenFlips) * 60), .flip) }
        // Every step leaves a day or an hour behind; a policy that never allows anything still ends here.
        for _ in 0..<1_000 {
            guard let (later, reason) = forbidden(at: moment, zone) else { break }
            hold(until: later, reason)
        }
        return why.map { (moment, $0) }
    }

    /// Until when a moment is forbidden.
    private func forbidden(at moment: Instant, _ zone: TimeZoneRules) -> (until: Instant, why: Delay)? {
        let local = zone.local(moment)
        let tomorrow = local.date.adding(days: 1)
        let hour = local.time.secondsOfDay / 3600
        if holidays.contains(local.date) || holidays.contains(tomorrow) { return (zone.start(of: tomorrow), .holiday) }
        if let from = forbiddenWeekdays[local.date.weekday], hour >= from {
            return (zone.start(of: tomorrow), .weekday)
        }
        if hour >= notAfterHour { return (zone.start(of: tomorrow), .hours) }
        if hour < notBeforeHour {
            let opening = zone.start(of: local.date).adding(seconds: Int64(notBeforeHour) * 3600)
            // A clock that was set back at night opens an hour later than it counts.
            return (opening > moment ? opening : moment.adding(seconds: 60), .hours)
        }
        return nil
    }
}
