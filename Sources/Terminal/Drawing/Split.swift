/// How a row or a column of areas shares the room there is.
public nonisolated struct Split: Equatable, Sendable {
    public enum Part: Equatable, Sendable {
        /// So many cells.
        case fixed(Int)
        /// What is left, in proportion; never fewer cells than the least.
        case share(Int, least: Int = 0)
        /// Only where the whole has so many cells, and then so many of them: a pane of a wide terminal.
        case wide(from: Int, Int)
    }

    public var parts: [Part]
    /// Cells between two parts that are there.
    public var gap: Int

    public init(_ parts: [Part], gap: Int = 0) {
        self.parts = parts
        self.gap = gap
    }

    /// The start and length of each part in a whole of so many cells; nil for one that is not there. Parts at the end are
    /// cut when there is not enough room.
    public func places(in whole: Int) -> [Range<Int>?] {
        let lengths: [Int?] = parts.map { part in
            switch part {
            case .fixed(let cells): max(cells, 0)
            case .share: 0
            case .wide(let least, let cells): whole >= least ? max(cells, 0) : nil
            }
        }
        let present = lengths.count { $0 != nil }
        var left = whole - gap * max(present - 1, 0) - lengths.reduce(0) { $0 + ($1 ?? 0) }
        var shares = parts.reduce(0) { sum, part in
            if case .share(let weight, _) = part { sum + max(weight, 0) } else { sum }
        }
        var places: [Range<Int>?] = []
        var start = 0
        for (part, length) in zip(parts, lengths) {
            guard var length else {
                places.append(nil)
                continue
            }
            if case .share(let weight, let least) = part, shares > 0 {
                length = max(left * max(weight, 0) / shares, least)
                left -= length
                shares -= max(weight, 0)
            }
            let first = min(start, whole)
            places.append(first..<max(min(start + length, whole), first))
            start += length + gap
        }
        return places
    }
}

extension Sheet {
    /// Areas below each other; `draw` gets the number of the part.
    public mutating func rows(_ split: Split, _ draw: (Int, inout Sheet) -> Void) {
        for (index, place) in split.places(in: height).enumerated() {
            guard let place, !place.isEmpty else { continue }
            within(row: place.lowerBound, column: 0, height: place.count, width: width) { draw(index, &$0) }
        }
    }

    /// Areas beside each other, with a line in the gaps if they are to have one.
    public mutating func columns(_ split: Split, rule: Bool = false, _ draw: (Int, inout Sheet) -> Void) {
        for (index, place) in split.places(in: width).enumerated() {
            guard let place, !place.isEmpty else { continue }
            if rule, place.lowerBound > 0, split.gap > 0 { self.rule(column: place.lowerBound - (split.gap + 1) / 2) }
            within(row: 0, column: place.lowerBound, height: height, width: place.count) { draw(index, &$0) }
        }
    }
}
