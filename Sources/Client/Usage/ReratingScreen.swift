import Domain
import Operations
import Terminal

/// One re-rating: how far it has come, and the calls it changes; from a trial to the real one.
struct ReratingScreen: Screen {
    let rerating: ReratingID
    var report: ReratingReport?
    var selection = RowSelection<CallID>()
    var loadedAt: Instant?
    var isPolling = false
    /// The command that cancels it, kept for sending it again.
    var cancelling: CommandKey?

    init(rerating: ReratingID) { self.rerating = rerating }

    var keyContexts: [String] { ["usage.rerating", "list"] }
    var crumb: String { "Re-rating \(rerating)" }
    var readAt: Instant? { loadedAt }
    private var ids: [CallID] { (report?.lines ?? []).map(\.call) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.usage): return load()
        case .timer("poll"):
            isPolling = false
            return load()
        case .reply(.usage(.rerating(let found)), _):
            report = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            guard found.summary.isUnderWay, !isPolling else { return [] }
            isPolling = true
            return [.after(milliseconds: ReratingsPage.pause, timer: "poll")]
        case .reply(.usage(.reratingCancelled), _):
            cancelling = nil
            return [.say(.good("Cancelled; what its finished batches posted stays."))] + load()
        case .failure(let error, "cancel"):
            if error.mayHaveHappened {
                return [.say(.bad("\(error.sentence) Cancel it again to be sure.")), .ring]
            }
            cancelling = nil
            return [.say(.bad(error.sentence)), .ring] + load()
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .answer(.confirmed("cancel")):
            if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
            let key = cancelling ?? CommandKey.make()
            cancelling = key
            return [.ask(.usage(.cancelRerating(rerating, key: key)), purpose: "cancel")]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.usage(.rerating(rerating)), purpose: "rerating")] }

    /// Why the differences cannot be posted; nil when they can.
    var whyNoPosting: String? {
        guard let summary = report?.summary else { return nil }
        if !summary.isDry { return "It is the real one; a trial goes before each." }
        if summary.state != .done { return "The trial is not over; its differences are not known yet." }
        return summary.changed == 0 ? "No price differs; there is nothing to post." : nil
    }

    var whyNoCancel: String? {
        report.flatMap { $0.summary.isUnderWay ? nil : "It is over; there is nothing to cancel." }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if selection.perform(action, in: ids, visible: max(context.rows - 8, 1)) {
            return report == nil ? [.holdInput] : []
        }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load()
        default: break
        }
        guard let report else { return [.holdInput] }
        switch action {
        case .listOpen:
            guard let line = report.lines.first(where: { $0.call == selection.id }) else { return [] }
            return [.open(.customer(line.customer, name: line.customerName))]
        case .reratingPost:
            if let reason = whyNoPosting { return [.say(.bad(reason)), .ring] }
            return [.open(.reratingRequest(ReratingOpening(after: report.summary)))]
        case .reratingCancel:
            if let reason = whyNoCancel { return [.say(.bad(reason)), .ring] }
            return [
                .open(
                    .confirm(
                        ConfirmOpening(
                            purpose: "cancel", question: "Cancel re-rating \(rerating)? What it posted stays.",
                            yes: "cancel it", no: "let it go on")))
            ]
        default: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let report else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let summary = report.summary
        let (state, role) = summary.stateWords
        let width = sheet.width - 2
        sheet.write("\(summary.filter.days)  \(summary.of)", row: 0, column: 1, width: width - 14, .strong)
        sheet.write(state, row: 0, column: width - 12, width: 13, role, isRight: true)
        sheet.within(row: 1, column: 1, height: 2, width: width) {
            _ = $0.writeWrapped(summary.detail(context.clock), row: 0, .dim)
        }
        let less = summary.difference.isNegative ? "less" : "more"
        let words =
            "\(UsageWords.count(summary.changed, "call")) change; the customers pay \(summary.difference.magnitude.text) \(less)"
        sheet.write(words, row: 3, column: 1, width: width)
        let height = sheet.height - 7
        sheet.within(row: 4, column: 0, height: height, width: sheet.width) { drawLines(report, on: &$0) }
        if let line = report.lines.first(where: { $0.call == selection.id }) {
            sheet.within(row: 4 + height, column: 1, height: 2, width: width) { area in
                _ = area.writeWrapped("Call \(line.call): \(line.explanation)", row: 0, .dim)
            }
        }
        KeyHints([.reratingPost, .reratingCancel, .listOpen], of: keyContexts, in: context).draw(
            on: &sheet, row: sheet.height - 1)
    }

    private func drawLines(_ report: ReratingReport, on sheet: inout Sheet) {
        let rows = report.lines
        let table = Table(columns: [
            Table.Column(title: "Customer", width: nil), Table.Column(title: "Before", width: 15, isRight: true),
            Table.Column(title: "Now", width: 15, isRight: true),
            Table.Column(title: "Difference", width: 15, isRight: true),
        ])
        let words = report.summary.isUnderWay ? "Nothing differs so far." : "No price differs."
        table.draw(on: &sheet, ids: ids, selection: selection, whenEmpty: words) { index in
            let row = rows[index]
            let difference = try? row.newAmount.subtracting(row.oldAmount)
            return [
                Table.Cell(row.customerName), Table.Cell("\(row.oldAmount)", .old),
                Table.Cell("\(row.newAmount)", .new),
                Table.Cell(difference.map { "\($0)" } ?? "?", difference?.role),
            ]
        }
    }
}
