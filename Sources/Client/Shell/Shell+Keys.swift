import Terminal

/// Keys into actions and text, by the top layer's contexts.
extension Shell {
    enum Reading: Equatable {
        case action(ActionID)
        case text(String)
        case paste(String)
        /// A key without a meaning here.
        case unknown(String)
        /// The beginning of a sequence: the keys that may follow are shown.
        case prefix
        case ignored
    }

    /// Understands one input; remembers the beginning of a sequence.
    mutating func read(_ input: InputEvent) -> Reading {
        guard let screen = top?.screen else { return .ignored }
        switch input {
        case .mouse: return .ignored
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
                nextKeys = next
                return .prefix
            case .nothing:
                let isGivenUp =
                    !prefix.isEmpty && keymap.lookup([stroke], in: screen.keyContexts) == .action("app.cancel")
                prefix = []
                return isGivenUp ? .ignored : .unknown(Self.name(strokes))
            }
        }
    }

    /// The panel of the keys that may follow; nil when no sequence is begun.
    var keyPanel: KeyPanel? {
        guard !prefix.isEmpty else { return nil }
        let context = context
        // What the role does not allow is not there.
        let allowed = nextKeys.filter { next in
            next.action.flatMap { catalogue[ActionID($0)] }.map { $0.isAllowed(in: context) } ?? true
        }
        return KeyPanel(title: "\(Self.name(prefix)) and then", items: context.keys.items(allowed))
    }

    /// The timer that forgets the beginning of a sequence, where the keymap has one.
    var leaderTimer: [Order] {
        keymap.leaderTimeout > 0
            ? [.timer(RequestSlot(layer: Self.ownLayer, purpose: "leader"), milliseconds: keymap.leaderTimeout)] : []
    }

    /// What the input would do now, without doing it.
    func action(of input: InputEvent) -> ActionID? {
        var copy = self
        guard case .action(let action) = copy.read(input) else { return nil }
        return action
    }

    private static func name(_ strokes: [KeyStroke]) -> String { strokes.map(\.description).joined(separator: " ") }
}
