extension TimeBand.Days {
    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// Reads `mon-fri`, `sat,sun,holiday`, `fri-mon` (over the end of the week), `daily` (every day, holidays
    /// included); nil when it is none, or nothing.
    package init?(text: Substring) {
        self = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            switch part {
            case "holiday": insert(.holiday)
            case "daily": insert(.everyDay)
            default:
                let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { name in
                    Self.names.firstIndex { $0 == name }
                }
                guard ends.count <= 2, let first = ends.first, var day = first, let last = ends.last, let end = last
                else { return nil }
                insert(Self(rawValue: 1 << UInt8(day)))
                while day != end {
                    day = (day + 1) % 7
                    insert(Self(rawValue: 1 << UInt8(day)))
                }
            }
        }
    }

    package init?(text: String) { self.init(text: text[...]) }

    /// As ``init(text:)`` reads it.
    package var text: String {
        if self == .everyDay { return "daily" }
        var parts: [String] = []
        var day = 0
        while day < 7 {
            guard contains(Self(rawValue: 1 << UInt8(day))) else {
                day += 1
                continue
            }
            var end = day
            while end < 6, contains(Self(rawValue: 1 << UInt8(end + 1))) { end += 1 }
            parts.append(day == end ? Self.names[day] : "\(Self.names[day])-\(Self.names[end])")
            day = end + 1
        }
        if contains(.holiday) { parts.append("holiday") }
        return parts.joined(separator: ",")
    }
}

extension TimeBand.Window {
    /// What a complaint about a malformed window says.
    package static let form =
        "a window is written like \"mon-fri 08:00-20:00\" or \"sat,sun,holiday 00:00-24:00\"; days are mon to sun, holiday and daily; one over midnight is written as two"

    /// Reads days and the clock `from-to`: "mon-fri 08:00-20:00", "holiday 00:00-24:00", "daily 22:00-24:00". The end is
    /// after the beginning; nil when it is no window.
    package static func parse(_ text: String) -> Self? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let days = TimeBand.Days(text: parts[0]) else { return nil }
        let minutes = parts[1].split(separator: "-", omittingEmptySubsequences: false).map(minute)
        guard minutes.count == 2, let from = minutes[0], let to = minutes[1], from < to else { return nil }
        return Self(days: days, fromMinute: from, toMinute: to)
    }

    /// As ``parse(_:)`` reads it.
    package var text: String { "\(days.text) \(Self.clock(fromMinute))-\(Self.clock(toMinute))" }

    /// `08:00` to `24:00` as minutes of the day.
    private static func minute(_ text: Substring) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        var digits: [Int] = []
        for byte in [bytes[0], bytes[1], bytes[3], bytes[4]] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            digits.append(Int(byte - UInt8(ascii: "0")))
        }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else { return nil }
        return hour * 60 + minute
    }

    private static func clock(_ minute: Int) -> String { "\(digits(minute / 60, 2)):\(digits(minute % 60, 2))" }
}
