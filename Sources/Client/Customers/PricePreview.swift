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
        let fees = tariff.components.filter { component in
            if case .periodic = component.terms { component.selection == .included } else { false }
        }
        let whole = Self.money(fees.compactMap { $0.price(on: startsOn) }.reduce(0, +), tariff)
        lines = ["", "Price: \(whole) a \(Self.period(fees.first)).", Self.firstFee(tariff, startsOn: startsOn)]
    }

    private static func period(_ component: TariffComponent?) -> String {
        guard case .periodic(let terms)? = component?.terms else { return "month" }
        return terms.count == 1 ? terms.unit.rawValue : "\(terms.count) \(terms.unit.rawValue)s"
    }

    private static func firstFee(_ tariff: Tariff, startsOn: CivilDate) -> String {
        let subscription = RatedSubscription(
            activatedOn: startsOn, billingDay: billingDay,
            tariffs: [.init(tariff.id, CivilPeriod(startsOn, .farFuture))])
        let rating = FeeRating(PriceBook(tariffs: [tariff]))
        guard let charges = try? rating.owed(subscription, from: startsOn, asOf: startsOn).filter(\.costs),
            let first = charges.first
        else {
            guard let next = rating.nextCharge(of: subscription, after: startsOn) else {
                return "Begun today, the first period costs nothing."
            }
            return "Begun today, \(money(next.amount, tariff)) is charged on \(next.on.localText)."
        }
        let sum = money(charges.map(\.total).reduce(0, +), tariff)
        let days = first.days == 1 ? "1 day" : "\(first.days) days"
        let dates = "\(first.covered.start.localText)-\(first.covered.lastDay.localText)"
        return "Begun today, the first fee is \(sum) for \(days), \(dates)."
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
