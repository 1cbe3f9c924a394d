/// How one tariff charges calls.
package struct CallTerms: Hashable, Sendable {
    /// What a call over the border of two bands costs (business-rules section 5).
    package enum BandSplit: String, Hashable, Sendable, CaseIterable {
        /// Each increment is charged whole in the band in which it begins.
        case increment
        /// The whole call is charged in the band in which it begins.
        case callStart = "call_start"
    }

    /// Looked through together: the longest prefix of all wins, of equally long ones that of the earlier list.
    package var priceLists: [PriceListID]
    package var split: BandSplit
    /// The one rounding of a call's price.
    package var rounding: Rounding
    /// Which of a tax scheme's rates apply.
    package var taxCategory: String
    package var buckets: [CallBucket]

    package init(
        priceLists: [PriceListID], split: BandSplit = .increment, rounding: Rounding = .standard,
        taxCategory: String = "standard", buckets: [CallBucket] = []
    ) {
        self.priceLists = priceLists
        self.split = split
        self.rounding = rounding
        self.taxCategory = taxCategory
        self.buckets = buckets
    }
}

/// Free minutes or calls that come with a tariff or with one of its components, anew each period.
package struct CallBucket: Hashable, Sendable {
    package enum Unit: String, Hashable, Sendable, CaseIterable {
        /// Charged seconds, after increments.
        case seconds
        /// Whole calls.
        case calls
    }

    package enum Period: String, Hashable, Sendable, CaseIterable {
        /// From the service's billing day to the next.
        case billing
        case calendarMonth = "calendar_month"
    }

    package var id: BucketID
    package var code: String
    package var name: String
    /// nil: comes with the tariff; else whoever has this component has it.
    package var component: ComponentID?
    package var unit: Unit
    package var amount: Int64
    package var period: Period
    /// For how many further periods what was not used stays.
    package var rollOverPeriods: Int
    /// All services of the account with this bucket draw from one sum.
    package var isPooled: Bool
    /// Destination groups it covers; empty: all.
    package var groups: [String]
    /// Bands it covers; empty: all. An empty code stands for what no band holds.
    package var bands: [String]

    package init(
        id: BucketID, code: String, name: String, component: ComponentID? = nil, unit: Unit = .seconds, amount: Int64,
        period: Period = .billing, rollOverPeriods: Int = 0, isPooled: Bool = false, groups: [String] = [],
        bands: [String] = []
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.component = component
        self.unit = unit
        self.amount = amount
        self.period = period
        self.rollOverPeriods = rollOverPeriods
        self.isPooled = isPooled
        self.groups = groups
        self.bands = bands
    }
}
