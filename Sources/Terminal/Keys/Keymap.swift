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
        var overrides = false
        /// What the key bar says in place of the action's own words.
        var label: String?
        /// The place in the key bar, 1 to 12; nil: where a function key has it by its number.
        var bar: Int?
        /// A permission without which this key is not shown.
        var needs: String?
        /// The file it is from, and the line there.
        var source: String
        var line: Int

        var place: String { "\(source), line \(line)" }
    }

    struct Context: Equatable, Sendable {
        var inherits: String?
        var entries: [[KeyStroke]: Entry] = [:]
        /// Sequences in the order of the files, for the lists shown to people.
        var order: [[KeyStroke]] = []
        /// Where it was first named.
        var place = ""
    }

    public static let global = "global"

    public internal(set) var name = ""
    /// Keyboard layouts whose letters are taken for the Latin ones on the same keys, for commands only.
    public internal(set) var layouts: [KeyboardLayout] = []
    /// Milliseconds after which the beginning of a sequence is forgotten; 0: never.
    public internal(set) var leaderTimeout = 0
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

    /// The names of all contexts, sorted.
    public var contextNames: [String] { contexts.keys.sorted() }
}
