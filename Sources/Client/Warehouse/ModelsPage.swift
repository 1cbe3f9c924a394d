import Domain
import Operations
import Terminal

/// The models with the rules of their labels.
struct ModelsPage: PanelPage {
    private(set) var models: [DeviceModel]?
    private(set) var readAt: Instant?
    var selection = RowSelection<Int>()

    var keyContexts: [String] { ["warehouse.models", "warehouse", "list"] }
    private var ids: [Int] { (models ?? []).map(\.id) }

    mutating func load(in context: ScreenContext) -> [Effect] { [.ask(.deviceModels, purpose: "models.page")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.models(let found), _):
            models = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .action(.stockNew):
            guard context.may(.stockManage) else { return [.say(.bad("Your role makes no models.")), .ring] }
            return [.open(.modelForm(nil))]
        case .action(.stockEdit), .action(.listOpen):
            guard let models else { return [.holdInput] }
            guard context.may(.stockManage) else { return [.say(.bad("Your role does not change models.")), .ring] }
            return models.first { $0.id == selection.id }.map { [.open(.modelForm($0))] } ?? []
        case .action(let action):
            guard selection.perform(action, in: ids, visible: context.rows - 5) else { return nil }
            return models == nil ? [.holdInput] : []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = models ?? []
        let table = Table(columns: [
            Table.Column(title: "Code", width: 14), Table.Column(title: "Model", width: nil),
            Table.Column(title: "Kind", width: 11), Table.Column(title: "Serials", width: 18),
            Table.Column(title: "MAC", width: 6),
        ])
        sheet.within(row: 0, column: 0, height: sheet.height - 4, width: sheet.width) { area in
            let words = models == nil ? "Reading\u{2026}" : "There is no model yet."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                let serials = row.isSerialised ? row.serialMask?.description ?? "any" : "by \(row.unit.rawValue)"
                return [
                    Table.Cell(row.code), Table.Cell(row.name), Table.Cell(StockWords.device(row.kind)),
                    Table.Cell(serials, .dim), Table.Cell(row.needsMAC ? "needed" : "", .dim),
                ]
            }
        }
        if let model = rows.first(where: { $0.id == selection.id }) {
            let codes = [
                model.productCodes.isEmpty ? nil : "EAN \(model.productCodes.joined(separator: ", "))",
                model.partNumbers.isEmpty ? nil : "P/N \(model.partNumbers.joined(separator: ", "))",
                model.ouis.isEmpty ? nil : "MACs begin with \(model.ouis.joined(separator: ", "))",
            ].compactMap { $0 }
            sheet.within(row: sheet.height - 3, column: 1, height: 2, width: sheet.width - 2) { area in
                _ = area.writeWrapped(codes.joined(separator: "; "), row: 0, .dim)
            }
        }
        KeyHints([.stockEdit, .stockNew], of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }
}

/// The stocks there are.
struct StocksPage: PanelPage {
    private(set) var stocks: [StockSummary]?
    private(set) var readAt: Instant?
    var selection = RowSelection<StockID>()

    var keyContexts: [String] { ["warehouse.models", "warehouse", "list"] }
    private var ids: [StockID] { (stocks ?? []).map(\.id) }

    mutating func load(in context: ScreenContext) -> [Effect] { [.ask(.stocks, purpose: "stocks.page")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.stocks(let found), _):
            stocks = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .action(.stockNew):
            guard context.may(.stockManage) else { return [.say(.bad("Your role makes no stocks.")), .ring] }
            return [.open(.stockForm(nil))]
        case .action(.stockEdit), .action(.listOpen):
            guard let stocks else { return [.holdInput] }
            guard context.may(.stockManage) else { return [.say(.bad("Your role does not change stocks.")), .ring] }
            guard let stock = stocks.first(where: { $0.id == selection.id }) else { return [] }
            return [
                .open(
                    .stockForm(
                        StockForm(
                            id: stock.id, version: stock.version, code: stock.code, name: stock.name,
                            kind: stock.kind, branch: stock.branch, isActive: stock.isActive)))
            ]
        case .action(let action):
            guard selection.perform(action, in: ids, visible: context.rows - 2) else { return nil }
            return stocks == nil ? [.holdInput] : []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = stocks ?? []
        let table = Table(columns: [
            Table.Column(title: "Code", width: 12), Table.Column(title: "Stock", width: nil),
            Table.Column(title: "Kind", width: 9), Table.Column(title: "Branch", width: 12),
            Table.Column(title: "Devices", width: 8, isRight: true), Table.Column(title: "", width: 8),
        ])
        sheet.within(row: 0, column: 0, height: sheet.height - 1, width: sheet.width) { area in
            let words = stocks == nil ? "Reading\u{2026}" : "There is no stock yet."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                return [
                    Table.Cell(row.code), Table.Cell(row.name), Table.Cell(StockWords.kind(row.kind)),
                    Table.Cell(row.branch, .dim), Table.Cell(row.devicesInStock.grouped),
                    Table.Cell(row.isActive ? row.isMine ? "mine" : "" : "closed", .dim),
                ]
            }
        }
        KeyHints([.stockEdit, .stockNew], of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }
}
