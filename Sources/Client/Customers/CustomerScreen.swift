import Domain
import Operations
import Terminal

/// A customer at one look: the facts on top never scroll, ten tabs below. It follows the database by itself and
/// keeps the selected row by its identity.
struct CustomerScreen: Screen {
    /// One that was merged into another becomes that other as soon as its card is read.
    private(set) var customer: CustomerID
    let name: String
    var card: CustomerCard?
    var tab: CardTab = .overview
    var selections: [CardTab: RowSelection<String>] = [:]
    var money: MoneyTab
    var services: ServicesTab
    var calls: CallsTab
    var history: HistoryTab
    var profile: ProfileTab
    var papers: PapersTab
    /// Of the selected account, newest first.
    var promises: [PaymentPromise] = []

    init(customer: CustomerID, name: String) {
        self.customer = customer
        self.name = name
        money = MoneyTab(customer: customer)
        services = ServicesTab(customer: customer)
        calls = CallsTab(customer: customer)
        history = HistoryTab(customer: customer)
        profile = ProfileTab(customer: customer)
        papers = PapersTab(customer: customer)
    }

    var keyContexts: [String] {
        switch tab {
        case .money where money.isTyping: ["filter", "text"]
        case .money: ["customers.money", "customers.card", "list"]
        case .services: ["customers.services", "customers.card", "list"]
        case .accounts: ["customers.accounts", "customers.card", "list"]
        case .calls where calls.isTyping: ["filter", "text"]
        case .calls: CallsTab.contexts
        case .history where history.isTyping: ["filter", "text"]
        case .history: HistoryTab.contexts
        case .profile: ProfileTab.contexts
        case .papers: PapersTab.contexts
        case .overview, .tickets, .devices: ["customers.card", "list"]
        }
    }
    var takesText: Bool {
        switch tab {
        case .money: money.isTyping
        case .calls: calls.isTyping
        case .history: history.isTyping
        default: false
        }
    }
    var crumb: String { card?.profile.name ?? name }
    var readAt: Instant? { card?.asOf }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed: return load(in: context)
        case .resized:
            if tab == .money { return money.widened(in: context) }
            return hasTimeline(in: context) && history.entries == nil ? history.load() : []
        case .changed(.customer(let changed)):
            let isOwn = changed == customer || card?.merged.contains(changed) == true
            return isOwn ? load(in: context) : []
        case .changed(.stocks), .changed(.document): return []
        case .changed(let area):
            return area == .warehouse && tab != .devices ? [] : load(in: context)
        case .reply(.card(let card), _): return show(card, in: context)
        case .reply(.postings(let found), let purpose):
            if purpose == "more" { money.arrived(more: found) } else { money.arrived(newest: found) }
            return []
        case .reply(.balance(let balance), _):
            money.arrived(balance: balance)
            return []
        case .reply(.moneyMonths(let found, let account), _):
            money.arrived(months: found, of: account)
            return []
        case .reply(.promises(let found), _):
            promises = found
            return []
        case .reply(.services(let found), _):
            services.arrived(found)
            return []
        case .reply(.usage(let found), let purpose):
            calls.arrived(found, purpose: purpose)
            return []
        case .reply(.profile(let reply), let purpose): return arrived(reply, purpose: purpose, in: context)
        case .text(let text), .paste(let text):
            guard takesText else { return [] }
            switch tab {
            case .calls: return calls.type(text)
            case .history: return history.type(text)
            default: return money.type(text)
            }
        case .timer(HistoryTab.timer): return history.applyFilter(in: context)
        case .timer("calls.filter"): return calls.applyFilter(in: context)
        case .timer("filter"): return money.apply(in: context)
        case .failure(let error, let purpose):
            money.failed(purpose: purpose)
            calls.failed(purpose: purpose)
            history.failed(purpose: purpose)
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .answer(.choice("account", let index)):
            guard let account = card?.accounts.dropFirst(index).first else { return [] }
            return [.open(payment(account.id))]
        case .answer(.choice(CallsTab.serviceChoice, let index)): return calls.chose(index, in: context)
        case .answer(.choice(ProfileTab.newChoice, let index)): return profile.chose(index, in: context)
        case .answer(.confirmed(ProfileTab.removal)): return profile.removalConfirmed(in: context)
        case .answer(.confirmed(PapersTab.removal)): return papers.removalConfirmed(in: context)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func load(in context: ScreenContext) -> [Effect] {
        var effects: [Effect] = [.ask(.customerCard(customer), purpose: "card")]
        if tab == .history, context.may(.historyView) { effects += history.load() }
        if tab == .money, context.may(.accountView) { effects += money.load(in: context) }
        if tab == .services, context.may(.catalogView) { effects += services.load() }
        if tab == .calls, context.may(.usageView) { effects += calls.load(in: context) }
        if tab == .accounts, context.may(.accountView) { effects += askPromises() }
        // Beside the overview; after the card, which does not wait for it.
        if hasTimeline(in: context) { effects += history.load() }
        return effects
    }

    private func hasTimeline(in context: ScreenContext) -> Bool {
        tab == .overview && context.columns >= Self.timelineColumns && context.may(.historyView)
    }

    private mutating func show(_ card: CustomerCard, in context: ScreenContext) -> [Effect] {
        var effects: [Effect] = []
        if card.profile.id != customer {
            effects.append(
                .say(
                    .plain(
                        "\(name) was merged into this one: \(card.profile.name), contract \(card.profile.contractNumber)."
                    )))
            let shown = tab
            self = CustomerScreen(customer: card.profile.id, name: card.profile.name)
            tab = shown
        }
        self.card = card
        reconcile()
        let wasKnown = money.account != nil
        money.know(card.accounts)
        calls.know(card.subscriptions)
        profile.know(card, today: context.clock.today)
        papers.know(card)
        if tab == .money, !wasKnown { effects += money.load(in: context) }
        return effects
    }

    private mutating func arrived(
        _ reply: ProfileReply, purpose: String, in context: ScreenContext
    ) -> [Effect] {
        switch (reply, purpose) {
        case (.history(let page), _): return history.arrived(page, purpose: purpose)
        case (.saved(let outcome), ProfileTab.removal), (.saved(let outcome), PapersTab.removal):
            return [.say(ProfileTab.words(outcome))] + load(in: context)
        case (.saved, _): return load(in: context)
        default: return []
        }
    }

    private mutating func reconcile() {
        for tab in CardTab.allCases { selections[tab, default: RowSelection()].reconcile(with: rowIDs(of: tab)) }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        let tabRows = context.rows - Self.listTop + 1
        if tab == .money,
            let effects = money.perform(action, visible: MoneyTab.visibleRows(height: tabRows), in: context)
        {
            return effects
        }
        if tab == .calls,
            let effects = calls.perform(action, visible: CallsTab.visibleRows(height: tabRows), in: context)
        {
            return effects
        }
        if tab == .history,
            let effects = history.perform(action, visible: HistoryTab.visibleRows(height: tabRows), in: context)
        {
            return effects
        }
        if tab == .profile,
            let effects = profile.perform(action, visible: ProfileTab.visibleRows(height: tabRows), in: context)
        {
            return effects
        }
        if tab == .papers,
            let effects = papers.perform(action, visible: PapersTab.visibleRows(height: tabRows), in: context)
        {
            return effects
        }
        if tab == .services, let effects = services.perform(action, rows: tabRows, in: context) { return effects }
        let ids = rowIDs(of: tab)
        if selections[tab, default: RowSelection()].perform(action, in: ids, visible: context.rows - Self.listTop) {
            guard card != nil else { return [.holdInput] }
            return tab == .accounts ? askPromises() : []
        }
        if tab == .accounts, let kind = AccountAction.allCases.first(where: { $0.action == action }) {
            return open(kind)
        }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load(in: context)
        case .cardTabNext: return show(tab.next(1, among: CardTab.seen(in: context)), in: context)
        case .cardTabPrevious: return show(tab.next(-1, among: CardTab.seen(in: context)), in: context)
        case .listOpen: return openRow(in: context)
        case .paymentOpen: return openPayment()
        case .customerRegister: return [.open(.register(continuing: context.drafts[.registration], typed: ""))]
        case .ticketOpen:
            guard let card else { return [.holdInput] }
            guard let account = card.accounts.first(where: \.isDefault) ?? card.accounts.first else {
                return [.say(.bad("The customer has no account to charge a service to.")), .ring]
            }
            let opening = ServiceOpening(
                customer: customer, name: card.profile.name, account: account.id,
                places: ServicePlaces(of: card))
            return [.open(.service(opening))]
        default:
            guard let wanted = CardTab.allCases.first(where: { $0.action == action }) else { return [] }
            guard CardTab.seen(in: context).contains(wanted) else {
                return [.say(.bad("Your role does not show \(wanted.title.lowercased()).")), .ring]
            }
            return show(wanted, in: context)
        }
    }

    private mutating func show(_ wanted: CardTab, in context: ScreenContext) -> [Effect] {
        guard wanted != tab else { return [] }
        tab = wanted
        if tab == .money { return money.load(in: context) }
        if tab == .services { return services.load() }
        if tab == .calls { return calls.load(in: context) }
        if tab == .accounts { return askPromises() }
        guard tab == .history || hasTimeline(in: context), history.entries == nil else { return [] }
        return history.load()
    }

    private func openRow(in context: ScreenContext) -> [Effect] {
        guard let card else { return [.holdInput] }
        let wanted = selections[tab]?.id
        switch tab {
        case .overview, .tickets:
            guard let ticket = card.tickets.first(where: { "\($0.id)" == wanted }) else { return [] }
            return [.open(.ticket(ticket.id))]
        case .accounts:
            guard context.may(.paymentRegister), let account = card.accounts.first(where: { "\($0.id)" == wanted })
            else { return [] }
            return [.open(payment(account.id))]
        case .devices:
            guard let device = card.devices.first(where: { "\($0.id)" == wanted }) else { return [] }
            guard context.may(.warehouseView) else {
                return [.say(.bad("Your role does not show where devices have been.")), .ring]
            }
            return [.open(.device(device.id))]
        case .services, .money, .history, .calls, .profile, .papers: return []
        }
    }

    var selectedAccount: AccountSummary? {
        card?.accounts.first { "\($0.id)" == selections[.accounts]?.id }
    }

    private func askPromises() -> [Effect] {
        guard let account = selectedAccount else { return [] }
        return [.ask(.account(.promises(account.owner ?? customer, account.id)), purpose: "promises")]
    }

    private func open(_ kind: AccountAction) -> [Effect] {
        guard let card else { return [.holdInput] }
        guard let account = selectedAccount else { return [.say(.bad("The customer has no account.")), .ring] }
        return [
            .open(
                .accountAction(
                    AccountActionOpening(
                        action: kind, customer: account.owner ?? customer, account: account,
                        // Money moves between accounts that are booked under one number.
                        accounts: card.accounts.filter { $0.owner == account.owner })))
        ]
    }

    private func openPayment() -> [Effect] {
        guard let card else { return [.holdInput] }
        if tab == .accounts, let id = selections[.accounts]?.id,
            let account = card.accounts.first(where: { "\($0.id)" == id })
        {
            return [.open(payment(account.id))]
        }
        switch card.accounts.count {
        case 0: return [.say(.bad("The customer has no account to pay to.")), .ring]
        case 1: return [.open(payment(card.accounts[0].id))]
        default:
            let choices = card.accounts.map { "Account \($0.id), balance \($0.balance.text)" }
            return [
                .open(
                    .choose(
                        ChoiceOpening(
                            purpose: "account", title: "Pay to which account?", choices: choices,
                            selected: card.accounts.firstIndex(where: \.isDefault) ?? 0)))
            ]
        }
    }

    private func payment(_ account: AccountID) -> Destination {
        .payment(PaymentOpening(account: account, amountText: "", note: "", draft: nil))
    }
}
