import Domain
import Terminal

/// Every action of the client by its name, in the order help and palette list them.
struct ActionCatalogue {
    let records: [ActionRecord]
    private let byID: [ActionID: Int]

    init(_ records: [ActionRecord] = ActionCatalogue.shipped) {
        self.records = records
        byID = Dictionary(records.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    subscript(action: ActionID) -> ActionRecord? { byID[action].map { records[$0] } }

    /// An action as the palette and the help list it.
    struct Entry: Equatable {
        var action: ActionID
        var label: String
        /// Those that this terminal has.
        var keys: [String]
        /// The nearest keymap context it belongs to here: its group in the help.
        var context: String
        /// It has its place on every screen.
        var isGlobal: Bool
        /// A sentence when it cannot be done at this moment.
        var whyNot: String?
    }

    /// What this operator can do on this screen: what the role does not allow is not there.
    func entries(for screen: (any Screen)?, in context: ScreenContext) -> [Entry] {
        let contexts = context.keys.chain(of: screen?.keyContexts ?? [])
        let entries: [Entry] = records.compactMap { record in
            guard record.isOffered(on: screen, in: context) else { return nil }
            guard let nearest = contexts.first(where: { record.contexts.contains($0) }) else { return nil }
            return Entry(
                action: record.id, label: record.label,
                keys: context.keys.pressable(record.id, contexts: screen?.keyContexts ?? []),
                context: nearest, isGlobal: record.contexts == ["global"],
                whyNot: screen.flatMap { record.whyNotNow($0, context) })
        }
        return entries.filter { !$0.isGlobal } + entries.filter(\.isGlobal)
    }
}
