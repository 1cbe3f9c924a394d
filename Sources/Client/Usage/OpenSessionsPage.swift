import Domain
import Operations
import Terminal

/// The calls under way, the longest first: since when, and when a record was last heard of each.
struct OpenSessionsPage: UsagePage {
    private(set) var sessions: [UsageSession]?
    private(set) var readAt: Instant?
    var selection = RowSelection<UsageSessionID>()

    static let limit = 500
    static let purpose = "usage.open"

    private var ids: [UsageSessionID] { (sessions ?? []).map(\.id) }

    mutating func load(in context: ScreenContext) -> [Effect] {
        [.ask(.usage(.open(limit: Self.limit)), purpose: Self.purpose)]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.usage(.sessions(let found)), Self.purpose):
            sessions = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .action(.listOpen):
            guard sessions != nil else { return [.holdInput] }
            return selection.id.map { [.open(.usageSession($0))] } ?? []
        case .action(let action):
            guard selection.perform(action, in: ids, visible: context.rows - 3) else { return nil }
            return sessions == nil ? [.holdInput] : []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = sessions ?? []
        let now = context.clock.now
        let table = Table(columns: [
            Table.Column(title: "Begun", width: 16), Table.Column(title: "Age", width: 4, isRight: true),
            Table.Column(title: "From", width: 14), Table.Column(title: "To", width: 16),
            Table.Column(title: "Heard", width: 5, isRight: true), Table.Column(title: "Node", width: nil),
        ])
        sheet.within(row: 0, column: 0, height: sheet.height - 2, width: sheet.width) { area in
            let words = sessions == nil ? "Reading\u{2026}" : "No call is under way."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                let begun = row.startedAt ?? row.lastRecordAt
                return [
                    Table.Cell(context.clock.dateAndTime(of: begun), row.startedAt == nil ? .dim : nil),
                    Table.Cell(LocalWords.age(from: begun, to: now)), Table.Cell(row.calling), Table.Cell(row.called),
                    Table.Cell(LocalWords.age(from: row.lastRecordAt, to: now)), Table.Cell(row.originHost, .dim),
                ]
            }
        }
        if rows.count == Self.limit {
            let words = "The \(Self.limit) longest are shown; there are more."
            sheet.write(words, row: sheet.height - 2, column: 1, width: sheet.width - 2, .dim)
        }
        KeyHints([.listOpen, .usageTabNext], of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }
}
