import Domain
import Operations
import Terminal

/// Both contents of a conflict side by side, what differs marked.
struct ConflictScreen: Screen {
    /// A line of each side; nil where the side has none.
    struct Pair: Equatable {
        var stored: String?
        var other: String?

        var isSame: Bool { stored == other }
    }

    let conflict: UsageConflictID
    var detail: UsageConflictDetail?
    var pairs: [Pair] = []
    var selection = RowSelection<Int>()
    var loadedAt: Instant?

    private static let topRows = 2
    private static let detailRows = 4

    init(conflict: UsageConflictID) { self.conflict = conflict }

    var keyContexts: [String] { ["list"] }
    var crumb: String { "Conflict \(conflict)" }
    var readAt: Instant? { loadedAt }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed: return load()
        case .reply(.usage(.conflict(let found)), _):
            detail = found
            loadedAt = context.clock.now
            pairs = Self.pairs(found.stored?.lines ?? [], found.other.lines)
            if selection.id == nil { selection = RowSelection(pairs.firstIndex { !$0.isSame }) }
            selection.reconcile(with: Array(pairs.indices))
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action):
            let visible = max(context.rows - Self.topRows - Self.detailRows - 1, 1)
            if selection.perform(action, in: Array(pairs.indices), visible: visible) {
                return detail == nil ? [.holdInput] : []
            }
            switch action {
            case .cancel: return [.close]
            case .viewRefresh: return load()
            case .listOpen: return detail.map { [.open(.usageSession($0.conflict.session))] } ?? [.holdInput]
            default: return []
            }
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.usage(.conflict(conflict)), purpose: "conflict")] }

    /// The lines of both beside each other: what only one has stands alone.
    static func pairs(_ stored: [String], _ other: [String]) -> [Pair] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in other.difference(from: stored) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var pairs: [Pair] = []
        var (left, right) = (0, 0)
        while left < stored.count || right < other.count {
            let isGone = removed.contains(left) && left < stored.count
            let isNew = inserted.contains(right) && right < other.count
            pairs.append(
                Pair(
                    stored: isNew && !isGone ? nil : stored.dropFirst(left).first,
                    other: isGone && !isNew ? nil : other.dropFirst(right).first))
            if isGone || !isNew { left += 1 }
            if isNew || !isGone { right += 1 }
        }
        return pairs
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let detail else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let conflict = detail.conflict
        let name = UsageWords.name(conflict.session)
        sheet.write(
            "\(conflict.kind.words) \(conflict.number) of session \(name)", row: 0, column: 1, width: sheet.width - 2,
            .strong)
        sheet.write(
            "What is stored counts; the other is kept for you to look at.", row: 1, column: 1, width: sheet.width - 2,
            .dim)
        let height = sheet.height - Self.topRows - Self.detailRows
        let at = context.clock.dateAndTime
        let storedTitle = detail.stored.map { "Stored \(at($0.receivedAt))" } ?? "Not stored any more"
        let table = Table(columns: [
            Table.Column(title: storedTitle, width: nil),
            Table.Column(title: "Came \(at(conflict.receivedAt))", width: nil),
        ])
        sheet.within(row: Self.topRows, column: 0, height: height, width: sheet.width) { area in
            table.draw(
                on: &area, ids: Array(pairs.indices), selection: selection, whenEmpty: "Nothing.", showsExtent: false
            ) { index in
                let pair = pairs[index]
                return [
                    Table.Cell("\(pair.isSame ? "  " : "- ")\(pair.stored ?? "")", pair.isSame ? .dim : .old),
                    Table.Cell("\(pair.isSame ? "  " : "+ ")\(pair.other ?? "")", pair.isSame ? .dim : .new),
                ]
            }
        }
        guard let index = selection.index(in: Array(pairs.indices)) else { return }
        let pair = pairs[index]
        sheet.within(
            row: Self.topRows + height, column: 1, height: Self.detailRows, width: sheet.width - 2
        ) { area in
            let rows = area.writeWrapped(pair.stored ?? "(nothing)", row: 0, pair.isSame ? .dim : .old)
            if !pair.isSame { _ = area.writeWrapped(pair.other ?? "(nothing)", row: rows, .new) }
        }
    }
}
