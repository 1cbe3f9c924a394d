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
            case "leader" where table.path.count == 1: break
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

    private mutating func read(_ table: TableFile.Table, context name: String, from source: String) {
        var context = contexts[name] ?? Context()
        for entry in table.entries {
            if entry.key == "inherits", case .string(let parent) = entry.value {
                context.inherits = parent
                continue
            }
            guard let strokes = KeyStroke.sequence(entry.key) else {
                complain(source, entry.line, "there is no key \u{201C}\(entry.key)\u{201D}")
                continue
            }
            guard let read = Self.binding(entry.value) else {
                complain(source, entry.line, "after = comes an action, false, or { do = ... }")
                continue
            }
            if context.entries[strokes]?.source == source {
                complain(source, entry.line, "\(entry.key) is there twice in [\(name)]")
            }
            if context.entries[strokes] == nil { context.order.append(strokes) }
            context.entries[strokes] = Entry(binding: read.binding, overrides: read.overrides, source: source)
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

    private static func binding(_ value: TableFile.Value) -> (binding: Binding, overrides: Bool)? {
        switch value {
        case .string(let action): return (.action(action), false)
        case .boolean(false): return (.nothing, true)
        case .table(let entries):
            var binding: Binding?
            var overrides = false
            for entry in entries {
                switch (entry.key, entry.value) {
                case ("do", .string(let action)): binding = .action(action)
                case ("key", .string(let name)):
                    guard let stroke = KeyStroke(name) else { return nil }
                    binding = .alias(stroke)
                case ("override", .boolean(let flag)): overrides = flag
                case ("label", .string), ("needs", .string), ("bar", .integer): break
                default: return nil
                }
            }
            return binding.map { ($0, overrides) }
        case .boolean(true), .integer, .array: return nil
        }
    }
}
