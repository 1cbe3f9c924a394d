/// Looks a keymap over: what is wrong and what is doubtful, in sentences.
public struct KeymapCheck {
    public enum Severity: String, Sendable {
        case error
        case warning
    }

    public struct Finding: Equatable, Sendable {
        public var severity: Severity
        public var sentence: String
    }

    /// Every action with the contexts it belongs to.
    public var actions: [String: [String]]
    /// Contexts whose focused field takes printable keys as text.
    public var textContexts: Set<String>

    public init(actions: [String: [String]], textContexts: Set<String>) {
        self.actions = actions
        self.textContexts = textContexts
    }

    public func findings(in keymap: Keymap) -> [Finding] {
        var findings = keymap.complaints.map { Finding(severity: .error, sentence: $0) }
        for name in keymap.contextNames { findings += check(name, keymap) }
        for (action, contexts) in actions.sorted(by: { $0.key < $1.key }) {
            for context in contexts where !isReachable(action, in: context, keymap) {
                findings.append(
                    Finding(
                        severity: .error, sentence: "\(action) has no key in [\(context)] that a vt100 can send."))
            }
        }
        return findings
    }

    private func check(_ name: String, _ keymap: Keymap) -> [Finding] {
        guard let context = keymap.contexts[name] else { return [] }
        var findings: [Finding] = []
        func add(_ severity: Severity, _ sentence: String) {
            findings.append(Finding(severity: severity, sentence: sentence))
        }
        if let parent = context.inherits, keymap.contexts[parent] == nil {
            add(.error, "[\(name)] inherits [\(parent)], which is not there.")
        }
        let isText = keymap.chain([name]).dropLast().contains { textContexts.contains($0) }
        for strokes in context.order {
            guard let entry = context.entries[strokes] else { continue }
            let keys = strokes.map(\.description).joined(separator: " ")
            if case .action(let action) = entry.binding, actions[action] == nil {
                add(.error, "\(keys) in [\(name)]: there is no action \(action).")
            }
            if context.order.contains(where: { $0.count > strokes.count && $0.starts(with: strokes) }),
                entry.binding != .nothing
            {
                add(.error, "\(keys) in [\(name)] is also the beginning of a sequence.")
            }
            if isText, strokes.first?.text != nil { add(.error, "\(keys) in [\(name)] is text there, not a command.") }
            if let stroke = strokes.first(where: { Self.isNeverSent($0) }) {
                add(.error, "\(keys) in [\(name)]: no terminal sends \(stroke).")
            }
            if let stroke = strokes.first(where: { Self.isUnreliable($0) }) {
                add(.warning, "\(keys) in [\(name)]: some terminals keep \(stroke) for themselves.")
            }
            if name != Keymap.global, !entry.overrides,
                case .action(let action)? = keymap.contexts[Keymap.global]?.entries[strokes]?.binding,
                entry.binding != .action(action)
            {
                add(.error, "\(keys) in [\(name)] hides the global \(action); that needs override = true.")
            }
        }
        return findings
    }

    /// A way in for a terminal with the keys of a vt100: letters, Ctrl, ESC and a letter, arrows, F1 to F4.
    private func isReachable(_ action: String, in context: String, _ keymap: Keymap) -> Bool {
        keymap.bindings(in: [context]).contains { listed in
            listed.action == action && listed.strokes.allSatisfy { Self.vt100Sends($0) }
        }
    }

    private static func vt100Sends(_ stroke: KeyStroke) -> Bool {
        switch stroke.base {
        case .character, .named(.space): !stroke.modifiers.contains(.shift)
        case .function(let number): number <= 4 && stroke.modifiers.isEmpty
        case .named(.up), .named(.down), .named(.left), .named(.right), .named(.enter), .named(.escape), .named(.tab),
            .named(.backspace):
            stroke.modifiers.isEmpty
        case .named: false
        }
    }

    private static func isNeverSent(_ stroke: KeyStroke) -> Bool {
        guard stroke.modifiers.contains(.control) else { return false }
        switch stroke.base {
        case .character(let character):
            return stroke.modifiers.contains(.shift)
                || !(character.isASCII && (character.isLetter || "\\]^_".contains(character)))
        case .named(.enter), .named(.escape), .named(.backspace): return true
        case .named, .function: return false
        }
    }

    private static func isUnreliable(_ stroke: KeyStroke) -> Bool {
        switch stroke.base {
        case .function(let number): number == 10 || number == 11 || number > 12
        case .character(let character): stroke.modifiers == .control && character == "\\"
        case .named: false
        }
    }
}
