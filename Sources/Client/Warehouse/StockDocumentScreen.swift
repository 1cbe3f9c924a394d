import Domain
import Operations
import Terminal

/// A stock document: its lines, what was set aside and why, what differs, and what is still on its way.
struct StockDocumentScreen: Screen {
    let document: StockDocumentID
    var sheet: StockDocumentSheet?
    var loadedAt: Instant?
    var showsDifferences = false
    var selection = RowSelection<Int>()
    /// Lines to be settled together.
    private(set) var marked: Set<Int> = []

    init(document: StockDocumentID) { self.document = document }

    var keyContexts: [String] { ["warehouse.document", "list"] }
    var crumb: String { sheet?.summary.number ?? "Document" }
    var readAt: Instant? { loadedAt }
    private var ids: [Int] {
        showsDifferences ? Array((sheet?.differences ?? []).indices) : (sheet?.lines ?? []).map(\.line)
    }
    var selected: StockDocumentLine? {
        showsDifferences ? nil : sheet?.lines.first { $0.line == selection.id }
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.document(document)), .changed(.warehouse): return load()
        case .reply(.warehouse(.document(let found)), _):
            sheet = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            marked.formIntersection(found.lines.filter(\.isLate).map(\.line))
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.warehouse(.document(document)), purpose: "document")] }

    /// Why nothing can be said about the selected line; nil when something can.
    var whyNoSettling: String? {
        guard let sheet else { return nil }
        guard sheet.summary.state == .sent else { return "Only what is on its way and does not come is settled." }
        guard marked.isEmpty else { return nil }
        guard let selected else { return "Choose a line that did not come, in the list of lines." }
        return selected.isLate ? nil : "This line has no difference."
    }

    /// The marked lines, the first above, or else the selected one.
    private var chosen: [StockDocumentLine] {
        let lines = (sheet?.lines ?? []).filter { marked.contains($0.line) }
        return lines.isEmpty ? selected.map { [$0] } ?? [] : lines
    }

    /// Only what can be settled is marked.
    private mutating func mark(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        guard let sheet, !showsDifferences else { return [.say(.plain("Lines are marked, in the list of lines."))] }
        let late = sheet.summary.state == .sent ? sheet.lines.filter(\.isLate).map(\.line) : []
        if action == .markAll {
            marked = marked.count == late.count ? [] : Set(late)
            return late.isEmpty ? [.say(.plain("There is nothing to settle here."))] : []
        }
        guard let line = selection.id else { return [] }
        guard late.contains(line) else { return [.say(.plain("This line has no difference."))] }
        if marked.remove(line) == nil { marked.insert(line) }
        _ = selection.perform(.moveDown, in: ids, visible: context.rows - 6)
        return []
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if selection.perform(action, in: ids, visible: context.rows - 6) { return sheet == nil ? [.holdInput] : [] }
        switch action {
        case .cancel where !marked.isEmpty:
            marked = []
            return []
        case .cancel: return [.close]
        case .viewRefresh: return load()
        default: break
        }
        guard let sheet else { return [.holdInput] }
        switch action {
        case .focusNext, .focusPrevious:
            showsDifferences.toggle()
            selection = RowSelection()
            selection.reconcile(with: ids)
            return []
        case .stockScan:
            return sheet.summary.state.isOpen
                ? [.open(.scanning(document))]
                : [
                    .say(
                        .bad(
                            "\(sheet.summary.number) is \(StockWords.state(sheet.summary)); nothing more goes into it.")
                    )
                ]
        case .stockManifest:
            return sheet.summary.kind == .receive && sheet.summary.state == .draft
                ? [.open(.stockManifest(document))] : [.say(.bad("Only a draft of a receipt has a list.")), .ring]
        case .markToggle, .markAll: return mark(action, in: context)
        case .stockSettle: return chosen.isEmpty ? [] : [.open(.stockSettling(chosen, document))]
        case .listOpen: return selected?.device.map { [.open(.device($0))] } ?? []
        default: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let found = self.sheet else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let summary = found.summary
        sheet.write("\(StockWords.title(summary.kind)) \(summary.number)", row: 0, column: 1, width: 36, .strong)
        sheet.write(
            StockWords.state(summary), row: 0, column: sheet.width - 16, width: 15, StockWords.role(summary),
            isRight: true)
        sheet.write(StockWords.way(summary), row: 1, column: 1, width: sheet.width - 2)
        let by = "\(summary.createdBy), \(context.clock.dateAndTime(of: summary.createdAt))"
        let note = summary.note.isEmpty ? "" : "; \(summary.note)"
        sheet.write("\(by)\(note)", row: 2, column: 1, width: sheet.width - 2, .dim)
        let tabs = [
            TabBar.Tab(title: "Lines (\(found.lines.count))"),
            TabBar.Tab(title: "Differences (\(found.differences.count))"),
        ]
        TabBar(tabs, selected: showsDifferences ? 1 : 0).draw(on: &sheet, row: 3, column: 1)
        sheet.within(row: 4, column: 0, height: sheet.height - 5, width: sheet.width) { area in
            if showsDifferences {
                drawDifferences(found.differences, on: &area)
            } else {
                drawLines(found, on: &area)
            }
        }
        // What is on its way is settled, several lines at once; the rest of the keys is for what is being scanned.
        let actions: [ActionID] =
            summary.state == .sent
            ? [.stockScan, .focusNext, .markToggle, .markAll, .stockSettle, .listOpen]
            : [.stockScan, .focusNext, .stockManifest, .stockSettle, .listOpen]
        KeyHints(actions, of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }

    private func drawLines(_ found: StockDocumentSheet, on sheet: inout Sheet) {
        let rows = found.lines
        let isMove = found.summary.state == .sent || found.summary.state == .received
        let isShort = found.summary.wasReceived
        let table = Table(columns: [
            Table.Column(title: "Line", width: 5, isRight: true), Table.Column(title: "Scan", width: 20),
            Table.Column(title: "What it was", width: nil), Table.Column(title: isMove ? "Came" : "", width: 9),
            Table.Column(title: "By", width: 16, from: 100),
        ])
        table.draw(
            on: &sheet, ids: ids, selection: selection, marks: marked, whenEmpty: "Nothing was scanned yet."
        ) { index in
            let row = rows[index]
            let part = row.quantity != nil && !row.hasCome ? row.arrived.map { "; \($0) came" } ?? "" : ""
            let words = row.isCounted ? "\(row.words)\(part)" : "ASIDE  \(row.words)"
            let came =
                !isMove || !row.isCounted
                ? "" : row.hasCome ? "came" : row.settled.isEmpty ? (isShort ? "! missing" : "") : row.settled
            return [
                Table.Cell("\(row.line)", .dim), Table.Cell(row.serial.isEmpty ? row.scan : row.serial),
                Table.Cell(words, row.isCounted ? nil : .scanBad),
                Table.Cell(came, came == "! missing" ? .scanBad : .dim), Table.Cell(row.scannedBy, .dim),
            ]
        }
    }

    private func drawDifferences(_ rows: [StockDifference], on sheet: inout Sheet) {
        let table = Table(columns: [
            Table.Column(title: "Serial", width: 20), Table.Column(title: "Model", width: nil),
            Table.Column(title: "Difference", width: 36),
        ])
        table.draw(on: &sheet, ids: ids, selection: selection, whenEmpty: "Nothing differs.") { index in
            let row = rows[index]
            return [
                Table.Cell(row.name), Table.Cell(row.modelName),
                Table.Cell(StockWords.difference(row), .scanAgain),
            ]
        }
    }
}

extension StockDocumentLine {
    /// Of a sent move: it has not come, and nobody has said what became of it.
    var isLate: Bool { isCounted && settled.isEmpty && !hasCome }
}
