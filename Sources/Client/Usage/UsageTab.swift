import Domain
import Operations
import Terminal

/// The tabs of the Usage panel, in the order of their number keys.
enum UsageTab: Int, PanelTab {
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

    var permission: Permission {
        switch self {
        case .overview, .peers, .open: .usageView
        case .errors, .conflicts: .usageReplay
        case .prices: .catalogView
        case .reratings: .usageRerate
        }
    }

    static var area: ChangedArea { .usage }
    static var next: ActionID { .usageTabNext }
    static var previous: ActionID { .usageTabPrevious }
}

/// A page of the Usage panel.
protocol UsagePage: PanelPage {}

extension UsagePage {
    var keyContexts: [String] { ["usage", "list"] }
}
