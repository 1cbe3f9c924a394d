import Domain
import Operations
import Terminal

/// The warehouse: what is being scanned, documents, levels, models, devices, counts and stocks.
struct WarehouseScreen: Screen {
    var tab = WarehouseTab.scan
    var pages: [WarehouseTab: any WarehousePage] = [
        .scan: DocumentsPage(.open), .documents: DocumentsPage(.all), .levels: LevelsPage(), .models: ModelsPage(),
        .devices: DevicesPage(), .counts: DocumentsPage(.counts), .stocks: StocksPage(),
    ]

    /// Rows above a page.
    static let topRows = 1

    var keyContexts: [String] { pages[tab]?.keyContexts ?? ["warehouse", "list"] }
    var takesText: Bool { pages[tab]?.takesText ?? false }
    var crumb: String { "Warehouse" }
    var readAt: Instant? { pages[tab]?.readAt }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.warehouse): return pages[tab]?.load(in: context) ?? []
        case .changed: return []
        case .reply, .failure, .timer: return route(event, in: context)
        case .action(let action):
            if let effects = pages[tab]?.update(event, in: Self.inside(context)) { return effects }
            return perform(action, in: context)
        case .text, .paste, .answer, .scan: return pages[tab]?.update(event, in: Self.inside(context)) ?? []
        }
    }

    private static func inside(_ context: ScreenContext) -> ScreenContext {
        var inner = context
        inner.rows = max(context.rows - topRows, 1)
        return inner
    }

    /// An answer belongs to the page that asked, which may be out of sight by now.
    private mutating func route(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        for place in [tab] + WarehouseTab.allCases.filter({ $0 != tab }) {
            guard let effects = pages[place]?.update(event, in: Self.inside(context)) else { continue }
            return effects
        }
        if case .failure(let error, _) = event, error != .cancelled { return [.say(.bad(error.sentence)), .ring] }
        return []
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return pages[tab]?.load(in: context) ?? []
        case .stockTabNext: return show(tab.next(1), in: context)
        case .stockTabPrevious: return show(tab.next(-1), in: context)
        default:
            guard let wanted = WarehouseTab.allCases.first(where: { $0.action == action }) else { return [] }
            return show(wanted, in: context)
        }
    }

    private mutating func show(_ wanted: WarehouseTab, in context: ScreenContext) -> [Effect] {
        guard wanted != tab else { return [] }
        tab = wanted
        return pages[tab]?.load(in: context) ?? []
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        var column = 1
        for shown in WarehouseTab.allCases {
            let text = "\(shown.rawValue) \(shown.title)"
            sheet.write(text, row: 0, column: column, width: text.count, shown == tab ? .tabSelected : .tab)
            column += text.count + 1
        }
        let height = sheet.height - Self.topRows
        sheet.within(row: Self.topRows, column: 0, height: height, width: sheet.width) { area in
            pages[tab]?.draw(on: &area, in: context)
        }
    }
}
