/// The row that says which keys do what here. What does not fit is left out whole, never cut to a riddle.
public struct KeyBar: Equatable {
    public struct Item: Equatable {
        public var key: String
        public var label: String

        /// What a click does.
        public var action: ActionID?

        public init(key: String, label: String, action: ActionID? = nil) {
            self.key = key
            self.label = label
            self.action = action
        }
    }

    public var items: [Item]

    public init(_ items: [Item]) { self.items = items }

    public func draw(on sheet: inout Sheet, row: Int) {
        var column = 0
        for item in items {
            let (keyCells, labelCells) = (TextMeasure.width(item.key), TextMeasure.width(item.label))
            let cells = keyCells + labelCells + 2
            guard column + cells <= sheet.width else { continue }
            sheet.write(item.key, row: row, column: column, width: keyCells, .barKey)
            sheet.write(item.label, row: row, column: column + keyCells + 1, width: labelCells, .barLabel)
            if let action = item.action { sheet.target(row: row, column: column, width: cells - 1, .action(action)) }
            column += cells
        }
    }
}
