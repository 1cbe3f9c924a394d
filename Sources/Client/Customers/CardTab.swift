import Domain
import Terminal

/// The tabs of a customer's card, in the order of their number keys.
enum CardTab: Int, CaseIterable {
    case overview = 1
    case services
    case accounts
    case money
    case tickets
    case devices
    case history
    case calls
    case profile
    /// Notes and files.
    case papers

    var action: ActionID { .cardTab(rawValue) }

    var title: String {
        switch self {
        case .overview: "Overview"
        case .services: "Services"
        case .accounts: "Accounts"
        case .money: "Money"
        case .tickets: "Tickets"
        case .devices: "Devices"
        case .history: "History"
        case .calls: "Calls"
        case .profile: "Profile"
        case .papers: "Notes, files"
        }
    }

    /// Where the whole titles have no room beside each other.
    var shortTitle: String {
        switch self {
        case .overview: "Overview"
        case .services: "Serv"
        case .accounts: "Acct"
        case .money: "Money"
        case .tickets: "Tick"
        case .devices: "Dev"
        case .history: "Hist"
        case .calls: "Calls"
        case .profile: "Prof"
        case .papers: "Notes"
        }
    }

    /// The key that shows it.
    var digit: String { "\(rawValue % 10)" }

    /// What the row of tabs says in so many cells: whole titles where all of them fit, and the same whichever is selected,
    /// so that each stays in its place.
    static func words(_ tabs: [CardTab], width: Int) -> [String] {
        let whole = tabs.map { "\($0.digit) \($0.title)" }
        if whole.reduce(0, { $0 + $1.count + 1 }) <= width { return whole }
        return tabs.map { "\($0.digit) \($0.shortTitle)" }
    }

    /// A tab whose permission the operator lacks is not there; its number stays free, so the others keep theirs.
    var permission: Permission? {
        switch self {
        case .overview: nil
        case .services: .catalogView
        case .accounts, .money: .accountView
        case .tickets: .ticketView
        case .devices: .customerView
        case .history: .historyView
        case .calls: .usageView
        case .profile, .papers: .customerView
        }
    }

    static func seen(in context: ScreenContext) -> [CardTab] {
        allCases.filter { tab in tab.permission.map { context.may($0) } ?? true }
    }

    func next(_ step: Int, among tabs: [CardTab]) -> CardTab {
        guard let index = tabs.firstIndex(of: self) else { return tabs.first ?? self }
        return tabs[(index + step + tabs.count) % tabs.count]
    }
}

extension CustomerScreen {
    /// What each row of the tab's list is known by; the same row keeps its name when the card is read again.
    func rowIDs(of tab: CardTab) -> [String] {
        guard let card else { return [] }
        switch tab {
        case .overview: return OverviewSections.tickets(card).map { "\($0.id)" }
        case .accounts: return card.accounts.map { "\($0.id)" }
        // These keep their own rows.
        case .services, .money, .calls, .history, .profile, .papers: return []
        case .tickets: return card.tickets.map { "\($0.id)" }
        case .devices: return card.devices.map { "\($0.id)" }
        }
    }
}
