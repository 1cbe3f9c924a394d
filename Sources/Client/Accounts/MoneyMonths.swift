import Domain
import Terminal

/// The money of an account in the last twelve months, beside its postings: who pays late or less than is charged is seen
/// at a glance.
struct MoneyMonths: Equatable {
    static let count = 12
    /// Of the bars with their heading.
    private static let rows = count + 1
    private static let curveRows = 7

    var months: [MoneyMonth]
    /// What the account holds now.
    var balance: Money
    var today: CivilDate

    /// The first day of the first month.
    static func first(_ today: CivilDate) -> CivilDate { today.monthAway(1 - count, day: 1) }

    /// Every month, the oldest first, also those without a posting.
    var all: [MoneyMonth] {
        (0..<Self.count).reversed().map { back in
            let month = today.monthAway(-back, day: 1)
            let none = Money.zero(balance.currency)
            return months.first { $0.month == month } ?? MoneyMonth(month: month, charged: none, paid: none)
        }
    }

    /// What the account held at the end of each month, reckoned back from now.
    var balances: [Double] {
        var held = Double(balance.minorUnits)
        var balances: [Double] = []
        for month in all.reversed() {
            balances.append(held)
            held -= Double(month.paid.minorUnits) - Double(month.charged.minorUnits)
        }
        return balances.reversed()
    }

    /// Rows taken of so many: the curve is drawn where something is left below it.
    static func height(_ room: Int) -> Int {
        let whole = rows + 2 + curveRows
        return room >= whole + 8 ? whole : rows
    }

    func draw(on sheet: inout Sheet) {
        let all = all
        let widest = all.map { TextMeasure.width("\($0.paid)") }.max() ?? 0
        sheet.write("Charged by month", row: 0, width: sheet.width, .listHead)
        sheet.write("paid", row: 0, column: sheet.width - 4, width: 4, .listHead)
        let bars = all.map { month in
            let paid = "\(month.paid)"
            let words = "\(month.charged)  \(String(repeating: " ", count: widest - TextMeasure.width(paid)))\(paid)"
            let label = String(month.month.text.dropFirst(3))
            return BarChart.Bar(label: label, value: Double(month.charged.minorUnits), words: words)
        }
        sheet.within(row: 1, column: 0, height: Self.count, width: sheet.width) {
            BarChart(bars, labelWidth: 7).draw(on: &$0)
        }
        guard Self.height(sheet.height) > Self.rows else { return }
        let top = Self.rows + 1
        sheet.write("Balance at the ends of the months", row: top, width: sheet.width, .listHead)
        sheet.within(row: top + 1, column: 0, height: Self.curveRows, width: sheet.width) {
            LineChart(balances, isStretched: true).draw(on: &$0)
        }
    }
}
