import Domain
import Operations
import Terminal

/// The tabs of the warehouse, in the order of their number keys.
enum WarehouseTab: Int, PanelTab {
    case scan = 1
    case documents
    case levels
    case models
    case devices
    case counts
    case stocks

    var action: ActionID { .stockTab(rawValue) }

    var title: String {
        switch self {
        case .scan: "Scan"
        case .documents: "Documents"
        case .levels: "Levels"
        case .models: "Models"
        case .devices: "Devices"
        case .counts: "Counts"
        case .stocks: "Stocks"
        }
    }

    var permission: Permission { .warehouseView }

    static var area: ChangedArea { .warehouse }
    static var next: ActionID { .stockTabNext }
    static var previous: ActionID { .stockTabPrevious }
}
