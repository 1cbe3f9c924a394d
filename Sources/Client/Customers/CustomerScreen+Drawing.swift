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
        var free = top
        if tab == .money, let months = money.months, let balance = money.summary?.balance {
            sheet.within(row: top, column: width + 2, height: height, width: sheet.width - width - 3) {
                MoneyMonths(months: months, balance: balance, today: context.clock.today).draw(on: &$0)
            }
            free += MoneyMonths.height(height) + 1
        }
        guard free < sheet.height else { return }
        sheet.within(row: free, column: width + 1, height: sheet.height - free, width: sheet.width - width - 1) {
            drawOverview(on: &$0, in: context, isPane: true)
        }
    }

    private func drawTabs(on sheet: inout Sheet, in context: ScreenContext) {
        let tabs = CardTab.seen(in: context)
        let words = CardTab.words(tabs, width: sheet.width - 1)
        let bar = zip(tabs, words).map { TabBar.Tab(title: $1, action: $0.action) }
        TabBar(bar, selected: tabs.firstIndex(of: tab) ?? 0).draw(on: &sheet, row: CustomerFacts.rows, column: 1)
    }

    private func drawTab(_ tab: CardTab, on sheet: inout Sheet, in context: ScreenContext) {
        switch tab {
        case .overview: drawOverview(on: &sheet, in: context, isPane: false)
        case .services: services.draw(on: &sheet, in: context)
        case .accounts: drawAccounts(on: &sheet, in: context)
        case .money: money.draw(on: &sheet, in: context)
        case .tickets: drawTickets(on: &sheet, in: context)
        case .devices: drawDevices(on: &sheet)
        case .history: history.draw(on: &sheet, in: context)
        case .calls: calls.draw(on: &sheet, in: context)
        case .profile: profile.draw(on: &sheet, in: context)
        case .papers: papers.draw(on: &sheet, in: context)
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
                    Table.Cell(row.isDefault ? "default" : row.ownerName.map { "of \($0)" } ?? "", .dim),
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
            Table.Column(title: "Serial", width: 18), Table.Column(title: "MAC", width: 17),
            Table.Column(title: "Model", width: nil), Table.Column(title: "State", width: 12),
        ])
        table.draw(
            on: &sheet, ids: rowIDs(of: .devices), selection: selection(.devices),
            whenEmpty: "No device was handed over."
        ) {
            let row = rows[$0]
            return [
                Table.Cell(row.serial), Table.Cell(HardwareAddress.text(of: row.mac)), Table.Cell(row.modelName),
                Table.Cell(row.state.words, row.state.role),
            ]
        }
    }
}
