import Terminal

/// Keys into actions and text, by the top layer's contexts.
extension Shell {
    enum Reading: Equatable {
        case action(ActionID)
        case text(String)
        case paste(String)
        /// A key without a meaning here.
        case unknown(String)
        /// The beginning of a sequence, with the keys that may follow.
        case prefix(String)
        case ignored
    }

    /// Understands one input; remembers the beginning of a sequence.
    mutating func read(_ input: InputEvent) -> Reading {
        guard let screen = top?.screen else { return .ignored }
        switch input {
        case .paste(let text): return screen.takesText ? .paste(text) : .unknown("A paste")
        case .key(let stroke):
            if prefix.isEmpty, screen.takesText, let text = stroke.text { return .text(text) }
            let strokes = prefix + [stroke]
            switch keymap.lookup(strokes, in: screen.keyContexts) {
            case .action(let name):
                prefix = []
                return .action(ActionID(name))
            case .prefix(let next):
                prefix = strokes
                let words = next.map { "\($0) \(catalogue[ActionID($1)]?.label ?? $1)" }
                return .prefix("\(Self.name(strokes)) and then: \(words.joined(separator: ", "))")
            case .nothing:
                prefix = []
                return .unknown(Self.name(strokes))
            }
        }
    }

    /// What the input would do now, without doing it.
    func action(of input: InputEvent) -> ActionID? {
        var copy = self
        guard case .action(let action) = copy.read(input) else { return nil }
        return action
    }

    private static func name(_ strokes: [KeyStroke]) -> String { strokes.map(\.description).joined(separator: " ") }
}
