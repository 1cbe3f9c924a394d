import Terminal

/// Every action of the place beneath, by its name: type a part of it, ENTER does it.
struct PaletteScreen: Screen {
    var filter: InputLine
    let entries: [ActionCatalogue.Entry]
    var selection = RowSelection<ActionID>()

    /// What only makes sense inside a field is not offered.
    private static let unlisted: Set<String> = ["edit", "move", "focus", "dialog", "confirm"]

    init(text: String, entries: [ActionCatalogue.Entry]) {
        filter = InputLine(text)
        self.entries = entries.filter { entry in
            let area = entry.action.rawValue.split(separator: ".").first.map(String.init) ?? ""
            return !Self.unlisted.contains(area) && entry.action != .palette && entry.action != .cancel
        }
        selection.reconcile(with: visible.map(\.action))
    }

    var keyContexts: [String] { ["dialog", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "All actions" }

    /// Those that match, best first: a word's beginning before letters strewn in order.
    var visible: [ActionCatalogue.Entry] {
        let wanted = filter.text.lowercased().trimmed
        guard !wanted.isEmpty else { return entries }
        let ranked = entries.enumerated().compactMap { index, entry in
            Self.rank(wanted, entry).map { (rank: $0, index: index, entry: entry) }
        }
        return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map(\.entry)
    }

    private static func rank(_ wanted: String, _ entry: ActionCatalogue.Entry) -> Int? {
        let label = entry.label.lowercased()
        if label.hasPrefix(wanted) || entry.action.rawValue.hasPrefix(wanted) { return 0 }
        if label.contains(" \(wanted)") { return 1 }
        if label.contains(wanted) || entry.action.rawValue.contains(wanted) { return 2 }
        var rest = label[...]
        for character in wanted {
            guard let place = rest.firstIndex(of: character) else { return nil }
            rest = rest[rest.index(after: place)...]
        }
        return 3
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .text(let text), .paste(let text):
            filter.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
            return narrow()
        case .action(.cancel): return [.close]
        case .action(.dialogAccept):
            guard let action = selection.id, visible.contains(where: { $0.action == action }) else { return [.ring] }
            return [.close, .run(action)]
        case .action(let action):
            if selection.perform(action, in: visible.map(\.action), visible: ChoiceScreen.rows(in: context)) {
                return []
            }
            guard InputLine.isEdit(action) else { return [] }
            filter.perform(action)
            return narrow()
        default: return []
        }
    }

    private mutating func narrow() -> [Effect] {
        selection = RowSelection()
        selection.reconcile(with: visible.map(\.action))
        return []
    }
}
