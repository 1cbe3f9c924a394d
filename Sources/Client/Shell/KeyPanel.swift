import Terminal

/// The keys that may follow the beginning of a sequence, in columns at the foot of the work area.
struct KeyPanel {
    let title: String
    let items: [KeyBar.Item]

    /// How many of them stand beside each other.
    private func columns(width: Int) -> Int {
        let widest = items.map { TextMeasure.width($0.key) + TextMeasure.width($0.label) + 4 }.max() ?? 1
        return max(min(width / max(widest, 1), items.count), 1)
    }

    func draw(on sheet: inout Sheet) {
        let columns = columns(width: sheet.width - 2)
        let rows = (items.count + columns - 1) / columns
        let height = min(rows + 1, sheet.height)
        let cell = (sheet.width - 2) / columns
        sheet.within(row: sheet.height - height, column: 0, height: height, width: sheet.width) { panel in
            for row in 0..<panel.height { panel.write("", row: row, width: panel.width, .dialog, fills: true) }
            panel.ruleAcross(row: 0)
            panel.write(" \(title) ", row: 0, column: 2, .dialogTitle)
            for (index, item) in items.enumerated() {
                let (row, column) = (index % rows + 1, index / rows * cell + 1)
                let keyWidth = TextMeasure.width(item.key)
                panel.write(item.key, row: row, column: column, width: keyWidth, .barKey)
                panel.write(item.label, row: row, column: column + keyWidth + 1, width: cell - keyWidth - 2, .barLabel)
            }
        }
    }
}
