import Domain
import Terminal

/// Which keys do what, for everything that shows keys: bar, help, palette, hints.
struct KeyGuide {
    let keymap: Keymap
    let catalogue: ActionCatalogue

    func chain(of contexts: [String]) -> [String] { keymap.chain(contexts) }

    /// The names of the keys that do it here, function keys first.
    func keys(for action: ActionID, contexts: [String]) -> [String] {
        keys(for: action, among: keymap.bindings(in: contexts))
    }

    private func keys(for action: ActionID, among bindings: [Keymap.Listed]) -> [String] {
        bindings.filter { $0.action == action.rawValue }.sorted { Self.order($0) < Self.order($1) }.map(\.keys)
    }

    /// The bar: the function keys in their order, each with the record of what it does here.
    func bar(contexts: [String]) -> [(key: String, record: ActionRecord)] {
        keymap.bindings(in: contexts).filter { Self.functionNumber($0) != nil }.sorted {
            Self.order($0) < Self.order($1)
        }
        .compactMap { listed in catalogue[ActionID(listed.action)].map { (listed.keys, $0) } }
    }

    /// Where one can go from home, with the keys.
    var starts: [(keys: String, record: ActionRecord)] {
        let bindings = keymap.bindings(in: ["find"])
        return [
            ActionID.customerRegister, .goQueue, .goWarehouse, .goPayment, .goCashier, .goChargeRuns, .goCatalog,
            .goUsage,
            .goDrafts, .palette, .help,
        ].compactMap {
            guard let record = catalogue[$0] else { return nil }
            return (keys(for: $0, among: bindings).prefix(2).joined(separator: "  "), record)
        }
    }

    private static func functionNumber(_ listed: Keymap.Listed) -> Int? {
        guard listed.strokes.count == 1, listed.strokes[0].modifiers.isEmpty,
            case .function(let number) = listed.strokes[0].base
        else { return nil }
        return number
    }

    private static func order(_ listed: Keymap.Listed) -> Int {
        if let number = functionNumber(listed) { return number }
        guard let first = listed.strokes.first else { return 500 }
        if first.modifiers.contains(.alt) { return 300 }
        return first.text == nil ? 200 : 100
    }
}
