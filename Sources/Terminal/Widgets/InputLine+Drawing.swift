extension InputLine {
    /// Draws the line over so many cells, scrolled so that the cursor is seen. A secret shows its length only.
    public func draw(
        on sheet: inout Sheet, row: Int, column: Int, width wanted: Int, _ role: TextRole, isSecret: Bool = false,
        hasCursor: Bool = true
    ) {
        let room = min(wanted, sheet.width - column)
        guard room > 0 else { return }
        let shown = isSecret ? characters.map { _ in Character("*") } : characters
        let widths = shown.map { TextMeasure.width(String($0)) }
        var start = 0
        var before = widths[..<cursor].reduce(0, +)
        while before >= room, start < cursor {
            before -= widths[start]
            start += 1
        }
        sheet.write(String(shown[start...]), row: row, column: column, width: room, role, fills: true)
        guard hasCursor else { return }
        sheet.cursor(row: row, column: column + before)
        if !isSecret { sheet.focus(on: text, isTyped: true) }
    }
}
