import Domain
import Terminal

extension CustomerScreen {
    /// Rows above the first row of a tab's list: the facts, the tabs, the heading.
    static let listTop = CustomerFacts.rows + 2

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        if let card {
            CustomerFacts(card: card, context: context).drawTop(on: &sheet)
        } else {
            sheet.write(name, row: 0, column: 1, width: sheet.width - 2, .strong)
            sheet.write("Reading\u{2026}", row: 1, column: 1, .dim)
        }
        drawTabs(on: &sheet, in: context)
        guard card != nil else { return }
        let top = CustomerFacts.rows + 1
        let height = sheet.height - top
        let isWide = sheet.width >= Layout.wide && tab != .overview
        let width = isWide ? sheet.width * 2 / 3 : sheet.width
        sheet.within(row: top, column: 0, height: height, width: width) { drawTab(tab, on: &$0, in: context) }
        guard isWide else { return }
        sheet.rule(column: width, from: top)
        sheet.within(row: top, column: width + 1, height: height, width: sheet.width - width - 1) { area in
            drawOverview(on: &area, in: context, isPane: true)
        }
    }

    private func drawTabs(on sheet: inout Sheet, in context: ScreenContext) {
        var column = 1
        for shown in CardTab.seen(in: context) {
            let text = "\(shown.rawValue) \(shown.title)"
            sheet.write(
                text, row: CustomerFacts.rows, column: column, width: text.count, shown == tab ? .tabSelected : .tab)
            column += text.count + 1
        }
    }

    private func drawTab(_ tab: CardTab, on sheet: inout Sheet, in context: ScreenContext) {
        switch tab {
        case .overview: drawOverview(on: &sheet, in: context, isPane: false)
        case .services: services.draw(on: &sheet, in: context)
        case .accounts: drawAccounts(on: &sheet, in: context)
        case .money: money.draw(on: &sheet, in: context)
        case .tickets: drawTickets(on: &sheet, in: context)
        case .devices: drawDevices(on: &sheet)
        case .history: drawHistory(on: &sheet, in: context)
        case .calls: calls.draw(on: &sheet, in: context)
        }
    }

    func selection(_ tab: CardTab) -> RowSelection<String> { selections[tab, default: RowSelection()] }

    private func drawAccounts(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = card?.accounts ?? []
        let table = Table(columns: [
            Table.Column(title: "Account", width: 12), Table.Column(title: "Balance", width: 18, isRight: true),
            Table.Column(title: "Credit limit", width: 18, isRight: true), Table.Column(title: "", width: nil),
        ])
        let hintRow = sheet.height - 1
        sheet.within(row: 0, column: 0, height: hintRow - 2, width: sheet.width) { area in
            table.draw(
                on: &area, ids: rowIDs(of: .accounts), selection: selection(.accounts), whenEmpty: "No account."
            ) {
                let row = rows[$0]
                return [
                    Table.Cell("\(row.id)"), Table.Cell(row.balance.text, row.balance.role),
                    Table.Cell(row.creditLimit.text),
                    Table.Cell(row.isDefault ? "default" : "", .dim),
                ]
            }
        }
        if let promise = promises.first, promise.account == selectedAccount?.id {
            let until = context.clock.dateAndTime(of: promise.endsAt)
            let words = "Promised \(promise.amount.text) until \(until), \(promise.state.rawValue), by \(promise.actor)"
            sheet.write(
                words, row: hintRow - 1, column: 1, width: sheet.width - 2,
                promise.state == .open ? .stateNew : .dim)
        }
        KeyHints(AccountAction.allCases.map(\.action), of: keyContexts, in: context).draw(on: &sheet, row: hintRow)
    }

    private func drawTickets(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = card?.tickets ?? []
        let table = Table(columns: [
            Table.Column(title: "Ticket", width: 10), Table.Column(title: "Opened", width: 16),
            Table.Column(title: "Type", width: nil), Table.Column(title: "Step", width: nil),
            Table.Column(title: "State", width: 10), Table.Column(title: "Taken by", width: 16),
        ])
        table.draw(on: &sheet, ids: rowIDs(of: .tickets), selection: selection(.tickets), whenEmpty: "No ticket.") {
            let row = rows[$0]
            return [
                Table.Cell("#\(row.id)"), Table.Cell(context.clock.dateAndTime(of: row.openedAt)), Table.Cell(row.type),
                Table.Cell(row.stepName), Table.Cell(row.state.words, row.state == .open ? .stateActive : .dim),
                Table.Cell(row.takenBy),
            ]
        }
    }

    private func drawDevices(on sheet: inout Sheet) {
        let rows = card?.devices ?? []
        let table = Table(columns: [
            Table.Column(title: "Serial", width: 18), Table.Column(title: "MAC", width: 18),
            Table.Column(title: "Model", width: nil), Table.Column(title: "State", width: 14),
            Table.Column(title: "Where", width: nil),
        ])
        table.draw(
            on: &sheet, ids: rowIDs(of: .devices), selection: selection(.devices),
            whenEmpty: "No device was handed over."
        ) {
            let row = rows[$0]
            return [
                Table.Cell(row.serial), Table.Cell(row.mac), Table.Cell(row.modelName), Table.Cell(row.state.words),
                Table.Cell(row.location),
            ]
        }
    }

    private func drawHistory(on sheet: inout Sheet, in context: ScreenContext) {
        guard let history else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let ids = rowIDs(of: .history)
        let detailRows = min(max(sheet.height / 3, 4), 12)
        let table = Table(columns: [
            Table.Column(title: "When", width: 16), Table.Column(title: "Who", width: 16),
            Table.Column(title: "What", width: nil), Table.Column(title: "Changes", width: nil),
        ])
        sheet.within(row: 0, column: 0, height: sheet.height - detailRows, width: sheet.width) { area in
            table.draw(on: &area, ids: ids, selection: selection(.history), whenEmpty: "Nothing has happened yet.") {
                index in
                let entry = history[index]
                let value = { (value: String?) in value.map(context.clock.shown) ?? "-" }
                let changes = entry.changes.map { "\($0.field) \(value($0.old)) -> \(value($0.new))" }
                return [
                    Table.Cell(context.clock.dateAndTime(of: entry.at)), Table.Cell(entry.actor),
                    Table.Cell(entry.title),
                    Table.Cell(changes.joined(separator: "; "), .dim),
                ]
            }
        }
        guard let index = selection(.history).index(in: ids) else { return }
        sheet.within(row: sheet.height - detailRows, column: 0, height: detailRows, width: sheet.width) { area in
            area.ruleAcross(row: 0)
            let value = { (value: String?) in value.map(context.clock.shown) ?? "(nothing)" }
            for (row, change) in history[index].changes.prefix(detailRows - 1).enumerated() {
                area.write(change.field, row: row + 1, column: 2, width: 18, .label)
                let half = max((area.width - 28) / 2, 8)
                area.write(value(change.old), row: row + 1, column: 21, width: half, .old)
                area.write("->", row: row + 1, column: 22 + half, width: 2, .dim)
                area.write(value(change.new), row: row + 1, column: 25 + half, width: half, .new)
            }
        }
    }
}
