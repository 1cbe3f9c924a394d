import Domain
import Operations
import Terminal

/// What happened to a customer, newest first, with old and new values. Pages are fetched as one scrolls.
struct HistoryTab: Equatable {
    let customer: CustomerID
    private(set) var entries: [HistoryEntry]?
    private(set) var next: HistoryPosition?
    private(set) var isReadingMore = false
    private(set) var filter = HistoryFilter()
    /// As it was typed.
    private(set) var typed = ""
    private(set) var field = FilterField()
    var selection = RowSelection<String>()

    static let page = 50
    /// So many rows before the end the next page is asked for.
    static let margin = 15
    static let contexts = ["customers.history", "customers.card", "list"]
    static let timer = "history.filter"

    init(customer: CustomerID) { self.customer = customer }

    var isTyping: Bool { field.isTyping }
    var ids: [String] { Self.numbered((entries ?? []).map { "\($0.at.microseconds) \($0.actor) \($0.title)" }) }

    /// Tells equal names apart by counting from the oldest, which new rows on top do not disturb.
    private static func numbered(_ names: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return names.reversed().map { name in
            seen[name, default: 0] += 1
            return "\(name) \(seen[name, default: 0])"
        }.reversed()
    }

    /// ESC has something to take back here before it leaves the card.
    var holdsCancel: Bool { isTyping || !filter.isEmpty }

    // MARK: Reading

    func load() -> [Effect] {
        [.ask(.profile(.history(customer, filter, after: .newest, limit: Self.page)), purpose: "history")]
    }

    private mutating func reread() -> [Effect] {
        (entries, next, isReadingMore) = (nil, nil, false)
        selection = RowSelection()
        return [.cancel(purpose: "history.more")] + load()
    }

    /// The newest page replaces itself; what was fetched below stays where the two meet.
    mutating func arrived(_ found: HistoryPage, purpose: String) {
        if purpose == "history.more" {
            isReadingMore = false
            entries = (entries ?? []) + found.entries
            next = found.next
        } else if let entries, let last = found.entries.last, found.next != nil,
            let meeting = entries.lastIndex(of: last), meeting + 1 < entries.count
        {
            self.entries = found.entries + entries[(meeting + 1)...]
        } else {
            entries = found.entries
            next = found.next
        }
        selection.reconcile(with: ids)
    }

    mutating func failed(purpose: String) {
        if purpose == "history.more" { isReadingMore = false }
    }

    private mutating func askMore() -> [Effect] {
        guard let next, !isReadingMore, let entries,
            (selection.index(in: ids) ?? 0) >= entries.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [.ask(.profile(.history(customer, filter, after: next, limit: Self.page)), purpose: "history.more")]
    }

    // MARK: Typing

    mutating func type(_ text: String) -> [Effect] {
        field.insert(text)
        return later
    }

    private var later: [Effect] { [.after(milliseconds: FilterField.pause, timer: Self.timer)] }

    /// The pause after typing is over, or ENTER was pressed.
    mutating func apply(in context: ScreenContext) -> [Effect] {
        let wanted = field.read { text throws(TypedDays.Wrong) in
            try HistoryFilter(typed: text, clock: context.clock)
        }
        guard let wanted else { return [] }
        typed = field.input.text.trimmed
        guard wanted != filter else { return [] }
        filter = wanted
        return reread()
    }

    // MARK: Actions

    /// Nil: the action is the card's.
    mutating func perform(_ action: ActionID, visible: Int, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: visible) { return entries == nil ? [.holdInput] : askMore() }
        if isTyping {
            switch field.perform(action) {
            case .accepted:
                let effects = apply(in: context)
                return field.leave(after: effects)
            case .cancelled: return cancel()
            case .changed: return later
            case .unchanged: return []
            case nil: return nil
            }
        }
        switch action {
        case .cancel: return holdsCancel ? cancel() : nil
        case .historyFilter:
            field.begin(typed)
            return []
        case .historyGroup:
            let groups = HistoryFilter.Group.allCases
            let place = groups.firstIndex(of: filter.group) ?? 0
            filter.group = groups[(place + 1) % groups.count]
            return reread()
        default: return nil
        }
    }

    private mutating func cancel() -> [Effect] {
        field.end()
        typed = ""
        guard !filter.isEmpty else { return [] }
        filter = HistoryFilter()
        return reread()
    }
}

extension HistoryTab {
    private static func detailRows(height: Int) -> Int { min(max(height / 3, 4), 10) }

    static func visibleRows(height: Int) -> Int { max(height - 3 - detailRows(height: height), 1) }

    private var line: String {
        guard !filter.isEmpty else { return "" }
        let group = filter.group == .all ? [] : [filter.group.rawValue]
        // The kind may have been chosen by its key; then it is not among what was typed.
        let words = typed.isEmpty || typed.contains(filter.group.rawValue.prefix(3)) ? [] : group
        return "only " + ((typed.isEmpty ? group : words) + (typed.isEmpty ? [] : [typed])).joined(separator: " ")
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        drawTop(on: &sheet)
        let detailRows = Self.detailRows(height: sheet.height)
        let ids = ids
        let rows = entries ?? []
        let table = Table(columns: [
            Table.Column(title: "When", width: 16), Table.Column(title: "Who", width: 16),
            Table.Column(title: "What", width: nil), Table.Column(title: "Changes", width: nil),
        ])
        let empty =
            entries == nil ? "Reading\u{2026}" : filter.isEmpty ? "Nothing has happened yet." : "Nothing is like that."
        let height = sheet.height - detailRows - 2
        sheet.within(row: 1, column: 0, height: height, width: sheet.width) { area in
            table.draw(
                on: &area, ids: ids, selection: selection, whenEmpty: empty, hasFocus: !isTyping, showsExtent: false
            ) { index in
                let entry = rows[index]
                let value = { (value: String?) in value.map(context.clock.shown) ?? "-" }
                let changes = entry.changes.map { "\($0.field) \(value($0.old)) -> \(value($0.new))" }
                return [
                    Table.Cell(context.clock.dateAndTime(of: entry.at)), Table.Cell(entry.actor),
                    Table.Cell(entry.title), Table.Cell(changes.joined(separator: "; "), .dim),
                ]
            }
        }
        KeyHints([.historyFilter, .historyGroup], of: Self.contexts, in: context).draw(on: &sheet, row: height + 1)
        guard let index = selection.index(in: ids) else { return }
        sheet.within(row: height + 2, column: 0, height: detailRows, width: sheet.width) { area in
            drawChanges(rows[index], on: &area, context.clock)
        }
    }

    private func drawChanges(_ entry: HistoryEntry, on area: inout Sheet, _ clock: BusinessClock) {
        area.ruleAcross(row: 0)
        guard !entry.changes.isEmpty else {
            area.within(row: 1, column: 2, height: area.height - 1, width: area.width - 3) { text in
                _ = text.writeWrapped(entry.title, row: 0)
            }
            return
        }
        let value = { (value: String?) in value.map(clock.shown) ?? "(nothing)" }
        for (row, change) in entry.changes.prefix(area.height - 1).enumerated() {
            area.write(change.field, row: row + 1, column: 2, width: 18, .label)
            let half = max((area.width - 28) / 2, 8)
            area.write(value(change.old), row: row + 1, column: 21, width: half, .old)
            area.write("->", row: row + 1, column: 22 + half, width: 2, .dim)
            area.write(value(change.new), row: row + 1, column: 25 + half, width: half, .new)
        }
    }

    private func drawTop(on sheet: inout Sheet) {
        if isTyping { return field.draw(on: &sheet, hint: HistoryFilter.hint) }
        sheet.write(line, row: 0, column: 1, width: sheet.width - 24, .strong)
        guard let entries, !entries.isEmpty else { return }
        let place = (selection.index(in: ids) ?? 0) + 1
        let extent = "\(place) of \(entries.count)\(next == nil ? "" : " and older")"
        sheet.write(extent, row: 0, column: sheet.width - extent.count - 1, width: extent.count, .dim)
    }
}
