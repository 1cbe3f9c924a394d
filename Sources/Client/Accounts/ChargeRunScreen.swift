import Domain
import Operations
import Terminal

/// One run: what it charged by component and tag, and what it could not charge, each with the way to the customer.
struct ChargeRunScreen: Screen {
    enum Pane {
        case totals
        case failures
    }

    let run: ChargeRunID
    var report: ChargeRunReport?
    var loadedAt: Instant?
    var pane = Pane.totals
    var totals = RowSelection<Int>()
    var failures = RowSelection<String>()
    var isPolling = false

    init(run: ChargeRunID) { self.run = run }

    var keyContexts: [String] { ["charge.run", "list"] }
    var crumb: String { "Run \(run)" }
    var readAt: Instant? { loadedAt }

    private var totalIDs: [Int] { Array((report?.totals ?? []).indices) }
    private var failureIDs: [String] { (report?.failures ?? []).map(\.name) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.accounts): return load()
        case .timer("poll"):
            isPolling = false
            return load()
        case .reply(.run(let report), _):
            self.report = report
            loadedAt = context.clock.now
            totals.reconcile(with: totalIDs)
            failures.reconcile(with: failureIDs)
            if report.totals.isEmpty, !report.failures.isEmpty { pane = .failures }
            guard report.summary.state == .running || report.summary.state == .waiting, !isPolling else { return [] }
            isPolling = true
            return [.after(milliseconds: ChargeRunsScreen.pause, timer: "poll")]
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.charging(.report(run)), purpose: "run")] }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        let visible = max((context.rows - 7) / 2 - 1, 1)
        let isMove =
            pane == .totals
            ? totals.perform(action, in: totalIDs, visible: visible)
            : failures.perform(action, in: failureIDs, visible: visible)
        if isMove { return report == nil ? [.holdInput] : [] }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load()
        case .focusNext, .focusPrevious:
            pane = pane == .totals ? .failures : .totals
            return []
        case .listOpen:
            guard let report else { return [.holdInput] }
            guard pane == .failures, let failure = report.failures.first(where: { $0.name == failures.id }) else {
                return [
                    .say(
                        .plain(
                            Sentence(
                                "\(key: .focusNext) goes to what was not charged; \(key: .listOpen) there shows the customer."
                            )))
                ]
            }
            return [.open(.customer(failure.customer, name: failure.customerName))]
        case .runReverse:
            guard let report else { return [.holdInput] }
            if let reason = report.summary.whyNoReversal { return [.say(.bad(reason)), .ring] }
            return [.open(.runRequest(RunRequestOpening(kind: .reversal, of: report.summary)))]
        default: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let report else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let summary = report.summary
        let (state, role) = summary.stateWords(bar: "", now: context.clock.now)
        sheet.write("Run \(summary.id)  \(summary.kind.words)  \(summary.day.text)", row: 0, column: 1, .strong)
        if summary.state == .running {
            sheet.within(row: 0, column: 40, height: 1, width: sheet.width - 41) {
                summary.progress.draw(on: &$0, row: 0)
            }
        } else {
            sheet.write(state, row: 0, column: 40, width: sheet.width - 41, role)
        }
        sheet.within(row: 1, column: 1, height: 2, width: sheet.width - 2) { area in
            _ = area.writeWrapped(summary.detail(context.clock), row: 0, .dim)
        }
        let words =
            "\(summary.charges.grouped) charges, \(summary.amount.text); not charged: \(summary.failures.grouped)"
        sheet.write(words, row: 3, column: 1, width: sheet.width - 2)
        let half = (sheet.height - 7) / 2
        // Which component brings how much, at a glance.
        let width = sheet.width >= Layout.wide && !report.totals.isEmpty ? sheet.width * 2 / 3 : sheet.width
        sheet.within(row: 4, column: 0, height: half, width: width) { drawTotals(report, on: &$0) }
        if width < sheet.width {
            sheet.rule(column: width, from: 4, height: half)
            sheet.within(row: 4, column: width + 2, height: half, width: sheet.width - width - 3) {
                drawBars(report, on: &$0)
            }
        }
        sheet.within(row: 4 + half, column: 0, height: sheet.height - 7 - half, width: sheet.width) {
            drawFailures(report, on: &$0)
        }
        if pane == .failures, let failure = report.failures.first(where: { $0.name == failures.id }) {
            sheet.within(row: sheet.height - 3, column: 1, height: 2, width: sheet.width - 2) { area in
                _ = area.writeWrapped(
                    "\(failure.customerName), \(failure.service): \(failure.reason)", row: 0, .fieldError)
            }
        }
        KeyHints([.focusNext, .listOpen, .runReverse], of: keyContexts, in: context).draw(
            on: &sheet, row: sheet.height - 1)
    }

    private func drawTotals(_ report: ChargeRunReport, on sheet: inout Sheet) {
        let rows = report.totals
        let table = Table(columns: [
            Table.Column(title: "Component", width: nil), Table.Column(title: "Part", width: 16),
            Table.Column(title: "Tag", width: 10), Table.Column(title: "Charges", width: 9, isRight: true),
            Table.Column(title: "Sum", width: 19, isRight: true),
        ])
        table.draw(
            on: &sheet, ids: totalIDs, selection: pane == .totals ? totals : RowSelection(),
            whenEmpty: "Nothing was charged.", hasFocus: pane == .totals
        ) { index in
            let row = rows[index]
            return [
                Table.Cell(row.component), Table.Cell(row.part, .dim), Table.Cell(row.tag, .dim),
                Table.Cell(row.charges.grouped), Table.Cell("\(row.amount)", row.amount.role),
            ]
        }
    }

    /// The sums of the components, most first; their discounts and taxes are in them.
    static func bars(_ report: ChargeRunReport) -> [BarChart.Bar] {
        var sums: [(component: String, sum: Money)] = []
        for total in report.totals {
            if let index = sums.firstIndex(where: { $0.component == total.component }) {
                sums[index].sum = (try? sums[index].sum.adding(total.amount)) ?? sums[index].sum
            } else {
                sums.append((total.component, total.amount))
            }
        }
        return sums.sorted { $0.sum.magnitude.minorUnits > $1.sum.magnitude.minorUnits }.map {
            BarChart.Bar(label: $0.component, value: Double($0.sum.magnitude.minorUnits), words: "\($0.sum)")
        }
    }

    private func drawBars(_ report: ChargeRunReport, on sheet: inout Sheet) {
        sheet.write("By component", row: 0, width: sheet.width, .listHead)
        sheet.within(row: 1, column: 0, height: sheet.height - 1, width: sheet.width) {
            let bars = Self.bars(report)
            BarChart(bars, labelWidth: min(bars.map { TextMeasure.width($0.label) }.max() ?? 0, 14)).draw(on: &$0)
        }
    }

    private func drawFailures(_ report: ChargeRunReport, on sheet: inout Sheet) {
        let rows = report.failures
        let table = Table(columns: [
            Table.Column(title: "Not charged", width: 20), Table.Column(title: "Service", width: 20),
            Table.Column(title: "Why", width: nil), Table.Column(title: "Day", width: 10),
        ])
        table.draw(
            on: &sheet, ids: failureIDs, selection: pane == .failures ? failures : RowSelection(),
            whenEmpty: "Everything was charged.", hasFocus: pane == .failures
        ) { index in
            let row = rows[index]
            let isSolved = row.solvedAt != nil
            return [
                Table.Cell(row.customerName), Table.Cell(row.service),
                Table.Cell(isSolved ? "solved: \(row.reason)" : row.reason, isSolved ? .dim : .fieldError),
                Table.Cell(row.day.text),
            ]
        }
    }
}

extension UnchargedService {
    /// What its row is known by.
    fileprivate var name: String { "\(customer) \(subscription) \(day)" }
}
