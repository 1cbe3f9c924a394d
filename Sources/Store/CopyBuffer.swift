package import Domain

/// Rows of one table in PostgreSQL's COPY text format, escaped as it asks
/// (backslash, tab, newline and carriage return; NULL is `\N`).
package struct CopyBuffer: Sendable {
    package private(set) var bytes: [UInt8] = []
    package private(set) var rows = 0
    private var isRowEmpty = true

    package init() {}

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        rows = 0
    }

    package mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isRowEmpty = true
        rows += 1
    }

    package mutating func add(_ text: String) {
        separate()
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: [byte, byte])
            case UInt8(ascii: "\t"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
            case UInt8(ascii: "\n"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case UInt8(ascii: "\r"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
            default: bytes.append(byte)
            }
        }
    }

    package mutating func add(_ number: Int) {
        separate()
        append(digitsOf: number)
    }

    package mutating func add(_ number: Int64) {
        separate()
        append(digitsOf: Int(number))
    }

    /// A day as 2026-11-25.
    package mutating func add(_ day: CivilDate) {
        separate()
        append(day)
    }

    private mutating func append(_ day: CivilDate) {
        let parts = day.components
        for (number, width) in [(parts.year, 1_000), (parts.month, 10), (parts.day, 10)] {
            if width == 10 { bytes.append(UInt8(ascii: "-")) }
            var unit = width
            while unit > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
                unit /= 10
            }
        }
    }

    /// A moment as 2026-11-25 10:00:00.123456+00.
    package mutating func add(_ instant: Instant) {
        separate()
        let microsecondsADay: Int64 = 86_400_000_000
        let dayNumber = instant.microseconds.quotient(dividingBy: microsecondsADay)
        var rest = Int(instant.microseconds.remainder(dividingBy: microsecondsADay))
        append(CivilDate(dayNumber: Int32(clamping: dayNumber)))
        var separator = UInt8(ascii: " ")
        for unit in [3_600_000_000, 60_000_000, 1_000_000] {
            bytes.append(separator)
            let part = rest / unit
            bytes.append(UInt8(ascii: "0") + UInt8(part / 10))
            bytes.append(UInt8(ascii: "0") + UInt8(part % 10))
            rest %= unit
            separator = UInt8(ascii: ":")
        }
        if rest > 0 {
            bytes.append(UInt8(ascii: "."))
            var unit = 100_000
            while unit > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(rest / unit % 10))
                unit /= 10
            }
        }
        bytes.append(contentsOf: [UInt8(ascii: "+"), UInt8(ascii: "0"), UInt8(ascii: "0")])
    }

    package mutating func add(optional instant: Instant?) {
        if let instant { add(instant) } else { addNull() }
    }

    package mutating func addNull() {
        separate()
        bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "N")])
    }

    package mutating func add(optional text: String?) {
        if let text { add(text) } else { addNull() }
    }

    package mutating func add(optional number: Int?) {
        if let number { add(number) } else { addNull() }
    }

    package mutating func add(_ flag: Bool) {
        separate()
        bytes.append(UInt8(ascii: flag ? "t" : "f"))
    }

    private mutating func separate() {
        if isRowEmpty { isRowEmpty = false } else { bytes.append(UInt8(ascii: "\t")) }
    }

    private mutating func append(digitsOf number: Int) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
