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

    func follows(_ changed: ChangedArea) -> Bool {
        switch changed {
        case .document: [.scan, .documents, .counts].contains(self)
        case .warehouse: self != .models
        case .stocks: [.levels, .models, .stocks].contains(self)
        default: false
        }
    }

    static var next: ActionID { .stockTabNext }
    static var previous: ActionID { .stockTabPrevious }
}
