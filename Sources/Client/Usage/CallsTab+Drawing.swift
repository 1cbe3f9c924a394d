import Domain
import Terminal

extension CallsTab {
    private static let detailRows = 3
    private static let actions: [ActionID] = [
        .callsFilter, .callsEarlier, .callsLater, .callsService, .callsTotals, .callPrice,
    ]
    static let contexts = ["customers.calls", "customers.card", "list"]

    /// Calls seen at once in an area of so many rows.
    static func visibleRows(height: Int) -> Int { max(height - 2 - detailRows, 1) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        drawTop(on: &sheet)
        let height = sheet.height - 1 - Self.detailRows
        sheet.within(row: 1, column: 0, height: height, width: sheet.width) { drawList(on: &$0, in: context) }
        sheet.within(row: 1 + height, column: 0, height: Self.detailRows, width: sheet.width) { area in
            KeyHints(Self.actions, of: Self.contexts, in: context).draw(on: &area, row: 0)
            guard let selected else { return }
            area.within(row: 1, column: 1, height: Self.detailRows - 1, width: area.width - 2) { text in
                _ = text.writeWrapped(selected.detail, row: 0, selected.isComplete ? .dim : .fieldError)
            }
        }
    }

    private func drawTop(on sheet: inout Sheet) {
        if isTyping { return field.draw(on: &sheet, hint: "a number, a destination or its group") }
        guard let filter else { return }
        var parts = ["\(UsageWords.month(filter.month))\(service.map { ", \($0.words)" } ?? "")"]
        if !filter.text.isEmpty { parts.append("only \u{201C}\(filter.text)\u{201D}") }
        parts += totals?.sums.map { $0.words } ?? []
        let extent = extent
        let room = sheet.width - extent.count - 3
        sheet.write(parts.joined(separator: "  "), row: 0, column: 1, width: room, .strong)
        sheet.write(extent, row: 0, column: sheet.width - extent.count - 1, width: extent.count, .dim)
    }

    private var extent: String {
        guard let calls, !calls.isEmpty else { return "" }
        return "\((selection.index(in: ids) ?? 0) + 1) of \(calls.count)\(hasMore ? " and older" : "")"
    }

    private func drawList(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = calls ?? []
        let table = Table(columns: [
            Table.Column(title: "Started", width: 16), Table.Column(title: "From", width: 14, from: 100),
            Table.Column(title: "To", width: 16), Table.Column(title: "Destination", width: nil),
            Table.Column(title: "Length", width: 8, isRight: true),
            Table.Column(title: "Charged", width: 8, isRight: true, from: 90),
            Table.Column(title: "Price", width: 13, isRight: true),
        ])
        let words =
            calls == nil
            ? "Reading\u{2026}" : filter?.text.isEmpty == false ? "No call is like that." : "No call in this month."
        table.draw(
            on: &sheet, ids: ids, selection: selection, whenEmpty: words, hasFocus: !isTyping, showsExtent: false
        ) { index in
            let row = rows[index]
            return [
                Table.Cell(context.clock.dateAndTime(of: row.startedAt)), Table.Cell(row.calling, .dim),
                Table.Cell(row.called), Table.Cell("\(row.mark)\(row.destination)"),
                Table.Cell(LocalWords.duration(seconds: row.durationSeconds)),
                Table.Cell(LocalWords.duration(seconds: row.chargedSeconds), .dim),
                Table.Cell("\(row.amount)", row.amount.role),
            ]
        }
    }
}

extension CallSummary {
    /// Before the destination: not whole, or rated anew since.
    fileprivate var mark: String { isComplete ? revision > 0 ? "~ " : "" : "! " }

    /// What the columns have no room for.
    var detail: String {
        var parts = ["\(service), from \(calling)", "charged \(LocalWords.duration(seconds: chargedSeconds))"]
        if !destinationGroup.isEmpty { parts.append("group \(destinationGroup)") }
        parts.append("\(amount.text), of it tax \(tax)")
        if revision > 0 { parts.append("changed \(revision == 1 ? "once" : "\(revision) times"), open it to see why") }
        if !isComplete { parts.append("closed without its STOP; a late one corrects it") }
        return parts.joined(separator: "; ")
    }
}

extension CallTotals.Group {
    /// "12 calls  1:05:30  1 234,00 AMD".
    var words: String {
        "\(UsageWords.count(calls, "call"))  \(UsageWords.duration(durationSeconds))  \(amount.text), tax \(tax)"
    }
}
