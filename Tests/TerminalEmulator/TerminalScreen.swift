/// One cell of the emulated screen.
package struct ScreenCell: Hashable, Sendable {
    /// A letter with its marks; empty in the right half of a wide letter.
    package var text = " "
    package var style = ScreenStyle()
}

/// How a cell is painted.
package struct ScreenStyle: Hashable, Sendable {
    package var isBold = false
    package var isDim = false
    package var isUnderlined = false
    package var isReversed = false
    /// -1 is the terminal's own; 0 ... 255 indexed; above that 24 bits plus 256.
    package var foreground = -1
    package var background = -1

    package init() {}
}

/// What a terminal shows: a grid with a cursor, a scroll region and an alternate screen. A value: feed it, look at it.
package struct TerminalScreen: Sendable {
    package private(set) var columns: Int
    package private(set) var rows: Int
    package private(set) var cells: [[ScreenCell]]
    package private(set) var cursor = (row: 0, column: 0)
    package var style = ScreenStyle()
    package var isCursorVisible = true
    package var isAutowrapping = true
    package var isInserting = false
    package private(set) var isAlternate = false
    /// The next letter belongs on the next line: the cursor stands beyond the last column.
    private var wrapsNext = false
    private var region: ClosedRange<Int>
    private var saved: (cursor: (row: Int, column: Int), style: ScreenStyle)?
    private var main: [[ScreenCell]] = []
    private var last = " "
    /// Where the last letter stands, as long as the cursor has not been moved: marks belong to it.
    private var lastPlace: (row: Int, column: Int)?

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Self.empty(columns, rows)
        region = 0...(rows - 1)
    }

    private static func empty(_ columns: Int, _ rows: Int) -> [[ScreenCell]] {
        Array(repeating: Array(repeating: ScreenCell(), count: columns), count: rows)
    }

    // MARK: Looking

    package func line(_ row: Int) -> String {
        guard cells.indices.contains(row) else { return "" }
        var text = cells[row].map(\.text).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    /// All lines, without blanks at their ends.
    package var text: String { (0..<rows).map { line($0) }.joined(separator: "\n") }

    package func contains(_ words: String) -> Bool { (0..<rows).contains { line($0).contains(words) } }

    /// The first row that contains the words.
    package func row(containing words: String) -> Int? { (0..<rows).first { line($0).contains(words) } }

    // MARK: Writing

    package mutating func put(_ scalar: Unicode.Scalar) {
        let width = Self.width(of: scalar)
        if width == 0 {
            let place = lastPlace ?? (cursor.row, max(cursor.column - 1, 0))
            let base = cells[place.row][place.column].text.isEmpty && place.column > 0 ? place.column - 1 : place.column
            cells[place.row][base].text.unicodeScalars.append(scalar)
            return
        }
        if wrapsNext || cursor.column + width > columns {
            if isAutowrapping {
                cursor.column = 0
                lineFeed()
            } else {
                cursor.column = columns - width
            }
            wrapsNext = false
        }
        if isInserting { insertCells(width) }
        last = String(scalar)
        lastPlace = cursor
        clearHalves(at: cursor.column, width: width)
        cells[cursor.row][cursor.column] = ScreenCell(text: String(scalar), style: style)
        if width == 2 { cells[cursor.row][cursor.column + 1] = ScreenCell(text: "", style: style) }
        if cursor.column + width >= columns {
            cursor.column = columns - 1
            wrapsNext = isAutowrapping
        } else {
            cursor.column += width
        }
    }

    /// REP: the last letter again.
    package mutating func repeatLast(_ count: Int) {
        guard let scalar = last.unicodeScalars.first else { return }
        for _ in 0..<min(count, columns * rows) { put(scalar) }
    }

    /// A wide letter that loses a half is gone altogether.
    private mutating func clearHalves(at column: Int, width: Int) {
        if cells[cursor.row][column].text.isEmpty, column > 0 { cells[cursor.row][column - 1].text = " " }
        let after = column + width
        if after < columns, cells[cursor.row][after].text.isEmpty { cells[cursor.row][after].text = " " }
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        // The vowels and finals of Hangul.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    // MARK: Moving

    package mutating func move(row: Int, column: Int) {
        cursor = (min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))
        wrapsNext = false
        lastPlace = nil
    }

    package mutating func carriageReturn() { move(row: cursor.row, column: 0) }

    package mutating func lineFeed() {
        if cursor.row == region.upperBound { scrollUp(1) } else { cursor.row = min(cursor.row + 1, rows - 1) }
        wrapsNext = false
    }

    package mutating func reverseLineFeed() {
        if cursor.row == region.lowerBound { scrollDown(1) } else { cursor.row = max(cursor.row - 1, 0) }
        wrapsNext = false
    }

    package mutating func tab(_ count: Int = 1) {
        move(row: cursor.row, column: (cursor.column / 8 + count) * 8)
    }

    package mutating func save() { saved = (cursor, style) }

    package mutating func restore() {
        guard let saved else { return }
        (cursor, style) = (saved.cursor, saved.style)
        wrapsNext = false
    }

    package mutating func setRegion(top: Int, bottom: Int) {
        let bottom = bottom == 0 ? rows : bottom
        guard top >= 1, bottom <= rows, top < bottom else { return }
        region = (top - 1)...(bottom - 1)
        move(row: 0, column: 0)
    }

    // MARK: Erasing, inserting, scrolling

    private var blank: ScreenCell {
        var cell = ScreenCell()
        cell.style.background = style.background
        return cell
    }

    package mutating func eraseInLine(_ mode: Int) {
        let range = mode == 0 ? cursor.column..<columns : mode == 1 ? 0..<(cursor.column + 1) : 0..<columns
        for column in range { cells[cursor.row][column] = blank }
        wrapsNext = false
    }

    package mutating func eraseInDisplay(_ mode: Int) {
        if mode == 0 || mode == 1 { eraseInLine(mode) }
        let range = mode == 0 ? (cursor.row + 1)..<rows : mode == 1 ? 0..<cursor.row : 0..<rows
        for row in range { cells[row] = Array(repeating: blank, count: columns) }
    }

    package mutating func eraseCells(_ count: Int) {
        for column in cursor.column..<min(cursor.column + count, columns) { cells[cursor.row][column] = blank }
    }

    package mutating func insertCells(_ count: Int) {
        let count = min(count, columns - cursor.column)
        cells[cursor.row].removeLast(count)
        cells[cursor.row].insert(contentsOf: Array(repeating: blank, count: count), at: cursor.column)
    }

    package mutating func deleteCells(_ count: Int) {
        let count = min(count, columns - cursor.column)
        cells[cursor.row].removeSubrange(cursor.column..<(cursor.column + count))
        cells[cursor.row] += Array(repeating: blank, count: count)
    }

    package mutating func insertLines(_ count: Int) {
        guard region.contains(cursor.row) else { return }
        shift(cursor.row...region.upperBound, by: -count)
    }

    package mutating func deleteLines(_ count: Int) {
        guard region.contains(cursor.row) else { return }
        shift(cursor.row...region.upperBound, by: count)
    }

    package mutating func scrollUp(_ count: Int) { shift(region, by: count) }

    package mutating func scrollDown(_ count: Int) { shift(region, by: -count) }

    /// Lines of a range move up by `count` (down when negative); blank ones come in.
    private mutating func shift(_ range: ClosedRange<Int>, by count: Int) {
        let empty = Array(repeating: blank, count: columns)
        var lines = Array(cells[range])
        let distance = min(abs(count), lines.count)
        if count > 0 {
            lines.removeFirst(distance)
            lines += Array(repeating: empty, count: distance)
        } else {
            lines.removeLast(distance)
            lines.insert(contentsOf: Array(repeating: empty, count: distance), at: 0)
        }
        cells.replaceSubrange(range, with: lines)
    }

    // MARK: The whole screen

    package mutating func useAlternate(_ alternate: Bool) {
        guard alternate != isAlternate else { return }
        isAlternate = alternate
        if alternate {
            main = cells
            cells = Self.empty(columns, rows)
        } else if main.count == rows, main.first?.count == columns {
            cells = main
        } else {
            cells = Self.empty(columns, rows)
        }
    }

    package mutating func resize(columns: Int, rows: Int) {
        var resized = Self.empty(columns, rows)
        for row in 0..<min(rows, self.rows) {
            for column in 0..<min(columns, self.columns) { resized[row][column] = cells[row][column] }
        }
        (self.columns, self.rows, cells) = (columns, rows, resized)
        region = 0...(rows - 1)
        move(row: cursor.row, column: cursor.column)
    }
}

extension TerminalScreen: CustomStringConvertible {
    /// The screen as one reads it, for failed expectations.
    package var description: String { "\n" + text + "\n" }
}
