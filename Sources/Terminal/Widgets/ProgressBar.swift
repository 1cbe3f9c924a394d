/// How far something is: `[#####.....]  50 %  120 of 240`.
public struct ProgressBar: Equatable {
    public var done: Int
    /// Nil: nobody knows how much there is; only what is done is shown.
    public var total: Int?
    /// What is counted: "rows".
    public var unit: String

    public init(done: Int, total: Int?, unit: String = "") {
        self.done = done
        self.total = total
        self.unit = unit
    }

    /// 0 to 100; nil without a total.
    public var percent: Int? {
        guard let total else { return nil }
        guard total > 0 else { return 100 }
        let (product, overflow) = min(max(done, 0), total).multipliedReportingOverflow(by: 100)
        return overflow ? done / (total / 100) : product / total
    }

    public func draw(on sheet: inout Sheet, row: Int, column: Int = 0) {
        let counted = unit.isEmpty ? "" : " \(unit)"
        guard let total, let percent else {
            return sheet.write("\(done)\(counted)", row: row, column: column, .strong)
        }
        let words = " \(percent) %  \(done) of \(total)\(counted)"
        // The words do not move when the figures grow.
        let room =
            sheet.width - column
            - max(TextMeasure.width(words), TextMeasure.width(" 100 %  \(total) of \(total)\(counted)"))
        guard room >= 6 else { return sheet.write(words, row: row, column: column, .strong) }
        sheet.write(bar(width: room, theme: sheet.theme), row: row, column: column, width: room, .chart)
        sheet.write(words, row: row, column: column + room, .strong)
    }

    /// The bar alone, for a place in a table: `[#####.....]`; nothing while nobody knows how much there is.
    public func bar(width: Int, theme: TerminalTheme) -> String {
        guard let percent, width > 2 else { return "" }
        let cells = width - 2
        let full = cells * percent / 100
        return "[\(String(repeating: theme.bar.full, count: full))"
            + "\(String(repeating: theme.bar.empty, count: cells - full))]"
    }
}
