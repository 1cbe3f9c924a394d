import Domain
import Terminal

extension TicketScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let detail else {
            sheet.write("Ticket #\(ticket)", row: 0, column: 1, .strong)
            sheet.write(whyNothing ?? "Reading\u{2026}", row: 1, column: 1, width: sheet.width - 2, .dim)
            return
        }
        drawHead(detail, on: &sheet, in: context)
        let top = 3
        let isWide = sheet.width >= Layout.wide
        let factWidth = isWide ? sheet.width / 3 : sheet.width
        let facts = FactLayout(detail.facts, width: factWidth)
        // Where they stand over each other, the facts come whole and the newest of the flow is seen.
        let kept = isWide ? 5 : facts.height + Self.leastFlowRows
        let formRows = max(min(formHeight, sheet.height - top - kept), min(formHeight, Self.leastFormRows))
        let height = sheet.height - top - formRows
        if isWide {
            sheet.within(row: top, column: 0, height: height, width: factWidth - 1) { area in
                area.write("Facts", row: 0, column: 1, .listHead)
                area.within(row: 1, column: 0, height: height - 1, width: area.width) { facts.draw(on: &$0) }
            }
            sheet.rule(column: factWidth - 1, from: top, height: height)
            sheet.within(row: top, column: factWidth, height: height, width: sheet.width - factWidth) { area in
                drawFlow(detail, on: &area, in: context)
            }
        } else {
            let factRows = min(facts.height, height)
            sheet.within(row: top, column: 0, height: factRows, width: factWidth) { facts.draw(on: &$0) }
            sheet.within(row: top + factRows, column: 0, height: height - factRows, width: sheet.width) { area in
                drawFlow(detail, on: &area, in: context)
            }
        }
        sheet.within(row: sheet.height - formRows, column: 0, height: formRows, width: sheet.width) { area in
            drawForm(detail, on: &area, in: context)
        }
    }

    /// The heading, the newest push and its comment.
    private static let leastFlowRows = 4
    /// The rule, the field, the state, the last scans or the ports, and the keys.
    private static let leastFormRows = 8

    private var formHeight: Int {
        switch step.view {
        case .device: 13
        case .port: Self.portRows + 3
        case .survey: 4
        case .activation: 3
        case .general, .closed: 2
        }
    }

    private func drawHead(_ detail: TicketDetail, on sheet: inout Sheet, in context: ScreenContext) {
        let summary = detail.summary
        sheet.write(
            "#\(summary.id)  \(summary.type)  \(summary.customerName)", row: 0, column: 1, width: sheet.width - 22,
            .strong)
        let state = summary.state == .open ? summary.stepName : summary.state.words
        sheet.write(
            state, row: 0, column: sheet.width - 21, width: 20, summary.state == .open ? .stateActive : .dim,
            isRight: true)
        let opened = "opened \(context.clock.shortTime(of: summary.openedAt))"
        let taken = summary.takenBy.isEmpty ? "free" : "taken by \(summary.takenBy)"
        let due = summary.deadlineAt.map { ", due \(context.clock.shortTime(of: $0))" } ?? ""
        let words = isOpen ? "queue \(summary.queueName), \(taken), \(opened)\(due)" : opened
        sheet.write(words, row: 1, column: 1, width: sheet.width - 2, .dim)
        let note = comment.isEmpty ? "" : "comment, not sent: \(comment)"
        sheet.write(note, row: 2, column: 1, width: sheet.width - 2, .fieldHint)
    }

    /// Newest last; what does not fit is the oldest.
    private func drawFlow(_ detail: TicketDetail, on sheet: inout Sheet, in context: ScreenContext) {
        sheet.write("Flow", row: 0, column: 1, .listHead)
        var lines: [(text: String, role: TextRole)] = []
        for event in detail.flow {
            let way = event.fromStepName.isEmpty ? event.toStepName : "\(event.fromStepName) > \(event.toStepName)"
            lines.append(("\(context.clock.shortTime(of: event.at)) \(event.actor)", .dim))
            lines.append(("  \(way): \(TicketWords.resolution(event.resolution))", .text))
            if !event.comment.isEmpty { lines.append(("  \u{201C}\(event.comment)\u{201D}", .fieldHint)) }
        }
        for (row, line) in lines.suffix(max(sheet.height - 1, 0)).enumerated() {
            sheet.write(line.text, row: row + 1, column: 1, width: sheet.width - 2, line.role)
        }
    }

    private func drawForm(_ detail: TicketDetail, on sheet: inout Sheet, in context: ScreenContext) {
        sheet.ruleAcross(row: 0)
        let fields = step.fields
        sheet.within(row: 1, column: 0, height: max(Form.rows(fields), 1), width: sheet.width) { area in
            if fields.isEmpty {
                area.write(words(for: detail), row: 0, column: 1, width: area.width - 2)
            } else {
                form.draw(on: &area, fields: fields, hasFocus: true)
            }
        }
        let rest = 1 + Form.rows(fields)
        guard sheet.height > rest, !fields.isEmpty else { return }
        sheet.within(row: rest, column: 0, height: sheet.height - rest, width: sheet.width) { area in
            switch step.view {
            case .device: drawScans(detail, on: &area, in: context)
            case .port: drawPorts(on: &area)
            case .survey, .activation, .general, .closed: break
            }
        }
    }

    private func drawScans(_ detail: TicketDetail, on sheet: inout Sheet, in context: ScreenContext) {
        sheet.within(row: 0, column: 0, height: sheet.height - 1, width: sheet.width) { log.draw(on: &$0) }
        // Scanned before the ticket was opened again.
        if log.lines.isEmpty, let device = detail.facts.first(where: { $0.label == "Device" }) {
            sheet.write("Handed over: \(device.value)", row: 1, column: 1, width: sheet.width - 2, .scanGood)
        }
        KeyHints([.ticketTakeBack, .ticketStock], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }

    private func words(for detail: TicketDetail) -> String {
        guard detail.summary.state == .open else { return "Nothing is left to do here." }
        if let reason = TicketWords.whyNoPush(.forward, detail) { return reason }
        return "Nothing is asked in this step: push it on when the work is done."
    }

    private func drawPorts(on sheet: inout Sheet) {
        let rows = ports ?? []
        let table = Table(columns: [
            Table.Column(title: "Node", width: 14), Table.Column(title: "Port", width: 16),
            Table.Column(title: "Site", width: nil),
        ])
        let words = ports == nil ? "Reading\u{2026}" : "No free port matches."
        table.draw(on: &sheet, ids: rows.map(\.port), selection: portSelection, whenEmpty: words, hasFocus: false) {
            index in
            [Table.Cell(rows[index].nodeCode), Table.Cell(rows[index].name), Table.Cell(rows[index].site)]
        }
    }
}
