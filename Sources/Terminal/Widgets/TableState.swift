/// What an operator has made of a list: what is selected and marked, how it is sorted and narrowed. All of it is by the
/// identity of the rows and survives their being read again.
public struct TableState<ID: Hashable>: Equatable {
    public struct Sort: Equatable {
        /// The number of the column.
        public var column: Int
        public var isDescending: Bool

        public init(column: Int, isDescending: Bool = false) {
            self.column = column
            self.isDescending = isDescending
        }
    }

    public var selection: RowSelection<ID>
    public private(set) var marks: Set<ID> = []
    /// Nil: in the order they came in.
    public var sort: Sort?
    /// Words that every row shown has in one of its cells.
    public var filter = ""

    public init(_ selected: ID? = nil) { selection = RowSelection(selected) }

    /// After the rows changed: selection and marks stay where they were; marks on rows that are gone go with them.
    public mutating func reconcile(with ids: [ID]) {
        selection.reconcile(with: ids)
        if !marks.isEmpty { marks.formIntersection(ids) }
    }

    /// What was done with these rows is done.
    public mutating func unmark(_ ids: some Sequence<ID>) { marks.subtract(ids) }

    public mutating func unmarkAll() { marks = [] }

    /// What an action on "these" is for: the marked rows in their order, or the selected one when none is marked.
    public func chosen(among ids: [ID]) -> [ID] {
        let marked = ids.filter { marks.contains($0) }
        return marked.isEmpty ? selection.id.map { [$0] } ?? [] : marked
    }

    /// True when the action is one of a list's. `sortable`: the columns that can be sorted by.
    public mutating func perform(_ action: ActionID, in ids: [ID], visible: Int, sortable: [Int] = []) -> Bool {
        switch action {
        case .markToggle:
            guard let id = selection.id else { return true }
            if marks.remove(id) == nil { marks.insert(id) }
            return selection.perform(.moveDown, in: ids, visible: visible)
        case .markAll:
            marks = marks.count == ids.count ? [] : Set(ids)
            return true
        case .sortNext:
            let next = sortable.first { $0 > sort?.column ?? -1 }
            sort = next.map { Sort(column: $0) }
            return true
        case .sortReverse:
            if sort == nil, let first = sortable.first { sort = Sort(column: first) }
            sort?.isDescending.toggle()
            return true
        default: return selection.perform(action, in: ids, visible: visible)
        }
    }

    /// The rows as they are to be shown, from the cells each is drawn with. Rows that are equal keep their order.
    public func arranged<Row>(_ rows: [Row], cells: (Row) -> [Table.Cell]) -> [Row] {
        let words = filter.lowercased().split(separator: " ")
        var shown = rows.map { (row: $0, cells: words.isEmpty && sort == nil ? [] : cells($0)) }
        if !words.isEmpty {
            shown = shown.filter { entry in
                let texts = entry.cells.map { $0.text.lowercased() }
                return words.allSatisfy { word in texts.contains { $0.contains(word) } }
            }
        }
        guard let sort else { return shown.map(\.row) }
        let keys = shown.map { entry in
            entry.cells.indices.contains(sort.column) ? entry.cells[sort.column].sortKey : .text("")
        }
        let order = shown.indices.sorted { one, other in
            if keys[one] == keys[other] { return one < other }
            return sort.isDescending ? keys[other] < keys[one] : keys[one] < keys[other]
        }
        return order.map { shown[$0].row }
    }
}
