import Domain
import Terminal

extension QueueScreen {
    /// Rows above the first ticket: filter line and heading.
    static let listTop = 2

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = visible(in: context)
        if batch.isBusy {
            sheet.write(batch.deed == .take ? "Taking" : "Pushing", row: 0, column: 1, width: 7, .label)
            sheet.within(row: 0, column: 9, height: 1, width: sheet.width - 24) { batch.progress.draw(on: &$0, row: 0) }
        } else if isFiltering || !filter.text.isEmpty {
            sheet.write("Filter:", row: 0, column: 1, width: 7, .label)
            filter.draw(on: &sheet, row: 0, column: 9, width: 40, .input, hasCursor: isFiltering)
        } else {
            let extent = showsOnlyMine ? "Free tickets and mine" : "All tickets of my queues"
            let words = table.marks.isEmpty ? extent : "\(table.marks.count) marked"
            sheet.write(words, row: 0, column: 1, width: 25, table.marks.isEmpty ? .dim : .strong)
            sheet.within(row: 0, column: 26, height: 1, width: sheet.width - 44) { area in
                KeyHints([.markToggle, .ticketTake, .ticketForward, .markAll], of: keyContexts, in: context)
                    .draw(on: &area, row: 0)
            }
        }
        if let tickets {
            let words =
                rows.count == tickets.count ? "\(rows.count) tickets" : "\(rows.count) of \(tickets.count) tickets"
            sheet.write(words, row: 0, column: sheet.width - words.count - 1, width: words.count, .dim)
        }
        let reasons = refusalLines(width: sheet.width - 2)
        let height = sheet.height - 1 - (reasons.isEmpty ? 0 : reasons.count + 1)
        if !reasons.isEmpty {
            sheet.within(row: 1 + height, column: 0, height: reasons.count + 1, width: sheet.width) { area in
                area.ruleAcross(row: 0)
                for (row, line) in reasons.enumerated() {
                    area.write(line, row: row + 1, column: 1, width: area.width - 2, .fieldError)
                }
            }
        }
        sheet.within(row: 1, column: 0, height: height, width: sheet.width) { area in
            let words = tickets == nil ? "Reading\u{2026}" : "No ticket is waiting."
            Self.columns(width: area.width).draw(
                on: &area, ids: rows.map(\.id), state: table, whenEmpty: words, hasFocus: !isFiltering
            ) { Self.cells(rows[$0], in: context) }
        }
    }

    /// Why some were refused, in as many rows as the list can spare.
    private func refusalLines(width: Int) -> [String] {
        let lines = batch.reasons.flatMap { TextWrap.lines($0, width: width) }
        guard lines.count > Self.mostRefusalRows else { return lines }
        return lines.prefix(Self.mostRefusalRows - 1) + ["and \(lines.count - Self.mostRefusalRows + 1) rows more"]
    }

    private static let mostRefusalRows = 6

    /// The same columns at any width; a narrow screen leaves its room to the customer.
    static func columns(width: Int) -> Table {
        let isWide = width >= 110
        return Table(columns: [
            Table.Column(title: "Ticket", width: 8), Table.Column(title: "Age", width: isWide ? 6 : 4, isRight: true),
            Table.Column(title: "Due", width: 9, isRight: true), Table.Column(title: "Type", width: isWide ? 18 : 8),
            Table.Column(title: "Step", width: isWide ? 18 : 13), Table.Column(title: "Customer", width: nil),
            Table.Column(title: "Queue", width: 16, from: 100),
            Table.Column(title: "Taken by", width: isWide ? 16 : 9),
        ])
    }

    static func cells(_ ticket: TicketSummary, in context: ScreenContext) -> [Table.Cell] {
        let due = ticket.deadlineAt.map { LocalWords.until($0, from: context.clock.now) }
        let isLate = ticket.deadlineAt.map { $0 < context.clock.now } ?? false
        return [
            Table.Cell("#\(ticket.id)", key: .number(Int(ticket.id.rawValue))),
            // The youngest first; without a deadline last.
            Table.Cell(
                LocalWords.age(from: ticket.openedAt, to: context.clock.now),
                key: .number(Int(-ticket.openedAt.microseconds))),
            Table.Cell(
                due ?? "", isLate ? .stateSuspended : nil,
                key: .number(ticket.deadlineAt.map { Int($0.microseconds) } ?? .max)),
            Table.Cell(ticket.type), Table.Cell(ticket.stepName), Table.Cell(ticket.customerName),
            Table.Cell(ticket.queueName), Table.Cell(ticket.takenBy),
        ]
    }
}
