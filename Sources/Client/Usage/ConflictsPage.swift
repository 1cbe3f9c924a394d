import Domain
import Operations
import Terminal

/// Records that came again under the same names with another content: what is stored counts, the other is kept.
struct ConflictsPage: UsagePage {
    private(set) var conflicts: [UsageConflict]?
    private(set) var readAt: Instant?
    var selection = RowSelection<UsageConflictID>()

    static let limit = 500

    private var ids: [UsageConflictID] { (conflicts ?? []).map(\.id) }

    mutating func load(in context: ScreenContext) -> [Effect] {
        [.ask(.usage(.conflicts(limit: Self.limit)), purpose: "usage.conflicts")]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.usage(.conflicts(let found)), _):
            conflicts = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .action(.listOpen):
            guard conflicts != nil else { return [.holdInput] }
            return selection.id.map { [.open(.usageConflict($0))] } ?? []
        case .action(let action):
            guard selection.perform(action, in: ids, visible: context.rows - 3) else { return nil }
            return conflicts == nil ? [.holdInput] : []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = conflicts ?? []
        let table = Table(columns: [
            Table.Column(title: "Came", width: 16), Table.Column(title: "Record", width: 10),
            Table.Column(title: "Session", width: nil), Table.Column(title: "From", width: 24),
        ])
        sheet.within(row: 0, column: 0, height: sheet.height - 1, width: sheet.width) { area in
            let words = conflicts == nil ? "Reading\u{2026}" : "No record ever came with another content."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                return [
                    Table.Cell(context.clock.dateAndTime(of: row.receivedAt)),
                    Table.Cell("\(row.kind.words) \(row.number)"), Table.Cell(UsageWords.name(row.session)),
                    Table.Cell(row.source, .dim),
                ]
            }
        }
        KeyHints([.listOpen, .usageTabNext], of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }
}
