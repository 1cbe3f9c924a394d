package import Domain
package import Rating

/// One tariff's call prices read from files, without a database (``CallTariffFile``).
package struct CallTariff: Sendable {
    package let code: String
    package let rating: CallRating
    package let plan: NumberingPlan
    package let zone: TimeZoneRules
    package let currency: Currency
    /// nil: no tax.
    package let taxes: TaxScheme?
    /// Codes of the lists, at the numbers their identifiers have, from 1 on.
    package let lists: [String]
    /// Names of the bands by their codes.
    package let bandNames: [String: String]

    package var buckets: [CallBucket] { rating.terms.buckets }

    package init(
        code: String, rating: CallRating, plan: NumberingPlan, zone: TimeZoneRules, currency: Currency,
        taxes: TaxScheme?, lists: [String], bandNames: [String: String]
    ) {
        self.code = code
        self.rating = rating
        self.plan = plan
        self.zone = zone
        self.currency = currency
        self.taxes = taxes
        self.lists = lists
        self.bandNames = bandNames
    }

    func name(of list: PriceListID) -> String {
        let place = Int(list.rawValue) - 1
        return lists.indices.contains(place) ? lists[place] : list.description
    }
}
