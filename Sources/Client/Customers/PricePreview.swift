import Domain
import Rating

/// What the chosen tariff will cost, by the same function that charges it: the first, prorated fee if the service
/// began today, and a whole month.
struct PricePreview {
    let lines: [String]

    init(offer: TariffOffer?, startsOn: CivilDate) {
        guard let offer else {
            lines = ["", "Choose a tariff to see its price."]
            return
        }
        let first = Self.firstFee(offer, startsOn: startsOn)
        lines = [
            "", "Price: \(offer.periodicFee.text) a month.",
            first.map { fee in
                "Begun today, the first fee is \(fee.amount.text) for \(fee.days) days, \(startsOn.text)-\(fee.lastDay.text)."
            } ?? "The first fee is prorated by days.",
        ]
    }

    private static func firstFee(
        _ offer: TariffOffer, startsOn: CivilDate
    ) -> (amount: Money, days: Int, lastDay: CivilDate)? {
        let always = CivilPeriod(startsOn.adding(days: -400), startsOn.adding(days: 400))
        let component = Tariff.Component(
            id: 1, name: offer.name, prices: [Tariff.Price(valid: always, amount: offer.periodicFee.minorUnits)])
        let tariff = Tariff(
            id: offer.id, name: offer.name, currency: offer.periodicFee.currency,
            limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 0), components: [component])
        let subscription = RatedSubscription(
            activatedOn: startsOn, endedOn: nil, billingDay: 1,
            tariffs: [RatedSubscription.TariffSpan(valid: always, tariff: offer.id)], suspensions: [])
        let rating = PeriodicFee(tariffs: [offer.id: tariff])
        guard let fee = try? rating.fees(of: subscription, periodAround: startsOn, asOf: startsOn).first else {
            return nil
        }
        return (
            Money(minorUnits: fee.amount, currency: offer.periodicFee.currency), fee.days, fee.period.lastDay
        )
    }

    func draw(on sheet: inout Sheet) {
        var row = 0
        for (index, line) in lines.enumerated() {
            row += sheet.writeWrapped(line, row: row, index == 1 ? .strong : .dim)
        }
    }
}
