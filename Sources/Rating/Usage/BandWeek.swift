import Domain

/// The bands of a price list as pieces of the seven weekdays and of the holiday: which slot of an offer holds from which
/// minute on.
struct BandWeek: Sendable {
    struct Part: Sendable {
        /// Seconds of the day.
        let end: Int64
        /// 0: no band; else one above the band's place.
        let slot: Int
    }

    /// No band: nothing ever changes.
    let isPlain: Bool
    /// A holiday is no weekday where any band names holidays.
    let namesHolidays: Bool
    /// Monday to Sunday, holiday, one after the other; each ends with the day's end.
    private let parts: [Part]
    private let starts: [Int]

    init(_ bands: [TimeBand]) {
        isPlain = bands.allSatisfy(\.windows.isEmpty)
        namesHolidays = bands.contains { $0.windows.contains { $0.days.contains(.holiday) } }
        var parts: [Part] = []
        var starts: [Int] = []
        for day in 0..<8 {
            starts.append(parts.count)
            parts += Self.parts(of: bands, on: TimeBand.Days(rawValue: 1 << UInt8(day)))
        }
        self.parts = parts
        self.starts = starts
    }

    /// Of the bands the first that holds a moment is the moment's.
    private static func parts(of bands: [TimeBand], on day: TimeBand.Days) -> [Part] {
        var borders: Set<Int> = [1_440]
        for window in bands.flatMap(\.windows) where window.days.contains(day) {
            borders.formUnion([window.fromMinute, window.toMinute].filter { (1..<1_440).contains($0) })
        }
        var parts: [Part] = []
        var from = 0
        for border in borders.sorted() {
            let place = bands.firstIndex { band in
                band.windows.contains { $0.days.contains(day) && $0.fromMinute <= from && from < $0.toMinute }
            }
            let slot = place.map { $0 + 1 } ?? 0
            if parts.last?.slot == slot { parts.removeLast() }
            parts.append(Part(end: Int64(border) * 60, slot: slot))
            from = border
        }
        return parts
    }

    /// The part of a day around a second of it.
    func part(of date: CivilDate, at second: Int64, _ calendar: CallCalendar) -> Part {
        let kind = namesHolidays && calendar.isHoliday(date) ? 7 : date.weekday - 1
        var index = starts[kind]
        while parts[index].end <= second, parts[index].end < 86_400 { index += 1 }
        return parts[index]
    }
}
