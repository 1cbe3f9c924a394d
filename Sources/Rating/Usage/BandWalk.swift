import Domain

/// Walks through the bands of a call in real time, from border to border: borders of bands, midnight (the next day may be
/// of another kind), and changes of the zone's offset, after which the wall clock shows something else. So a call over a
/// change to or from summer time has exactly the seconds that passed. A border's second belongs to the new band.
struct BandWalk {
    /// Seconds since 1970. A fraction of the start moves no border in whole seconds of the call.
    private let start: Int64
    /// Seconds of the call that anybody asks for.
    private let limit: Int64
    private var slot = 0
    private var end: Int64 = 0

    init(start: Int64, limit: Int64) {
        self.start = start
        self.limit = limit
    }

    /// The slot of a second of the call below the limit, and the second before which it holds; seconds only grow.
    mutating func part(
        at second: Int64, _ week: BandWeek, _ calendar: CallCalendar
    ) -> (slot: Int, end: Int64) {
        while second >= end, end < limit { step(week, calendar) }
        return (slot, end)
    }

    /// Takes the part that begins at `end`.
    private mutating func step(_ week: BandWeek, _ calendar: CallCalendar) {
        func offset(at second: Int64) -> Int32 { calendar.zone.offset(at: Instant(seconds: start + second)) }
        let current = offset(at: end)
        let wall = WallClock(seconds: start + end, offset: current)
        let part = week.part(of: wall.day, at: wall.second, calendar)
        slot = part.slot
        let begin = end
        end = min(begin + part.end - wall.second, limit)
        guard offset(at: end - 1) != current else { return }
        // The zone changes its offset in this part. It does so at most once a day.
        var (same, changed) = (begin, end - 1)
        while changed - same > 1 {
            let middle = (same + changed) / 2
            if offset(at: middle) == current { same = middle } else { changed = middle }
        }
        end = changed
    }
}

/// What the clock on the wall shows.
struct WallClock {
    let day: CivilDate
    let second: Int64

    /// - Parameters:
    ///   - seconds: since 1970, UTC.
    ///   - offset: what the zone adds to UTC.
    init(seconds: Int64, offset: Int32) {
        let wall = seconds + Int64(offset)
        let number = wall >= 0 ? wall / 86_400 : (wall - 86_399) / 86_400
        day = CivilDate(dayNumber: Int32(truncatingIfNeeded: number))
        second = wall - number * 86_400
    }
}
