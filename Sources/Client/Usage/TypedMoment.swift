import Domain
import Terminal

/// A moment as an operator types it: a day and a time, 16.03.2026 14:02:09; the time alone is of today; `now`.
enum TypedMoment {
    nonisolated static let hint = "16.03.2026 14:02:09, 14:02 or now"

    /// Nil: the words are no moment.
    static func read(_ text: String, clock: BusinessClock) -> Instant? {
        let words = text.split(separator: " ")
        if words.count == 1, ["now", "today"].contains(words[0].lowercased()) { return clock.now }
        guard (1...2).contains(words.count), let last = words.last, let time = seconds(last) else { return nil }
        guard words.count == 2 else { return clock.moment(clock.today, secondsOfDay: time) }
        guard let day = TypedDay.read(String(words[0]), today: clock.today) else { return nil }
        return clock.moment(day, secondsOfDay: time)
    }

    static let check = FormField.Check("moment") { text in
        let words = text.split(separator: " ")
        let day = FormField(name: "", label: "", kind: .date)
        let isRight =
            words.count == 1 && ["now", "today"].contains(words[0].lowercased())
            || (1...2).contains(words.count) && words.last.flatMap { seconds($0) } != nil
                && (words.count == 1 || day.verdict(String(words[0])) == .right)
        return isRight ? nil : "\u{201C}\(text)\u{201D} is no moment; type \(hint)"
    }

    /// 14:02 or 14:02:09.
    private nonisolated static func seconds(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) }) else { return nil }
        let numbers = parts.compactMap { part in part.allSatisfy(\.isASCII) ? Int(part) : nil }
        guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60, numbers.last.map({ $0 < 60 }) == true,
            numbers.allSatisfy({ $0 >= 0 })
        else { return nil }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }
}

/// The length of a call as an operator types it: 3:05 minutes, 1:00:00 hours, or so many seconds.
enum TypedDuration {
    nonisolated static let hint = "3:05, 1:00:00 or seconds"

    /// Seconds; nil: the words are no length, or more than a day (business-rules section 5).
    nonisolated static func read(_ text: String) -> Int? {
        let parts = text.trimmed.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count),
            parts.allSatisfy({ (1...5).contains($0.count) && $0.allSatisfy(\.isASCII) })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }), numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        let seconds = numbers.reduce(0) { $0 * 60 + $1 }
        return seconds <= 86_400 ? seconds : nil
    }

    static let check = FormField.Check("duration") { text in
        read(text) == nil ? "\u{201C}\(text)\u{201D} is no length up to a day; type \(hint)" : nil
    }
}
