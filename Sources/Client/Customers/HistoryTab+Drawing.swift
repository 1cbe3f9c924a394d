import Domain
import Terminal

extension HistoryTab {
    /// The rule, at most three fields, and more where the screen is high.
    private static func detailRows(height: Int) -> Int { min(max(height / 3, 4), 14) }

    static func visibleRows(height: Int) -> Int { max(height - 3 - detailRows(height: height), 1) }

    /// What is left out, where something is.
    var line: String {
        guard !filter.isEmpty else { return "" }
        let group = filter.group == .all ? [] : [filter.group.rawValue]
        // The kind may have been chosen by its key; then it is not among what was typed.
        let words = typed.isEmpty || typed.contains(filter.group.rawValue.prefix(3)) ? [] : group
        return "only " + ((typed.isEmpty ? group : words) + (typed.isEmpty ? [] : [typed])).joined(separator: " ")
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        drawTop(on: &sheet)
        let detailRows = Self.detailRows(height: sheet.height)
        let height = sheet.height - detailRows - 2
        sheet.within(row: 1, column: 0, height: height, width: sheet.width) { drawList(on: &$0, in: context) }
        KeyHints([.listOpen, .historyFilter, .historyGroup], of: Self.contexts, in: context)
            .draw(on: &sheet, row: height + 1)
        guard let selected else { return }
        sheet.within(row: height + 2, column: 0, height: detailRows, width: sheet.width) { area in
            drawChanges(of: selected, on: &area, context.clock)
        }
    }

    /// What happened and the first change stand in one column, so that a narrow screen shows both of its values.
    private func drawList(on sheet: inout Sheet, in context: ScreenContext) {
        let who = sheet.width < 100 ? 12 : 18
        let table = Table(columns: [
            Table.Column(title: "When", width: 16), Table.Column(title: "Who", width: who),
            Table.Column(title: "What", width: nil),
        ])
        let room = sheet.width - 2 - 17 - who - 2
        let empty =
            deeds == nil ? "Reading\u{2026}" : filter.isEmpty ? "Nothing has happened yet." : "Nothing is like that."
        let rows = deeds ?? []
        let ellipsis = sheet.theme.ellipsis
        table.draw(
            on: &sheet, ids: ids, selection: selection, whenEmpty: empty, hasFocus: !isTyping, showsExtent: false
        ) { index in
            let deed = rows[index]
            return [
                Table.Cell(context.clock.dateAndTime(of: deed.at)), Table.Cell(deed.actor),
                Table.Cell(Self.words(deed, context.clock, width: room, ellipsis: ellipsis)),
            ]
        }
    }

    /// Cells that a change has beside a title, so that both its values are seen.
    private static let changeRoom = 26

    /// What happened, and as many changes as there is room for. What was one thing and is another shows both: the title
    /// makes room for it, unless it is a sum that moved.
    static func words(_ deed: HistoryDeed, _ clock: BusinessClock, width: Int, ellipsis: String) -> String {
        // What the title and the name beside it say already is not said again.
        let changes = deed.main.changes.filter {
            !deed.main.title.hasSuffix("-> \($0.new ?? "")") && !($0.old == nil && $0.new == deed.actor)
        }
        // That all of it is gone is said by the title, which would have to make room for what was.
        guard let first = changes.first, !deed.main.title.hasSuffix(" removed") else { return deed.title }
        var words = deed.title
        if first.old != nil, deed.main.command != nil, changes.count == deed.main.changes.count {
            let title = deed.main.title
            let plain = title.hasSuffix(" changed") ? String(title.dropLast(" changed".count)) : title
            let needed = min(TextMeasure.width(first.words(clock)), changeRoom) + 2 + TextMeasure.width(deed.more)
            words = TextMeasure.fit(plain, width: max(width - needed, 8), ellipsis: ellipsis) + deed.more
        }
        for (place, change) in changes.enumerated() {
            let left = width - TextMeasure.width(words) - 2
            let whole = change.words(clock)
            if place == 0, change.old != nil, left >= changeRoom {
                words += "; " + change.words(clock, width: left, ellipsis: ellipsis)
            } else {
                guard TextMeasure.width(whole) <= left || place == 0 && left >= changeRoom else { return words }
                words += "; " + whole
            }
        }
        return words
    }

    private func drawChanges(of deed: HistoryDeed, on area: inout Sheet, _ clock: BusinessClock) {
        area.ruleAcross(row: 0)
        var row = 1
        for (place, entry) in deed.entries.enumerated() {
            if place > 0 || entry.changes.isEmpty {
                area.write(entry.title, row: row, column: 2, width: area.width - 3, place == 0 ? .text : .dim)
                row += 1
            }
            for change in entry.changes where row < area.height {
                draw(change, on: &area, row: row, clock)
                row += 1
            }
            if row >= area.height { return }
        }
    }

    private func draw(_ change: HistoryEntry.Change, on area: inout Sheet, row: Int, _ clock: BusinessClock) {
        area.write(change.field, row: row, column: 2, width: 18, .label)
        let new = HistoryEntry.Change.shown(change.new, clock)
        guard change.old != nil else {
            area.write(new, row: row, column: 21, width: area.width - 22, .new)
            return
        }
        let half = max((area.width - 28) / 2, 8)
        area.write(HistoryEntry.Change.shown(change.old, clock), row: row, column: 21, width: half, .old)
        area.write("->", row: row, column: 22 + half, width: 2, .dim)
        area.write(new, row: row, column: 25 + half, width: half, .new)
    }

    private func drawTop(on sheet: inout Sheet) {
        if isTyping { return field.draw(on: &sheet, hint: HistoryFilter.hint) }
        sheet.write(line, row: 0, column: 1, width: sheet.width - 24, .strong)
        guard let deeds, !deeds.isEmpty else { return }
        let place = (selection.index(in: ids) ?? 0) + 1
        let extent = "\(place) of \(deeds.count)\(next == nil ? "" : " and older")"
        sheet.write(extent, row: 0, column: sheet.width - extent.count - 1, width: extent.count, .dim)
    }
}
