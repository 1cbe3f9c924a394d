import Terminal

/// What the screens draw on: an area of the canvas, addressed by its own rows and columns, with the theme's styles
/// by role. The one place where text from data meets the terminal: all of it is sanitised and cut here.
struct Sheet {
    private(set) var canvas: Canvas
    let theme: ClientTheme
    private var top = 0
    private var left = 0
    private(set) var height: Int
    private(set) var width: Int

    init(canvas: Canvas, theme: ClientTheme) {
        self.canvas = canvas
        self.theme = theme
        height = canvas.height
        width = canvas.width
    }

    var selectionIsBar: Bool { theme.selectionIsBar }

    /// Cells the text takes once sanitised.
    static func width(of text: String) -> Int { TextMeasure.width(text) }

    /// Draws in a part of this area; what does not fit is not drawn.
    mutating func within(row: Int, column: Int, height: Int, width: Int, _ draw: (inout Sheet) -> Void) {
        let whole = (top, left, self.height, self.width)
        defer { (top, left, self.height, self.width) = whole }
        self.height = max(min(height, self.height - row), 0)
        self.width = max(min(width, self.width - column), 0)
        top += row
        left += column
        guard self.height > 0, self.width > 0 else { return }
        draw(&self)
    }

    mutating func write(
        _ text: String, row: Int, column: Int = 0, width wanted: Int? = nil, _ role: Role = .text, fills: Bool = false,
        isRight: Bool = false
    ) {
        let room = min(wanted ?? width - column, width - column)
        guard (0..<height).contains(row), column >= 0, room > 0 else { return }
        let shown = TextMeasure.fit(text, width: room, ellipsis: theme.ellipsis)
        let style = theme.style(role)
        if fills { canvas.fill(row: top + row, column: left + column, width: room, style: style) }
        let indent = isRight ? room - TextMeasure.width(shown) : 0
        canvas.put(shown, row: top + row, column: left + column + indent, style: style)
    }

    /// Writes words over as many rows as they need; gives back how many.
    mutating func writeWrapped(_ text: String, row: Int, _ role: Role = .text) -> Int {
        let lines = Self.wrapped(text, width: width)
        for (index, line) in lines.enumerated() { write(line, row: row + index, role) }
        return lines.count
    }

    /// Rows that words take at a width.
    static func rows(of text: String, width: Int) -> Int { wrapped(text, width: width).count }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if TextMeasure.width(line) + 1 + TextMeasure.width(String(word)) > width {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] = "\(line) \(word)"
            }
        }
        return lines
    }

    /// Marks a list's row as the selected one: the mark at its beginning, the bar if the theme has bars.
    mutating func select(row: Int, hasCursor: Bool) {
        guard (0..<height).contains(row) else { return }
        let style = theme.style(.listSelected)
        if selectionIsBar { canvas.fill(row: top + row, column: left, width: width, style: style) }
        canvas.put(theme.selectionMark, row: top + row, column: left, style: style)
        if hasCursor { cursor(row: row, column: 0) }
    }

    mutating func cursor(row: Int, column: Int) {
        guard (0..<height).contains(row), column >= 0 else { return }
        canvas.cursor = (row: top + row, column: left + min(column, width - 1))
    }

    /// A field being typed in, scrolled so that the cursor is seen.
    mutating func edit(
        _ field: EntryField, isSecret: Bool, row: Int, column: Int, width wanted: Int, _ role: Role,
        isEmpty: Bool = false,
        hasCursor: Bool = true
    ) {
        let room = min(wanted, width - column)
        guard room > 0 else { return }
        if isEmpty {
            if hasCursor { cursor(row: row, column: column) }
            return
        }
        let shown = isSecret ? field.characters.map { _ in Character("*") } : field.characters
        let widths = shown.map { TextMeasure.width(String($0)) }
        var start = 0
        var before = widths[..<field.cursor].reduce(0, +)
        while before >= room, start < field.cursor {
            before -= widths[start]
            start += 1
        }
        write(String(shown[start...]), row: row, column: column, width: room, role, fills: true)
        if hasCursor { cursor(row: row, column: column + before) }
    }

    mutating func rule(column: Int, from row: Int = 0, height rows: Int? = nil) {
        let end = min(row + (rows ?? height), height)
        guard row < end else { return }
        for line in row..<end { write(theme.verticalRule, row: line, column: column, width: 1, .dim) }
    }

    mutating func ruleAcross(row: Int) {
        write(String(repeating: theme.horizontalRule, count: width), row: row, .dim)
    }

    /// A framed box in the middle, over what is there.
    mutating func dialog(title: String, height: Int, width: Int, _ draw: (inout Sheet) -> Void) {
        let rows = min(height, self.height)
        let columns = min(width, self.width)
        let (row, column) = ((self.height - rows) / 2, (self.width - columns) / 2)
        within(row: row, column: column, height: rows, width: columns) { box in
            for line in 0..<box.height { box.write("", row: line, width: box.width, .dialog, fills: true) }
            box.drawFrame(title: title)
            box.within(row: 1, column: 2, height: box.height - 2, width: box.width - 4, draw)
        }
    }

    private mutating func drawFrame(title: String) {
        let glyphs = theme.frame
        let across = String(repeating: glyphs.horizontal, count: max(width - 2, 0))
        write("\(glyphs.topLeft)\(across)\(glyphs.topRight)", row: 0, .dialogFrame)
        for row in 1..<max(height - 1, 1) {
            write(glyphs.vertical, row: row, column: 0, width: 1, .dialogFrame)
            write(glyphs.vertical, row: row, column: width - 1, width: 1, .dialogFrame)
        }
        write("\(glyphs.bottomLeft)\(across)\(glyphs.bottomRight)", row: height - 1, .dialogFrame)
        write(" \(title) ", row: 0, column: 2, width: min(TextMeasure.width(title) + 2, width - 4), .dialogTitle)
    }

    /// The lines of a choice with the selected one in sight.
    mutating func drawChoices(_ words: [String], selected: Int?) {
        let first = max(min((selected ?? 0) - height / 2, words.count - height), 0)
        for (row, line) in words.dropFirst(first).prefix(height).enumerated() {
            let isSelected = first + row == selected
            if isSelected { select(row: row, hasCursor: false) }
            write(line, row: row, column: 2, width: width - 2, isSelected && selectionIsBar ? .listSelected : .text)
        }
    }
}
