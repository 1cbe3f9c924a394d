import Domain
import Terminal

/// The facts of a ticket, each whole: two beside each other where both have room, else one over the width and as many
/// rows as it needs.
struct FactLayout {
    struct Place: Equatable {
        var row: Int
        var column: Int
        var label: String
        var lines: [String]
    }

    private(set) var places: [Place] = []
    private(set) var height = 0

    private static let labelWidth = 16
    /// From here on two have room beside each other.
    private static let leastForTwo = 72

    init(_ facts: [TicketDetail.Fact], width: Int) {
        let half = width / 2
        let room = max(width - Self.labelWidth - 3, 1)
        var isHalfFree = false
        for fact in facts {
            let isShort = width >= Self.leastForTwo && Sheet.width(of: fact.value) <= half - Self.labelWidth - 3
            if isShort, isHalfFree {
                places.append(Place(row: height - 1, column: half, label: fact.label, lines: [fact.value]))
                isHalfFree = false
                continue
            }
            let lines = isShort ? [fact.value] : TextWrap.lines(fact.value, width: room)
            places.append(Place(row: height, column: 0, label: fact.label, lines: lines))
            height += lines.count
            isHalfFree = isShort
        }
    }

    func draw(on sheet: inout Sheet) {
        for place in places {
            sheet.write(place.label, row: place.row, column: place.column + 2, width: Self.labelWidth - 1, .label)
            for (index, line) in place.lines.enumerated() {
                sheet.write(line, row: place.row + index, column: place.column + 2 + Self.labelWidth)
            }
        }
    }
}
