/// Which row of a list is selected and which is first on the screen. The selection is by identity: when the rows
/// change it stays on what was chosen, never on what slid into its place.
public struct RowSelection<ID: Hashable>: Equatable {
    public private(set) var id: ID?
    public private(set) var top = 0
    private var lastIndex = 0

    public init(_ id: ID? = nil) { self.id = id }

    public func index(in ids: [ID]) -> Int? { id.flatMap { ids.firstIndex(of: $0) } }

    /// After the rows changed: the same row, or the one now nearest to where it was.
    public mutating func reconcile(with ids: [ID]) {
        if let index = index(in: ids) {
            lastIndex = index
        } else {
            lastIndex = min(lastIndex, max(ids.count - 1, 0))
            id = ids.isEmpty ? nil : ids[lastIndex]
        }
    }

    public mutating func select(_ wanted: ID, in ids: [ID]) {
        id = wanted
        reconcile(with: ids)
    }

    /// True when the action is a movement in a list of so many visible rows.
    public mutating func perform(_ action: ActionID, in ids: [ID], visible: Int) -> Bool {
        let index = index(in: ids) ?? 0
        let target: Int
        switch action {
        case .moveUp: target = index - 1
        case .moveDown: target = index + 1
        case .movePageUp: target = index - max(visible - 1, 1)
        case .movePageDown: target = index + max(visible - 1, 1)
        case .moveFirst: target = 0
        case .moveLast: target = ids.count - 1
        default: return false
        }
        guard !ids.isEmpty else { return true }
        lastIndex = min(max(target, 0), ids.count - 1)
        id = ids[lastIndex]
        scroll(count: ids.count, visible: visible)
        return true
    }

    /// The first row to draw so that the selection is seen.
    public func firstVisible(in ids: [ID], visible: Int) -> Int {
        var copy = self
        copy.lastIndex = index(in: ids) ?? 0
        copy.scroll(count: ids.count, visible: visible)
        return copy.top
    }

    private mutating func scroll(count: Int, visible: Int) {
        guard visible > 0 else { return }
        top = min(top, max(count - visible, 0))
        if lastIndex < top { top = lastIndex }
        if lastIndex >= top + visible { top = lastIndex - visible + 1 }
    }
}
