import Domain
import Operations
import Terminal

/// The re-ratings, newest first: what was asked for, how far it has come, what it changed.
struct ReratingsPage: UsagePage {
    private(set) var reratings: [ReratingSummary]?
    private(set) var readAt: Instant?
    private(set) var isPolling = false
    var selection = RowSelection<ReratingID>()

    static let limit = 100
    /// Milliseconds between two looks at one under way.
    static let pause = 2_000

    var keyContexts: [String] { ["usage.reratings", "usage", "list"] }
    private var ids: [ReratingID] { (reratings ?? []).map(\.id) }
    private var selected: ReratingSummary? { reratings?.first { $0.id == selection.id } }

    mutating func load(in context: ScreenContext) -> [Effect] {
        [.ask(.usage(.reratings(limit: Self.limit)), purpose: "usage.reratings")]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.usage(.reratings(let found)), _):
            reratings = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            guard found.contains(where: \.isUnderWay), !isPolling else { return [] }
            isPolling = true
            return [.after(milliseconds: Self.pause, timer: "usage.reratings")]
        case .timer("usage.reratings"):
            isPolling = false
            return load(in: context)
        case .action(.reratingNew):
            return [.open(.reratingRequest(ReratingOpening(from: context.clock.today.firstOfMonth)))]
        case .action(.listOpen):
            guard reratings != nil else { return [.holdInput] }
            return selection.id.map { [.open(.rerating($0))] } ?? []
        case .action(let action):
            guard selection.perform(action, in: ids, visible: context.rows - 4) else { return nil }
            return reratings == nil ? [.holdInput] : []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = reratings ?? []
        let table = Table(columns: [
            Table.Column(title: "No.", width: 4, isRight: true), Table.Column(title: "Days", width: 16),
            Table.Column(title: "Of", width: nil), Table.Column(title: "State", width: 11),
            Table.Column(title: "Changed", width: 7, isRight: true),
            Table.Column(title: "Difference", width: 15, isRight: true),
        ])
        let height = sheet.height - 3
        sheet.within(row: 0, column: 0, height: height, width: sheet.width) { area in
            let words = reratings == nil ? "Reading\u{2026}" : "Nothing was ever rated again."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                let (state, role) = row.stateWords
                return [
                    Table.Cell("\(row.id)"), Table.Cell(row.filter.days), Table.Cell(row.of), Table.Cell(state, role),
                    Table.Cell(row.changed.grouped), Table.Cell("\(row.difference)", row.difference.role),
                ]
            }
        }
        if let selected {
            sheet.within(row: height, column: 1, height: 2, width: sheet.width - 2) { area in
                _ = area.writeWrapped(selected.detail(context.clock), row: 0, .dim)
            }
        }
        KeyHints([.reratingNew, .listOpen, .usageTabNext], of: keyContexts, in: context).draw(
            on: &sheet, row: sheet.height - 1)
    }
}

extension ReratingFilter {
    /// "01.03-16.03.2026", or with both years.
    var days: String {
        if from == to { return from.text }
        return "\(from.year == to.year ? String(from.text.dropLast(5)) : from.text)-\(to.text)"
    }
}

extension ReratingSummary {
    /// Whose calls: "tariff Voice, to 7916, customer Petrosyan"; "all calls".
    var of: String {
        var parts: [String] = []
        if filter.tariff != nil { parts.append("tariff \(tariffName)") }
        if !filter.prefix.isEmpty { parts.append("to \(filter.prefix)") }
        if filter.customer != nil { parts.append(customerName) }
        if let subscription = filter.subscription { parts.append("service \(subscription)") }
        return parts.isEmpty ? "all calls" : parts.joined(separator: ", ")
    }

    var stateWords: (String, TextRole) {
        switch state {
        case .waiting: ("waits", .stateNew)
        case .running: ("under way", .stateNew)
        case .done: isDry ? ("tried", .stateActive) : ("posted", .stateActive)
        case .cancelled: ("x cancelled", .stateEnded)
        }
    }

    /// What the columns have no room for.
    func detail(_ clock: BusinessClock) -> String {
        var words = isDry ? "only tried" : "posts the differences"
        words += "; asked for \(clock.dateAndTime(of: requestedAt)) by \(requestedBy)"
        words += "; \(UsageWords.count(calls, "call")) looked at"
        if leftAlone > 0 { words += ", \(leftAlone.grouped) left alone: taken back by hand, or without a price now" }
        if let finishedAt { words += "; ended \(clock.dateAndTime(of: finishedAt))" }
        if !reason.isEmpty { words += "; \(reason)" }
        return words
    }
}
