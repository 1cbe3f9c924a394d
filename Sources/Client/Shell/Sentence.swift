import Terminal

/// Words in which keys are named by what they do: "\(key: .formSave) saves it." The parts are kept, and the keys are those
/// of the map in force where and when the words are shown. One without keys is its text and no more.
struct Sentence: Equatable, ExpressibleByStringInterpolation {
    enum Part: Equatable {
        case text(String)
        case key(ActionID)
    }

    private(set) var parts: [Part] = []

    init(_ text: String) { append(text) }

    init(stringLiteral value: String) { self.init(value) }

    init(stringInterpolation words: Words) { self = words.sentence }

    struct Words: StringInterpolationProtocol {
        fileprivate var sentence = Sentence("")

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { sentence.append(literal) }
        mutating func appendInterpolation(_ value: some CustomStringConvertible) { sentence.append("\(value)") }
        mutating func appendInterpolation(_ words: Sentence) { sentence.append(words) }
        /// The key that does it there.
        mutating func appendInterpolation(key action: ActionID) { sentence.parts.append(.key(action)) }
    }

    /// Texts are joined, so that two that read alike are the same.
    private mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        if case .text(let before)? = parts.last {
            parts[parts.count - 1] = .text(before + text)
        } else {
            parts.append(.text(text))
        }
    }

    private mutating func append(_ other: Sentence) {
        for part in other.parts {
            switch part {
            case .text(let text): append(text)
            case .key: parts.append(part)
            }
        }
    }

    /// The actions whose keys it names.
    var actions: [ActionID] {
        parts.compactMap { if case .key(let action) = $0 { action } else { nil } }
    }

    func text(_ key: (ActionID) -> String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .key(let action): key(action)
            }
        }.joined()
    }
}

extension KeyGuide {
    /// The words with the keys of these contexts that this terminal has.
    func words(_ sentence: Sentence, contexts: [String]) -> String {
        sentence.text { name(of: $0, contexts: contexts) }
    }

    /// The key that does it; of an action without one here, its own words and the key of the menu it is found in.
    func name(of action: ActionID, contexts: [String]) -> String {
        if let key = key(for: action, contexts: contexts) { return key }
        let menu = action == .palette ? nil : key(for: .palette, contexts: contexts)
        return "\u{201C}\(catalogue[action]?.label ?? action.rawValue)\u{201D} (\(menu ?? "the menu"))"
    }
}

extension ScreenContext {
    /// The words with the keys that are in force on the screen that is drawn.
    func words(_ sentence: Sentence) -> String { keys.words(sentence, contexts: keyContexts) }
}
