import Domain
import Operations
import Terminal

/// The warehouse: what is being scanned, documents, levels, models, devices, counts and stocks.
struct WarehouseScreen: Screen {
    var pages = TabbedPages<WarehouseTab>(
        .scan,
        [
            .scan: DocumentsPage(.open), .documents: DocumentsPage(.all), .levels: LevelsPage(),
            .models: ModelsPage(), .devices: DevicesPage(), .counts: DocumentsPage(.counts), .stocks: StocksPage(),
        ])

    var keyContexts: [String] { pages.keyContexts }
    var takesText: Bool { pages.takesText }
    var crumb: String { "Warehouse" }
    var readAt: Instant? { pages.readAt }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        pages.update(event, in: context) ?? []
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) { pages.draw(on: &sheet, in: context) }
}
