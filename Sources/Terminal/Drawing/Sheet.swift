/// What the screens draw on: an area of the canvas, addressed by its own rows and columns, with the theme's styles
/// by role. The one place where text from data meets the terminal: all of it is sanitised and cut here.
public struct Sheet {
    public private(set) var canvas: Canvas
    public let theme: TerminalTheme
    private var top = 0
    private var left = 0
    /// What a click on a place of the picture does, the uppermost last.
    public private(set) var targets: [ClickTarget] = []
    public private(set) var focused: Focused?
    /// Where the marks of selected rows are.
    private var selected: [(row: Int, column: Int, style: Style)] = []
    public private(set) var height: Int
    public private(set) var width: Int

    public init(canvas: Canvas, theme: TerminalTheme) {
        self.canvas = canvas
        self.theme = theme
        height = canvas.height
        width = canvas.width
    }

    public var selectionIsBar: Bool { theme.selectionIsBar }

    /// Cells the text takes once sanitised.
    public static func width(of text: String) -> Int { TextMeasure.width(text) }

    /// Draws in a part of this area; what does not fit is not drawn.
    public mutating func within(row: Int, column: Int, height: Int, width: Int, _ draw: (inout Sheet) -> Void) {
        let whole = (top, left, self.height, self.width)
        defer { (top, left, self.height, self.width) = whole }
        self.height = max(min(height, self.height - row), 0)
        self.width = max(min(width, self.width - column), 0)
        top += row
        left += column
        guard self.height > 0, self.width > 0 else { return }
        draw(&self)
    }

    public mutating func write(
        _ text: String, row: Int, column: Int = 0, width wanted: Int? = nil, _ role: TextRole = .text,
        fills: Bool = false, isRight: Bool = false
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
    public mutating func writeWrapped(_ text: String, row: Int, _ role: TextRole = .text) -> Int {
        let lines = TextWrap.lines(text, width: width)
        for (index, line) in lines.enumerated() { write(line, row: row + index, role) }
        return lines.count
    }

    /// Rows that words take at a width.
    public static func rows(of text: String, width: Int) -> Int { TextWrap.lines(text, width: width).count }

    /// Marks a list's row as the selected one: the mark at its beginning, the bar if the theme has bars.
    public mutating func select(row: Int, hasCursor: Bool) {
        guard (0..<height).contains(row) else { return }
        let style = theme.style(.listSelected)
        if selectionIsBar { canvas.fill(row: top + row, column: left, width: width, style: style) }
        canvas.put(theme.selectionMark, row: top + row, column: left, style: style)
        selected.append((top + row, left, style))
        if hasCursor { cursor(row: row, column: 0) }
    }

    /// Takes the marks of selected rows away that stand beside a part of this area: beside a dialog they would point at a
    /// line of it.
    mutating func hideMarks(row: Int, height rows: Int, column: Int, width columns: Int) {
        let (rowsHere, columnsHere) = (top + row..<top + row + rows, left + column..<left + column + columns)
        for mark in selected where rowsHere.contains(mark.row) && !columnsHere.contains(mark.column) {
            canvas.put(
                String(repeating: " ", count: TextMeasure.width(theme.selectionMark)), row: mark.row,
                column: mark.column,
                style: mark.style)
        }
        selected.removeAll { rowsHere.contains($0.row) }
    }

    public mutating func cursor(row: Int, column: Int) {
        guard (0..<height).contains(row), column >= 0 else { return }
        canvas.cursor = (row: top + row, column: left + min(column, width - 1))
    }

    public mutating func rule(column: Int, from row: Int = 0, height rows: Int? = nil) {
        let end = min(row + (rows ?? height), height)
        guard row < end else { return }
        for line in row..<end { write(theme.verticalRule, row: line, column: column, width: 1, .dim) }
    }

    public mutating func ruleAcross(row: Int) {
        write(String(repeating: theme.horizontalRule, count: width), row: row, .dim)
    }

    /// A click on these cells of the row does this.
    public mutating func target(row: Int, column: Int = 0, width wanted: Int? = nil, _ meaning: ClickTarget.Meaning) {
        let room = min(wanted ?? width - column, width - column)
        guard (0..<height).contains(row), column >= 0, room > 0 else { return }
        targets.append(ClickTarget(row: top + row, columns: left + column..<left + column + room, meaning: meaning))
    }

    /// What is drawn from here on lies over everything drawn before: that is neither clicked on nor copied any more.
    public mutating func beginLayer() {
        targets = []
        focused = nil
    }

    /// The selected line of a list, or the value of the focused field, whole: what is copied.
    public struct Focused: Equatable, Sendable {
        public var text: String
        /// It is being typed.
        public var isTyped: Bool
    }

    public mutating func focus(on text: String, isTyped: Bool = false) {
        focused = Focused(text: text, isTyped: isTyped)
    }
}

/// Cells that do something when they are clicked on.
public struct ClickTarget: Equatable, Sendable {
    public enum Meaning: Equatable, Sendable {
        case action(ActionID)
        /// So many steps down from what is selected; up when negative.
        case steps(Int)
        /// So many fields on from the one that has the focus.
        case focus(Int)
    }

    public var row: Int
    public var columns: Range<Int>
    public var meaning: Meaning
}
