import Domain
import Terminal

extension CustomerScreen {
    /// Services, open tickets and the last movements at one look; also the pane beside the other tabs where there is
    /// room. What the operator's role does not show is not there.
    func drawOverview(on sheet: inout Sheet, in context: ScreenContext, isPane: Bool) {
        guard let card else { return }
        let open = context.may(.ticketView) ? card.tickets.filter { $0.state == .open } : []
        let isBeside = !isPane && sheet.width >= 100
        let width = isBeside ? sheet.width / 2 - 1 : sheet.width
        let pinned = card.parts.filter { $0.part == .note && $0["is_pinned"] == "true" }.prefix(3)
        for (row, note) in pinned.enumerated() {
            sheet.write("* \(note["text"])", row: row, column: 1, width: sheet.width - 2, .strong)
        }
        let top = pinned.count
        let serviceRows = min(max(card.subscriptions.count, 1), 6) + 1
        let ticketRows = context.may(.ticketView) ? min(max(open.count, 1), 5) + 1 : 0
        sheet.within(row: top, column: 0, height: serviceRows, width: width) { drawServiceLines(card, on: &$0) }
        let ticketPlace = isBeside ? (row: top, column: width + 2) : (row: top + serviceRows, column: 0)
        sheet.within(row: ticketPlace.row, column: ticketPlace.column, height: ticketRows, width: width) { area in
            drawOpenTickets(open, on: &area, hasFocus: !isPane)
        }
        let rest = top + (isBeside ? max(serviceRows, ticketRows) : serviceRows + ticketRows)
        guard context.may(.accountView), sheet.height - rest > 1 else { return }
        sheet.within(row: rest, column: 0, height: sheet.height - rest, width: sheet.width) { area in
            drawLastMovements(card, on: &area)
        }
    }

    private func drawServiceLines(_ card: CustomerCard, on sheet: inout Sheet) {
        sheet.write("Services", row: 0, column: 1, .listHead)
        if card.subscriptions.isEmpty { sheet.write("none yet", row: 1, column: 2, .dim) }
        let width = sheet.width
        for (index, service) in card.subscriptions.prefix(max(sheet.height - 1, 0)).enumerated() {
            let row = index + 1
            sheet.write("\(service.tariffName) \(service.identifier)", row: row, column: 2, width: width - 30)
            sheet.write(service.state.mark, row: row, column: width - 27, width: 12, service.state.role)
            let reasons = service.suspensionReasons.joined(separator: ", ")
            sheet.write(reasons, row: row, column: width - 14, width: 13, .dim)
        }
    }

    private func drawOpenTickets(_ open: [TicketSummary], on sheet: inout Sheet, hasFocus: Bool) {
        let table = Table(columns: [
            Table.Column(title: "Open tickets", width: nil), Table.Column(title: "Step", width: nil),
            Table.Column(title: "Taken by", width: 16),
        ])
        table.draw(
            on: &sheet, ids: open.map { "\($0.id)" }, selection: selection(.overview), whenEmpty: "none",
            hasFocus: hasFocus
        ) { index in
            let ticket = open[index]
            return [
                Table.Cell("#\(ticket.id) \(ticket.type)"), Table.Cell(ticket.stepName), Table.Cell(ticket.takenBy),
            ]
        }
    }

    private func drawLastMovements(_ card: CustomerCard, on sheet: inout Sheet) {
        sheet.write("Last movements", row: 0, column: 1, .listHead)
        if card.movements.isEmpty { sheet.write("none yet", row: 1, column: 2, .dim) }
        let width = sheet.width
        for (index, movement) in card.movements.prefix(max(sheet.height - 1, 0)).enumerated() {
            let row = index + 1
            sheet.write(movement.periodOn.text, row: row, column: 2, width: 10)
            sheet.write(movement.title, row: row, column: 13, width: width - 31)
            sheet.write(
                movement.amount.text, row: row, column: width - 17, width: 16, movement.amount.role, isRight: true)
        }
    }
}
