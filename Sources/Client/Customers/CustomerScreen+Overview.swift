import Domain
import Terminal

extension CustomerScreen {
    /// From here on what happened stands beside the card (facts/terminal section 6: list, card, timeline).
    static let timelineColumns = 180

    /// Everything about the customer at one look, as far as there is room; also the pane beside the other tabs. What the
    /// operator's role does not show is not there.
    func drawOverview(on sheet: inout Sheet, in context: ScreenContext, isPane: Bool) {
        guard let card else { return }
        let pinned = card.parts.filter { $0.part == .note && $0["is_pinned"] == "true" }.prefix(3)
        for (row, note) in pinned.enumerated() {
            sheet.write("* \(note["text"])", row: row, column: 1, width: sheet.width - 2, .strong)
        }
        let top = pinned.count
        let height = sheet.height - top
        let sections = OverviewSections(card: card, context: context)
        guard !isPane, sheet.width >= 100 else {
            sheet.within(row: top, column: 0, height: height, width: sheet.width) { area in
                draw(sections.one(rows: height), of: sections, on: &area, in: context, isPane: isPane)
            }
            return
        }
        let hasTimeline = sheet.width >= Self.timelineColumns && context.may(.historyView)
        let width = sheet.width / (hasTimeline ? 3 : 2) - 1
        let (left, right) = sections.two(rows: height)
        for (column, found) in [(0, left), (width + 2, right)] {
            sheet.within(row: top, column: column, height: height, width: width) { area in
                draw(found, of: sections, on: &area, in: context, isPane: false)
            }
        }
        guard hasTimeline else { return }
        let start = 2 * (width + 2)
        sheet.rule(column: start - 1, from: top)
        sheet.within(row: top, column: start, height: height, width: sheet.width - start) { area in
            drawTimeline(on: &area, in: context)
        }
    }

    private func draw(
        _ found: [OverviewSections.Section], of sections: OverviewSections, on sheet: inout Sheet,
        in context: ScreenContext, isPane: Bool
    ) {
        // A row between them, where all of them are whole.
        let isLoose = found.reduce(found.count - 1, { $0 + $1.rows }) <= sheet.height
        var row = 0
        for section in found {
            sheet.within(row: row, column: 0, height: section.rows, width: sheet.width) { area in
                draw(section.kind, of: sections, on: &area, in: context, isPane: isPane)
            }
            row += section.rows + (isLoose ? 1 : 0)
        }
    }

    private func draw(
        _ kind: OverviewSections.Kind, of sections: OverviewSections, on sheet: inout Sheet, in context: ScreenContext,
        isPane: Bool
    ) {
        let card = sections.card
        switch kind {
        case .services: drawServiceLines(card, on: &sheet)
        case .tickets: drawTicketLines(card, on: &sheet, in: context, hasFocus: !isPane)
        case .movements: drawLastMovements(card, on: &sheet)
        case .accounts:
            let lines = card.accounts.map { account in
                Line(
                    "\(account.id)", [account.isDefault ? "default" : "", account.ownerName.map { "of \($0)" } ?? ""],
                    account.balance.text, account.balance.role)
            }
            draw("Accounts", lines, on: &sheet)
        case .addresses:
            draw("Addresses", card.profile.addresses.map { Line($0.text) }, on: &sheet)
        case .devices:
            let lines = card.devices.map { Line($0.serial, [$0.modelName], $0.state.words, .dim) }
            draw("Devices", lines, on: &sheet)
        case .calls:
            let lines = card.calls.map { call in
                Line(
                    context.clock.shortTime(of: call.startedAt), [call.called, call.destination],
                    "\(LocalWords.duration(seconds: call.durationSeconds))  \(call.amount.text)", call.amount.role)
            }
            draw("Last calls", lines, on: &sheet)
        case .notes: draw("Notes", sections.notes.map { Line($0["text"]) }, on: &sheet)
        }
    }

    /// A row of a section: what it is, and what stands at the right edge.
    private struct Line {
        var words: String
        var right: String
        var role: TextRole

        init(_ first: String, _ more: [String] = [], _ right: String = "", _ role: TextRole = .text) {
            words = ([first] + more).filter { !$0.isEmpty }.joined(separator: "  ")
            (self.right, self.role) = (right, role)
        }
    }

    private func draw(_ title: String, _ lines: [Line], on sheet: inout Sheet) {
        drawHead(title, count: lines.count, on: &sheet)
        if lines.isEmpty { sheet.write("none", row: 1, column: 2, .dim) }
        for (index, line) in lines.prefix(max(sheet.height - 1, 0)).enumerated() {
            let right = TextMeasure.width(line.right)
            sheet.write(line.words, row: index + 1, column: 2, width: sheet.width - right - 4)
            sheet.write(line.right, row: index + 1, column: sheet.width - right - 1, width: right, line.role)
        }
    }

    /// The heading, and how many there are where not all of them are seen.
    private func drawHead(_ title: String, count: Int, on sheet: inout Sheet) {
        sheet.write(title, row: 0, column: 1, .listHead)
        guard count > sheet.height - 1 else { return }
        let extent = "\(max(sheet.height - 1, 0)) of \(count)"
        sheet.write(extent, row: 0, column: sheet.width - extent.count - 1, width: extent.count, .dim)
    }

    private func drawServiceLines(_ card: CustomerCard, on sheet: inout Sheet) {
        drawHead("Services", count: card.subscriptions.count, on: &sheet)
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

    private func drawTicketLines(
        _ card: CustomerCard, on sheet: inout Sheet, in context: ScreenContext, hasFocus: Bool
    ) {
        let rows = OverviewSections.tickets(card)
        let table = Table(columns: [
            Table.Column(title: "Tickets", width: nil), Table.Column(title: "Step", width: nil),
            Table.Column(title: "Opened", width: 10, from: 60), Table.Column(title: "State", width: 9),
            Table.Column(title: "Taken by", width: 14, from: 74),
        ])
        table.draw(
            on: &sheet, ids: rows.map { "\($0.id)" }, selection: selection(.overview), whenEmpty: "none",
            hasFocus: hasFocus
        ) { index in
            let ticket = rows[index]
            let isOpen = ticket.state == .open
            let day = context.clock.zone.date(ticket.openedAt).text
            return [
                Table.Cell("#\(ticket.id) \(ticket.type)", isOpen ? nil : .dim),
                Table.Cell(ticket.stepName, isOpen ? nil : .dim),
                Table.Cell(day, .dim), Table.Cell(ticket.state.words, isOpen ? .stateActive : .dim),
                Table.Cell(ticket.takenBy),
            ]
        }
    }

    private func drawLastMovements(_ card: CustomerCard, on sheet: inout Sheet) {
        drawHead("Last charges and payments", count: 0, on: &sheet)
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

    /// What happened last, newest first.
    private func drawTimeline(on sheet: inout Sheet, in context: ScreenContext) {
        let only = history.line.isEmpty ? "" : ", \(history.line)"
        drawHead("What happened\(only)", count: 0, on: &sheet)
        guard let deeds = history.deeds else { return sheet.write("Reading\u{2026}", row: 1, column: 2, .dim) }
        if deeds.isEmpty { sheet.write("nothing yet", row: 1, column: 2, .dim) }
        let ellipsis = sheet.theme.ellipsis
        for (index, deed) in deeds.prefix(max(sheet.height - 1, 0)).enumerated() {
            let day = context.clock.zone.date(deed.at)
            let isRecent = day.year == context.clock.today.year
            let words = HistoryTab.words(deed, context.clock, width: sheet.width - 16, ellipsis: ellipsis)
            sheet.write(
                isRecent ? context.clock.shortTime(of: deed.at) : day.text, row: index + 1, column: 2, width: 12, .dim)
            sheet.write(words, row: index + 1, column: 15, width: sheet.width - 16)
        }
    }
}
