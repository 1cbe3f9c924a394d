/// A moment: microseconds since 1970-01-01T00:00:00Z, as PostgreSQL's timestamptz holds it.
package struct Instant: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    /// Whole seconds, rounded towards the past.
    package var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    package func adding(seconds: Int64) -> Instant { Instant(microseconds: microseconds + seconds * 1_000_000) }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC: 2026-11-24T10:00:00Z, with the fraction when there is one.
    package var description: String {
        let time = TimeOfDay(secondsOfDay: Int(seconds.remainder(dividingBy: 86_400)))
        let date = CivilDate(dayNumber: Int32(seconds.quotient(dividingBy: 86_400)))
        let fraction = microseconds - seconds * 1_000_000
        let tail = fraction == 0 ? "" : "." + digits(Int(fraction), 6)
        return "\(date)T\(time.textWithSeconds)\(tail)Z"
    }

    /// Reads RFC 3339 and PostgreSQL's own form (2026-11-24 14:00:00.5+04); the offset is required.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t")
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var fraction = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            var places = 0
            while index < bytes.count, let digit = number(index..<index + 1) {
                if places < 6 { fraction = fraction * 10 + digit }
                places += 1
                index += 1
            }
            for _ in min(places, 6)..<6 { fraction *= 10 }
        }
        guard index < bytes.count else { return nil }
        var offset = 0
        if bytes[index] != UInt8(ascii: "Z"), bytes[index] != UInt8(ascii: "z") {
            let sign = bytes[index] == UInt8(ascii: "-") ? -1 : 1
            guard bytes[index] == UInt8(ascii: "+") || sign < 0, let hours = number(index + 1..<index + 3) else {
                return nil
            }
            let minutes = bytes.count >= index + 6 ? number(index + 4..<index + 6) ?? 0 : 0
            offset = sign * (hours * 3600 + minutes * 60)
        }
        let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        microseconds = seconds * 1_000_000 + Int64(fraction)
    }
}

/// Time on the clock, in whole seconds since midnight.
package struct TimeOfDay: Hashable, Comparable, Sendable {
    package let secondsOfDay: Int

    package init(secondsOfDay: Int) { self.secondsOfDay = secondsOfDay }

    package static func < (left: Self, right: Self) -> Bool { left.secondsOfDay < right.secondsOfDay }

    /// 14:02
    package var text: String { "\(digits(secondsOfDay / 3600, 2)):\(digits(secondsOfDay / 60 % 60, 2))" }

    /// 14:02:09
    package var textWithSeconds: String { "\(text):\(digits(secondsOfDay % 60, 2))" }
}

extension Int64 {
    /// Quotient rounded towards minus infinity.
    package func quotient(dividingBy divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - (divisor - 1)) / divisor
    }

    /// The remainder that belongs to ``quotient(dividingBy:)``: never negative.
    package func remainder(dividingBy divisor: Int64) -> Int64 { self - quotient(dividingBy: divisor) * divisor }
}
