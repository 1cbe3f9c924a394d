import Domain
import Operations
import Terminal

/// What the operator's stocks hold, those below their minimum first.
struct LevelsPage: PanelPage {
    struct Place: Hashable {
        var stock: StockID
        var model: Int
    }

    private(set) var levels: [StockLevel]?
    private(set) var readAt: Instant?
    var selection = RowSelection<Place>()

    var keyContexts: [String] { ["warehouse.levels", "warehouse", "list"] }
    private var selected: StockLevel? {
        levels?.first { $0.stock == selection.id?.stock && $0.model == selection.id?.model }
    }
    private var ids: [Place] { (levels ?? []).map { Place(stock: $0.stock, model: $0.model) } }

    mutating func load(in context: ScreenContext) -> [Effect] { [.ask(.warehouse(.levels), purpose: "levels")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.warehouse(.levels(let found)), _):
            levels = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .action(.stockMovements), .action(.listOpen):
            guard levels != nil else { return [.holdInput] }
            guard let selected else { return [.say(.plain("The stocks are empty."))] }
            return [.open(.stockMovements(selected))]
        case .action(.stockMinimum):
            guard levels != nil else { return [.holdInput] }
            guard let level = selected else { return [.say(.plain("The stocks are empty."))] }
            guard context.may(.stockManage) else {
                return [.say(.bad("Your role does not set minimum levels.")), .ring]
            }
            return [.open(.stockMinimum(level))]
        case .action(let action):
            guard selection.perform(action, in: ids, visible: context.rows - 3) else { return nil }
            return levels == nil ? [.holdInput] : []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = levels ?? []
        let below = rows.count(where: \.isBelow)
        let table = Table(columns: [
            Table.Column(title: "Stock", width: 18), Table.Column(title: "Model", width: nil),
            Table.Column(title: "Free", width: 9, isRight: true),
            Table.Column(title: "Faulty", width: 6, isRight: true),
            Table.Column(title: "To come", width: 7, isRight: true),
            Table.Column(title: "Sent", width: 7, isRight: true, from: 100),
            Table.Column(title: "At least", width: 8, isRight: true), Table.Column(title: "", width: 7),
        ])
        sheet.within(row: 0, column: 0, height: sheet.height - 2, width: sheet.width) { area in
            let words = levels == nil ? "Reading\u{2026}" : "The stocks are empty."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                let unit = row.unit == .metre ? " m" : ""
                return [
                    Table.Cell(row.stockName), Table.Cell(row.modelName),
                    Table.Cell("\(Int(clamping: row.free).grouped)\(unit)", row.isBelow ? .scanBad : nil),
                    Table.Cell(row.faulty == 0 ? "" : "\(row.faulty)"),
                    Table.Cell(row.coming == 0 ? "" : Int(clamping: row.coming).grouped, .scanAgain),
                    Table.Cell(row.leaving == 0 ? "" : Int(clamping: row.leaving).grouped, .scanAgain),
                    Table.Cell(row.minimum.map { Int(clamping: $0).grouped } ?? "", .dim),
                    Table.Cell(row.isBelow ? "! below" : "", .scanBad),
                ]
            }
        }
        if levels != nil {
            var words = below == 0 ? "Nothing is below its minimum." : "\(below) below their minimum."
            if let selected, selected.leaving > 0 {
                words += " \(selected.unit.words(selected.leaving)) sent from here and not received."
            }
            sheet.write(words, row: sheet.height - 2, column: 1, width: sheet.width - 2, .strong)
        }
        KeyHints([.stockMovements, .stockMinimum], of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }
}
