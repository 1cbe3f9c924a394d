import Domain
import Operations
import Terminal

/// The postings of one account of a customer, newest first, each with the balance it left. Pages are fetched as one
/// scrolls; what was fetched stays, since a posting never changes.
struct MoneyTab: Equatable {
    enum Line: Equatable {
        case none
        case filter
        /// The day of a balance.
        case asOf
    }

    struct DayBalance: Equatable {
        var day: CivilDate
        /// Nil while it is read.
        var balance: Money?
    }

    let customer: CustomerID
    private(set) var accounts: [AccountSummary] = []
    private(set) var account: AccountID?
    private(set) var postings: [Posting]?
    /// Older ones are there.
    private(set) var hasMore = false
    private(set) var isReadingMore = false
    private(set) var filter = PostingFilter()
    private(set) var line = Line.none
    private(set) var field = FilterField()
    private(set) var dayBalance: DayBalance?
    /// By month, where there is room for them.
    private(set) var months: [MoneyMonth]?
    var selection = RowSelection<Int64>()

    static let page = 50
    /// So many rows before the end the next page is asked for.
    static let margin = 15

    init(customer: CustomerID) { self.customer = customer }

    var isTyping: Bool { line != .none }
    var ids: [Int64] { (postings ?? []).map(\.number) }
    var selected: Posting? { postings?.first { $0.number == selection.id } }
    var summary: AccountSummary? { accounts.first { $0.id == account } }
    /// The number the account is booked under.
    private var owner: CustomerID { summary?.owner ?? customer }

    // MARK: Reading

    /// The card was read: its accounts are known.
    mutating func know(_ accounts: [AccountSummary]) {
        self.accounts = accounts
        guard summary == nil else { return }
        account = (accounts.first(where: \.isDefault) ?? accounts.first)?.id
        forget()
    }

    private mutating func forget() {
        postings = nil
        (hasMore, isReadingMore, dayBalance, months) = (false, false, nil, nil)
        selection = RowSelection()
    }

    func load(in context: ScreenContext) -> [Effect] {
        guard let account else { return [] }
        var effects: [Effect] = [.ask(.money(request(account, before: nil)), purpose: "postings")]
        effects += loadMonths(in: context)
        if let dayBalance {
            effects.append(.ask(.money(.balance(owner, account, on: dayBalance.day)), purpose: "balance"))
        }
        return effects
    }

    private func loadMonths(in context: ScreenContext) -> [Effect] {
        guard let account, context.columns >= Layout.wide else { return [] }
        let first = MoneyMonths.first(context.clock.today)
        return [.ask(.money(.months(owner, account, from: first)), purpose: "months")]
    }

    /// The terminal has another size: there may be room for the months now.
    func widened(in context: ScreenContext) -> [Effect] { months == nil ? loadMonths(in: context) : [] }

    private func request(_ account: AccountID, before: Int64?) -> MoneyRequest {
        .postings(owner, account, filter, before: before, limit: Self.page)
    }

    /// The newest page. What was fetched below it is kept.
    mutating func arrived(newest: [Posting]) {
        let isWhole = newest.count < Self.page
        let older = newest.last.map { last in isWhole ? [] : (postings ?? []).filter { $0.number < last.number } } ?? []
        if older.isEmpty { hasMore = !isWhole }
        postings = newest + older
        selection.reconcile(with: ids)
    }

    mutating func arrived(more: [Posting]) {
        isReadingMore = false
        hasMore = more.count == Self.page
        let last = postings?.last?.number ?? Int64.max
        postings = (postings ?? []) + more.filter { $0.number < last }
        selection.reconcile(with: ids)
    }

    mutating func arrived(months: [MoneyMonth], of account: AccountID) {
        if account == self.account { self.months = months }
    }

    mutating func arrived(balance: Money) { dayBalance?.balance = balance }

    mutating func failed(purpose: String) {
        if purpose == "more" { isReadingMore = false }
    }

    private mutating func askMore() -> [Effect] {
        guard let account, hasMore, !isReadingMore, let postings, let last = postings.last,
            (selection.index(in: ids) ?? 0) >= postings.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [.ask(.money(request(account, before: last.number)), purpose: "more")]
    }

    // MARK: Typing

    mutating func type(_ text: String) -> [Effect] {
        field.insert(text)
        return later
    }

    /// A day is read with ENTER only.
    private var later: [Effect] {
        line == .filter ? [.after(milliseconds: FilterField.pause, timer: "filter")] : []
    }

    /// The pause after typing is over, or ENTER was pressed.
    mutating func apply(in context: ScreenContext) -> [Effect] {
        guard line == .filter else { return [] }
        let wanted = field.read { text throws(TypedDays.Wrong) in
            try PostingFilter(typed: text, today: context.clock.today)
        }
        guard let wanted, wanted != filter else { return [] }
        filter = wanted
        return reread(in: context)
    }

    private mutating func reread(in context: ScreenContext) -> [Effect] {
        postings = nil
        (hasMore, isReadingMore) = (false, false)
        selection = RowSelection()
        return [.cancel(purpose: "more")] + load(in: context)
    }

    private mutating func accept(in context: ScreenContext) -> [Effect] {
        switch line {
        case .none: return []
        case .filter:
            let effects = apply(in: context)
            guard field.complaint == nil else { return [.ring] }
            leaveLine()
            return effects
        case .asOf:
            let text = field.input.text.trimmed
            if text.isEmpty {
                leaveLine()
                dayBalance = nil
                return [.cancel(purpose: "balance")]
            }
            guard let day = TypedDay.read(text, today: context.clock.today) else {
                field.complain("\u{201C}\(text)\u{201D} is no day; type \(TypedDay.hint).")
                return [.ring]
            }
            guard let account else { return [.holdInput] }
            leaveLine()
            dayBalance = DayBalance(day: day)
            return [.ask(.money(.balance(owner, account, on: day)), purpose: "balance")]
        }
    }

    private mutating func leaveLine() {
        line = .none
        field.end()
    }

    private mutating func cancel(in context: ScreenContext) -> [Effect] {
        let was = line
        leaveLine()
        guard was != .asOf else { return [] }
        if filter.isEmpty, was == .none {
            dayBalance = nil
            return [.cancel(purpose: "balance")]
        }
        guard !filter.isEmpty else { return [] }
        filter = PostingFilter()
        return reread(in: context)
    }

    /// ESC has something to take back here before it leaves the card.
    var holdsCancel: Bool { isTyping || !filter.isEmpty || dayBalance != nil }

    // MARK: Actions

    /// Nil: the action is the card's.
    mutating func perform(_ action: ActionID, visible: Int, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: visible) {
            return postings == nil ? [.holdInput] : askMore()
        }
        if isTyping {
            switch field.perform(action) {
            case .accepted: return accept(in: context)
            case .cancelled: return cancel(in: context)
            case .changed: return later
            case .unchanged: return []
            case nil: return nil
            }
        }
        switch action {
        case .cancel: return holdsCancel ? cancel(in: context) : nil
        case .moneyFilter:
            line = .filter
            field.begin(filter.typed)
            return []
        case .moneyAsOf:
            line = .asOf
            field.begin("")
            return []
        case .moneyAccount: return nextAccount(in: context)
        case .moneyReverse: return reverse()
        case .listOpen: return openRow()
        default: return nil
        }
    }

    private mutating func nextAccount(in context: ScreenContext) -> [Effect] {
        guard accounts.count > 1, let index = accounts.firstIndex(where: { $0.id == account }) else {
            return [.say(.plain("The customer has one account."))]
        }
        account = accounts[(index + 1) % accounts.count].id
        let day = dayBalance?.day
        forget()
        if let day { dayBalance = DayBalance(day: day) }
        return [.cancel(purpose: "more")] + load(in: context)
    }

    /// From a reversal to what it takes back; from anything else to what it committed with.
    private mutating func openRow() -> [Effect] {
        guard postings != nil else { return [.holdInput] }
        guard let selected else { return [] }
        guard let wanted = selected.reverses ?? selected.linked.first else {
            return [.say(.plain("Posting \(selected.number) stands alone: nothing was committed with it."))]
        }
        guard ids.contains(wanted) else {
            return [.say(.plain("Posting \(wanted) is not among those read; scroll down or take the filter away."))]
        }
        selection.select(wanted, in: ids)
        return []
    }

    private func reverse() -> [Effect] {
        guard postings != nil else { return [.holdInput] }
        guard let selected else { return [.say(.bad("No posting is selected.")), .ring] }
        if let reason = Self.whyNoReversal(selected) { return [.say(.bad(reason)), .ring] }
        return [.open(.reversal(ReversalOpening(customer: owner, posting: selected)))]
    }

    /// Why it cannot be taken back; nil when it can (business-rules section 2).
    static func whyNoReversal(_ posting: Posting) -> String? {
        switch posting.kind {
        case .reversal: "A reversal is not taken back; charge or pay again what should stand."
        case .move: "A move between accounts is taken back by moving the money again."
        case .refund: "Money given back is not taken back; take a payment instead."
        case .opening: "A balance brought along is set right by a correction."
        case .fee, .oneTime, .call, .payment, .correction:
            posting.left.minorUnits == 0 ? "Posting \(posting.number) is taken back already, all of it." : nil
        }
    }
}
