import Terminal

/// A row that says which letters do what on this screen, made from the keymap in force; what does not fit is left out
/// whole.
struct KeyHints {
    let items: [KeyBar.Item]

    init(_ actions: [ActionID], of screenContexts: [String], in context: ScreenContext) {
        items = actions.compactMap { action in
            guard let record = context.keys.catalogue[action] else { return nil }
            guard record.isAllowed(in: context) else { return nil }
            let keys = context.keys.pressable(action, contexts: screenContexts)
            guard let key = keys.min(by: { $0.count < $1.count }) else { return nil }
            return KeyBar.Item(key: key, label: record.shortLabel.lowercased())
        }
    }

    func draw(on sheet: inout Sheet, row: Int) {
        sheet.within(row: row, column: 1, height: 1, width: sheet.width - 1) { KeyBar(items).draw(on: &$0, row: 0) }
    }
}
