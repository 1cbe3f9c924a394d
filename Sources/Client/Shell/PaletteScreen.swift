import Domain
import Terminal

/// Every action of the place beneath, by its name: type a part of it, ENTER does it.
struct PaletteScreen: Screen {
    var filter: InputLine
    /// Those used last first, the others in the order of the catalogue.
    let entries: [ActionCatalogue.Entry]
    var selection = RowSelection<ActionID>()
    /// How many of the entries were used last.
    private let recentCount: Int

    /// What only makes sense inside a field is not offered.
    private static let unlisted: Set<String> = ["edit", "move", "focus", "dialog", "confirm"]

    init(text: String, entries: [ActionCatalogue.Entry], recent: [ActionID] = []) {
        filter = InputLine(text)
        let listed = entries.filter { entry in
            let area = entry.action.rawValue.split(separator: ".").first.map(String.init) ?? ""
            return !Self.unlisted.contains(area) && entry.action != .palette && entry.action != .cancel
        }
        let used = recent.compactMap { action in listed.first { $0.action == action } }
        recentCount = used.count
        self.entries = used + listed.filter { entry in !used.contains { $0.action == entry.action } }
        selection.reconcile(with: visible.map(\.action))
    }

    var keyContexts: [String] { ["dialog", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "All actions" }

    /// Those that match, best first: by name, by the name in keymaps, or by the key itself.
    var visible: [ActionCatalogue.Entry] {
        let wanted = filter.text.trimmed
        guard !wanted.isEmpty else { return entries }
        let ranked = entries.enumerated().compactMap { index, entry in
            Self.score(wanted, entry).map { (score: $0 + (index < recentCount ? 2 : 0), index: index, entry: entry) }
        }
        return ranked.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.entry)
    }

    private static let keyScore = 10_000

    private static func score(_ wanted: String, _ entry: ActionCatalogue.Entry) -> Int? {
        if entry.keys.contains(where: { $0 == wanted || $0.count > 1 && $0.lowercased() == wanted.lowercased() }) {
            return keyScore
        }
        let scores = [FuzzyMatch.score(wanted, in: entry.label), FuzzyMatch.score(wanted, in: entry.action.rawValue)]
        return scores.compactMap { $0 }.max()
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .text(let text), .paste(let text):
            filter.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
            return narrow()
        case .action(.cancel): return [.close]
        case .action(.dialogAccept):
            guard let action = selection.id, visible.contains(where: { $0.action == action }) else { return [.ring] }
            return [.close, .recall(action), .run(action)]
        case .action(let action):
            if selection.perform(action, in: visible.map(\.action), visible: Self.mostRows) {
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
