/// The rule for the time after the last listed transition: "<+04>-4", "CET-1CEST,M3.5.0,M10.5.0/3"
/// (RFC 9636 section 3.3, POSIX TZ).
struct PosixZone: Hashable, Sendable {
    private struct Change: Hashable, Sendable {
        let month: Int
        let week: Int
        let weekday: Int
        let second: Int

        /// Seconds since 1970 on the wall clock.
        func wall(in year: Int) -> Int64 {
            let first = CivilDate(year: year, month: month, day: 1) ?? CivilDate(dayNumber: 0)
            let firstWeekday = first.weekday % 7
            var day = (weekday - firstWeekday + 7) % 7 + 1 + (week - 1) * 7
            while day > CivilDate.days(inMonth: month, ofYear: year) { day -= 7 }
            return Int64(first.adding(days: day - 1).dayNumber) * 86_400 + Int64(second)
        }
    }

    private let standard: Int32
    private let daylight: (offset: Int32, from: Change, to: Change)?

    init?(_ text: String) {
        var rest = Substring(text)
        guard Self.takeName(&rest), let offset = Self.takeTime(&rest) else { return nil }
        standard = Int32(-offset)
        guard !rest.isEmpty else {
            daylight = nil
            return
        }
        guard Self.takeName(&rest) else { return nil }
        let summer = rest.first == "," ? -offset + 3600 : -(Self.takeTime(&rest) ?? 0)
        let parts = rest.split(separator: ",")
        guard parts.count == 2, let from = Self.change(parts[0]), let to = Self.change(parts[1]) else { return nil }
        daylight = (Int32(summer), from, to)
    }

    func offset(at seconds: Int64) -> Int32 {
        guard let daylight else { return standard }
        let year = CivilDate(dayNumber: Int32((seconds + Int64(standard)).quotient(dividingBy: 86_400))).year
        let start = daylight.from.wall(in: year) - Int64(standard)
        let end = daylight.to.wall(in: year) - Int64(daylight.offset)
        // South of the equator summer spans the new year.
        let isSummer = start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
        return isSummer ? daylight.offset : standard
    }

    private static func takeName(_ rest: inout Substring) -> Bool {
        if rest.first == "<" {
            guard let end = rest.firstIndex(of: ">") else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let name = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// [+-]hh[:mm[:ss]] in seconds.
    private static func takeTime(_ rest: inout Substring) -> Int? {
        let text = rest.prefix { $0.isNumber || $0 == "+" || $0 == "-" || $0 == ":" }
        rest = rest.dropFirst(text.count)
        let isNegative = text.first == "-"
        let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ":").map { Int($0) }
        guard (1...3).contains(parts.count) else { return nil }
        var seconds = 0
        for (part, factor) in zip(parts, [3600, 60, 1]) {
            guard let part else { return nil }
            seconds += part * factor
        }
        return isNegative ? -seconds : seconds
    }

    private static func change(_ text: Substring) -> Change? {
        let halves = text.split(separator: "/", maxSplits: 1)
        guard let day = halves.first, day.first == "M" else { return nil }
        let numbers = day.dropFirst().split(separator: ".").map { Int($0) }
        guard numbers.count == 3, let month = numbers[0], let week = numbers[1], let weekday = numbers[2] else {
            return nil
        }
        var time = halves.count == 2 ? halves[1] : "2"
        guard let second = takeTime(&time), (1...12).contains(month) else { return nil }
        return Change(month: month, week: week, weekday: weekday, second: second)
    }

    static func == (left: PosixZone, right: PosixZone) -> Bool {
        left.standard == right.standard && left.daylight?.offset == right.daylight?.offset
            && left.daylight?.from == right.daylight?.from && left.daylight?.to == right.daylight?.to
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(standard)
        hasher.combine(daylight?.offset)
    }
}
