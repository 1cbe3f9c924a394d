/// A framed box in the middle of an area, over what is there.
public struct Dialog {
    public var title: String
    /// Rows and columns with the frame; cut to the area.
    public var height: Int
    public var width: Int

    public init(title: String, height: Int, width: Int) {
        self.title = title
        self.height = height
        self.width = width
    }

    /// Draws the box, and what is in it on an area of its own.
    public func draw(on sheet: inout Sheet, _ content: (inout Sheet) -> Void) {
        let rows = min(height, sheet.height)
        let columns = min(width, sheet.width)
        let (row, column) = ((sheet.height - rows) / 2, (sheet.width - columns) / 2)
        sheet.hideMarks(row: row, height: rows, column: column, width: columns)
        sheet.within(row: row, column: column, height: rows, width: columns) { box in
            for line in 0..<box.height { box.write("", row: line, width: box.width, .dialog, fills: true) }
            if box.theme.hasFrames {
                drawFrame(on: &box)
            } else {
                box.write(title, row: 0, column: 2, width: box.width - 4, .dialogTitle)
            }
            box.within(row: 1, column: 2, height: box.height - 2, width: box.width - 4, content)
        }
    }

    private func drawFrame(on box: inout Sheet) {
        let glyphs = box.theme.frame
        let across = String(repeating: glyphs.horizontal, count: max(box.width - 2, 0))
        box.write("\(glyphs.topLeft)\(across)\(glyphs.topRight)", row: 0, .dialogFrame)
        for row in 1..<max(box.height - 1, 1) {
            box.write(glyphs.vertical, row: row, column: 0, width: 1, .dialogFrame)
            box.write(glyphs.vertical, row: row, column: box.width - 1, width: 1, .dialogFrame)
        }
        box.write("\(glyphs.bottomLeft)\(across)\(glyphs.bottomRight)", row: box.height - 1, .dialogFrame)
        let words = " \(title) "
        box.write(words, row: 0, column: 2, width: min(TextMeasure.width(words), box.width - 4), .dialogTitle)
    }
}

extension Sheet {
    /// The lines of a choice, filling the area, with the selected one in sight.
    public mutating func drawChoices(_ words: [String], selected: Int?) {
        let first = max(min((selected ?? 0) - height / 2, words.count - height), 0)
        for (row, line) in words.dropFirst(first).prefix(height).enumerated() {
            let isSelected = first + row == selected
            if isSelected { select(row: row, hasCursor: false) }
            write(line, row: row, column: 2, width: width - 2, isSelected && selectionIsBar ? .listSelected : .text)
            if let selected { target(row: row, .steps(first + row - selected)) }
        }
    }
}
