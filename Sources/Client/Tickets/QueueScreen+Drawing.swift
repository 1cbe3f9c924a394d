import Domain
import Terminal

extension QueueScreen {
    /// Rows above the first ticket: filter line and heading.
    static let listTop = 2

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = visible(in: context)
        if isFiltering || !filter.text.isEmpty {
            sheet.write("Filter:", row: 0, column: 1, width: 7, .label)
            filter.draw(on: &sheet, row: 0, column: 9, width: 40, .input, hasCursor: isFiltering)
        } else {
            sheet.write(showsOnlyMine ? "Free tickets and mine" : "All tickets of my queues", row: 0, column: 1, .dim)
        }
        if let tickets {
            let words =
                rows.count == tickets.count ? "\(rows.count) tickets" : "\(rows.count) of \(tickets.count) tickets"
            sheet.write(words, row: 0, column: sheet.width - words.count - 1, width: words.count, .dim)
        }
        sheet.within(row: 1, column: 0, height: sheet.height - 1, width: sheet.width) { area in
            let words = tickets == nil ? "Reading\u{2026}" : "No ticket is waiting."
            Self.columns.draw(
                on: &area, ids: rows.map(\.id), state: table, whenEmpty: words, hasFocus: !isFiltering
            ) { Self.cells(rows[$0], in: context) }
        }
    }

    static let columns = Table(columns: [
        Table.Column(title: "Ticket", width: 8), Table.Column(title: "Age", width: 6, isRight: true),
        Table.Column(title: "Due", width: 9, isRight: true), Table.Column(title: "Type", width: 18, from: 110),
        Table.Column(title: "Step", width: 18), Table.Column(title: "Customer", width: nil),
        Table.Column(title: "Queue", width: 16, from: 100), Table.Column(title: "Taken by", width: 16),
    ])

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
