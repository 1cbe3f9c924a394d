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
        switch (self, changed) {
        case (.scan, .document), (.documents, .document), (.counts, .document): true
        case (.scan, .warehouse), (.documents, .warehouse), (.counts, .warehouse): true
        case (.levels, .warehouse), (.devices, .warehouse), (.stocks, .warehouse): true
        case (.levels, .stocks), (.models, .stocks), (.stocks, .stocks): true
        default: false
        }
    }

    static var next: ActionID { .stockTabNext }
    static var previous: ActionID { .stockTabPrevious }
}
