/// A picture of the screen: a grid of cells with a cursor. Drawing outside it is ignored; nothing here knows a
/// terminal, so the same picture is painted, compared, or read back as text by a test.
public nonisolated struct Canvas: Equatable, Sendable {
    /// What one cell shows. Nothing in it is counted or shared, so that a picture is made and compared at the speed of
    /// memory.
    struct Cell: Equatable, Sendable {
        /// A character of one scalar is that scalar; one of several has its place in `clusters`, above all scalars.
        var code: UInt32
        var style: Style

        static let blank: UInt32 = 0x20
        /// The second cell of a wide character.
        static let continuation: UInt32 = 0
        static let firstCluster: UInt32 = 0x11_0000
    }

    public let height: Int
    public let width: Int
    private(set) var cells: [Cell]
    /// The characters of several scalars: letters with marks on them.
    private(set) var clusters: [Character] = []
    private var clusterPlaces: [Character: UInt32] = [:]
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
        cells = Array(repeating: Cell(code: Cell.blank, style: .plain), count: self.width * self.height)
    }

    /// The cells of one row.
    subscript(row row: Int) -> ArraySlice<Cell> {
        guard (0..<height).contains(row) else { return [] }
        return cells[row * width..<(row + 1) * width]
    }

    /// A row as text, without its trailing blanks.
    public func text(row: Int) -> String {
        var text = ""
        for cell in self[row: row] { if let character = character(cell.code) { text.append(character) } }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The style of a cell; plain outside the picture.
    public func style(row: Int, column: Int) -> Style {
        guard (0..<height).contains(row), (0..<width).contains(column) else { return .plain }
        return cells[row * width + column].style
    }

    /// Nil for the second half of a wide character.
    private func character(_ code: UInt32) -> Character? {
        if code >= Cell.firstCluster { return clusters[Int(code - Cell.firstCluster)] }
        guard code != Cell.continuation else { return nil }
        return Unicode.Scalar(code).map { Character($0) }
    }

    /// The scalars of a cell's character; none for the second half of a wide one.
    func withScalars(of code: UInt32, _ body: (Unicode.Scalar) -> Void) {
        if code >= Cell.firstCluster {
            clusters[Int(code - Cell.firstCluster)].unicodeScalars.forEach(body)
        } else if code != Cell.continuation, let scalar = Unicode.Scalar(code) {
            body(scalar)
        }
    }

    /// Cells of one row that have to be painted again.
    struct Damage: Equatable {
        var row: Int
        var columns: Range<Int>
    }

    /// What differs from another picture, row by row from top to bottom; everything when there is none of the same size.
    func damage(since other: Canvas?) -> [Damage] {
        guard let other, other.width == width, other.height == height else {
            return width > 0 ? (0..<height).map { Damage(row: $0, columns: 0..<width) } : []
        }
        // Their places mean the same only where the tables are the same.
        let clustersDiffer = clusters != other.clusters
        return cells.withUnsafeBufferPointer { new in
            other.cells.withUnsafeBufferPointer { old in
                func differs(_ index: Int) -> Bool {
                    new[index] != old[index] || clustersDiffer && new[index].code >= Cell.firstCluster
                }
                var damage: [Damage] = []
                for row in 0..<height {
                    let start = row * width
                    guard var first = (start..<start + width).first(where: differs),
                        var last = (first..<start + width).last(where: differs)
                    else { continue }
                    // A wide character is painted whole.
                    if new[first].code == Cell.continuation, first > start { first -= 1 }
                    if last + 1 < start + width, new[last + 1].code == Cell.continuation { last += 1 }
                    damage.append(Damage(row: row, columns: first - start..<last + 1 - start))
                }
                return damage
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
        for index in row * width + start..<row * width + end { cells[index] = Cell(code: Cell.blank, style: style) }
    }

    /// Puts text; each character takes its measured cells and never half of them. The text is sanitised here.
    public mutating func put(_ text: String, row: Int, column: Int, style: Style) {
        guard (0..<height).contains(row) else { return }
        var place = column
        let ambiguous = CellWidth.ambiguous
        if CellWidth.isPlain(text, ambiguous: ambiguous) {
            for scalar in text.unicodeScalars {
                guard place < width else { return }
                if place >= 0 { set(scalar.value, cells: 1, row: row, column: place, style: style) }
                place += 1
            }
            return
        }
        for character in text {
            guard place + TextMeasure.cells(character, ambiguous: ambiguous) <= width else { return }
            var glyphs: [Glyph] = []
            Glyph.each(of: character, ambiguous: ambiguous) { glyphs.append($0) }
            for glyph in glyphs {
                if place >= 0 { set(code(of: glyph), cells: glyph.cells, row: row, column: place, style: style) }
                place += glyph.cells
            }
        }
    }

    private mutating func code(of glyph: Glyph) -> UInt32 {
        guard !glyph.marks.isEmpty else { return glyph.base.value }
        var scalars = String.UnicodeScalarView([glyph.base])
        scalars.append(contentsOf: glyph.marks)
        // A base and its marks are one character, whatever they are.
        guard let character = String(scalars).first else { return Cell.blank }
        if let place = clusterPlaces[character] { return place }
        let place = Cell.firstCluster + UInt32(clusters.count)
        clusters.append(character)
        clusterPlaces[character] = place
        return place
    }

    private mutating func set(_ code: UInt32, cells count: Int, row: Int, column: Int, style: Style) {
        splitWide(row: row, column: column)
        splitWide(row: row, column: column + count)
        let index = row * width + column
        cells[index] = Cell(code: code, style: style)
        if count == 2 { cells[index + 1] = Cell(code: Cell.continuation, style: style) }
    }

    /// What begins at the column must not be the second half of a wide character: its first half becomes a blank.
    private mutating func splitWide(row: Int, column: Int) {
        guard column > 0, column < width, cells[row * width + column].code == Cell.continuation else { return }
        cells[row * width + column - 1].code = Cell.blank
        cells[row * width + column].code = Cell.blank
    }
}
