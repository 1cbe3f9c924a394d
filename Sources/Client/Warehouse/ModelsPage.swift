import Domain
import Operations
import Terminal

/// The models with the rules of their labels.
struct ModelsPage: PanelPage {
    private(set) var list = SiftedList<DeviceModel, Int>(
        Table(columns: [
            Table.Column(title: "Code", width: 14), Table.Column(title: "Model", width: nil),
            Table.Column(title: "Kind", width: 11), Table.Column(title: "Serials", width: 18),
            Table.Column(title: "MAC", width: 6),
        ]), id: \.id, cells: Self.cells)
    private(set) var readAt: Instant?

    var keyContexts: [String] {
        list.isTyping ? ["filter", "text"] : ["warehouse.models", "warehouse", "list"]
    }
    var takesText: Bool { list.isTyping }

    mutating func load(in context: ScreenContext) -> [Effect] { [.ask(.deviceModels, purpose: "models.page")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        if let effects = list.update(event, visible: context.rows - 5, in: context) { return effects }
        switch event {
        case .reply(.models(let found), _):
            list.arrived(found)
            readAt = context.clock.now
            return []
        case .action(.stockAdd): return [.open(.modelForm(nil))]
        case .action(.stockEdit), .action(.listOpen):
            guard list.rows != nil else { return [.holdInput] }
            guard context.may(.stockManage) else { return [.say(.bad("Your role does not change models.")), .ring] }
            return list.selected.map { [.open(.modelForm($0))] } ?? []
        default: return nil
        }
    }

    private static func cells(_ row: DeviceModel) -> [Table.Cell] {
        let serials = row.isSerialised ? row.serialMask?.description ?? "any" : "by \(row.unit.rawValue)"
        return [
            Table.Cell(row.code), Table.Cell(row.name), Table.Cell(StockWords.device(row.kind)),
            Table.Cell(serials, .dim), Table.Cell(row.needsMAC ? "needed" : "", .dim),
        ]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        sheet.within(row: 0, column: 0, height: sheet.height - 4, width: sheet.width) { area in
            list.draw(on: &area, whenEmpty: "There is no model yet.")
        }
        if let model = list.selected {
            let codes = [
                model.productCodes.isEmpty ? nil : "EAN \(model.productCodes.joined(separator: ", "))",
                model.partNumbers.isEmpty ? nil : "P/N \(model.partNumbers.joined(separator: ", "))",
                model.ouis.isEmpty ? nil : "MACs begin with \(model.ouis.joined(separator: ", "))",
            ].compactMap { $0 }
            sheet.within(row: sheet.height - 3, column: 1, height: 2, width: sheet.width - 2) { area in
                _ = area.writeWrapped(codes.joined(separator: "; "), row: 0, .dim)
            }
        }
        KeyHints([.stockEdit, .stockAdd, .stockNarrow, .sortNext], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}

/// The stocks there are.
struct StocksPage: PanelPage {
    private(set) var list = SiftedList<StockSummary, StockID>(
        Table(columns: [
            Table.Column(title: "Code", width: 12), Table.Column(title: "Stock", width: nil),
            Table.Column(title: "Kind", width: 9), Table.Column(title: "Branch", width: 12),
            Table.Column(title: "Devices", width: 8, isRight: true), Table.Column(title: "", width: 8),
        ]), id: \.id, cells: Self.cells)
    private(set) var readAt: Instant?

    var keyContexts: [String] {
        list.isTyping ? ["filter", "text"] : ["warehouse.models", "warehouse", "list"]
    }
    var takesText: Bool { list.isTyping }

    mutating func load(in context: ScreenContext) -> [Effect] { [.ask(.stocks, purpose: "stocks.page")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        if let effects = list.update(event, visible: context.rows - 2, in: context) { return effects }
        switch event {
        case .reply(.stocks(let found), _):
            list.arrived(found)
            readAt = context.clock.now
            return []
        case .action(.stockAdd): return [.open(.stockForm(nil))]
        case .action(.stockEdit), .action(.listOpen):
            guard list.rows != nil else { return [.holdInput] }
            guard context.may(.stockManage) else { return [.say(.bad("Your role does not change stocks.")), .ring] }
            guard let stock = list.selected else { return [] }
            return [
                .open(
                    .stockForm(
                        StockForm(
                            id: stock.id, version: stock.version, code: stock.code, name: stock.name,
                            kind: stock.kind, branch: stock.branch, isActive: stock.isActive)))
            ]
        default: return nil
        }
    }

    private static func cells(_ row: StockSummary) -> [Table.Cell] {
        [
            Table.Cell(row.code), Table.Cell(row.name), Table.Cell(StockWords.kind(row.kind)),
            Table.Cell(row.branch, .dim),
            Table.Cell(row.devicesInStock.grouped, key: .number(row.devicesInStock)),
            Table.Cell(row.isActive ? row.isMine ? "mine" : "" : "closed", .dim),
        ]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        sheet.within(row: 0, column: 0, height: sheet.height - 1, width: sheet.width) { area in
            list.draw(on: &area, whenEmpty: "There is no stock yet.")
        }
        KeyHints([.stockEdit, .stockAdd, .stockNarrow, .sortNext], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}
