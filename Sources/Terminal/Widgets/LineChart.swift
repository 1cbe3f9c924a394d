/// Figures in a row as a curve of braille dots, two figures and four steps to a cell; of stars where there is only ASCII.
public struct LineChart: Equatable {
    public var values: [Double]
    /// The figures at the lower and the upper edge; nil: of the values themselves.
    public var range: ClosedRange<Double>?

    /// Few figures are drawn apart, over the whole width, with a straight line between two.
    public var isStretched: Bool

    public init(_ values: [Double], range: ClosedRange<Double>? = nil, isStretched: Bool = false) {
        self.values = values
        self.range = range
        self.isStretched = isStretched
    }

    /// The column of a figure of a stretched chart.
    public static func column(of index: Int, among count: Int, width: Int) -> Int {
        count > 1 ? index * (width - 1) / (count - 1) : 0
    }

    public func draw(on sheet: inout Sheet, role: TextRole = .chart) {
        for (row, line) in lines(width: sheet.width, height: sheet.height, isUnicode: sheet.theme.isUnicode)
            .enumerated()
        {
            sheet.write(line, row: row, role)
        }
    }

    /// The dots of a braille cell by column and row, from the top left: U+2800 plus their sum.
    private static let dots: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

    func lines(width: Int, height: Int, isUnicode: Bool) -> [String] {
        guard width > 0, height > 0 else { return [] }
        let (across, down) = isUnicode ? (2, 4) : (1, 1)
        let places = width * across
        let shown =
            isStretched && (2..<places).contains(values.count)
            ? Self.stretched(values, to: places) : Self.fitted(values, to: places)
        let steps = shown.map { value in value.map { step($0, of: height * down) } }
        var cells = Array(repeating: Array(repeating: UInt32(0), count: width), count: height)
        var before: Int?
        for (place, step) in steps.enumerated() {
            guard let step else {
                before = nil
                continue
            }
            // From the height of the figure before to this one, so that the curve does not fall apart.
            let reach =
                before.map { $0 < step ? $0 + 1...step : $0 > step ? step...$0 - 1 : step...step } ?? step...step
            before = step
            for height in reach {
                let row = cells.count * down - 1 - height
                cells[row / down][place / across] |= isUnicode ? Self.dots[place % 2][row % 4] : 1
            }
        }
        return cells.map { row in
            String(
                row.map { dots -> Character in
                    guard dots != 0 else { return " " }
                    guard isUnicode, let scalar = Unicode.Scalar(0x2800 + dots) else { return "*" }
                    return Character(scalar)
                })
        }
    }

    private func step(_ value: Double, of steps: Int) -> Int {
        let finite = values.filter(\.isFinite)
        let low = range?.lowerBound ?? finite.min() ?? 0
        let high = range?.upperBound ?? finite.max() ?? 0
        guard high > low else { return 0 }
        return min(max(Int((value - low) / (high - low) * Double(steps - 1) + 0.5), 0), steps - 1)
    }

    private static func stretched(_ values: [Double], to places: Int) -> [Double?] {
        (0..<places).map { place in
            let at = Double(place) * Double(values.count - 1) / Double(places - 1)
            let (before, after) = (values[Int(at)], values[min(Int(at) + 1, values.count - 1)])
            let share = at - at.rounded(.down)
            // A figure stays one beside a gap.
            let value = share == 0 ? before : before + (after - before) * share
            return value.isFinite ? value : nil
        }
    }

    /// As many figures as there are places: the mean of several where there are more; nil where there is none.
    private static func fitted(_ values: [Double], to places: Int) -> [Double?] {
        guard values.count > places else {
            return values.map { $0.isFinite ? $0 : nil } + Array(repeating: nil, count: places - values.count)
        }
        return (0..<places).map { place in
            let part = values[place * values.count / places..<max((place + 1) * values.count / places, 1)].filter(
                \.isFinite)
            return part.isEmpty ? nil : part.reduce(0, +) / Double(part.count)
        }
    }
}
