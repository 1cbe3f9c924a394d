import Domain
import Operations
import Terminal

/// What came into a stock of a consumable and went out of it, newest first: when, by which document, from where, to where,
/// how much, by whom, and what was there then. Pages are fetched as one scrolls.
struct QuantityHistoryScreen: Screen, FilteredList {
    let level: StockLevel
    private(set) var movements: [QuantityMovement]?
    private(set) var filter = QuantityFilter()
    private var hasMore = false
    private var isReadingMore = false
    /// As it was typed.
    private var typed = ""
    var field = FilterField()
    private var loadedAt: Instant?
    var selection = RowSelection<Int64>()

    static let page = 50
    /// So many rows before the end the next page is asked for.
    static let margin = 15
    static let timer = "movements.filter"

    init(level: StockLevel) { self.level = level }

    var filterTimer: String { Self.timer }
    var keyContexts: [String] { isTyping ? ["filter", "text"] : ["warehouse.movements", "list"] }
    var takesText: Bool { isTyping }
    var crumb: String { "\(level.modelName), \(level.stockName)" }
    var readAt: Instant? { loadedAt }
    private var ids: [Int64] { (movements ?? []).map(\.id) }
    private var selected: QuantityMovement? { movements?.first { $0.id == selection.id } }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.warehouse): return [ask(before: nil, purpose: "movements")]
        case .reply(.warehouse(.movements(let found)), let purpose):
            arrived(found, purpose: purpose, at: context.clock.now)
            return []
        case .failure(let error, let purpose):
            if purpose == "movements.more" { isReadingMore = false }
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .text(let text), .paste(let text):
            return isTyping ? type(text) : []
        case .timer(Self.timer): return applyFilter(in: context)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    // MARK: Reading

    private func ask(before: Int64?, purpose: String) -> Effect {
        let request = WarehouseRequest.movements(
            model: level.model, level.stock, filter, before: before, limit: Self.page)
        return .ask(.warehouse(request), purpose: purpose)
    }

    /// The newest page replaces itself; what was fetched below stays where the two meet.
    private mutating func arrived(_ found: [QuantityMovement], purpose: String, at now: Instant) {
        loadedAt = now
        if purpose == "movements.more" {
            isReadingMore = false
            movements = (movements ?? []) + found
            hasMore = found.count == Self.page
        } else if let movements, let last = found.last, found.count == Self.page,
            let meeting = movements.firstIndex(where: { $0.id == last.id }), meeting + 1 < movements.count
        {
            self.movements = found + movements[(meeting + 1)...]
        } else {
            movements = found
            hasMore = found.count == Self.page
        }
        selection.reconcile(with: ids)
    }

    private mutating func reread() -> [Effect] {
        (movements, hasMore, isReadingMore) = (nil, false, false)
        selection = RowSelection()
        return [.cancel(purpose: "movements.more"), ask(before: nil, purpose: "movements")]
    }

    private mutating func askMore() -> [Effect] {
        guard hasMore, !isReadingMore, let last = movements?.last,
            (selection.index(in: ids) ?? 0) >= ids.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [ask(before: last.id, purpose: "movements.more")]
    }

    // MARK: Typing

    mutating func applyFilter(in context: ScreenContext) -> [Effect] {
        let wanted = field.read { text throws(TypedDays.Wrong) in
            try QuantityFilter(typed: text, clock: context.clock)
        }
        guard let wanted else { return [] }
        typed = field.input.text.trimmed
        guard wanted != filter else { return [] }
        filter = wanted
        return reread()
    }

    mutating func cancelFilter(in context: ScreenContext) -> [Effect]? {
        field.end()
        typed = ""
        guard !filter.isEmpty else { return [] }
        filter = QuantityFilter()
        return reread()
    }

    // MARK: Actions

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if selection.perform(action, in: ids, visible: context.rows - 4) {
            return movements == nil ? [.holdInput] : askMore()
        }
        if isTyping, action != .viewRefresh, action != .movementKind {
            return performTyping(action, in: context) ?? []
        }
        switch action {
        case .cancel: return filter.isEmpty ? [.close] : cancelFilter(in: context) ?? []
        case .viewRefresh: return [ask(before: nil, purpose: "movements")]
        case .movementFilter:
            field.begin(typed)
            return []
        case .movementKind:
            let kinds: [DeviceMovement.Kind?] = [nil] + QuantityFilter.kinds
            let place = kinds.firstIndex(of: filter.kind) ?? 0
            filter.kind = kinds[(place + 1) % kinds.count]
            return reread()
        case .listOpen:
            guard movements != nil else { return [.holdInput] }
            return selected.map { [.open(.stockDocument($0.document))] } ?? []
        default: return []
        }
    }

    // MARK: Drawing

    private var narrowing: String {
        let kind = filter.kind.map(StockWords.movement) ?? ""
        // The kind may have been chosen by its key; then it is not among what was typed.
        let words = [typed.contains(kind.prefix(4)) ? "" : kind, typed].filter { !$0.isEmpty }
        return filter.isEmpty ? "" : "only " + words.joined(separator: " ")
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        if isTyping {
            field.draw(on: &sheet, hint: QuantityFilter.hint)
        } else {
            let now = filter.isEmpty ? movements?.compactMap(\.balance).first : nil
            let there = "\(level.unit.words(now ?? level.free)) in \(level.stockName)"
            sheet.write(filter.isEmpty ? there : narrowing, row: 0, column: 1, width: sheet.width - 2, .strong)
        }
        let rows = movements ?? []
        let table = Table(columns: [
            Table.Column(title: "When", width: 16), Table.Column(title: "What", width: 11),
            Table.Column(title: "From and to", width: nil), Table.Column(title: "Change", width: 8, isRight: true),
            Table.Column(title: "After", width: 8, isRight: true), Table.Column(title: "Document", width: 13),
            Table.Column(title: "By", width: 16, from: 100),
        ])
        sheet.within(row: 1, column: 0, height: sheet.height - 3, width: sheet.width) { area in
            let none = filter.isEmpty ? "Nothing has moved yet." : "Nothing is like that."
            table.draw(
                on: &area, ids: ids, selection: selection, whenEmpty: movements == nil ? "Reading\u{2026}" : none,
                hasFocus: !isTyping
            ) { index in
                let row = rows[index]
                let change = Int(clamping: row.change)
                return [
                    Table.Cell(context.clock.dateAndTime(of: row.at)), Table.Cell(StockWords.movement(row.kind)),
                    Table.Cell(Self.otherEnd(row)),
                    Table.Cell(change == 0 ? "(\(row.quantity))" : change > 0 ? "+\(change.grouped)" : change.grouped),
                    Table.Cell(row.balance.map { Int(clamping: $0).grouped } ?? "", .strong),
                    Table.Cell(row.documentNumber, .dim), Table.Cell(row.actor, .dim),
                ]
            }
        }
        // What a narrow row leaves out.
        if let selected {
            let words = [Self.way(selected), selected.actor].filter { !$0.isEmpty }.joined(separator: ", ")
            sheet.write(words, row: sheet.height - 2, column: 1, width: sheet.width - 2, .dim)
        }
        KeyHints([.listOpen, .movementFilter, .movementKind], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }

    /// The stock itself stands above; only of what it lost on the way both ends say something.
    private static func otherEnd(_ row: QuantityMovement) -> String {
        if row.change > 0 { return row.from.isEmpty ? "" : "from \(row.from)" }
        if row.change < 0 { return row.to.isEmpty ? "" : "to \(row.to)" }
        return way(row)
    }

    private static func way(_ row: QuantityMovement) -> String {
        [row.from, row.to].filter { !$0.isEmpty }.joined(separator: " > ")
    }
}
