import Domain
import Rating
import Terminal

/// What the chosen tariff will cost, by the same function that charges it: the first, prorated fee if the service
/// began today, and a whole period.
struct PricePreview {
    let lines: [String]

    /// Customers are billed from the first of the month until they ask for another day.
    private static let billingDay = 1

    init(offer: TariffOffer?, startsOn: CivilDate) {
        guard let tariff = offer?.tariff else {
            lines = ["", "Choose a tariff to see its price."]
            return
        }
        let whole = Self.money(tariff.components.map { $0.price(on: startsOn) }.reduce(0, +), tariff)
        lines = ["", "Price: \(whole) a \(tariff.period.rawValue).", Self.firstFee(tariff, startsOn: startsOn)]
    }

    private static func firstFee(_ tariff: Tariff, startsOn: CivilDate) -> String {
        let subscription = RatedSubscription(
            activatedOn: startsOn, endedOn: nil, billingDay: billingDay,
            tariffs: [
                RatedSubscription.TariffSpan(
                    valid: CivilPeriod(startsOn, startsOn.adding(days: 800)), tariff: tariff.id)
            ], suspensions: [])
        guard
            let fees = try? PeriodicFee(tariffs: [tariff.id: tariff])
                .fees(of: subscription, periodAround: startsOn, asOf: startsOn),
            let first = fees.first
        else { return "Begun today, the first period costs nothing." }
        let sum = money(fees.map(\.amount).reduce(0, +), tariff)
        let days = first.days == 1 ? "1 day" : "\(first.days) days"
        let dates = "\(first.period.start.localText)-\(first.period.lastDay.localText)"
        let due = tariff.due == .arrears ? ", charged on \(first.period.end.localText)" : ""
        return "Begun today, the first fee is \(sum) for \(days), \(dates)\(due)."
    }

    private static func money(_ minorUnits: Int64, _ tariff: Tariff) -> String {
        Money(minorUnits: minorUnits, currency: tariff.currency).text
    }

    /// Rows the lines take at a width.
    func rows(width: Int) -> Int { lines.map { Sheet.rows(of: $0, width: width) }.reduce(0, +) }

    func draw(on sheet: inout Sheet) {
        var row = 0
        for (index, line) in lines.enumerated() {
            row += sheet.writeWrapped(line, row: row, index == 1 ? .strong : .dim)
        }
    }
}
