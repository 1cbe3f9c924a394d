import Domain
import Terminal

/// The tabs of the Usage panel, in the order of their number keys.
enum UsageTab: Int, CaseIterable {
    case overview = 1
    case peers
    case errors
    case open
    case conflicts
    case prices
    case reratings

    var action: ActionID { .usageTab(rawValue) }

    var title: String {
        switch self {
        case .overview: "Overview"
        case .peers: "Peers"
        case .errors: "Error bin"
        case .open: "Open"
        case .conflicts: "Conflicts"
        case .prices: "Prices"
        case .reratings: "Re-rating"
        }
    }

    /// A tab whose permission the operator lacks is not there; its number stays free, so the others keep theirs.
    var permission: Permission {
        switch self {
        case .overview, .peers, .open: .usageView
        case .errors, .conflicts: .usageReplay
        case .prices: .catalogView
        case .reratings: .usageRerate
        }
    }

    static func seen(in context: ScreenContext) -> [UsageTab] { allCases.filter { context.may($0.permission) } }

    func next(_ step: Int, among tabs: [UsageTab]) -> UsageTab {
        guard let index = tabs.firstIndex(of: self) else { return tabs.first ?? self }
        return tabs[(index + step + tabs.count) % tabs.count]
    }
}

/// What one tab of the Usage panel shows and does: a part of ``UsageScreen``, with a state of its own that stays while
/// another tab is looked at.
protocol UsagePage {
    /// The keymap contexts its keys are looked up in, nearest first.
    var keyContexts: [String] { get }
    var takesText: Bool { get }
    var readAt: Instant? { get }

    mutating func load(in context: ScreenContext) -> [Effect]
    /// Nil: the event is not this page's.
    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]?
    func draw(on sheet: inout Sheet, in context: ScreenContext)
}

extension UsagePage {
    var keyContexts: [String] { ["usage", "list"] }
    var takesText: Bool { false }
}
