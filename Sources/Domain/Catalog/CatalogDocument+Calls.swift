extension CatalogDocument {
    /// A price list without its rates, which are files of their own (features F4.3).
    package struct PriceListEntry: Hashable, Sendable {
        package var code: String
        package var name: String
        package var currency: Currency
        /// The first that holds a moment is the moment's.
        package var bands: [TimeBand]

        package init(code: String, name: String, currency: Currency = .amd, bands: [TimeBand] = []) {
            self.code = code
            self.name = name
            self.currency = currency
            self.bands = bands
        }
    }

    /// How a tariff charges calls; rounding and tax are those of its component of the kind usage.
    package struct CallTermsEntry: Hashable, Sendable {
        /// Looked through together, the longest prefix wins; of equal ones that of the earlier list.
        package var priceLists: [String]
        package var split: CallTerms.BandSplit
        package var buckets: [CallBucketEntry]

        package init(
            priceLists: [String], split: CallTerms.BandSplit = .increment, buckets: [CallBucketEntry] = []
        ) {
            self.priceLists = priceLists
            self.split = split
            self.buckets = buckets
        }
    }

    /// Free minutes or calls of a tariff or of one of its components, anew each period.
    package struct CallBucketEntry: Hashable, Sendable {
        package var code: String
        package var name: String
        package var unit: CallBucket.Unit
        /// Seconds or calls.
        package var amount: Int64
        /// Code of a component of the tariff's service; nil: comes with the tariff.
        package var component: String?
        package var period: CallBucket.Period
        package var rollOverPeriods: Int
        package var isPooled: Bool
        /// Destination groups; empty: all.
        package var groups: [String]
        /// Bands; empty: all. An empty code stands for what no band holds.
        package var bands: [String]

        package init(
            code: String, name: String, unit: CallBucket.Unit = .seconds, amount: Int64, component: String? = nil,
            period: CallBucket.Period = .billing, rollOverPeriods: Int = 0, isPooled: Bool = false,
            groups: [String] = [], bands: [String] = []
        ) {
            self.code = code
            self.name = name
            self.unit = unit
            self.amount = amount
            self.component = component
            self.period = period
            self.rollOverPeriods = rollOverPeriods
            self.isPooled = isPooled
            self.groups = groups
            self.bands = bands
        }
    }

    package struct Holiday: Hashable, Sendable {
        package var day: CivilDate
        package var name: String

        package init(day: CivilDate, name: String) {
            self.day = day
            self.name = name
        }
    }
}
