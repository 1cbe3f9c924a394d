import Domain
import Terminal

extension FindScreen {
    /// Rows above the first result.
    static let listTop = 1

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard case .search = line else { return drawHints(on: &sheet, in: context) }
        let isWide = sheet.width >= Layout.wide
        let listWidth = isWide ? sheet.width * 3 / 5 : sheet.width
        sheet.within(row: 0, column: 0, height: sheet.height, width: listWidth) { drawResults(on: &$0, in: context) }
        guard isWide, let selected else { return }
        sheet.rule(column: listWidth)
        let width = sheet.width - listWidth - 2
        sheet.within(row: 0, column: listWidth + 2, height: sheet.height, width: width) { area in
            if let preview, preview.profile.id == selected.id {
                CustomerFacts(card: preview, context: context).drawPreview(on: &area)
            } else {
                drawSummary(of: selected, on: &area)
            }
        }
    }

    private func drawResults(on sheet: inout Sheet, in context: ScreenContext) {
        let table = Table(columns: [
            Table.Column(title: "Name", width: nil),
            Table.Column(title: "Contract", width: 12),
            Table.Column(title: "Phone", width: 14),
            Table.Column(title: "Address", width: nil, from: 100),
            Table.Column(title: "Balance", width: 14, isRight: true),
            Table.Column(title: "State", width: 12),
            Table.Column(title: "Found by", width: nil, from: 90),
        ])
        let isWaiting = foundFor == nil
        let words = isWaiting ? "Searching\u{2026}" : "Nothing is known by \u{201C}\(foundFor ?? "")\u{201D}."
        table.draw(on: &sheet, ids: ids, selection: selection, whenEmpty: words, hasFocus: false) { index in
            let customer = results[index]
            return [
                Table.Cell(customer.name), Table.Cell(customer.contractNumber), Table.Cell(customer.phone),
                Table.Cell(customer.address),
                customer.balance.map { Table.Cell($0.text, $0.role) } ?? Table.Cell(""),
                Table.Cell(customer.state.mark, customer.state.role), Table.Cell(customer.matched, .dim),
            ]
        }
    }

    private func drawSummary(of customer: CustomerSummary, on sheet: inout Sheet) {
        sheet.write(customer.name, row: 0, .strong)
        sheet.write("\(customer.contractNumber)  \(customer.state.mark)", row: 1, .dim)
        sheet.write(customer.phone, row: 3)
        sheet.write(customer.address, row: 4)
        if let balance = customer.balance { sheet.write("Balance \(balance.text)", row: 6, balance.role) }
    }

    private func drawHints(on sheet: inout Sheet, in context: ScreenContext) {
        if case .incomplete(let words) = line { sheet.write(words, row: 1, column: 7, .fieldHint) }
        var row = 3
        for (sign, meaning) in Self.hints(in: context) {
            guard row < sheet.height else { return }
            sheet.write(sign, row: row, column: 7, width: 18, .strong)
            sheet.write(meaning, row: row, column: 27)
            row += 1
        }
        row += 1
        for start in context.keys.starts where row < sheet.height {
            guard start.record.isAllowed(in: context) else { continue }
            sheet.write(start.keys, row: row, column: 7, width: 18, .barKey)
            sheet.write(start.record.label, row: row, column: 27)
            row += 1
        }
    }

    private static func hints(in context: ScreenContext) -> [(String, String)] {
        var hints: [(String, String)] = []
        if context.may(.customerView) {
            hints += [
                ("name", "a part of it, in any script"), ("77 10 12 34", "phone, contract or account number"),
                ("@ street", "an address"), ("! HWTC1A2B3C4D", "a device's serial or MAC"),
            ]
        }
        if context.may(.ticketView) { hints.append(("# 12", "a ticket")) }
        if context.may(.paymentRegister) { hints.append(("$ 1001 5000", "a payment: account, amount, note")) }
        hints.append((":", "any action by its name"))
        return hints
    }
}
