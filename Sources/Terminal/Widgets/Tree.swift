/// A tree that is walked like a list: branches open and close, the selection is by identity. What hangs on a branch may be
/// read only when it is opened.
public struct TreeState<ID: Hashable>: Equatable {
    public var selection: RowSelection<ID>
    public private(set) var open: Set<ID>

    public init(_ selected: ID? = nil, open: Set<ID> = []) {
        selection = RowSelection(selected)
        self.open = open
    }

    /// Opens branches that are there from the beginning.
    public mutating func open(_ branches: some Sequence<ID>) { open.formUnion(branches) }

    /// What an action came to.
    public enum Change: Equatable {
        case moved
        /// The branch is open now: what hangs on it is wanted.
        case opened(ID)
        case closed(ID)
    }

    /// Nil: not one of a tree's actions.
    public mutating func perform(_ action: ActionID, in rows: [TreeRow<ID>], visible: Int) -> Change? {
        let ids = rows.map(\.id)
        switch action {
        case .treeOpen:
            guard let index = selection.index(in: ids), rows[index].isBranch else { return .moved }
            let id = ids[index]
            if open.insert(id).inserted { return .opened(id) }
            if index + 1 < rows.count, rows[index + 1].depth > rows[index].depth {
                selection.select(ids[index + 1], in: ids)
            }
            return .moved
        case .treeClose:
            guard let index = selection.index(in: ids) else { return .moved }
            if open.remove(ids[index]) != nil { return .closed(ids[index]) }
            if let parent = rows[..<index].lastIndex(where: { $0.depth < rows[index].depth }) {
                selection.select(ids[parent], in: ids)
            }
            return .moved
        default: return selection.perform(action, in: ids, visible: visible) ? .moved : nil
        }
    }

    /// The rows that are to be seen. `children` of a node: nil for a leaf, empty for a branch that is not read yet or has
    /// none. A node that hangs on itself is shown once.
    public func rows(roots: [ID], children: (ID) -> [ID]?) -> [TreeRow<ID>] {
        var rows: [TreeRow<ID>] = []
        var seen: Set<ID> = []
        // By hand and not by recursion: as deep as the data is.
        var waiting = roots.reversed().map { ($0, 0) }
        while let (id, depth) = waiting.popLast() {
            guard seen.insert(id).inserted else { continue }
            let below = children(id)
            let isOpen = below != nil && open.contains(id)
            rows.append(TreeRow(id: id, depth: depth, isBranch: below != nil, isOpen: isOpen))
            if isOpen, let below { waiting += below.reversed().map { ($0, depth + 1) } }
        }
        return rows
    }
}

/// One row of a tree as it is seen.
public struct TreeRow<ID: Hashable>: Equatable {
    public var id: ID
    /// 0 for a root.
    public var depth: Int
    public var isBranch: Bool
    public var isOpen: Bool
}

extension TreeState {
    /// Draws the rows; `note` stands at the right edge, in so many cells.
    public func draw(
        _ rows: [TreeRow<ID>], on sheet: inout Sheet, whenEmpty: String, hasFocus: Bool = true,
        noteWidth: Int = 0, note: (ID) -> Table.Cell = { _ in Table.Cell("") }, title: (ID) -> Table.Cell
    ) {
        guard !rows.isEmpty else { return sheet.write(whenEmpty, row: 0, column: 2, .dim) }
        let ids = rows.map(\.id)
        let selected = selection.index(in: ids)
        let first = selection.firstVisible(in: ids, visible: sheet.height)
        let signs = sheet.theme.tree
        for (line, row) in rows.dropFirst(first).prefix(sheet.height).enumerated() {
            let isSelected = first + line == selected
            if isSelected { sheet.select(row: line, hasCursor: hasFocus) }
            // Deep ones keep half of the row for their names.
            let indent = min(2 + row.depth * 2, sheet.width / 2)
            let cell = title(row.id)
            if isSelected, hasFocus { sheet.focus(on: cell.text) }
            let role = isSelected && sheet.selectionIsBar ? TextRole.listSelected : cell.role ?? .text
            sheet.write(
                row.isBranch ? row.isOpen ? signs.open : signs.closed : " ", row: line, column: indent, width: 1, role)
            let room = sheet.width - indent - 2 - (noteWidth > 0 ? noteWidth + 1 : 0)
            sheet.write(cell.text, row: line, column: indent + 2, width: max(room, 0), role)
            if noteWidth > 0 {
                let note = note(row.id)
                let role = isSelected && sheet.selectionIsBar ? role : note.role ?? .text
                sheet.write(
                    note.text, row: line, column: sheet.width - noteWidth, width: noteWidth, role, isRight: true)
            }
            if hasFocus, let selected { sheet.target(row: line, .steps(first + line - selected)) }
        }
    }
}
