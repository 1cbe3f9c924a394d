package import Domain

/// How a source writes moments: `YYYY-MM-DD hh:mm:ss` and its kin in a time zone, `iso` with the offset in each, `unix` or
/// `unix-ms` since 1970.
package struct CDRTimePattern: Hashable, Sendable {
    private enum Part: Hashable {
        /// Which of the six numbers, from the year on, and how many digits it has.
        case number(Int, digits: Int)
        case literal(UInt8)
    }

    private enum Form: Hashable {
        case unix(perSecond: Int64)
        case iso
        case parts([Part])
    }

    private let form: Form
    private let zone: TimeZoneRules
    /// As it was given.
    package let text: String

    package static let standard = CDRTimePattern(form: .iso, zone: .utc, text: "iso")

    private init(form: Form, zone: TimeZoneRules, text: String) {
        self.form = form
        self.zone = zone
        self.text = text
    }

    /// Nil when it does not say each part of a moment once.
    package init?(_ text: String, zone: TimeZoneRules) {
        switch text {
        case "unix": self.init(form: .unix(perSecond: 1), zone: zone, text: text)
        case "unix-ms": self.init(form: .unix(perSecond: 1000), zone: zone, text: text)
        case "iso": self.init(form: .iso, zone: zone, text: text)
        default:
            var rest = text[...]
            var parts: [Part] = []
            var seen: [Int] = []
            let words = [("YYYY", 0), ("YY", 0), ("MM", 1), ("DD", 2), ("hh", 3), ("mm", 4), ("ss", 5)]
            while let first = rest.first {
                if let (word, place) = words.first(where: { rest.hasPrefix($0.0) }) {
                    parts.append(.number(place, digits: word.count))
                    seen.append(place)
                    rest.removeFirst(word.count)
                } else {
                    guard let byte = first.asciiValue, !first.isLetter || first == "T", !first.isNumber else {
                        return nil
                    }
                    parts.append(.literal(byte))
                    rest.removeFirst()
                }
            }
            guard seen.sorted() == [0, 1, 2, 3, 4, 5] else { return nil }
            self.init(form: .parts(parts), zone: zone, text: text)
        }
    }

    /// The moment a text says; nil when it is written otherwise or there is no such moment. A fraction of a second after
    /// the pattern is passed over. Of the two moments a clock set back shows, the first; of the hour a clock set forward
    /// leaves out, the moment that long after its beginning.
    package func instant(_ text: String) -> Instant? {
        switch form {
        case .iso: return Instant(text)
        case .unix(let perSecond):
            guard let count = Int64(text), count >= 0, count / perSecond < 253_402_300_800 else { return nil }
            return Instant(microseconds: count * (1_000_000 / perSecond))
        case .parts(let parts): return instant(Array(text.utf8), parts)
        }
    }

    private func instant(_ bytes: [UInt8], _ parts: [Part]) -> Instant? {
        var numbers = [Int](repeating: 0, count: 6)
        var index = 0
        for part in parts {
            switch part {
            case .literal(let byte):
                guard index < bytes.count, bytes[index] == byte else { return nil }
                index += 1
            case .number(let place, let digits):
                for _ in 0..<digits {
                    guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else { return nil }
                    numbers[place] = numbers[place] * 10 + Int(bytes[index] - 0x30)
                    index += 1
                }
                if place == 0, digits == 2 { numbers[0] += 2000 }
            }
        }
        if index < bytes.count {
            guard bytes[index] == 0x2E || bytes[index] == 0x2C,
                bytes[(index + 1)...].allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
        }
        guard let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]), numbers[3] < 24,
            numbers[4] < 60, numbers[5] < 60
        else { return nil }
        let local = Int64(date.dayNumber) * 86_400 + Int64(numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
        return Self.instant(local: local, in: zone)
    }

    /// The first moment at which the clock of the zone shows these seconds since 1970.
    private static func instant(local: Int64, in zone: TimeZoneRules) -> Instant {
        let around = Instant(seconds: local)
        // The offset before and after any change of that day.
        let offsets = [-86_400, 86_400].map { Int64(zone.offset(at: around.adding(seconds: $0))) }
        let candidates = Set(offsets).map { Instant(seconds: local - $0) }.sorted()
        return candidates.first { Int64(zone.offset(at: $0)) == local - $0.seconds }
            ?? Instant(seconds: local - (offsets.first ?? 0))
    }
}
