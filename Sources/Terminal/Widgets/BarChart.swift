/// Figures as bars, one a row: name, bar, figure.
public struct BarChart: Equatable {
    public struct Bar: Equatable {
        public var label: String
        /// Its length; negative figures have none.
        public var value: Double
        /// The figure as it is written.
        public var words: String

        public init(label: String, value: Double, words: String) {
            self.label = label
            self.value = value
            self.words = words
        }
    }

    public var bars: [Bar]
    public var labelWidth: Int

    public init(_ bars: [Bar], labelWidth: Int = 16) {
        self.bars = bars
        self.labelWidth = labelWidth
    }

    /// Draws as many as there are rows for.
    public func draw(on sheet: inout Sheet) {
        let wordsWidth = bars.map { TextMeasure.width($0.words) }.max() ?? 0
        let room = sheet.width - labelWidth - wordsWidth - 2
        let most = bars.map(\.value).filter(\.isFinite).max() ?? 0
        for (row, bar) in bars.prefix(sheet.height).enumerated() {
            sheet.write(bar.label, row: row, width: labelWidth, .label)
            let share = most > 0 && bar.value.isFinite ? max(bar.value, 0) / most : 0
            // What is there at all is seen.
            let cells = room > 0 ? max(Int((share * Double(room)).rounded()), bar.value > 0 ? 1 : 0) : 0
            sheet.write(
                String(repeating: sheet.theme.bar.full, count: cells), row: row, column: labelWidth + 1, width: cells,
                .chart)
            sheet.write(
                bar.words, row: row, column: sheet.width - wordsWidth, width: wordsWidth, .value, isRight: true)
        }
    }
}
