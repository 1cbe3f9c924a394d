import Domain

/// Price lists, what tariffs make of them, and how the country dials.
extension CatalogWriter {
    mutating func write(_ list: CatalogDocument.PriceListEntry) {
        table("price_list", list.code)
        string("name", list.name)
        string("currency", list.currency.code)
        for band in list.bands {
            table("price_list", list.code, "band", band.code)
            string("name", band.name)
            strings("windows", band.windows.map(\.text))
        }
    }

    mutating func write(_ calls: CatalogDocument.CallTermsEntry, _ tariff: String) {
        table("tariff", tariff, "calls")
        strings("price_lists", calls.priceLists)
        string("split", calls.split.rawValue, unless: CallTerms.BandSplit.increment.rawValue)
        for bucket in calls.buckets {
            table("tariff", tariff, "calls", "bucket", bucket.code)
            string("name", bucket.name)
            string("unit", bucket.unit.rawValue, unless: CallBucket.Unit.seconds.rawValue)
            line("amount", String(bucket.amount))
            if let component = bucket.component { string("component", component) }
            string("period", bucket.period.rawValue, unless: CallBucket.Period.billing.rawValue)
            if bucket.rollOverPeriods != 0 { line("roll_over", String(bucket.rollOverPeriods)) }
            if bucket.isPooled { line("pooled", "true") }
            if !bucket.groups.isEmpty { strings("groups", bucket.groups) }
            if !bucket.bands.isEmpty { strings("bands", bucket.bands) }
        }
    }

    mutating func write(_ plan: NumberingPlan) {
        table("numbering")
        string("country_code", plan.countryCode)
        strings("international_prefixes", plan.internationalPrefixes)
        string("trunk_prefix", plan.trunkPrefix, unless: "")
        string("national_lengths", "\(plan.nationalLengths.lowerBound)-\(plan.nationalLengths.upperBound)")
        if let length = plan.localLength { line("local_length", String(length)) }
        if !plan.shortNumbers.isEmpty { strings("short_numbers", plan.shortNumbers) }
        if !plan.routingPrefixes.isEmpty { strings("routing_prefixes", plan.routingPrefixes) }
    }
}
