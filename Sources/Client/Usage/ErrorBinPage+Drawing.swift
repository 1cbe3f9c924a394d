import Domain
import Terminal

extension ErrorBinPage {
    private static let detailRows = 3
    private static let actions: [ActionID] = [
        .usageReplay, .usageReplayAll, .usageCorrect, .usageDismiss, .markToggle, .usageFilter, .usageReason,
    ]

    func visible(rows: Int) -> Int { max(rows - 2 - Self.detailRows, 1) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        drawTop(on: &sheet)
        let height = sheet.height - 1 - Self.detailRows
        sheet.within(row: 1, column: 0, height: height, width: sheet.width) { drawList(on: &$0, in: context) }
        sheet.within(row: 1 + height, column: 0, height: Self.detailRows, width: sheet.width) { area in
            KeyHints(Self.actions, of: ["usage.errors", "usage", "list"], in: context).draw(on: &area, row: 0)
            guard let selected else { return }
            area.within(row: 1, column: 1, height: Self.detailRows - 1, width: area.width - 2) { text in
                let words = selected.explanation.isEmpty ? UsageWords.reason(selected.reason) : selected.explanation
                _ = text.writeWrapped("\(words) Session \(UsageWords.name(selected.id))", row: 0, .fieldError)
            }
        }
    }

    private func drawTop(on sheet: inout Sheet) {
        if isTyping { return field.draw(on: &sheet, hint: RejectedFilter.hint) }
        if replays.isBusy {
            sheet.write("Rating", row: 0, column: 1, width: 6, .label)
            return sheet.within(row: 0, column: 8, height: 1, width: sheet.width - 9) {
                replays.progress.draw(on: &$0, row: 0)
            }
        }
        let all = counts.reduce(0) { $0 + $1.sessions }
        var words = UsageWords.count(all, "session")
        if !filter.isEmpty { words += "; only \(filter.words)" }
        if !marked.isEmpty { words += "; \(marked.count) marked" }
        let extent = extent
        sheet.write(words, row: 0, column: 1, width: sheet.width - extent.count - 3, .strong)
        sheet.write(extent, row: 0, column: sheet.width - extent.count - 1, width: extent.count, .dim)
    }

    private var extent: String {
        guard let sessions, !sessions.isEmpty else { return "" }
        return "\((selection.index(in: ids) ?? 0) + 1) of \(sessions.count)\(hasMore ? " and older" : "")"
    }

    private func drawList(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = sessions ?? []
        let table = Table(columns: [
            Table.Column(title: "", width: 1), Table.Column(title: "Since", width: 16),
            Table.Column(title: "From", width: 14), Table.Column(title: "To", width: 16),
            Table.Column(title: "Reason", width: nil), Table.Column(title: "Node", width: 24, from: 110),
        ])
        let words =
            sessions == nil
            ? "Reading\u{2026}" : filter.isEmpty ? "The error bin is empty." : "No session is like that."
        table.draw(
            on: &sheet, ids: ids, selection: selection, whenEmpty: words, hasFocus: !isTyping, showsExtent: false
        ) { index in
            let row = rows[index]
            return [
                Table.Cell(marked.contains(row.id) ? "*" : "", .strong),
                Table.Cell(context.clock.dateAndTime(of: row.changedAt)), Table.Cell(row.calling),
                Table.Cell(row.called), Table.Cell(UsageWords.reason(row.reason), .fieldError),
                Table.Cell(row.originHost, .dim),
            ]
        }
    }
}
