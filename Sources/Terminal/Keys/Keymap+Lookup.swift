/// What keys mean, nearest context first.
extension Keymap {
    /// A key that goes on with a sequence.
    public struct Continuation: Equatable, Sendable {
        public var stroke: KeyStroke
        /// What it does; nil when more keys follow.
        public var action: String?
    }

    public enum Lookup: Equatable, Sendable {
        case action(String)
        /// The beginning of sequences: the keys that may follow, each once.
        case prefix([Continuation])
        case nothing
    }

    /// What the keys mean here. A letter of another layout is tried as the Latin one on its key.
    public func lookup(_ strokes: [KeyStroke], in names: [String]) -> Lookup {
        let chain = chain(names)
        let found = lookupExactly(strokes, in: chain)
        guard found == .nothing else { return found }
        for layout in layouts {
            let latin = strokes.map { layout.latin($0) }
            guard latin != strokes else { continue }
            let found = lookupExactly(latin, in: chain)
            if found != .nothing { return found }
        }
        return .nothing
    }

    private func lookupExactly(_ strokes: [KeyStroke], in chain: [String]) -> Lookup {
        let strokes = unaliased(strokes, in: chain)
        let beginnings = strokes.count > 1 ? (1..<strokes.count).map { Array(strokes.prefix($0)) } : []
        var isUnbound = false
        for name in chain {
            guard let context = contexts[name] else { continue }
            switch context.entries[strokes]?.binding {
            case .action(let action): if !isUnbound { return .action(action) }
            // The key alone is free again; sequences that begin with it go on.
            case .nothing: isUnbound = true
            // It leads in a circle, which the check tells.
            case .alias: return .nothing
            case nil: break
            }
            let begins = context.order.contains {
                $0.count > strokes.count && $0.starts(with: strokes) && context.entries[$0]?.binding != .nothing
            }
            // A key that does something by itself here is never the beginning of what is farther out.
            let isEnded = beginnings.contains { beginning in
                if case .action? = context.entries[beginning]?.binding { true } else { false }
            }
            if isEnded { return .nothing }
            if begins {
                let next = continuations(of: strokes, in: chain)
                if !next.isEmpty { return .prefix(next) }
            }
        }
        return .nothing
    }

    /// The keys with an alias at their beginning replaced by what it stands for.
    private func unaliased(_ strokes: [KeyStroke], in chain: [String]) -> [KeyStroke] {
        var strokes = strokes
        var seen: Set<KeyStroke> = []
        while let first = strokes.first, seen.insert(first).inserted,
            let entry = chain.lazy.compactMap({ contexts[$0]?.entries[[first]] }).first,
            case .alias(let stroke) = entry.binding
        {
            strokes[0] = stroke
        }
        return strokes
    }

    private func continuations(of strokes: [KeyStroke], in chain: [String]) -> [Continuation] {
        var next: [Continuation] = []
        for listed in live(in: chain) where listed.strokes.count > strokes.count && listed.strokes.starts(with: strokes)
        {
            let stroke = listed.strokes[strokes.count]
            let isLast = listed.strokes.count == strokes.count + 1
            guard !next.contains(where: { $0.stroke == stroke }) else { continue }
            next.append(Continuation(stroke: stroke, action: isLast ? listed.action : nil))
        }
        return next
    }

    /// A binding as it is in force somewhere.
    public struct Listed: Equatable, Sendable {
        public var strokes: [KeyStroke]
        public var action: String
        public var context: String
        /// The keymap's own words for the key bar.
        public var label: String?
        public var bar: Int?
        public var needs: String?
        /// The file and the line that bind it.
        public var place: String

        /// As the files and the help write it.
        public var keys: String { strokes.map(\.description).joined(separator: " ") }
    }

    /// Everything bound here, nearest context first, aliases resolved; what a nearer context hides is left out.
    public func bindings(in names: [String]) -> [Listed] {
        let chain = chain(names)
        var listed = live(in: chain)
        for name in chain {
            for strokes in contexts[name]?.order ?? [] {
                guard let entry = contexts[name]?.entries[strokes], case .alias = entry.binding,
                    !listed.contains(where: { $0.strokes == strokes }),
                    let meant = listed.first(where: { $0.strokes == unaliased(strokes, in: chain) })
                else { continue }
                var alias = meant
                alias.strokes = strokes
                // The bar shows the key itself.
                alias.bar = nil
                listed.append(alias)
            }
        }
        return listed
    }

    private func live(in chain: [String]) -> [Listed] {
        var seen: Set<[KeyStroke]> = []
        // Keys that mean something by themselves in a nearer context, and beginnings of nearer sequences.
        var whole: Set<[KeyStroke]> = []
        var begun: Set<[KeyStroke]> = []
        var listed: [Listed] = []
        for name in chain {
            guard let context = contexts[name] else { continue }
            let (nearerWhole, nearerBegun) = (whole, begun)
            for strokes in context.order where seen.insert(strokes).inserted {
                guard let entry = context.entries[strokes], case .action(let action) = entry.binding else { continue }
                guard !nearerBegun.contains(strokes) else { continue }
                if strokes.count > 1 {
                    let beginnings = (1..<strokes.count).map { Array(strokes.prefix($0)) }
                    if beginnings.contains(where: { nearerWhole.contains($0) }) { continue }
                    begun.formUnion(beginnings)
                }
                whole.insert(strokes)
                listed.append(
                    Listed(
                        strokes: strokes, action: action, context: name, label: entry.label, bar: entry.bar,
                        needs: entry.needs, place: entry.place))
            }
        }
        return listed
    }
}
