/// Looking through a text: scrolled, wrapped or not, searched. The text itself stays with the owner.
public struct TextViewer: Equatable {
    /// The first row that is seen: of the wrapped text when it wraps, of its lines otherwise.
    public private(set) var top = 0
    /// Cells that are scrolled out to the left; only without wrapping.
    public private(set) var left = 0
    public private(set) var wraps = true
    /// What is looked for; found regardless of capitals.
    public private(set) var wanted = ""

    public init() {}

    /// Rows of the text at a width.
    public func rows(of text: String, width: Int) -> [String] {
        wraps
            ? TextWrap.lines(text, width: width)
            : text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }

    /// True when the action is one of a viewer's.
    public mutating func perform(_ action: ActionID, in text: String, width: Int, height: Int) -> Bool {
        let rows = rows(of: text, width: width)
        switch action {
        case .moveUp: top -= 1
        case .moveDown: top += 1
        case .movePageUp: top -= max(height - 1, 1)
        case .movePageDown: top += max(height - 1, 1)
        case .moveFirst: top = 0
        case .moveLast: top = rows.count
        case .viewLeft: left = wraps ? 0 : max(left - 8, 0)
        case .viewRight: left = wraps ? 0 : min(left + 8, max((rows.map(TextMeasure.width).max() ?? 0) - width, 0))
        case .viewWrap:
            let seen = rows.isEmpty ? 0 : Double(top) / Double(rows.count)
            wraps.toggle()
            left = 0
            top = Int(seen * Double(self.rows(of: text, width: width).count))
        case .viewNextMatch: return find(wanted, in: rows, from: top + 1, step: 1) || true
        case .viewPreviousMatch: return find(wanted, in: rows, from: top - 1, step: -1) || true
        default: return false
        }
        top = min(max(top, 0), max(self.rows(of: text, width: width).count - height, 0))
        return true
    }

    /// Looks for words from the top row on, round the end; false when they are nowhere.
    public mutating func search(_ words: String, in text: String, width: Int) -> Bool {
        wanted = words
        return find(words, in: rows(of: text, width: width), from: top, step: 1)
    }

    private mutating func find(_ words: String, in rows: [String], from start: Int, step: Int) -> Bool {
        guard !words.isEmpty, !rows.isEmpty else { return false }
        for distance in 0..<rows.count {
            let index = ((start + step * distance) % rows.count + rows.count) % rows.count
            guard !Self.places(of: words, in: rows[index]).isEmpty else { continue }
            top = index
            return true
        }
        return false
    }

    /// Where the words stand in a row, counted in characters.
    static func places(of words: String, in row: String) -> [Range<Int>] {
        let (needle, hay) = (words.map { $0.lowercased() }, row.map { $0.lowercased() })
        guard !needle.isEmpty, hay.count >= needle.count else { return [] }
        var places: [Range<Int>] = []
        var start = 0
        while start + needle.count <= hay.count {
            if hay[start..<start + needle.count].elementsEqual(needle) {
                places.append(start..<start + needle.count)
                start += needle.count
            } else {
                start += 1
            }
        }
        return places
    }

    public func draw(_ text: String, on sheet: inout Sheet, role: TextRole = .text) {
        let rows = rows(of: text, width: sheet.width)
        let first = min(top, max(rows.count - 1, 0))
        for (line, row) in rows.dropFirst(first).prefix(sheet.height).enumerated() {
            sheet.write(scrolled(row), row: line, role)
            guard !wanted.isEmpty else { continue }
            let characters = Array(row)
            for place in Self.places(of: wanted, in: row) {
                let column = TextMeasure.width(String(characters[..<place.lowerBound])) - left
                let found = String(characters[place])
                guard column >= 0 else { continue }
                sheet.write(found, row: line, column: column, width: TextMeasure.width(found), .found)
            }
        }
        if !rows.isEmpty { sheet.cursor(row: 0, column: 0) }
    }

    /// A row without the cells scrolled out; a wide character cut in half by the edge is left out.
    private func scrolled(_ row: String) -> String {
        guard left > 0 else { return row }
        var skipped = 0
        var rest = row[...]
        while skipped < left, let character = rest.first {
            skipped += TextMeasure.cells(character)
            rest = rest.dropFirst()
        }
        return String(repeating: " ", count: max(skipped - left, 0)) + rest
    }

    /// "3-24 of 120": what of the text is seen.
    public func extent(of text: String, width: Int, height: Int) -> String {
        let count = rows(of: text, width: width).count
        return count <= height ? "" : "\(top + 1)-\(min(top + height, count)) of \(count)"
    }
}
