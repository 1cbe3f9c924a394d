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
        }
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
        case .overview: return card.tickets.filter { $0.state == .open }.map { "\($0.id)" }
        case .accounts: return card.accounts.map { "\($0.id)" }
        // These keep their own rows.
        case .services, .money, .calls: return []
        case .tickets: return card.tickets.map { "\($0.id)" }
        case .devices: return card.devices.map { "\($0.id)" }
        case .history: return Self.numbered((history ?? []).map { "\($0.at.microseconds) \($0.actor) \($0.title)" })
        }
    }

    /// Tells equal names apart by counting from the oldest, which new rows on top do not disturb.
    private static func numbered(_ names: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return names.reversed().map { name in
            seen[name, default: 0] += 1
            return "\(name) \(seen[name, default: 0])"
        }.reversed()
    }
}
