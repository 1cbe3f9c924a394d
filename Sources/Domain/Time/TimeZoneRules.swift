import Glibc

/// The rules of one time zone, read from the system's TZif file (RFC 9636): what the clock on the wall shows at an
/// instant. Read by our own code because a statically linked Swift program has no zones (and no warning about it).
package struct TimeZoneRules: Sendable, Hashable {
    package let name: String
    /// Transition instants in seconds, ascending, and the offset from UTC in seconds that holds from each.
    private let transitions: [Int64]
    private let offsets: [Int32]
    private let offsetBefore: Int32
    private let rule: PosixZone?

    package enum Failure: Error, Hashable, Sendable {
        case unknownZone(String)
        case unreadable(String)

        package var sentence: String {
            switch self {
            case .unknownZone(let name):
                "There is no time zone \(name): check the name, and that Debian's package \"tzdata\" is installed."
            case .unreadable(let name): "The rules of the time zone \(name) cannot be read."
            }
        }
    }

    /// UTC itself, for when no zone is known yet.
    package static let utc = TimeZoneRules(name: "UTC", transitions: [], offsets: [], offsetBefore: 0, rule: nil)

    private init(
        name: String, transitions: [Int64], offsets: [Int32], offsetBefore: Int32, rule: PosixZone?
    ) {
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.offsetBefore = offsetBefore
        self.rule = rule
    }

    /// Reads the zone from the system's folder.
    package init(named name: String, folder: String = "/usr/share/zoneinfo") throws(Failure) {
        let isSafe = !name.isEmpty && !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
        guard isSafe, let file = fopen("\(folder)/\(name)", "r") else { throw .unknownZone(name) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        guard let rules = TimeZoneRules(name: name, file: bytes) else { throw .unreadable(name) }
        self = rules
    }

    /// Reads a TZif file of version 2 or later: its 64-bit block and its footer.
    package init?(name: String, file bytes: [UInt8]) {
        var reader = ByteReader(bytes: bytes)
        guard let first = reader.header(), first.version >= UInt8(ascii: "2") else { return nil }
        reader.skip(first.length(timeSize: 4))
        guard let header = reader.header() else { return nil }
        var transitions: [Int64] = []
        for _ in 0..<header.transitions {
            guard let time = reader.integer(8) else { return nil }
            transitions.append(time)
        }
        var kinds: [Int] = []
        for _ in 0..<header.transitions {
            guard let kind = reader.integer(1), (0..<Int64(header.types)).contains(kind & 0xff) else { return nil }
            kinds.append(Int(kind & 0xff))
        }
        var types: [(offset: Int32, isDaylight: Bool)] = []
        for _ in 0..<header.types {
            guard let offset = reader.integer(4), let daylight = reader.integer(1), reader.integer(1) != nil else {
                return nil
            }
            types.append((Int32(truncatingIfNeeded: offset), daylight != 0))
        }
        guard let standard = types.first(where: { !$0.isDaylight }) ?? types.first else { return nil }
        reader.skip(header.characters + header.leaps * 12 + header.standards + header.universals)
        self.init(
            name: name, transitions: transitions, offsets: kinds.map { types[$0].offset },
            offsetBefore: standard.offset, rule: reader.footer().flatMap { PosixZone($0) })
    }

    /// Seconds to add to UTC at that instant.
    package func offset(at instant: Instant) -> Int32 {
        let seconds = instant.seconds
        guard let last = transitions.last else { return rule?.offset(at: seconds) ?? offsetBefore }
        if seconds >= last, let rule { return rule.offset(at: seconds) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? offsetBefore : offsets[low - 1]
    }

    /// The civil date and clock at that instant.
    package func local(_ instant: Instant) -> (date: CivilDate, time: TimeOfDay) {
        let seconds = instant.seconds + Int64(offset(at: instant))
        return (
            CivilDate(dayNumber: Int32(truncatingIfNeeded: seconds.quotient(dividingBy: 86_400))),
            TimeOfDay(secondsOfDay: Int(seconds.remainder(dividingBy: 86_400)))
        )
    }

    /// The civil date at that instant.
    package func date(_ instant: Instant) -> CivilDate { local(instant).date }

    /// The first instant of a civil day; when midnight is skipped, the first that exists.
    package func start(of date: CivilDate) -> Instant {
        let wall = Int64(date.dayNumber) * 86_400
        // The offset at local midnight is one of those around it; the earlier instant wins when midnight comes twice.
        let candidates = [-1, 1].map { day in
            wall - Int64(offset(at: Instant(seconds: wall + Int64(day) * 86_400)))
        }.sorted()
        let exact = candidates.first { self.local(Instant(seconds: $0)) == (date, TimeOfDay(secondsOfDay: 0)) }
        return Instant(seconds: exact ?? candidates[1])
    }

    /// As lists show it: 24.11.2026 14:02.
    package func text(_ instant: Instant) -> String {
        let local = local(instant)
        return "\(local.date.localText) \(local.time.text)"
    }

    /// Short, for narrow columns: 24.11. 14:02.
    package func shortText(_ instant: Instant) -> String {
        let local = local(instant)
        let parts = local.date.components
        return "\(digits(parts.day, 2)).\(digits(parts.month, 2)). \(local.time.text)"
    }
}

/// Reads big-endian numbers off a TZif file.
private struct ByteReader {
    struct Header {
        let version: UInt8
        let universals: Int
        let standards: Int
        let leaps: Int
        let transitions: Int
        let types: Int
        let characters: Int

        /// Bytes of the data block behind the header.
        func length(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standards + universals
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skip(_ count: Int) { position += count }

    mutating func integer(_ size: Int) -> Int64? {
        guard position >= 0, position + size <= bytes.count else { return nil }
        defer { position += size }
        var value: UInt64 = 0
        for byte in bytes[position..<position + size] { value = value << 8 | UInt64(byte) }
        let unused = UInt64(64 - size * 8)
        return Int64(bitPattern: value << unused) >> Int64(unused)
    }

    mutating func header() -> Header? {
        guard position + 44 <= bytes.count, Array(bytes[position..<position + 4]) == Array("TZif".utf8) else {
            return nil
        }
        let version = bytes[position + 4]
        position += 20
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = integer(4), (0...1_000_000).contains(count) else { return nil }
            counts.append(Int(count))
        }
        return Header(
            version: version, universals: counts[0], standards: counts[1], leaps: counts[2], transitions: counts[3],
            types: counts[4], characters: counts[5])
    }

    /// The text between the two newlines at the end.
    func footer() -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\n"),
            let end = bytes[(position + 1)...].firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
    }
}

extension TimeZoneRules.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
