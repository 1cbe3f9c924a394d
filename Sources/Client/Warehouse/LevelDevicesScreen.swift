import Domain
import Operations
import Terminal

/// The devices of a model in a stock, one by one; each opens with its history.
struct LevelDevicesScreen: Screen {
    let level: StockLevel
    private(set) var devices: [DeviceSummary]?
    private var loadedAt: Instant?
    var selection = RowSelection<DeviceID>()

    static let limit = 1_000

    init(level: StockLevel) { self.level = level }

    var keyContexts: [String] { ["list"] }
    var crumb: String { "\(level.modelName), \(level.stockName)" }
    var readAt: Instant? { loadedAt }
    private var ids: [DeviceID] { (devices ?? []).map(\.id) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.warehouse), .action(.viewRefresh):
            return [
                .ask(.warehouse(.devicesOf(model: level.model, level.stock, limit: Self.limit)), purpose: "devices")
            ]
        case .reply(.warehouse(.devices(let found)), _):
            devices = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(.cancel): return [.close]
        case .action(.listOpen):
            guard devices != nil else { return [.holdInput] }
            return selection.id.map { [.open(.device($0))] } ?? []
        case .action(let action):
            _ = selection.perform(action, in: ids, visible: context.rows - 2)
            return devices == nil ? [.holdInput] : []
        default: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let words = devices == nil ? "Reading\u{2026}" : "There is none any more."
        sheet.within(row: 0, column: 0, height: sheet.height - 1, width: sheet.width) { area in
            DeviceTable.draw(devices ?? [], on: &area, selection: selection, whenEmpty: words)
        }
        if devices?.count == Self.limit {
            let words = "The first \(Self.limit.grouped) by serial."
            sheet.write(words, row: sheet.height - 1, column: 1, width: sheet.width - 2, .dim)
        }
    }
}
