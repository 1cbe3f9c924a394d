import Domain

/// The days the generated history happens on, with their texts made once.
struct DemoCalendar {
    static let years = 8

    let today: CivilDate
    /// First days of this month and of the two before it, oldest first.
    let monthStarts: [CivilDate]
    /// The first day after the current month.
    let nextMonth: CivilDate
    private let firstDay: Int32
    private let texts: [String]

    init(today: CivilDate) {
        self.today = today
        let span = Int32(Self.years * 366)
        let first = today.dayNumber - span
        firstDay = first
        // A month beyond today: the end of the current period is written too.
        texts = (first...today.dayNumber + 62).map { CivilDate(dayNumber: $0).description }
        var start = CivilDate(dayNumber: today.dayNumber - Int32(today.day - 1))
        var starts = [start]
        for _ in 0..<2 {
            let previous = CivilDate(dayNumber: start.dayNumber - 1)
            start = CivilDate(dayNumber: previous.dayNumber - Int32(previous.day - 1))
            starts.insert(start, at: 0)
        }
        monthStarts = starts
        let inNextMonth = CivilDate(dayNumber: starts[2].dayNumber + 31)
        nextMonth = CivilDate(dayNumber: inNextMonth.dayNumber - Int32(inNextMonth.day - 1))
    }

    /// "2026-11-24"; days outside the calendar clip to its ends.
    func text(_ date: CivilDate) -> String {
        texts[Int(min(max(date.dayNumber - firstDay, 0), Int32(texts.count - 1)))]
    }

    /// "2026-11-24 14:05:00+04": a working moment of that day.
    func moment(_ date: CivilDate, minute: Int) -> String {
        let hour = 9 + minute / 60 % 10
        let rest = minute % 60
        return "\(text(date)) \(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest):00+04"
    }
}
