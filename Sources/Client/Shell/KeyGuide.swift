import Domain
import Terminal

/// Which keys do what, for everything that shows keys: bar, help, palette, hints.
struct KeyGuide {
    let keymap: Keymap
    let catalogue: ActionCatalogue
    /// How many function keys the terminal has: a vt100 has four.
    var functionKeys = 12
    /// Asked for several times in every picture.
    var cache = BindingCache()

    /// What is bound in some contexts, made once: the keymap does not change while the program runs.
    final class BindingCache {
        private var found: [[String]: [Keymap.Listed]] = [:]

        func bindings(in contexts: [String], of keymap: Keymap) -> [Keymap.Listed] {
            if let bindings = found[contexts] { return bindings }
            let bindings = keymap.bindings(in: contexts)
            found[contexts] = bindings
            return bindings
        }
    }

    private func bindings(in contexts: [String]) -> [Keymap.Listed] { cache.bindings(in: contexts, of: keymap) }

    func chain(of contexts: [String]) -> [String] { keymap.chain(contexts) }

    /// The names of the keys that do it here, function keys first.
    func keys(for action: ActionID, contexts: [String]) -> [String] {
        keys(for: action, among: bindings(in: contexts))
    }

    private func keys(for action: ActionID, among bindings: [Keymap.Listed]) -> [String] {
        bindings.filter { $0.action == action.rawValue }.sorted { Self.order($0) < Self.order($1) }.map(\.keys)
    }

    /// The one key to name in words: one that this terminal has, ENTER before others, then as in the bar; nil: there is none.
    func key(for action: ActionID, contexts: [String]) -> String? { pressable(action, contexts: contexts).first }

    /// The keys of it that this terminal has, that to be named first in front.
    func pressable(_ action: ActionID, contexts: [String]) -> [String] {
        let keys = keys(for: action, among: bindings(in: contexts).filter { isPressable($0) })
        let enter = KeyStroke.Name.enter.rawValue
        return keys.contains(enter) ? [enter] + keys.filter { $0 != enter } : keys
    }

    /// A terminal with the four function keys of a vt100 has no more of the others either.
    private func isPressable(_ listed: Keymap.Listed) -> Bool {
        listed.strokes.allSatisfy { stroke in
            if functionKeys <= 4 { return KeyReach.vt100Sends(stroke) && stroke.functionNumber ?? 0 <= functionKeys }
            return stroke.functionNumber.map { $0 <= functionKeys } ?? true
        }
    }

    /// A place of the bar: the key, what is written beside it, what it does.
    struct BarPlace {
        var key: String
        var label: String
        var record: ActionRecord
        /// The keymap shows it only to those who have this permission.
        var needs: Permission?
    }

    /// The bar: the function keys in their order, or where the keymap puts them, with what they do here. On a terminal
    /// that has not so many, another key that does the same.
    func bar(contexts: [String]) -> [BarPlace] {
        let bindings = self.bindings(in: contexts)
        let placed = bindings.compactMap { listed in
            (listed.bar ?? Self.functionNumber(listed)).map { (place: $0, listed: listed) }
        }
        return placed.sorted { $0.place < $1.place }.compactMap { _, listed in
            guard let record = catalogue[ActionID(listed.action)] else { return nil }
            return BarPlace(
                key: pressable(listed, among: bindings), label: listed.label ?? record.shortLabel, record: record,
                needs: listed.needs.map { Permission($0) })
        }
    }

    private func pressable(_ listed: Keymap.Listed, among bindings: [Keymap.Listed]) -> String {
        guard !isPressable(listed) else { return listed.keys }
        return keys(for: ActionID(listed.action), among: bindings.filter { isPressable($0) }).first ?? listed.keys
    }

    /// What may follow the beginning of a sequence, as the panel over the message row shows it.
    func items(_ next: [Keymap.Continuation]) -> [KeyBar.Item] {
        next.map { continuation in
            let words = continuation.action.map { catalogue[ActionID($0)]?.label ?? $0 } ?? "more keys"
            return KeyBar.Item(key: continuation.stroke.description, label: words)
        }
    }

    /// Where one can go from home, with the keys.
    var starts: [(keys: String, record: ActionRecord)] {
        let reachable = bindings(in: ["find"]).filter { isPressable($0) }
        return [
            ActionID.customerRegister, .goQueue, .goWarehouse, .goPayment, .goCashier, .goChargeRuns, .goCatalog,
            .goUsage, .goDrafts, .palette, .help,
        ].compactMap {
            guard let record = catalogue[$0] else { return nil }
            let keys = keys(for: $0, among: reachable)
            return (keys.prefix(2).joined(separator: "  "), record)
        }
    }

    private static func functionNumber(_ listed: Keymap.Listed) -> Int? {
        listed.strokes.count == 1 && listed.strokes[0].modifiers.isEmpty ? listed.strokes[0].functionNumber : nil
    }

    private static func order(_ listed: Keymap.Listed) -> Int {
        if let number = functionNumber(listed) { return number }
        guard let first = listed.strokes.first else { return 500 }
        if first.modifiers.contains(.alt) { return 300 }
        return first.text == nil ? 200 : 100
    }
}
