import Domain
import Operations
import Terminal

/// The shifts the operator may see, newest first, and the report of the selected one.
struct ShiftsScreen: Screen {
    var shifts: [TillShift]?
    var report: ShiftReport?
    var selection = RowSelection<ShiftID>()
    var loadedAt: Instant?

    static let limit = 200
    static let pause = 120

    var keyContexts: [String] { ["shifts", "list"] }
    var crumb: String { "Shifts" }
    var readAt: Instant? { loadedAt }
    var ids: [ShiftID] { (shifts ?? []).map(\.id) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.accounts): return load()
        case .reply(.shifts(let found), _):
            shifts = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            return askReport()
        case .reply(.shiftReport(let report), _):
            self.report = report
            return []
        case .timer("report"): return askReport()
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.till(.shifts(limit: Self.limit)), purpose: "shifts")] }

    private func askReport() -> [Effect] {
        guard let id = selection.id else { return [] }
        return [.ask(.till(.report(id)), purpose: "report")]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        let before = selection.id
        if selection.perform(action, in: ids, visible: Self.listRows(height: context.rows)) {
            guard shifts != nil else { return [.holdInput] }
            return selection.id == before ? [] : [.after(milliseconds: Self.pause, timer: "report")]
        }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load()
        case .listOpen: return askReport()
        case .shiftToggle:
            guard let shifts else { return [.holdInput] }
            let own = shifts.first { $0.isOpen && $0.operatorLogin == context.profile?.login }
            return [.open(own.map { .shiftClosing($0) } ?? .shiftOpening)]
        default: return []
        }
    }

    private static func listRows(height: Int) -> Int { max(height / 3 - 1, 3) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = shifts ?? []
        let listHeight = Self.listRows(height: sheet.height) + 1
        let table = Table(columns: [
            Table.Column(title: "Shift", width: 7), Table.Column(title: "Who", width: nil),
            Table.Column(title: "Opened", width: 16), Table.Column(title: "Closed", width: 16),
            Table.Column(title: "In the till", width: 17, isRight: true),
            Table.Column(title: "Difference", width: 15, isRight: true, from: 100),
        ])
        sheet.within(row: 0, column: 0, height: listHeight, width: sheet.width) { area in
            let words = shifts == nil ? "Reading\u{2026}" : "No shift yet."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                let closed = row.closedAt.map { context.clock.dateAndTime(of: $0) } ?? "open"
                let sum = row.closingCounted ?? row.expected
                return [
                    Table.Cell("\(row.id)"), Table.Cell(row.operatorName),
                    Table.Cell(context.clock.dateAndTime(of: row.openedAt)),
                    Table.Cell(closed, row.isOpen ? .stateActive : .dim), Table.Cell(sum.text),
                    Table.Cell(row.difference?.text ?? "", row.difference?.minorUnits == 0 ? .dim : .fieldError),
                ]
            }
        }
        guard let report, report.shift.id == selection.id else { return }
        sheet.within(row: listHeight, column: 0, height: sheet.height - listHeight, width: sheet.width) { area in
            drawReport(report, on: &area, in: context)
        }
    }

    private func drawReport(_ report: ShiftReport, on sheet: inout Sheet, in context: ScreenContext) {
        sheet.ruleAcross(row: 0)
        var row = 1
        for total in report.totals.prefix(max(sheet.height - 4, 0)) {
            sheet.write(total.kind.words, row: row, column: 2, width: 12, .label)
            sheet.write("\(total.count)", row: row, column: 15, width: 6, isRight: true)
            sheet.write(total.amount.text, row: row, column: 22, width: 20, total.amount.role, isRight: true)
            row += 1
        }
        sheet.write(report.shift.isOpen ? "now" : "counted", row: row, column: 2, width: 12, .label)
        let sum = report.shift.closingCounted ?? report.shift.expected
        sheet.write(sum.text, row: row, column: 22, width: 20, .strong, isRight: true)
        if let difference = report.shift.difference, difference.minorUnits != 0 {
            sheet.write("difference \(difference.text)  \(report.shift.note)", row: row, column: 44, .fieldError)
        }
        let top = row + 1
        let lines = Array(report.lines.reversed())
        let table = Table(columns: [
            Table.Column(title: "When", width: 16), Table.Column(title: "Kind", width: 10),
            Table.Column(title: "Who", width: nil), Table.Column(title: "Account", width: 12, from: 100),
            Table.Column(title: "Receipt", width: 10, from: 100),
            Table.Column(title: "Amount", width: 18, isRight: true),
        ])
        sheet.within(row: top, column: 0, height: sheet.height - top, width: sheet.width) { area in
            table.draw(
                on: &area, ids: Array(lines.indices), selection: RowSelection<Int>(), whenEmpty: "Nothing moved yet.",
                hasFocus: false
            ) { lines[$0].cells(context.clock) }
        }
    }
}
