/// A list with a heading: columns of fixed width and at most a few that share what is left. Widths depend on the room
/// only, never on the rows, so that nothing jumps while scrolling.
public struct Table {
    public struct Column {
        public var title: String
        /// Cells; nil shares the rest.
        public var width: Int?
        public var isRight: Bool
        /// Only when the sheet is at least so wide.
        public var from: Int

        public init(title: String, width: Int?, isRight: Bool = false, from: Int = 0) {
            self.title = title
            self.width = width
            self.isRight = isRight
            self.from = from
        }
    }

    public struct Cell: Equatable {
        public var text: String
        public var role: TextRole?
        /// What it is sorted by, where that is not its text.
        public var key: SortKey?

        public init(_ text: String, _ role: TextRole? = nil, key: SortKey? = nil) {
            self.text = text
            self.role = role
            self.key = key
        }

        var sortKey: SortKey { key ?? .text(text.lowercased()) }
    }

    /// Figures come before texts.
    public enum SortKey: Comparable {
        case number(Int)
        case text(String)
    }

    public var columns: [Column]

    public init(columns: [Column]) { self.columns = columns }

    /// The columns seen in so many cells, by number.
    public func seen(width: Int) -> [Int] { columns.indices.filter { columns[$0].from <= width } }

    /// Draws heading and rows with marks and the arrow of the sorted column.
    public func draw<ID: Hashable>(
        on sheet: inout Sheet, ids: [ID], state: TableState<ID>, whenEmpty: String, hasFocus: Bool = true,
        showsExtent: Bool = true, row: (Int) -> [Cell]
    ) {
        draw(
            on: &sheet, ids: ids, selection: state.selection, marks: state.marks,
            sort: state.sort.map { ($0.column, $0.isDescending) }, whenEmpty: whenEmpty, hasFocus: hasFocus,
            showsExtent: showsExtent, row: row)
    }

    /// Draws heading and rows; `rows` are made on demand, for those seen only. Where it would hide a heading, the screen
    /// says itself how many there are: `showsExtent` is false then.
    public func draw<ID: Hashable>(
        on sheet: inout Sheet, ids: [ID], selection: RowSelection<ID>, marks: Set<ID> = [],
        sort: (column: Int, isDescending: Bool)? = nil, whenEmpty: String, hasFocus: Bool = true,
        showsExtent: Bool = true, row: (Int) -> [Cell]
    ) {
        let places = layout(width: sheet.width)
        let visible = sheet.height - 1
        let selected = selection.index(in: ids)
        let first = selection.firstVisible(in: ids, visible: visible)
        let extent =
            showsExtent && ids.count > visible && visible > 0
            ? "\(first + 1)-\(min(first + visible, ids.count)) of \(ids.count)" : ""
        // A heading that would run into how many there are is left out.
        let headingEnd = extent.isEmpty ? sheet.width : sheet.width - extent.count - 1
        for (index, column) in columns.enumerated() {
            guard let place = places[index] else { continue }
            let arrow =
                sort?.column == index ? sort?.isDescending == true ? sheet.theme.sort.down : sheet.theme.sort.up : ""
            let title = column.title + arrow
            let end = column.isRight ? place.start + place.width : place.start + TextMeasure.width(title)
            guard end <= headingEnd else { continue }
            sheet.write(title, row: 0, column: place.start, width: place.width, .listHead, isRight: column.isRight)
        }
        guard !ids.isEmpty else {
            sheet.write(whenEmpty, row: 1, column: 2, .dim)
            return
        }
        for line in 0..<max(min(visible, ids.count - first), 0) {
            let index = first + line
            let isSelected = index == selected
            let isMarked = marks.contains(ids[index])
            if isSelected { sheet.select(row: line + 1, hasCursor: hasFocus) }
            let plain: TextRole = isMarked ? .listMarked : .text
            if isMarked {
                sheet.write(
                    sheet.theme.rowMark, row: line + 1, column: 1, width: 1,
                    isSelected && sheet.selectionIsBar ? .listSelected : .listMarked)
            }
            let cells = row(index)
            if isSelected, hasFocus {
                sheet.focus(on: cells.map(\.text).filter { !$0.isEmpty }.joined(separator: "\t"))
            }
            for (place, cell) in zip(places, cells) {
                guard let place else { continue }
                let isRight = columns.indices.contains(place.index) && columns[place.index].isRight
                let role = isSelected && sheet.selectionIsBar ? TextRole.listSelected : cell.role ?? plain
                sheet.write(cell.text, row: line + 1, column: place.start, width: place.width, role, isRight: isRight)
            }
            if hasFocus, let selected { sheet.target(row: line + 1, .steps(index - selected)) }
        }
        if !extent.isEmpty {
            sheet.write(extent, row: 0, column: sheet.width - extent.count, width: extent.count, .dim)
        }
    }

    private struct Place {
        var index: Int
        var start: Int
        var width: Int
    }

    private func layout(width: Int) -> [Place?] {
        let shown = seen(width: width)
        let fixed = shown.reduce(0) { $0 + (columns[$1].width ?? 0) + 1 }
        let flexible = shown.filter { columns[$0].width == nil }
        let left = max(width - 2 - fixed, flexible.count * 6)
        var places: [Place?] = Array(repeating: nil, count: columns.count)
        var start = 2
        var remaining = left
        for index in shown {
            let own: Int
            if let fixed = columns[index].width {
                own = fixed
            } else if index == flexible.last {
                own = remaining
            } else {
                own = left / max(flexible.count, 1)
                remaining -= own
            }
            places[index] = Place(index: index, start: start, width: max(min(own, width - start), 0))
            start += own + 1
        }
        return places
    }
}
