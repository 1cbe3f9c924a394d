/// A day of the Gregorian calendar, without a time or a zone.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let dayNumber: Int32

    package init(dayNumber: Int32) { self.dayNumber = dayNumber }

    /// Where an open end and an open beginning reach: beyond every date of the business.
    package static let farFuture = CivilDate(dayNumber: 2_900_000)
    package static let farPast = CivilDate(dayNumber: -700_000)

    package static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }

    /// The day with this number in the calendar; nil when there is none (31 February).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...CivilDate.days(inMonth: month, ofYear: year)).contains(day)
        else { return nil }
        self.init(validYear: year, month: month, day: day)
    }

    /// Howard Hinnant's days-from-civil: years begin in March, so that the leap day is the last.
    private init(validYear year: Int, month: Int, day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Year, month (1 ... 12) and day of the month.
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(dayNumber) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package var year: Int { components.year }
    package var month: Int { components.month }
    package var day: Int { components.day }

    package static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    package static func days(inMonth month: Int, ofYear year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The first day of this day's month.
    package var firstOfMonth: CivilDate { CivilDate(dayNumber: dayNumber - Int32(day - 1)) }

    package var daysInMonth: Int {
        let parts = components
        return CivilDate.days(inMonth: parts.month, ofYear: parts.year)
    }

    /// Monday is 1, Sunday 7 (ISO 8601).
    package var weekday: Int { Int((dayNumber % 7 + 10) % 7) + 1 }

    package func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + Int32(days)) }

    /// Days from `other` to this day.
    package func days(since other: CivilDate) -> Int { Int(dayNumber - other.dayNumber) }

    /// The given day of the month `months` away, clipped to that month's last day. Counting always starts from the
    /// wanted day, so 31 January gives 28 February and then 31 March (business-rules section 3).
    package func monthAway(_ months: Int, day wanted: Int) -> CivilDate {
        let parts = components
        let index = parts.year * 12 + parts.month - 1 + months
        let year = index >= 0 ? index / 12 : (index - 11) / 12
        let month = index - year * 12 + 1
        let last = CivilDate.days(inMonth: month, ofYear: year)
        return CivilDate(validYear: year, month: month, day: min(max(wanted, 1), last))
    }
}

extension CivilDate: CustomStringConvertible {
    /// Ten octets as 2026-11-24; nil for anything else.
    private static func iso(_ octets: some Collection<UInt8>) -> CivilDate? {
        var numbers = (0, 0, 0)
        var place = 0
        for octet in octets {
            if place == 4 || place == 7 {
                guard octet == UInt8(ascii: "-") else { return nil }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) else { return nil }
                let digit = Int(octet - UInt8(ascii: "0"))
                switch place {
                case 0..<4: numbers.0 = numbers.0 * 10 + digit
                case 5..<7: numbers.1 = numbers.1 * 10 + digit
                default: numbers.2 = numbers.2 * 10 + digit
                }
            }
            place += 1
            if place > 10 { return nil }
        }
        return place == 10 ? CivilDate(year: numbers.0, month: numbers.1, day: numbers.2) : nil
    }

    /// ISO 8601: 2026-11-24.
    package var description: String {
        let parts = components
        return "\(digits(parts.year, 4))-\(digits(parts.month, 2))-\(digits(parts.day, 2))"
    }

    /// As people here write it: 24.11.2026.
    package var localText: String {
        let parts = components
        return "\(digits(parts.day, 2)).\(digits(parts.month, 2)).\(digits(parts.year, 4))"
    }

    /// Reads 2026-11-24 or 24.11.2026.
    package init?(_ text: some StringProtocol) {
        // Databases write them by the ten thousand.
        if let date = Self.iso(text.utf8) {
            self = date
            return
        }
        let separator: Character = text.contains("-") ? "-" : "."
        let numbers = text.split(separator: separator, omittingEmptySubsequences: false).map { part in
            part.allSatisfy(\.isASCII) ? Int(part) : nil
        }
        guard numbers.count == 3, let first = numbers[0], let second = numbers[1], let third = numbers[2] else {
            return nil
        }
        if separator == "-" {
            self.init(year: first, month: second, day: third)
        } else {
            self.init(year: third, month: second, day: first)
        }
    }
}

/// The number with leading zeros.
func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
}
