import Domain
import Rating
import Testing

/// Services that were brought along from another system: their days before ours cost nothing, and what was promised holds.
@Suite struct FeeBroughtAlongTests {
    private func subscription(
        from chargedFrom: String, price: (Int64, String, String?)? = nil,
        tariffs: [(String, Int64)] = [("2020-05-05", 1)]
    ) throws -> RatedSubscription {
        let spans = try tariffs.indices.map { index in
            RatedSubscription.Span(
                TariffID(tariffs[index].1),
                CivilPeriod(
                    try day(tariffs[index].0),
                    index + 1 < tariffs.count ? try day(tariffs[index + 1].0) : .farFuture))
        }
        let own = try price.map { amount, from, to in
            RatedSubscription.Span(
                RatedSubscription.OwnPrice(component: feeComponent, amount: amount),
                CivilPeriod(try day(from), try to.map(day) ?? .farFuture))
        }
        return RatedSubscription(
            activatedOn: try day("2020-05-05"), tariffs: spans, ownPrices: own.map { [$0] } ?? [],
            chargedFrom: try day(chargedFrom))
    }

    private func owed(_ subscription: RatedSubscription, _ rating: FeeRating, on text: String) throws -> [String] {
        let today = try day(text)
        let from = rating.firstDay(toEvaluate: subscription, on: today, isCharged: false)
        return told(try rating.owed(subscription, from: from, asOf: today))
    }

    @Test(arguments: [
        // A day in the middle of a period that the old system charged: ours begins with the next.
        ("2026-03-20", "2026-03-25", [String]()), ("2026-03-20", "2026-04-01", ["2026-04-01 3000"]),
        ("2026-04-01", "2026-03-31", []), ("2026-04-01", "2026-04-01", ["2026-04-01 3000"]),
        ("2026-04-01", "2026-05-02", ["2026-04-01 3000", "2026-05-01 3000"]),
    ])
    func onlyPeriodsThatBeginOnOurDaysAreOwed(_ from: String, _ on: String, _ charges: [String]) throws {
        let rating = rating(tariff(fee: 3000))
        #expect(try owed(try subscription(from: from), rating, on: on) == charges)
    }

    @Test func whatIsInArrearsIsOursWhenItEndsOnOurDays() throws {
        let rating = rating(tariff(fee: 3000, monthly(due: .arrears)))
        let charges = try rating.due(try subscription(from: "2026-03-20"), on: try day("2026-04-01"))
        #expect(told(charges) == ["2026-03-01 3000"])
    }

    @Test func anActivationOfTheOldSystemCostsNothingAndItsTermGoesOn() throws {
        let once = component(2, fee: 500, .oneTime(.activation))
        let rating = rating(tariff(components: [component(fee: 3000), once]))
        #expect(try owed(try subscription(from: "2026-04-01"), rating, on: "2026-04-01") == ["2026-04-01 3000"])
    }

    @Test func theOwnPriceStandsForTheTariffsOnItsDays() throws {
        let prices = [
            TariffComponent.Price(valid: CivilPeriod(.farPast, try day("2026-05-01")), amount: 3000),
            TariffComponent.Price(valid: CivilPeriod(try day("2026-05-01"), .farFuture), amount: 4000),
        ]
        let rating = rating(tariff(components: [component(prices: prices)]))
        let own = try subscription(from: "2026-04-01", price: (2500, "2020-05-05", nil))
        #expect(try owed(own, rating, on: "2026-05-01") == ["2026-04-01 2500", "2026-05-01 2500"])
        #expect(told(try rating.due(own, on: try day("2026-05-01"))) == ["2026-05-01 2500"])
        // Until a day: half a month at each price.
        let ending = try subscription(from: "2026-04-01", price: (2500, "2020-05-05", "2026-04-16"))
        #expect(try owed(ending, rating, on: "2026-04-16") == ["2026-04-01 2750"])
        // Day by day as well.
        let daily = FeeRating(PriceBook(tariffs: [tariff(fee: 3000, monthly(due: .daily))]))
        #expect(told(try daily.due(own, on: try day("2026-04-01"))) == ["2026-04-01 83"])
    }

    @Test func aChangeOfTheTariffEndsTheOwnPrice() throws {
        let rating = rating(tariff(fee: 3000), tariff(2, fee: 6000))
        let own = try subscription(from: "2026-04-01", price: (2000, "2020-05-05", nil))
        let changed = own.changed(
            by: .tariff(TariffID(2), on: try day("2026-04-16"), parameters: [:]), today: try day("2026-04-10"), open: []
        )
        #expect(changed.ownPrices.map(\.valid.end) == [try day("2026-04-16")])
        // Before its day the change is a plan, and has no effect on money.
        #expect(try owed(changed, rating, on: "2026-04-10") == ["2026-04-01 2000"])
        #expect(try owed(changed, rating, on: "2026-04-16") == ["2026-04-01 1000", "2026-04-01 3000"])
    }
}
