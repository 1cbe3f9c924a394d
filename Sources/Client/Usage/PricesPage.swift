import Domain
import Operations
import Terminal

/// A price list by prefix: looked up by a number, the beginning of one, or a destination, as one types. Pages are fetched
/// as one scrolls, whatever the size of the list.
struct PricesPage: UsagePage {
    private(set) var lists: [PriceListSummary]?
    private(set) var list: PriceListID?
    private(set) var rows: [PriceListRow]?
    private(set) var readAt: Instant?
    private(set) var hasMore = false
    private(set) var isReadingMore = false
    private(set) var sought = ""
    private(set) var isTyping = false
    private(set) var input = InputLine("")
    var selection = RowSelection<RatePosition>()

    static let page = 100
    static let margin = 25
    static let pause = 100
    static let purpose = "usage.prices"

    var keyContexts: [String] { isTyping ? ["filter", "text"] : ["usage.prices", "usage", "list"] }
    var takesText: Bool { isTyping }
    var ids: [RatePosition] { (rows ?? []).map(\.position) }
    var selected: PriceListRow? { rows?.first { $0.position == selection.id } }
    var summary: PriceListSummary? { lists?.first { $0.id == list } }

    mutating func load(in context: ScreenContext) -> [Effect] {
        [.ask(.usage(.priceLists), purpose: "usage.lists")] + askRows()
    }

    private func askRows() -> [Effect] {
        guard let list else { return [] }
        return [.ask(.usage(.prices(list, text: sought, after: nil, limit: Self.page)), purpose: Self.purpose)]
    }

    private mutating func reread() -> [Effect] {
        rows = nil
        (hasMore, isReadingMore) = (false, false)
        selection = RowSelection()
        return [.cancel(purpose: "usage.prices.more")] + askRows()
    }

    private mutating func askMore() -> [Effect] {
        guard let list, hasMore, !isReadingMore, let rows, let last = rows.last,
            (selection.index(in: ids) ?? 0) >= rows.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [
            .ask(
                .usage(.prices(list, text: sought, after: last.position, limit: Self.page)),
                purpose: "usage.prices.more")
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.usage(.priceLists(let found)), _):
            lists = found
            readAt = context.clock.now
            guard summary == nil else { return [] }
            list = found.first?.id
            return reread()
        case .reply(.usage(.prices(let found)), let purpose):
            let isMore = purpose == "usage.prices.more"
            isReadingMore = false
            hasMore = found.count == Self.page
            let known = isMore ? Set(ids) : []
            rows = (isMore ? rows ?? [] : []) + found.filter { !known.contains($0.position) }
            readAt = context.clock.now
            if !isMore, selection.id == nil { selection = RowSelection(best(on: context.clock.today)) }
            selection.reconcile(with: ids)
            return []
        case .failure(_, "usage.prices.more"):
            isReadingMore = false
            return nil
        case .answer(.choice("usage.list", let index)):
            guard let wanted = lists?.dropFirst(index).first?.id, wanted != list else { return [] }
            list = wanted
            return reread()
        case .timer(Self.purpose): return apply()
        case .text(let text), .paste(let text):
            guard isTyping else { return nil }
            input.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
            return [.after(milliseconds: Self.pause, timer: Self.purpose)]
        case .action(let action): return perform(action, in: context)
        default: return nil
        }
    }

    /// The row that prices the number looked for today: that of the longest prefix.
    func best(on day: CivilDate) -> RatePosition? {
        let digits = sought.filter { $0 == "#" || $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        let matching = (rows ?? []).filter {
            digits.hasPrefix($0.rate.prefix) && $0.holds(on: day) && $0.rate.price != nil
        }
        return matching.max { $0.rate.prefix.count < $1.rate.prefix.count }?.position
    }

    private mutating func apply() -> [Effect] {
        let wanted = input.text.trimmed
        guard isTyping, wanted != sought else { return [] }
        sought = wanted
        return reread()
    }

    private mutating func cancel() -> [Effect]? {
        guard isTyping || !sought.isEmpty else { return nil }
        isTyping = false
        input = InputLine("")
        guard !sought.isEmpty else { return [] }
        sought = ""
        return reread()
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: visible(rows: context.rows)) {
            return rows == nil && lists?.isEmpty != true ? [.holdInput] : askMore()
        }
        if isTyping {
            switch action {
            case .listOpen:
                let effects = apply()
                isTyping = false
                return effects
            case .cancel: return cancel()
            default:
                guard InputLine.isEdit(action) else { return nil }
                let before = input.text
                input.perform(action)
                return input.text == before ? [] : [.after(milliseconds: Self.pause, timer: Self.purpose)]
            }
        }
        switch action {
        case .cancel: return cancel()
        case .usageFilter:
            isTyping = true
            input = InputLine(sought)
            return []
        case .priceListChoose:
            guard let lists else { return [.holdInput] }
            guard lists.count > 1 else { return [.say(.plain("There is one price list at most."))] }
            let words = lists.map { "\($0.name), \($0.rates.grouped) rates" }
            let place = lists.firstIndex { $0.id == list } ?? 0
            return [
                .open(
                    .choose(
                        ChoiceOpening(
                            purpose: "usage.list", title: "Which price list?", choices: words, selected: place)))
            ]
        case .callPrice:
            return [.open(.callQuote(CallQuoteOpening(called: selected.map { $0.rate.prefix } ?? "")))]
        default: return nil
        }
    }
}
