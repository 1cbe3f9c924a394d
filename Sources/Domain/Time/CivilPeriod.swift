/// Days from `start` up to, not including, `end`; documents show the inclusive end (business-rules section 3).
package struct CivilPeriod: Hashable, Sendable {
    package let start: CivilDate
    package let end: CivilDate

    /// An end before the start makes the period empty.
    package init(_ start: CivilDate, _ end: CivilDate) {
        self.start = start
        self.end = max(start, end)
    }

    package var days: Int { end.days(since: start) }
    package var isEmpty: Bool { start == end }
    package var lastDay: CivilDate { end.adding(days: -1) }

    package func contains(_ day: CivilDate) -> Bool { day >= start && day < end }

    /// The days that are in both.
    package func intersection(_ other: CivilPeriod) -> CivilPeriod {
        CivilPeriod(max(start, other.start), min(end, other.end))
    }

    /// The natural months of this period, each with the days of it that belong to the period.
    package var months: [CivilPeriod] {
        var parts: [CivilPeriod] = []
        var from = start
        while from < end {
            let to = min(from.monthAway(1, day: 1), end)
            parts.append(CivilPeriod(from, to))
            from = to
        }
        return parts
    }
}
