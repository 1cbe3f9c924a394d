import Domain
import Terminal

extension ScanScreen {
    private static let listTop = 6

    /// READY in plain sight, the counters, the last ten scans; the verdicts differ in colour, mark and word.
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let summary else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            drawField(on: &sheet)
            return
        }
        let mode = summary.state == .sent ? "ACCEPT" : StockWords.title(summary.kind).uppercased()
        sheet.write(mode, row: 0, column: 1, width: 10, .strong)
        sheet.write(StockWords.way(summary), row: 0, column: 12, width: sheet.width - 30)
        sheet.write(summary.number, row: 0, column: sheet.width - 17, width: 16, .dim, isRight: true)
        sheet.write(modelWords, row: 1, column: 1, width: 44, assembly.model?.isSerialised == false ? .strong : .dim)
        let counters = "ok \(queue.good)   noted \(queue.noted)   bad \(queue.bad)"
        sheet.write(counters, row: 1, column: sheet.width - 30, width: 29, .strong, isRight: true)
        let state = state
        sheet.write(context.words(state.words), row: 2, column: 1, width: sheet.width - 2, state.role)
        drawField(on: &sheet)
        if hint.isEmpty, let alarm = queue.alarm, TextMeasure.width(alarm.words) > sheet.width - 25 {
            // The list has no room for the whole of it.
            sheet.write(alarm.words, row: 4, column: 8, width: sheet.width - 9, .scanBad)
        }
        sheet.write(hint.isEmpty ? firstHint(summary) : hint, row: 4, column: 8, width: sheet.width - 9, .fieldHint)
        sheet.ruleAcross(row: 5)
        for (row, line) in queue.lines.enumerated() where Self.listTop + row < sheet.height - 2 {
            sheet.writeScan(
                line.scan, line.words, line.tone, row: Self.listTop + row, isEarlier: line.isEarlier)
        }
        sheet.write(totals(summary), row: sheet.height - 2, column: 1, width: sheet.width - 2, .dim)
        KeyHints([.scanUndo, .scanPost, .scanModel, .scanList], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }

    /// What else than single labels a receipt takes, as long as nothing is in it.
    private func firstHint(_ summary: StockDocumentSummary) -> String {
        summary.kind == .receive && queue.lines.isEmpty && queue.count == 0
            ? "labels, one by one; or paste a table, or type the path of its file" : ""
    }

    private func drawField(on sheet: inout Sheet) {
        sheet.write("Scan:", row: 3, column: 1, width: 6, .label)
        field.draw(on: &sheet, row: 3, column: 8, width: min(sheet.width - 10, 60), .input)
    }

    private var modelWords: String {
        guard let model = assembly.model else {
            return summary?.kind == .receive ? "Model by the label" : "Devices by their serials"
        }
        return model.isSerialised ? "Model \(model.name)" : "\(model.name): type how many \(model.unit.rawValue)s"
    }

    private var state: (words: Sentence, role: TextRole) {
        if queue.isStopped, let alarm = queue.lines.first(where: { $0.tone == .bad }) {
            let waiting = queue.count > 0 ? "; \(queue.count) waiting" : ""
            return ("STOP  \(alarm.scan)  \(key: .scanAccept) goes on\(waiting)", .scanBad)
        }
        if let alarm = queue.alarm, queue.count < 2 { return ("BAD  \(alarm.scan)", .scanBad) }
        let waiting = queue.count + early.count
        // One on its way is the usual course, and no queue.
        return waiting > 1 ? ("\(waiting) waiting", .scanAgain) : ("READY", .scanGood)
    }

    private func totals(_ summary: StockDocumentSummary) -> String {
        var parts: [String] = []
        if summary.state == .sent {
            parts.append("\(summary.counted - summary.missing) of \(summary.counted) arrived")
        } else if summary.expected > 0 {
            parts.append("\(summary.onList) of \(summary.expected) on the list are here")
            if summary.unexpected > 0 { parts.append("\(summary.unexpected) not on it") }
        } else {
            parts.append("\(summary.counted) in the document")
        }
        if summary.aside > 0 { parts.append("\(summary.aside) set aside") }
        if summary.stopsOnError { parts.append("stops on errors") }
        return parts.joined(separator: ", ")
    }
}
