import Domain
import Operations
import Terminal

/// How the way from records to calls stands: the lag, what waits, what came in the last 24 hours, and why sessions are in
/// the error bin. Read again by itself, since a lag grows without anybody telling.
struct OverviewPage: UsagePage {
    private(set) var health: UsageHealth?
    private(set) var traffic: UsageTraffic?
    private(set) var readAt: Instant?
    private(set) var trafficReadAt: Instant?
    private(set) var isPolling = false
    var selection = RowSelection<String>()

    /// Milliseconds between two looks.
    static let pause = 5_000
    /// Seconds that the figures of the hours stay good for: counting them is the dearest question of the panel.
    static let trafficAge: Int64 = 60
    private static let chartRows = 8

    private var ids: [String] { (health?.rejected ?? []).map(\.reason) }

    mutating func load(in context: ScreenContext) -> [Effect] {
        var effects: [Effect] = [.ask(.usage(.health), purpose: "usage.health")]
        let isFresh = trafficReadAt.map { context.clock.now < $0.adding(seconds: Self.trafficAge) } ?? false
        if !isFresh { effects.append(.ask(.usage(.traffic), purpose: "usage.traffic")) }
        return effects
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.usage(.health(let found)), _):
            health = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return poll()
        case .reply(.usage(.traffic(let found)), _):
            traffic = found
            trafficReadAt = context.clock.now
            return []
        case .timer("usage.health"):
            isPolling = false
            return load(in: context)
        case .action(.viewRefresh):
            trafficReadAt = nil
            return load(in: context)
        case .action(let action):
            guard selection.perform(action, in: ids, visible: max(context.rows - 7, 1)) else { return nil }
            return health == nil ? [.holdInput] : []
        default: return nil
        }
    }

    private mutating func poll() -> [Effect] {
        guard !isPolling else { return [] }
        isPolling = true
        return [.after(milliseconds: Self.pause, timer: "usage.health")]
    }

    // MARK: Drawing

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let health else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        drawFigures(health, on: &sheet)
        let left = sheet.width >= Layout.wide ? sheet.width / 3 : 31
        sheet.within(row: 5, column: 0, height: sheet.height - 6, width: left) { drawReasons(health, on: &$0) }
        sheet.rule(column: left, from: 5, height: sheet.height - 6)
        sheet.within(row: 5, column: left + 2, height: sheet.height - 6, width: sheet.width - left - 2) { area in
            drawHours(on: &area, context.clock)
        }
        KeyHints([.listOpen, .usageTabNext, .callPrice], of: keyContexts, in: context).draw(
            on: &sheet, row: sheet.height - 1)
    }

    private func drawFigures(_ health: UsageHealth, on sheet: inout Sheet) {
        var row = 0
        func line(_ label: String, _ words: String, _ role: TextRole = .text) {
            sheet.write(label, row: row, column: 1, width: 11, .label)
            sheet.write(words, row: row, column: 13, width: sheet.width - 14, role)
            row += 1
        }
        let limit = UsageWords.lag(UsageHealth.lagLimit)
        if let lag = health.lagSeconds {
            let words = "\(UsageWords.lag(lag)) behind; the limit is \(limit), the aim \(UsageHealth.lagAim) s"
            let isLate = lag > UsageHealth.lagLimit
            line("Rating", "\(isLate ? "! " : "")\(words)", isLate ? .fieldError : .strong)
        } else {
            line("Rating", "nothing waits; the limit is \(limit)", .stateActive)
        }
        let batches = UsageWords.count(health.waitingBatches, "batch", "batches")
        line("Waiting", "\(UsageWords.count(health.waitingRecords, "record")) in \(batches)")
        if let traffic {
            let today = "\(UsageWords.count(traffic.recordsToday, "record")), "
            line("Today", today + UsageWords.count(traffic.callsToday, "call"))
        } else {
            line("Today", "counting\u{2026}", .dim)
        }
        let isDown = health.peersUp < health.peersKnown
        let peers = "\(isDown ? "! " : "")\(health.peersUp) of \(UsageWords.count(health.peersKnown, "peer")) connected"
        let sessions = "\(UsageWords.count(health.openSessions, "call")) under way"
        line(
            "Now", "\(sessions), \(UsageWords.count(health.conflicts, "conflict")), \(peers)",
            isDown ? .fieldError : .text)
    }

    private func drawReasons(_ health: UsageHealth, on sheet: inout Sheet) {
        let rows = health.rejected
        let table = Table(columns: [
            Table.Column(title: "Error bin", width: nil), Table.Column(title: "Count", width: 7, isRight: true),
        ])
        table.draw(on: &sheet, ids: ids, selection: selection, whenEmpty: "Nothing is in it.", showsExtent: false) {
            [Table.Cell(UsageWords.reason(rows[$0].reason)), Table.Cell(rows[$0].sessions.grouped, .fieldError)]
        }
    }

    /// The records of each hour as a curve; what it stands for is in words below, for those who do not see it.
    private func drawHours(on sheet: inout Sheet, _ clock: BusinessClock) {
        guard let traffic, !traffic.hours.isEmpty else { return }
        let hours = traffic.hours
        let most = hours.map(\.records).max() ?? 0
        let calls = hours.map(\.calls).reduce(0, +)
        let records = hours.map(\.records).reduce(0, +)
        sheet.write("Records by hour, at most \(most.grouped)", row: 0, width: sheet.width, .listHead)
        let rows = min(Self.chartRows, max(sheet.height - 4, 1))
        // Nothing is the lower edge, so that a quiet night is not made into a valley by itself.
        let chart = LineChart(hours.map { Double($0.records) }, range: 0...Double(max(most, 1)), isStretched: true)
        sheet.within(row: 1, column: 0, height: rows, width: sheet.width) { chart.draw(on: &$0) }
        for index in hours.indices where index % 6 == 5 {
            let label = clock.time(of: hours[index].at)
            let place = LineChart.column(of: index, among: hours.count, width: sheet.width)
            sheet.write(
                label, row: rows + 1, column: min(max(place - 2, 0), sheet.width - label.count), width: label.count,
                .dim)
        }
        let words = "24 hours: \(UsageWords.count(records, "record")), \(UsageWords.count(calls, "call"))"
        sheet.write(words, row: rows + 2, width: sheet.width)
    }
}
