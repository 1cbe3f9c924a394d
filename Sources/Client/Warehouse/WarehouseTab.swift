import Domain
import Terminal

/// The tabs of the warehouse, in the order of their number keys.
enum WarehouseTab: Int, CaseIterable {
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

    func next(_ step: Int) -> WarehouseTab {
        let count = Self.allCases.count
        return Self.allCases[(rawValue - 1 + step + count) % count]
    }
}

/// What one tab of the warehouse shows and does: a part of ``WarehouseScreen``, with a state of its own.
protocol WarehousePage {
    var keyContexts: [String] { get }
    var takesText: Bool { get }
    var readAt: Instant? { get }

    mutating func load(in context: ScreenContext) -> [Effect]
    /// Nil: the event is not this page's.
    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]?
    func draw(on sheet: inout Sheet, in context: ScreenContext)
}

extension WarehousePage {
    var keyContexts: [String] { ["warehouse", "list"] }
    var takesText: Bool { false }
    var takesScans: Bool { false }
}
