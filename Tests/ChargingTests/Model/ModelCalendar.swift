import Domain

/// Days of the model are numbers since 1970-01-01. Periods are found by walking over the days, one by one.
enum ModelCalendar {
    struct Day {
        let ofMonth: Int
        let monthLength: Int
    }

    static let first = 20_500
    /// Every day of the years the model can reach, in order.
    static let days: [Day] = (first..<first + 5_500).map { number in
        let date = CivilDate(dayNumber: Int32(number))
        return Day(ofMonth: date.day, monthLength: date.daysInMonth)
    }

    static func day(_ number: Int) -> Day { days[number - first] }

    static func text(_ number: Int) -> String { CivilDate(dayNumber: Int32(number)).description }

    /// Whether a month counted from day `wanted` begins on a day: on that day, or on the last of a month without it.
    static func begins(_ number: Int, wanted: Int) -> Bool {
        let day = day(number)
        return day.ofMonth == wanted || (day.ofMonth == day.monthLength && wanted > day.ofMonth)
    }

    /// The beginnings of the months counted from day `wanted`: first the last one on or before `from`, then all that
    /// follow, one after `until` being the last.
    static func months(wanted: Int, from: Int, until: Int) -> [Int] {
        var number = from
        while !begins(number, wanted: wanted) { number -= 1 }
        var found = [number]
        while number <= until {
            number += 1
            while !begins(number, wanted: wanted) { number += 1 }
            found.append(number)
        }
        return found
    }

    /// So many months after a day: the same day of the month, or the last of a shorter one.
    static func anniversary(_ count: Int, of start: Int) -> Int {
        let wanted = day(start).ofMonth
        var number = start
        for _ in 0..<count {
            number += 1
            while !begins(number, wanted: wanted) { number += 1 }
        }
        return number
    }
}
