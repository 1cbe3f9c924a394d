/// A picture of the screen: a grid of cells with a cursor. Drawing outside it is ignored; nothing here knows a
/// terminal, so the same picture is painted, compared, or read back as text by a test.
public nonisolated struct Canvas: Equatable, Sendable {
    public struct Cell: Equatable, Sendable {
        /// One character as the reader sees it; empty in the second cell of a wide one.
        public var text: Character?
        public var style: Style
    }

    public let height: Int
    public let width: Int
    public private(set) var cells: [Cell]
    /// Where the hardware cursor stands, which screen readers follow; nil hides it.
    public var cursor: (row: Int, column: Int)? {
        get { cursorCell.map { ($0 / max(width, 1), $0 % max(width, 1)) } }
        set {
            guard let newValue, (0..<height).contains(newValue.row), (0..<width).contains(newValue.column) else {
                cursorCell = nil
                return
            }
            cursorCell = newValue.row * width + newValue.column
        }
    }
    private var cursorCell: Int?

    public init(width: Int, height: Int) {
        self.width = max(width, 0)
        self.height = max(height, 0)
        cells = Array(repeating: Cell(text: " ", style: .plain), count: self.width * self.height)
    }

    /// The cells of one row.
    public subscript(row row: Int) -> ArraySlice<Cell> {
        guard (0..<height).contains(row) else { return [] }
        return cells[row * width..<(row + 1) * width]
    }

    /// A row as text, without its trailing blanks.
    public func text(row: Int) -> String {
        var text = String(self[row: row].compactMap(\.text))
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The rows that differ from another picture's, in order; all of them when there is none of the same size.
    func rowsChanged(since other: Canvas?) -> [Int] {
        guard let other, other.width == width, other.height == height else { return Array(0..<height) }
        return cells.withUnsafeBufferPointer { new in
            other.cells.withUnsafeBufferPointer { old in
                (0..<height).filter { row in
                    for index in row * width..<(row + 1) * width where new[index] != old[index] { return true }
                    return false
                }
            }
        }
    }

    func hasSameCursor(as other: Canvas) -> Bool { cursorCell == other.cursorCell }

    public mutating func fill(row: Int, column: Int, width count: Int, style: Style) {
        guard (0..<height).contains(row), column < width, count > 0 else { return }
        let start = max(column, 0)
        let end = min(column + count, width)
        guard start < end else { return }
        splitWide(row: row, column: start)
        splitWide(row: row, column: end)
        for index in row * width + start..<row * width + end { cells[index] = Cell(text: " ", style: style) }
    }

    /// Puts text; each character takes its measured cells and never half of them. The text is sanitised here.
    public mutating func put(_ text: String, row: Int, column: Int, style: Style) {
        guard (0..<height).contains(row) else { return }
        var place = column
        for character in text {
            let shown = TextMeasure.printable(character)
            let cells = TextMeasure.cells(shown)
            guard place + cells <= width else { return }
            if place >= 0 { set(shown, cells: cells, row: row, column: place, style: style) }
            place += cells
        }
    }

    private mutating func set(_ character: Character, cells count: Int, row: Int, column: Int, style: Style) {
        splitWide(row: row, column: column)
        splitWide(row: row, column: column + count)
        let index = row * width + column
        cells[index] = Cell(text: character, style: style)
        if count == 2 { cells[index + 1] = Cell(text: nil, style: style) }
    }

    /// What begins at the column must not be the second half of a wide character: its first half becomes a blank.
    private mutating func splitWide(row: Int, column: Int) {
        guard column > 0, column < width, cells[row * width + column].text == nil else { return }
        cells[row * width + column - 1].text = " "
        cells[row * width + column].text = " "
    }
}
