import Domain
import Operations
import Terminal

/// What the operator's stocks hold, those below their minimum first.
struct LevelsPage: PanelPage {
    struct Place: Hashable {
        var stock: StockID
        var model: Int
    }

    private(set) var list = SiftedList<StockLevel, Place>(
        Table(columns: [
            Table.Column(title: "Stock", width: 18), Table.Column(title: "Model", width: nil),
            Table.Column(title: "Free", width: 9, isRight: true),
            Table.Column(title: "Faulty", width: 6, isRight: true),
            Table.Column(title: "To come", width: 7, isRight: true),
            Table.Column(title: "Sent", width: 7, isRight: true, from: 100),
            Table.Column(title: "At least", width: 8, isRight: true), Table.Column(title: "", width: 7),
        ]), id: { Place(stock: $0.stock, model: $0.model) }, cells: Self.cells)
    private(set) var readAt: Instant?

    var keyContexts: [String] {
        list.isTyping ? ["filter", "text"] : ["warehouse.levels", "warehouse", "list"]
    }
    var takesText: Bool { list.isTyping }

    mutating func load(in context: ScreenContext) -> [Effect] { [.ask(.warehouse(.levels), purpose: "levels")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        if let effects = list.update(event, visible: context.rows - 3, in: context) { return effects }
        switch event {
        case .reply(.warehouse(.levels(let found)), _):
            list.arrived(found)
            readAt = context.clock.now
            return []
        case .action(.stockMovements), .action(.listOpen): return onSelected { [.open(.stockMovements($0))] }
        case .action(.stockMinimum): return onSelected { [.open(.stockMinimum($0))] }
        default: return nil
        }
    }

    private func onSelected(_ act: (StockLevel) -> [Effect]) -> [Effect] {
        guard list.rows != nil else { return [.holdInput] }
        guard let selected = list.selected else { return [.say(.plain("There is no line here."))] }
        return act(selected)
    }

    private static func cells(_ row: StockLevel) -> [Table.Cell] {
        let unit = row.unit == .metre ? " m" : ""
        return [
            Table.Cell(row.stockName), Table.Cell(row.modelName),
            Table.Cell(
                "\(Int(clamping: row.free).grouped)\(unit)", row.isBelow ? .scanBad : nil,
                key: .number(Int(clamping: row.free))),
            Table.Cell(row.faulty == 0 ? "" : "\(row.faulty)", key: .number(Int(clamping: row.faulty))),
            Table.Cell(
                row.coming == 0 ? "" : Int(clamping: row.coming).grouped, .scanAgain,
                key: .number(Int(clamping: row.coming))),
            Table.Cell(
                row.leaving == 0 ? "" : Int(clamping: row.leaving).grouped, .scanAgain,
                key: .number(Int(clamping: row.leaving))),
            Table.Cell(
                row.minimum.map { Int(clamping: $0).grouped } ?? "", .dim,
                key: .number(row.minimum.map { Int(clamping: $0) } ?? -1)),
            Table.Cell(row.isBelow ? "! below" : "", .scanBad),
        ]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        sheet.within(row: 0, column: 0, height: sheet.height - 2, width: sheet.width) { area in
            list.draw(on: &area, whenEmpty: "The stocks are empty.")
        }
        if let rows = list.rows {
            let below = rows.count(where: \.isBelow)
            var words = below == 0 ? "Nothing is below its minimum." : "\(below) below their minimum."
            if let selected = list.selected, selected.leaving > 0 {
                words += " \(selected.unit.words(selected.leaving)) sent from here and not received."
            }
            sheet.write(words, row: sheet.height - 2, column: 1, width: sheet.width - 2, .strong)
        }
        KeyHints([.stockMovements, .stockMinimum, .stockNarrow, .sortNext], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}
