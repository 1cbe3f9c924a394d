import Domain
import Terminal

extension MoneyTab {
    /// Rows above the first posting: the account's row and the heading.
    static let listTop = 2
    private static let detailRows = 4

    /// Postings seen at once in an area of so many rows.
    static func visibleRows(height: Int) -> Int { max(height - listTop - detailRows, 1) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        drawAccount(on: &sheet)
        let listHeight = sheet.height - 1 - Self.detailRows
        sheet.within(row: 1, column: 0, height: listHeight, width: sheet.width) { drawList(on: &$0, in: context) }
        sheet.within(row: 1 + listHeight, column: 0, height: Self.detailRows, width: sheet.width) { area in
            let contexts = ["customers.money", "customers.card", "list"]
            KeyHints([.moneyFilter, .moneyAccount, .moneyAsOf, .moneyReverse, .listOpen], of: contexts, in: context)
                .draw(on: &area, row: 0)
            if let selected {
                area.within(row: 1, column: 1, height: area.height - 1, width: area.width - 2) { text in
                    var row = 0
                    for line in Self.detail(selected, context.clock) { row += text.writeWrapped(line, row: row, .dim) }
                }
            }
        }
    }

    private func drawAccount(on sheet: inout Sheet) {
        switch line {
        case .filter: field.draw(on: &sheet, hint: PostingFilter.hint)
        case .asOf: field.draw(on: &sheet, label: "Balance on:", hint: TypedDay.hint)
        case .none:
            guard let summary else {
                sheet.write("No account.", row: 0, column: 1, .dim)
                return
            }
            let place = (accounts.firstIndex { $0.id == account } ?? 0) + 1
            let of = accounts.count > 1 ? " (\(place) of \(accounts.count))" : ""
            var parts = ["Account \(summary.id)\(of)"]
            if let dayBalance {
                parts.append("balance on \(dayBalance.day.text): \(dayBalance.balance?.text ?? "reading\u{2026}")")
            } else {
                parts.append("balance \(summary.balance.text)")
            }
            if summary.creditLimit.minorUnits > 0, dayBalance == nil {
                parts.append("credit \(summary.creditLimit.text)")
            }
            if !filter.isEmpty { parts.append("only \(filter.words)") }
            let extent = extent
            let room = sheet.width - extent.count - 3
            sheet.write(parts.joined(separator: "  "), row: 0, column: 1, width: room, .strong)
            sheet.write(extent, row: 0, column: sheet.width - extent.count - 1, width: extent.count, .dim)
        }
    }

    /// Which of the read postings is selected, and whether older ones are there.
    private var extent: String {
        guard let postings, !postings.isEmpty else { return "" }
        let place = (selection.index(in: ids) ?? 0) + 1
        return "\(place) of \(postings.count)\(hasMore ? " and older" : "")"
    }

    private func drawList(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = postings ?? []
        let table = Table(columns: [
            Table.Column(title: "Day", width: 10), Table.Column(title: "Kind", width: 10, from: 100),
            Table.Column(title: "What", width: nil), Table.Column(title: "For", width: 21, from: 110),
            Table.Column(title: "Amount", width: 17, isRight: true),
            Table.Column(title: "Balance after", width: 17, isRight: true),
            Table.Column(title: "By", width: 14, from: 130),
        ])
        let words =
            postings == nil ? "Reading\u{2026}" : filter.isEmpty ? "No movement yet." : "No posting is like that."
        table.draw(
            on: &sheet, ids: ids, selection: selection, whenEmpty: words, hasFocus: !isTyping, showsExtent: false
        ) {
            index in
            let row = rows[index]
            let mark = row.reversed.minorUnits == 0 ? "" : row.left.minorUnits == 0 ? "x " : "~ "
            return [
                Table.Cell(row.valueOn.text), Table.Cell(row.kind.words, .dim), Table.Cell("\(mark)\(row.title)"),
                Table.Cell(row.period, .dim), Table.Cell(row.amount.text, row.amount.role),
                Table.Cell(row.balanceAfter.text, row.balanceAfter.role), Table.Cell(row.actor, .dim),
            ]
        }
    }

    /// What the columns have no room for.
    static func detail(_ posting: Posting, _ clock: BusinessClock) -> [String] {
        var first = "#\(posting.number) \(posting.kind.words), booked \(clock.dateAndTime(of: posting.bookedAt)) by "
        first += posting.actor
        if posting.periodEndsOn != nil || posting.periodOn != posting.valueOn { first += ", for \(posting.period)" }
        if !posting.tariffName.isEmpty { first += ", tariff \(posting.tariffName)" }
        if !posting.tag.isEmpty { first += ", tag \(posting.tag)" }
        var second: [String] = []
        if let reverses = posting.reverses { second.append("takes back #\(reverses)") }
        if !posting.linked.isEmpty {
            second.append("with \(posting.linked.map { "#\($0)" }.joined(separator: ", "))")
        }
        if posting.reversed.minorUnits != 0 {
            second.append("taken back \(posting.reversed.magnitude.text); \(posting.left.text) left of the charge")
        }
        if !posting.note.isEmpty { second.append("note: \(posting.note)") }
        return [first] + (second.isEmpty ? [] : [second.joined(separator: "; ")])
    }
}

extension Posting {
    /// The days it is for, with the inclusive end; one day when it has no period.
    var period: String {
        guard let periodEndsOn, periodEndsOn > periodOn else { return periodOn.text }
        return "\(periodOn.text)-\(periodEndsOn.adding(days: -1).text)"
    }
}

extension Money {
    /// Without its sign.
    var magnitude: Money { isNegative ? negated : self }
}
