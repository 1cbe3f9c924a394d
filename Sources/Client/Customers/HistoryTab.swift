import Domain
import Operations
import Terminal

/// What happened to a customer, newest first, with old and new values. Pages are fetched as one scrolls; what one command
/// did is one row.
struct HistoryTab: Equatable, FilteredList {
    let customer: CustomerID
    private(set) var entries: [HistoryEntry]? {
        didSet { deeds = entries.map(HistoryDeed.grouped) }
    }
    private(set) var deeds: [HistoryDeed]?
    private(set) var next: HistoryPosition?
    private(set) var isReadingMore = false
    private(set) var filter = HistoryFilter()
    /// As it was typed.
    private(set) var typed = ""
    var field = FilterField()
    var selection = RowSelection<String>()

    static let page = 50
    /// So many rows before the end the next page is asked for.
    static let margin = 15
    static let contexts = ["customers.history", "customers.card", "list"]
    static let timer = "history.filter"

    init(customer: CustomerID) { self.customer = customer }

    var filterTimer: String { Self.timer }
    var ids: [String] { Self.numbered((deeds ?? []).map(\.id)) }
    var selected: HistoryDeed? { selection.index(in: ids).flatMap { deeds?[$0] } }

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
    mutating func arrived(_ found: HistoryPage, purpose: String) -> [Effect] {
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
        // A page may be what few commands did.
        return (deeds ?? []).count < Self.margin ? askMore() : []
    }

    mutating func failed(purpose: String) {
        if purpose == "history.more" { isReadingMore = false }
    }

    private mutating func askMore() -> [Effect] {
        guard let next, !isReadingMore, let deeds,
            (selection.index(in: ids) ?? 0) >= deeds.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [.ask(.profile(.history(customer, filter, after: next, limit: Self.page)), purpose: "history.more")]
    }

    // MARK: Typing

    mutating func applyFilter(in context: ScreenContext) -> [Effect] {
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
        if isTyping { return performTyping(action, in: context) }
        switch action {
        case .cancel: return holdsCancel ? cancelFilter(in: context) : nil
        case .listOpen:
            guard entries != nil else { return [.holdInput] }
            return selected.map { [.open(.historyDeed($0))] } ?? []
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

    mutating func cancelFilter(in context: ScreenContext) -> [Effect]? {
        field.end()
        typed = ""
        guard !filter.isEmpty else { return [] }
        filter = HistoryFilter()
        return reread()
    }
}
