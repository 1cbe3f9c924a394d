/// Rows of one table in PostgreSQL's COPY text format, escaped as it asks
/// (backslash, tab, newline and carriage return; NULL is `\N`).
struct CopyBuffer {
    private(set) var bytes: [UInt8] = []
    private(set) var rows = 0
    private var isRowEmpty = true

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        rows = 0
    }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isRowEmpty = true
        rows += 1
    }

    mutating func add(_ text: String) {
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

    mutating func add(_ number: Int) {
        separate()
        append(digitsOf: number)
    }

    mutating func addNull() {
        separate()
        bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "N")])
    }

    mutating func add(optional text: String?) {
        if let text { add(text) } else { addNull() }
    }

    mutating func add(optional number: Int?) {
        if let number { add(number) } else { addNull() }
    }

    mutating func add(_ flag: Bool) {
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
