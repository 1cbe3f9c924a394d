/// Which keys mean which actions, by context. Made of files: the shipped one, those it inherits, and the user's own,
/// which is merged last and always wins.
public struct Keymap: Sendable {
    public enum Binding: Equatable, Sendable {
        case action(String)
        /// Stands for another key, in every context.
        case alias(KeyStroke)
        case nothing
    }

    struct Entry: Equatable, Sendable {
        var binding: Binding
        /// Meant to hide a key of the global context.
        var overrides: Bool
        var source: String
    }

    struct Context: Equatable, Sendable {
        var inherits: String?
        var entries: [[KeyStroke]: Entry] = [:]
        /// Sequences in the order of the files, for the lists shown to people.
        var order: [[KeyStroke]] = []
    }

    public static let global = "global"

    public internal(set) var name = ""
    /// Keyboard layouts whose letters are taken for the Latin ones on the same keys, for commands only.
    public internal(set) var layouts: [KeyboardLayout] = []
    var contexts: [String: Context] = [:]
    /// What could not be read or understood, in sentences.
    public internal(set) var complaints: [String] = []

    public init() {}

    /// The contexts looked through: each with those it inherits, then the global one.
    public func chain(_ names: [String]) -> [String] {
        var chain: [String] = []
        for name in names {
            var next: String? = name
            while let context = next, !chain.contains(context) {
                chain.append(context)
                next = contexts[context]?.inherits
            }
        }
        return chain.contains(Self.global) ? chain : chain + [Self.global]
    }

    public enum Lookup: Equatable, Sendable {
        case action(String)
        /// The beginning of sequences: their next keys with what they do.
        case prefix([(KeyStroke, String)])
        case nothing

        public static func == (left: Lookup, right: Lookup) -> Bool {
            switch (left, right) {
            case (.action(let one), .action(let other)): one == other
            case (.prefix(let one), .prefix(let other)): one.map(\.0) == other.map(\.0)
            case (.nothing, .nothing): true
            default: false
            }
        }
    }

    /// What the keys mean here. A letter of another layout is tried as the Latin one on its key.
    public func lookup(_ strokes: [KeyStroke], in names: [String]) -> Lookup {
        let found = lookupExactly(strokes, in: names)
        guard found == .nothing else { return found }
        for layout in layouts {
            let latin = strokes.map { layout.latin($0) }
            guard latin != strokes else { continue }
            let found = lookupExactly(latin, in: names)
            if found != .nothing { return found }
        }
        return .nothing
    }

    private func lookupExactly(_ strokes: [KeyStroke], in names: [String]) -> Lookup {
        let chain = chain(names)
        for context in chain {
            guard let entry = contexts[context]?.entries[strokes] else { continue }
            switch entry.binding {
            case .action(let action): return .action(action)
            case .nothing: return .nothing
            case .alias(let stroke): return stroke == strokes.first ? .nothing : lookupExactly([stroke], in: names)
            }
        }
        // Asked for every letter typed: the list is made only where there is a longer sequence.
        let isBeginning = chain.contains { context in
            contexts[context]?.order.contains { $0.count > strokes.count && $0.starts(with: strokes) } ?? false
        }
        guard isBeginning else { return .nothing }
        let next = bindings(in: names).filter { $0.strokes.count > strokes.count && $0.strokes.starts(with: strokes) }
        return next.isEmpty ? .nothing : .prefix(next.map { ($0.strokes[strokes.count], $0.action) })
    }

    public struct Listed: Equatable, Sendable {
        public var strokes: [KeyStroke]
        public var action: String
        public var context: String

        /// As the files and the help write it.
        public var keys: String { strokes.map(\.description).joined(separator: " ") }
    }

    /// Everything bound here, nearest context first, aliases resolved; what a nearer context hides is left out.
    public func bindings(in names: [String]) -> [Listed] {
        var seen: Set<[KeyStroke]> = []
        var listed: [Listed] = []
        var aliases: [([KeyStroke], KeyStroke)] = []
        for context in chain(names) {
            for strokes in contexts[context]?.order ?? [] where seen.insert(strokes).inserted {
                switch contexts[context]?.entries[strokes]?.binding {
                case .action(let action): listed.append(Listed(strokes: strokes, action: action, context: context))
                case .alias(let stroke): aliases.append((strokes, stroke))
                case .nothing, nil: break
                }
            }
        }
        for (strokes, stroke) in aliases {
            guard let meant = listed.first(where: { $0.strokes == [stroke] }) else { continue }
            listed.append(Listed(strokes: strokes, action: meant.action, context: meant.context))
        }
        return listed
    }

    /// The names of all contexts, sorted.
    public var contextNames: [String] { contexts.keys.sorted() }
}
