import TOML

/// Reading keymap files into a ``Keymap``.
extension Keymap {
    /// Merges a file. What it says replaces what was there for the same key; what cannot be understood becomes a
    /// complaint and changes nothing.
    public mutating func merge(_ text: String, from source: String) {
        let file: TableFile
        do {
            file = try TableFile(text)
        } catch {
            complaints.append("\(source), \(error.sentence). The file is not used.")
            return
        }
        for table in file.tables {
            switch table.path.first {
            case nil where table.entries.isEmpty: break
            case "meta" where table.path.count == 1: readMeta(table, from: source)
            case "leader" where table.path.count == 1: readLeader(table, from: source)
            case Self.global where table.path.count == 1: read(table, context: Self.global, from: source)
            case "context" where table.path.count == 2: read(table, context: table.path[1], from: source)
            default:
                complain(source, table.line, "there is no table [\(table.path.joined(separator: "."))]")
            }
        }
    }

    private mutating func complain(_ source: String, _ line: Int, _ words: String) {
        complaints.append("\(source), line \(line): \(words).")
    }

    private mutating func readMeta(_ table: TableFile.Table, from source: String) {
        for entry in table.entries {
            switch (entry.key, entry.value) {
            case ("name", .string(let text)): name = text
            case ("inherits", .string): break
            case ("layouts", .array(let names)):
                layouts = names.compactMap { name in
                    if let layout = KeyboardLayout(named: name) { return layout }
                    complain(source, entry.line, "there is no layout \u{201C}\(name)\u{201D}")
                    return nil
                }
            default: complain(source, entry.line, "\u{201C}\(entry.key)\u{201D} is not understood")
            }
        }
    }

    private mutating func readLeader(_ table: TableFile.Table, from source: String) {
        for entry in table.entries {
            switch (entry.key, entry.value) {
            case ("timeout_ms", .integer(let milliseconds)) where (0...60_000).contains(milliseconds):
                leaderTimeout = milliseconds
            case ("timeout_ms", _): complain(source, entry.line, "timeout_ms is 0 to 60000")
            default: complain(source, entry.line, "\u{201C}\(entry.key)\u{201D} is not understood")
            }
        }
    }

    private mutating func read(_ table: TableFile.Table, context name: String, from source: String) {
        var context = contexts[name] ?? Context(place: "\(source), line \(table.line)")
        for entry in table.entries {
            if entry.key == "inherits", case .string(let parent) = entry.value {
                context.inherits = parent
                continue
            }
            guard let strokes = KeyStroke.sequence(entry.key) else {
                complain(source, entry.line, "there is no key \u{201C}\(entry.key)\u{201D}")
                continue
            }
            guard let read = Self.entry(entry, from: source) else {
                complain(
                    source, entry.line, "after = comes an action, false, { do = ... } or { key = ... }")
                continue
            }
            if let before = context.entries[strokes], before.source == source {
                let normal = strokes.map(\.description).joined(separator: " ")
                let meant = normal == entry.key ? "" : " (\(normal))"
                complain(
                    source, entry.line,
                    "\(entry.key)\(meant) is there twice in [\(name)]; the other is in line \(before.line)")
            }
            if context.entries[strokes] == nil { context.order.append(strokes) }
            context.entries[strokes] = read
        }
        contexts[name] = context
        var seen: Set<String> = [name]
        var next = context.inherits
        while let parent = next {
            guard seen.insert(parent).inserted else {
                contexts[name]?.inherits = nil
                complain(source, table.line, "[\(name)] inherits itself")
                return
            }
            next = contexts[parent]?.inherits
        }
    }

    private static func entry(_ line: TableFile.Entry, from source: String) -> Entry? {
        var read = Entry(binding: .nothing, source: source, line: line.line)
        switch line.value {
        case .string(let action): read.binding = .action(action)
        case .boolean(false): read.overrides = true
        case .table(let parts):
            for part in parts {
                switch (part.key, part.value) {
                case ("do", .string(let action)): read.binding = .action(action)
                case ("key", .string(let name)):
                    guard let stroke = KeyStroke(name) else { return nil }
                    read.binding = .alias(stroke)
                case ("override", .boolean(let flag)): read.overrides = flag
                case ("label", .string(let words)): read.label = words
                case ("needs", .string(let permission)): read.needs = permission
                case ("bar", .integer(let place)) where (1...12).contains(place): read.bar = place
                default: return nil
                }
            }
            guard read.binding != .nothing else { return nil }
        case .boolean(true), .integer, .array: return nil
        }
        return read
    }
}
