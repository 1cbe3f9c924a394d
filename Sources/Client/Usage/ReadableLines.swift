import Terminal

/// A line of a text that is read, not chosen from.
struct ReadableLine: Equatable {
    var text: String
    var role: TextRole?

    init(_ text: String, _ role: TextRole? = nil) {
        self.text = text
        self.role = role
    }

    static func head(_ text: String) -> ReadableLine { ReadableLine(text, .listHead) }
}

/// A text longer than the screen: moved through by lines; the selected line, when it is wider than the screen, is shown
/// whole below.
struct ReadableLines: Equatable {
    private(set) var lines: [ReadableLine] = []
    var selection = RowSelection<Int>()

    /// Rows below that stay free for it; a longer one takes up to half of the place.
    static let detailRows = 3

    private var ids: [Int] { Array(lines.indices) }

    mutating func show(_ found: [ReadableLine]) {
        lines = found
        selection.reconcile(with: ids)
    }

    mutating func perform(_ action: ActionID, height: Int) -> Bool {
        selection.perform(action, in: ids, visible: max(height - Self.detailRows - 1, 1))
    }

    func draw(_ title: String, on sheet: inout Sheet, whenEmpty: String, hasFocus: Bool = true) {
        let index = selection.index(in: ids)
        let whole = index.map { lines[$0].text } ?? ""
        let isWide = Sheet.width(of: whole) > sheet.width - 3
        let needed = isWide ? Sheet.rows(of: whole, width: sheet.width - 2) : 0
        let height = max(sheet.height - max(Self.detailRows, min(needed, sheet.height / 2)), 1)
        sheet.within(row: 0, column: 0, height: height, width: sheet.width) { area in
            Table(columns: [Table.Column(title: title, width: nil)]).draw(
                on: &area, ids: ids, selection: selection, whenEmpty: whenEmpty, hasFocus: hasFocus
            ) { [Table.Cell(lines[$0].text, lines[$0].role)] }
        }
        guard isWide else { return }
        sheet.within(row: height, column: 1, height: sheet.height - height, width: sheet.width - 2) { area in
            _ = area.writeWrapped(whole, row: 0, .dim)
        }
    }
}
