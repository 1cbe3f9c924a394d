import Domain

/// Price lists and call terms as api.catalog_import takes them.
extension CatalogJSON {
    static func json(_ list: CatalogDocument.PriceListEntry) -> JSONText {
        .object([
            ("code", .text(list.code)), ("name", .text(list.name)), ("currency", .text(list.currency.code)),
            (
                "bands",
                .list(
                    list.bands.map { band in
                        .object([
                            ("code", .text(band.code)), ("name", .text(band.name)),
                            ("windows", .list(band.windows.map(json))),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ window: TimeBand.Window) -> JSONText {
        .object([
            ("days", .number(Int64(window.days.rawValue))), ("from", number(window.fromMinute)),
            ("to", number(window.toMinute)),
        ])
    }

    static func json(_ calls: CatalogDocument.CallTermsEntry) -> JSONText {
        .object([
            ("price_lists", texts(calls.priceLists)), ("split", .text(calls.split.rawValue)),
            ("buckets", .list(calls.buckets.map(json))),
        ])
    }

    private static func json(_ bucket: CatalogDocument.CallBucketEntry) -> JSONText {
        .object([
            ("code", .text(bucket.code)), ("name", .text(bucket.name)), ("unit", .text(bucket.unit.rawValue)),
            ("amount", .number(bucket.amount)), ("component", bucket.component.map { .text($0) } ?? .null),
            ("period", .text(bucket.period.rawValue)), ("roll_over", number(bucket.rollOverPeriods)),
            ("pooled", .flag(bucket.isPooled)), ("groups", texts(bucket.groups)), ("bands", texts(bucket.bands)),
        ])
    }

    static func json(_ plan: NumberingPlan) -> JSONText {
        .object([
            ("country_code", .text(plan.countryCode)), ("international_prefixes", texts(plan.internationalPrefixes)),
            ("trunk_prefix", .text(plan.trunkPrefix)), ("shortest_national", number(plan.nationalLengths.lowerBound)),
            ("longest_national", number(plan.nationalLengths.upperBound)),
            ("local_length", plan.localLength.map(number) ?? .null), ("short_numbers", texts(plan.shortNumbers)),
            ("routing_prefixes", texts(plan.routingPrefixes)),
        ])
    }

    static func json(_ holiday: CatalogDocument.Holiday) -> JSONText {
        .object([("day", .text(holiday.day.description)), ("name", .text(holiday.name))])
    }
}
