/// Tabs in a row, by number and name. When they do not all fit, the selected one and its neighbours are seen, and the
/// ellipsis says that there are more.
public struct TabBar: Equatable {
    public struct Tab: Equatable {
        public var title: String
        /// The key that goes there; empty when none.
        public var key: String
        /// What a click does.
        public var action: ActionID?

        public init(title: String, key: String = "", action: ActionID? = nil) {
            self.title = title
            self.key = key
            self.action = action
        }

        var words: String { key.isEmpty ? title : "\(key) \(title)" }
    }

    public var tabs: [Tab]
    public var selected: Int

    public init(_ tabs: [Tab], selected: Int) {
        self.tabs = tabs
        self.selected = selected
    }

    public func draw(on sheet: inout Sheet, row: Int, column: Int = 0) {
        // One cell between two.
        let widths = tabs.map { TextMeasure.width($0.words) + 1 }
        let room = sheet.width - column
        let seen = visible(widths, room: room)
        var place = column
        if seen.lowerBound > 0 {
            sheet.write(sheet.theme.ellipsis, row: row, column: place, width: 1, .tab)
            place += 2
        }
        for index in seen {
            let role: TextRole = index == selected ? .tabSelected : .tab
            sheet.write(tabs[index].words, row: row, column: place, width: widths[index] - 1, role)
            if let action = tabs[index].action {
                sheet.target(row: row, column: place, width: widths[index] - 1, .action(action))
            }
            place += widths[index]
        }
        if seen.upperBound < tabs.count { sheet.write(sheet.theme.ellipsis, row: row, column: place, width: 1, .tab) }
    }

    /// Grows from the selected tab to both sides as long as there is room, with a cell for each ellipsis.
    private func visible(_ widths: [Int], room: Int) -> Range<Int> {
        guard widths.reduce(-1, +) > room, tabs.indices.contains(selected) else { return 0..<tabs.count }
        var range = selected..<selected + 1
        var used = widths[selected] + 3
        while true {
            if range.upperBound < widths.count, used + widths[range.upperBound] <= room {
                used += widths[range.upperBound]
                range = range.lowerBound..<range.upperBound + 1
            } else if range.lowerBound > 0, used + widths[range.lowerBound - 1] <= room {
                used += widths[range.lowerBound - 1]
                range = range.lowerBound - 1..<range.upperBound
            } else {
                return range
            }
        }
    }
}
