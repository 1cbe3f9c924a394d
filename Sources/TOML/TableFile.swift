/// Reads the part of TOML that keymaps, themes and catalogues are written in: tables, quoted and bare keys, strings, integers,
/// booleans, arrays of strings, inline tables, arrays of tables, comments. Order is kept, so that a later line can be told from an
/// earlier one.
public struct TableFile: Equatable, Sendable {
    public enum Value: Equatable, Sendable {
        case string(String)
        case integer(Int)
        case boolean(Bool)
        case array([String])
        case table([Entry])
    }

    public struct Entry: Equatable, Sendable {
        public var key: String
        public var value: Value
        public var line: Int
    }

    public struct Table: Equatable, Sendable {
        /// The parts of its name: `[context."tickets.queue"]` is `["context", "tickets.queue"]`.
        public var path: [String]
        /// `[[rate]]`: one of several of its name.
        public var isElement = false
        public var entries: [Entry]
        public var line: Int

        public subscript(key: String) -> Value? { entries.last { $0.key == key }?.value }
    }

    /// What is wrong, and in which line.
    public struct Failure: Error, Equatable, Sendable {
        public var line: Int
        public var words: String

        public var sentence: String { "line \(line): \(words)" }
    }

    public private(set) var tables: [Table] = []

    public func table(_ path: String...) -> Table? { tables.first { $0.path == path } }

    public init(_ text: String) throws(Failure) {
        var current = Table(path: [], entries: [], line: 1)
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        var seen: [[String]: Bool] = [:]
        for (index, line) in lines.enumerated() {
            var reader = LineReader(text: line, line: index + 1)
            reader.skipBlanks()
            if reader.isAtEnd { continue }
            if reader.take("[") {
                tables.append(current)
                let isElement = reader.take("[")
                current = Table(path: try reader.path(until: "]"), entries: [], line: index + 1)
                current.isElement = isElement
                if isElement, !reader.take("]") { throw reader.failure("]] is missing") }
                if let before = seen.updateValue(isElement, forKey: current.path), !before || !isElement {
                    throw reader.failure("the table is there twice")
                }
            } else {
                current.entries.append(try reader.entry())
            }
            try reader.end()
        }
        tables.append(current)
    }
}

/// One line of the file, read from left to right.
private struct LineReader {
    var rest: Substring
    let line: Int

    init(text: Substring, line: Int) {
        rest = text.last == "\r" ? text.dropLast() : text
        self.line = line
    }

    func failure(_ words: String) -> TableFile.Failure { TableFile.Failure(line: line, words: words) }

    var isAtEnd: Bool { rest.isEmpty || rest.first == "#" }

    mutating func skipBlanks() {
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    }

    mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard rest.first == character else { return false }
        rest.removeFirst()
        skipBlanks()
        return true
    }

    mutating func end() throws(TableFile.Failure) {
        skipBlanks()
        guard isAtEnd else { throw failure("\u{201C}\(rest.prefix(20))\u{201D} is too much") }
    }

    mutating func path(until end: Character) throws(TableFile.Failure) -> [String] {
        var path = [try key()]
        while take(".") { path.append(try key()) }
        guard take(end) else { throw failure("\(end) is missing") }
        return path
    }

    mutating func entry() throws(TableFile.Failure) -> TableFile.Entry {
        let key = try key()
        guard take("=") else { throw failure("= is missing after \u{201C}\(key)\u{201D}") }
        return TableFile.Entry(key: key, value: try value(), line: line)
    }

    private mutating func key() throws(TableFile.Failure) -> String {
        skipBlanks()
        if startsText { return try string() }
        let bare = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        guard !bare.isEmpty else { throw failure("a name is missing") }
        rest = rest[bare.endIndex...]
        return String(bare)
    }

    private mutating func value() throws(TableFile.Failure) -> TableFile.Value {
        if startsText { return .string(try string()) }
        switch rest.first {
        case "[": return .array(try array())
        case "{": return .table(try table())
        default: break
        }
        let word = rest.prefix { $0 != "," && $0 != "}" && $0 != "#" && $0 != " " }
        rest = rest[word.endIndex...]
        if word == "true" { return .boolean(true) }
        if word == "false" { return .boolean(false) }
        guard let number = Int(word) else { throw failure("\u{201C}\(word)\u{201D} is no value; texts are quoted") }
        return .integer(number)
    }

    private mutating func array() throws(TableFile.Failure) -> [String] {
        _ = take("[")
        var values: [String] = []
        while !take("]") {
            guard startsText else { throw failure("an array holds quoted texts") }
            values.append(try string())
            skipBlanks()
            if !take(","), rest.first != "]" { throw failure("] is missing") }
        }
        return values
    }

    private mutating func table() throws(TableFile.Failure) -> [TableFile.Entry] {
        _ = take("{")
        var entries: [TableFile.Entry] = []
        while !take("}") {
            entries.append(try entry())
            skipBlanks()
            if !take(","), rest.first != "}" { throw failure("} is missing") }
        }
        return entries
    }

    /// By scalars: an accent after a quote makes one character of the two.
    private var startsText: Bool { rest.unicodeScalars.first == "\"" }

    private mutating func string() throws(TableFile.Failure) -> String {
        rest.unicodeScalars.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.unicodeScalars.popFirst() {
            switch scalar {
            case "\"": return String(text)
            case "\\":
                switch rest.unicodeScalars.popFirst() {
                case "n": text.append("\n")
                case "t": text.append("\t")
                case "r": text.append("\r")
                case "e": text.append("\u{1B}")
                case "u": text.append(try scalarOfDigits(4))
                case let other?: text.append(other)
                case nil: throw failure("the text does not end")
                }
            default: text.append(scalar)
            }
        }
        throw failure("the closing quote is missing")
    }

    private mutating func scalarOfDigits(_ count: Int) throws(TableFile.Failure) -> Unicode.Scalar {
        let digits = rest.unicodeScalars.prefix(count)
        guard digits.count == count, let value = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(value)
        else { throw failure("after \\u come four hexadecimal digits") }
        rest.unicodeScalars.removeFirst(count)
        return scalar
    }
}

extension TableFile {
    /// A text as a file holds it, in quotes.
    public static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _
            where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x85 || scalar.value == 0x2028
                || scalar.value == 0x2029:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
