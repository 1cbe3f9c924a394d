import Terminal

/// A list whose rows are all here: narrowed by the words typed over it as they are typed, sorted by its columns, the
/// selection kept by identity.
struct SiftedList<Row, ID: Hashable> {
    let columns: Table
    let id: @MainActor (Row) -> ID
    let cells: @MainActor (Row) -> [Table.Cell]
    private(set) var rows: [Row]?
    private(set) var table = TableState<ID>()
    private(set) var field = FilterField()

    init(
        _ columns: Table, id: @escaping @MainActor (Row) -> ID, cells: @escaping @MainActor (Row) -> [Table.Cell]
    ) {
        self.columns = columns
        self.id = id
        self.cells = cells
    }

    var isTyping: Bool { field.isTyping }
    /// The rows in sight, in their order.
    var shown: [Row] { table.arranged(rows ?? []) { cells($0) } }
    private var ids: [ID] { shown.map { id($0) } }
    var selected: Row? { shown.first { id($0) == table.selection.id } }
    /// Something narrows it, or is about to.
    private var hasFilter: Bool { isTyping || !table.filter.isEmpty }

    mutating func arrived(_ found: [Row]) {
        rows = found
        table.reconcile(with: ids)
    }

    private mutating func narrow(_ words: String) {
        table.filter = words
        table.reconcile(with: ids)
    }

    /// Nil: the event is the page's own.
    /// - Parameter visible: rows of the list that are seen.
    mutating func update(_ event: ScreenEvent, visible: Int, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .text(let text), .paste(let text):
            guard isTyping else { return nil }
            field.insert(text)
            narrow(field.input.text)
            return []
        case .action(let action): return perform(action, visible: visible, in: context)
        default: return nil
        }
    }

    private mutating func perform(_ action: ActionID, visible: Int, in context: ScreenContext) -> [Effect]? {
        // Nothing is done here with many at once.
        guard action != .markToggle, action != .markAll else { return nil }
        let rowsSeen = visible - (hasFilter ? 1 : 0)
        let sortable = columns.seen(width: context.columns)
        if table.perform(action, in: ids, visible: rowsSeen, sortable: sortable) {
            return rows == nil ? [.holdInput] : []
        }
        if isTyping {
            switch field.perform(action) {
            case .accepted: field.end()
            case .cancelled:
                field.end()
                narrow("")
            case .changed: narrow(field.input.text)
            case .unchanged: break
            case nil: return nil
            }
            return []
        }
        switch action {
        case .stockNarrow:
            field.begin(table.filter)
            return []
        case .cancel where !table.filter.isEmpty:
            narrow("")
            return []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, whenEmpty: String) {
        if isTyping {
            field.draw(on: &sheet, hint: "words of a line, in any order")
        } else if hasFilter {
            sheet.write("only \(table.filter)", row: 0, column: 1, width: sheet.width - 2, .strong)
        }
        let top = hasFilter ? 1 : 0
        let words = rows == nil ? "Reading\u{2026}" : rows?.isEmpty == true ? whenEmpty : "No line has these words."
        let shown = shown
        sheet.within(row: top, column: 0, height: sheet.height - top, width: sheet.width) { area in
            columns.draw(
                on: &area, ids: shown.map { id($0) }, state: table, whenEmpty: words, hasFocus: !isTyping
            ) { cells(shown[$0]) }
        }
    }
}
