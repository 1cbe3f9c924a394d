/// A price list, to choose from.
package struct PriceListSummary: Hashable, Sendable {
    package var id: PriceListID
    package var code: String
    package var name: String
    package var currency: Currency
    /// Its parts of the week, in their order; each with its windows in words.
    package var bands: [TimeBand]
    package var rates: Int

    package init(
        id: PriceListID, code: String, name: String, currency: Currency, bands: [TimeBand], rates: Int
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.currency = currency
        self.bands = bands
        self.rates = rates
    }
}

/// Where the next page of a price list goes on.
package struct RatePosition: Hashable, Sendable {
    package var prefix: String
    package var band: String
    package var validFrom: CivilDate

    package init(prefix: String, band: String, validFrom: CivilDate) {
        self.prefix = prefix
        self.band = band
        self.validFrom = validFrom
    }
}

/// A row of a price list with the day from which another takes its place.
package struct PriceListRow: Hashable, Sendable {
    package var rate: CallRate
    /// The first day on which it does not hold any more; nil: no end is planned.
    package var endsOn: CivilDate?

    package init(rate: CallRate, endsOn: CivilDate?) {
        self.rate = rate
        self.endsOn = endsOn
    }

    package var position: RatePosition {
        RatePosition(prefix: rate.prefix, band: rate.band, validFrom: rate.validFrom)
    }

    package func holds(on day: CivilDate) -> Bool { rate.validFrom <= day && endsOn.map { day < $0 } ?? true }
}
