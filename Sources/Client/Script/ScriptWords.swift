import Terminal

/// Reads the words of one line of a script. What is in quotes may hold blanks and `\n \r \t \e \" \\ \u{202e}`.
nonisolated struct ScriptWords {
    struct Failure: Error, Equatable {
        let sentence: String

        init(_ sentence: String) { self.sentence = sentence }
    }

    private var rest: Substring

    init(_ line: Substring) { rest = line }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }

    /// The next word up to a blank; nil at the end of the line.
    mutating func word() -> String? {
        skipBlanks()
        guard !rest.isEmpty else { return nil }
        let word = rest.prefix { $0 != " " && $0 != "\t" }
        rest = rest.dropFirst(word.count)
        return String(word)
    }

    mutating func end() throws(Failure) {
        if let word = word() { throw Failure("nothing may follow, but \u{201C}\(word)\u{201D} does.") }
    }

    /// All that is left of the line: in quotes, or as it stands without the blanks around it.
    mutating func text() throws(Failure) -> String {
        skipBlanks()
        if rest.first == "\"" {
            let text = try quoted()
            try end()
            return text
        }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        guard !rest.isEmpty else { throw Failure("a text is missing.") }
        defer { rest = "" }
        return String(rest)
    }

    /// Keys by name, texts in quotes.
    mutating func pieces() throws(Failure) -> [Script.Piece] {
        var pieces: [Script.Piece] = []
        while true {
            skipBlanks()
            if rest.first == "\"" {
                pieces.append(.text(try quoted()))
                continue
            }
            guard let name = word() else { break }
            guard let stroke = KeyStroke(name) else {
                throw Failure("there is no key \u{201C}\(name)\u{201D}; text to type stands in quotes.")
            }
            pieces.append(.key(stroke))
        }
        guard !pieces.isEmpty else { throw Failure("a key is missing.") }
        return pieces
    }

    /// A name that is also the name of a file.
    mutating func name() throws(Failure) -> String {
        let isPlain = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
        }
        guard let name = word() else { throw Failure("a name is missing.") }
        guard name.allSatisfy(isPlain), !name.hasPrefix(".") else {
            throw Failure("a name has letters, digits, - _ and . only, and does not begin with a dot.")
        }
        try end()
        return name
    }

    mutating func size() throws(Failure) -> (columns: Int, rows: Int) {
        guard let word = word(), let size = Script.size(word) else {
            throw Failure("a size is written as columns and rows, 80x24, each at most 1000.")
        }
        try end()
        return size
    }

    mutating func seconds() throws(Failure) -> Int {
        guard let word = word(), let seconds = Int(word), (1...3_600).contains(seconds) else {
            throw Failure("a timeout is a number of seconds, 1 to 3600.")
        }
        try end()
        return seconds
    }

    private mutating func quoted() throws(Failure) -> String {
        rest = rest.dropFirst()
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\": text.unicodeScalars.append(try escaped())
            default: text.append(character)
            }
        }
        throw Failure("the quote is not closed.")
    }

    private mutating func escaped() throws(Failure) -> Unicode.Scalar {
        switch rest.popFirst() {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "e": return "\u{1B}"
        case "\"": return "\""
        case "\\": return "\\"
        case "u":
            guard rest.first == "{", let end = rest.firstIndex(of: "}"),
                let value = UInt32(rest[..<end].dropFirst(), radix: 16), let scalar = Unicode.Scalar(value)
            else { break }
            rest = rest[rest.index(after: end)...]
            return scalar
        default: break
        }
        throw Failure("after \\ stands one of n r t e \" \\ or u{code}.")
    }
}
