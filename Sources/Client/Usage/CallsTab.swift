import Domain
import Operations
import Terminal

/// The calls of a customer in one month, newest first, with what they come to. Pages are fetched as one scrolls.
struct CallsTab: Equatable, FilteredList {
    let customer: CustomerID
    private(set) var services: [SubscriptionSummary] = []
    private(set) var filter: CallFilter?
    private(set) var calls: [CallSummary]?
    private(set) var totals: CallTotals?
    private(set) var hasMore = false
    private(set) var isReadingMore = false
    var field = FilterField()
    var selection = RowSelection<CallID>()

    static let page = 50
    /// So many rows before the end the next page is asked for.
    static let margin = 15
    /// What the dialog that asks for a service is answered under.
    static let serviceChoice = "calls.service"

    init(customer: CustomerID) { self.customer = customer }

    var ids: [CallID] { (calls ?? []).map(\.id) }
    var selected: CallSummary? { calls?.first { $0.id == selection.id } }
    var service: SubscriptionSummary? { services.first { $0.id == filter?.subscription } }
    /// The number the chosen service is booked under.
    private var owner: CustomerID { service?.owner ?? customer }
    var filterTimer: String { "calls.filter" }
    /// ESC has something to take back here before it leaves the card.
    var holdsCancel: Bool { isTyping || !(filter?.text.isEmpty ?? true) }

    // MARK: Reading

    /// The card was read: its services are known.
    mutating func know(_ services: [SubscriptionSummary]) { self.services = services }

    mutating func load(in context: ScreenContext) -> [Effect] {
        let filter = filter ?? CallFilter(month: context.clock.today)
        self.filter = filter
        return [
            .ask(.usage(.calls(owner, filter, before: nil, limit: Self.page)), purpose: "calls"),
            .ask(.usage(.totals(owner, filter)), purpose: "totals"),
        ]
    }

    private mutating func reread(in context: ScreenContext) -> [Effect] {
        (calls, totals) = (nil, nil)
        (hasMore, isReadingMore) = (false, false)
        selection = RowSelection()
        return [.cancel(purpose: "calls.more")] + load(in: context)
    }

    mutating func arrived(_ found: UsageReply, purpose: String) {
        switch found {
        case .calls(let more) where purpose == "calls.more":
            isReadingMore = false
            hasMore = more.count == Self.page
            let known = Set(ids)
            calls = (calls ?? []) + more.filter { !known.contains($0.id) }
        case .calls(let newest):
            let isWhole = newest.count < Self.page
            let known = Set(newest.map(\.id))
            let last = newest.last?.position
            let older = (calls ?? []).filter { call in
                !isWhole && !known.contains(call.id) && last.map { Self.isAfter(call.position, $0) } == true
            }
            if older.isEmpty { hasMore = !isWhole }
            calls = newest + older
        case .totals(let found): totals = found
        default: break
        }
        selection.reconcile(with: ids)
    }

    /// Further down a list that begins with the newest.
    private static func isAfter(_ call: CallPosition, _ other: CallPosition) -> Bool {
        (call.startedAt, call.id) < (other.startedAt, other.id)
    }

    mutating func failed(purpose: String) {
        if purpose == "calls.more" { isReadingMore = false }
    }

    private mutating func askMore() -> [Effect] {
        guard let filter, hasMore, !isReadingMore, let calls, let last = calls.last,
            (selection.index(in: ids) ?? 0) >= calls.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [
            .ask(
                .usage(.calls(owner, filter, before: last.position, limit: Self.page)), purpose: "calls.more")
        ]
    }

    // MARK: Typing

    mutating func applyFilter(in context: ScreenContext) -> [Effect] {
        let text = field.input.text.trimmed
        guard isTyping, text != filter?.text else { return [] }
        filter?.text = text
        return reread(in: context)
    }

    // MARK: Actions

    /// Nil: the action is the card's.
    mutating func perform(_ action: ActionID, visible: Int, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: visible) {
            return calls == nil ? [.holdInput] : askMore()
        }
        if isTyping { return performTyping(action, in: context) }
        switch action {
        case .cancel: return holdsCancel ? cancelFilter(in: context) : nil
        case .callsFilter:
            field.begin(filter?.text ?? "")
            return []
        case .callsEarlier: return move(by: -1, in: context)
        case .callsLater: return move(by: 1, in: context)
        case .callsService: return chooseService()
        case .callsTotals: return openTotals()
        case .callPrice: return openPrice()
        case .callsRerate: return openRerating(in: context)
        case .listOpen:
            guard calls != nil else { return [.holdInput] }
            return selected.map { [.open(.call(CallOpening(customer: owner, call: $0.position)))] } ?? []
        default: return nil
        }
    }

    mutating func cancelFilter(in context: ScreenContext) -> [Effect]? {
        field.end()
        guard filter?.text.isEmpty == false else { return [] }
        filter?.text = ""
        return reread(in: context)
    }

    private mutating func move(by months: Int, in context: ScreenContext) -> [Effect] {
        guard let month = filter?.month else { return [.holdInput] }
        let wanted = month.monthAway(months, day: 1)
        guard wanted <= context.clock.today else {
            return [.say(.plain("\(UsageWords.month(month)) is the month of today; no call is later.")), .ring]
        }
        filter?.month = wanted
        return reread(in: context)
    }

    private func chooseService() -> [Effect] {
        guard services.count > 1 else { return [.say(.plain("The customer has one service at most."))] }
        let words = ["All services"] + services.map { "\($0.tariffName) \($0.identifier)".trimmed }
        return [
            .open(
                .choose(
                    ChoiceOpening(
                        purpose: Self.serviceChoice, title: "Calls of which service?", choices: words,
                        selected: (services.firstIndex { $0.id == filter?.subscription } ?? -1) + 1)))
        ]
    }

    mutating func chose(_ index: Int, in context: ScreenContext) -> [Effect] {
        let wanted = index == 0 ? nil : services.dropFirst(index - 1).first?.id
        guard filter != nil, wanted != filter?.subscription else { return [] }
        filter?.subscription = wanted
        return reread(in: context)
    }

    private func openTotals() -> [Effect] {
        guard let filter else { return [.holdInput] }
        return [.open(.callTotals(CallTotalsOpening(customer: owner, filter: filter, service: service?.words)))]
    }

    /// About the service whose calls are shown, else about the one of the selected call.
    private func openPrice() -> [Effect] {
        let own = service ?? services.first { $0.id == selected?.subscription }
        return [
            .open(.callQuote(CallQuoteOpening(customer: own?.owner ?? customer, services: services, service: own?.id)))
        ]
    }

    private func openRerating(in context: ScreenContext) -> [Effect] {
        guard let filter else { return [.holdInput] }
        let last = min(filter.end.adding(days: -1), context.clock.today)
        return [
            .open(
                .reratingRequest(
                    ReratingOpening(
                        from: filter.month, to: last, customer: owner, subscription: filter.subscription,
                        of: service?.words ?? "the customer")))
        ]
    }
}

extension SubscriptionSummary {
    /// "Voice 37410555666".
    var words: String { "\(tariffName) \(identifier)".trimmed }
}
