import Domain
import Operations
import Terminal

/// Which calls are added up.
struct CallTotalsOpening: Equatable {
    var customer: CustomerID
    var filter: CallFilter
    /// Nil: all services.
    var service: String?
}

/// What a customer's calls of a month come to by destination group, and what is left of the free minutes and calls.
struct CallTotalsScreen: Screen {
    let opening: CallTotalsOpening
    var totals: CallTotals?
    var buckets: [BucketRemainder]?
    var loadedAt: Instant?
    var selection = RowSelection<Int>()

    init(opening: CallTotalsOpening) { self.opening = opening }

    var keyContexts: [String] { ["list"] }
    var crumb: String { "Totals of \(UsageWords.month(opening.filter.month))" }
    var readAt: Instant? { loadedAt }

    private var ids: [Int] { Array((totals?.groups ?? []).indices) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.usage): return load()
        case .reply(.usage(.totals(let found)), _):
            totals = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .reply(.usage(.buckets(let found)), _):
            buckets = found
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action):
            if selection.perform(action, in: ids, visible: context.rows / 2) { return [] }
            switch action {
            case .cancel, .listOpen: return [.close]
            case .viewRefresh: return load()
            default: return []
            }
        default: return []
        }
    }

    private func load() -> [Effect] {
        [
            .ask(.usage(.totals(opening.customer, opening.filter)), purpose: "totals"),
            .ask(.usage(.buckets(opening.customer)), purpose: "buckets"),
        ]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        var words = "\(UsageWords.month(opening.filter.month)), \(opening.service ?? "all services")"
        if !opening.filter.text.isEmpty { words += ", only \u{201C}\(opening.filter.text)\u{201D}" }
        sheet.write(words, row: 0, column: 1, width: sheet.width - 2, .strong)
        for (index, sum) in (totals?.sums ?? []).prefix(2).enumerated() {
            sheet.write("Together \(sum.words)", row: 1 + index, column: 1, width: sheet.width - 2)
        }
        let half = (sheet.height - 3) / 2
        sheet.within(row: 3, column: 0, height: half, width: sheet.width) { drawGroups(on: &$0) }
        sheet.within(row: 3 + half, column: 0, height: sheet.height - 3 - half, width: sheet.width) {
            drawBuckets(on: &$0)
        }
    }

    private func drawGroups(on sheet: inout Sheet) {
        let rows = totals?.groups ?? []
        let table = Table(columns: [
            Table.Column(title: "Destination group", width: nil), Table.Column(title: "Calls", width: 9, isRight: true),
            Table.Column(title: "Length", width: 11, isRight: true),
            Table.Column(title: "Charged", width: 11, isRight: true),
            Table.Column(title: "Sum", width: 18, isRight: true),
            Table.Column(title: "Tax in it", width: 14, isRight: true, from: 90),
        ])
        let empty = totals == nil ? "Reading\u{2026}" : "No call."
        table.draw(on: &sheet, ids: ids, selection: selection, whenEmpty: empty) { index in
            let row = rows[index]
            return [
                Table.Cell(row.name.isEmpty ? "no group" : row.name, row.name.isEmpty ? .dim : nil),
                Table.Cell(row.calls.grouped), Table.Cell(UsageWords.duration(row.durationSeconds)),
                Table.Cell(UsageWords.duration(row.chargedSeconds)), Table.Cell(row.amount.text, row.amount.role),
                Table.Cell("\(row.tax)", .dim),
            ]
        }
    }

    private func drawBuckets(on sheet: inout Sheet) {
        let rows = buckets ?? []
        let table = Table(columns: [
            Table.Column(title: "Bucket", width: nil), Table.Column(title: "Service", width: 22),
            Table.Column(title: "Left", width: 20, isRight: true), Table.Column(title: "Until", width: 10),
        ])
        let empty = buckets == nil ? "Reading\u{2026}" : "No free minutes or calls today."
        table.draw(
            on: &sheet, ids: Array(rows.indices), selection: RowSelection(), whenEmpty: empty, hasFocus: false
        ) { index in
            let row = rows[index]
            return [
                Table.Cell(row.isPooled ? "\(row.name), shared" : row.name), Table.Cell(row.service, .dim),
                Table.Cell(UsageWords.left(row), row.left == 0 ? .fieldError : nil),
                Table.Cell(row.expiresOn.adding(days: -1).text),
            ]
        }
    }
}
