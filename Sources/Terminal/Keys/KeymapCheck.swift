/// Looks a keymap over: what is wrong and what is doubtful, in sentences that name the file and the line.
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
    /// Contexts that the program asks for; nil: any may be there.
    public var contexts: Set<String>?
    /// Permissions that `needs` may name; nil: any.
    public var permissions: Set<String>?

    public init(
        actions: [String: [String]], textContexts: Set<String>, contexts: Set<String>? = nil,
        permissions: Set<String>? = nil
    ) {
        self.actions = actions
        self.textContexts = textContexts
        self.contexts = contexts
        self.permissions = permissions
    }

    public func findings(in keymap: Keymap) -> [Finding] {
        var findings = keymap.complaints.map { Finding(severity: .error, sentence: $0) }
        let used = contexts.map { Set($0.flatMap { keymap.chain([$0]) }) }
        for name in keymap.contextNames {
            if let used, !used.contains(name), let context = keymap.contexts[name] {
                findings.append(
                    Finding(
                        severity: .error,
                        sentence: "\(context.place): there is no context [\(name)], and none that is there inherits it."
                    ))
            }
            findings += check(name, keymap)
        }
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
        if let parent = context.inherits, keymap.contexts[parent] == nil {
            findings.append(
                Finding(
                    severity: .error,
                    sentence: "\(context.place): [\(name)] inherits [\(parent)], which is not there."))
        }
        let chain = keymap.chain([name])
        for strokes in context.order {
            guard let entry = context.entries[strokes] else { continue }
            let keys = strokes.map(\.description).joined(separator: " ")
            func add(_ severity: Severity, _ words: String) {
                findings.append(Finding(severity: severity, sentence: "\(entry.place): \(keys) in [\(name)] \(words)"))
            }
            check(entry, strokes, in: context, add)
            checkKeys(entry, strokes, isText: chain.dropLast().contains { textContexts.contains($0) }, add)
            checkAround(entry, strokes, name, chain, keymap, add)
        }
        return findings
    }

    private typealias Add = (Severity, String) -> Void

    /// What the entry says.
    private func check(_ entry: Keymap.Entry, _ strokes: [KeyStroke], in context: Keymap.Context, _ add: Add) {
        if case .action(let action) = entry.binding, actions[action] == nil {
            add(.error, "does \(action), and there is no such action.")
        }
        if let needs = entry.needs, let permissions, !permissions.contains(needs) {
            add(.error, "needs \(needs), and there is no such permission.")
        }
        guard entry.binding != .nothing else { return }
        let longer = context.order.first {
            $0.count > strokes.count && $0.starts(with: strokes) && context.entries[$0]?.binding != .nothing
        }
        if let longer, let other = context.entries[longer] {
            add(.error, "is also the beginning of a sequence (\(other.place)): that is never reached.")
        }
    }

    /// Whether the keys can be pressed.
    private func checkKeys(_ entry: Keymap.Entry, _ strokes: [KeyStroke], isText: Bool, _ add: Add) {
        guard entry.binding != .nothing else { return }
        if isText, strokes.first?.text != nil { add(.error, "is text there, not a command.") }
        if let stroke = strokes.first(where: { KeyReach.isNeverSent($0) }) {
            add(.error, "cannot be: no terminal sends \(stroke).")
        } else if let stroke = strokes.first(where: { KeyReach.isUnreliable($0) }) {
            add(.warning, "is not for everybody: some terminals keep \(stroke) for themselves or do not send it.")
        }
    }

    /// What it hides, and where an alias leads.
    private func checkAround(
        _ entry: Keymap.Entry, _ strokes: [KeyStroke], _ name: String, _ chain: [String], _ keymap: Keymap, _ add: Add
    ) {
        switch entry.binding {
        case .nothing: return
        case .alias(let stroke):
            var seen: Set<KeyStroke> = Set(strokes)
            var next = stroke
            while seen.insert(next).inserted {
                guard let target = chain.lazy.compactMap({ keymap.contexts[$0]?.entries[[next]] }).first,
                    case .alias(let further) = target.binding
                else { return }
                next = further
            }
            return add(.error, "stands for itself.")
        case .action: break
        }
        guard !entry.overrides else { return }
        if name != Keymap.global, let hidden = keymap.contexts[Keymap.global]?.entries[strokes],
            hidden.binding != entry.binding, hidden.binding != .nothing
        {
            let words: String =
                switch hidden.binding {
                case .action(let action): action
                case .alias(let stroke): stroke.description
                case .nothing: ""
                }
            add(.error, "hides the global \(words) (\(hidden.place)); that needs override = true.")
        }
        for farther in chain.drop(while: { $0 != name }).dropFirst() {
            guard let other = keymap.contexts[farther] else { continue }
            let hidden = other.order.first { sequence in
                guard case .action? = other.entries[sequence]?.binding else { return false }
                return sequence.count > strokes.count && sequence.starts(with: strokes)
                    || sequence.count < strokes.count && strokes.starts(with: sequence)
            }
            guard let hidden, let place = other.entries[hidden]?.place else { continue }
            let keys = hidden.map(\.description).joined(separator: " ")
            return add(.warning, "hides \(keys) of [\(farther)] (\(place)); override = true says that it is meant.")
        }
    }

    /// A way in for a terminal with the keys of a vt100: letters, Ctrl, ESC and a letter, arrows, F1 to F4.
    private func isReachable(_ action: String, in context: String, _ keymap: Keymap) -> Bool {
        keymap.bindings(in: [context]).contains { listed in
            listed.action == action && listed.strokes.allSatisfy { KeyReach.vt100Sends($0) }
        }
    }
}
