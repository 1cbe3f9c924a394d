package import Domain
import PostgreSQL

/// A price list without its rates.
package struct StoredPriceList: Hashable, Sendable {
    package let id: PriceListID
    package let code: String
    package let name: String
    package let currency: String
    /// Another number: the rates have changed.
    package let version: Int
    package let bands: [TimeBand]
}

extension StoreSession {
    /// All price lists with their bands, without their rates.
    package func priceLists() async throws(StoreError) -> [StoredPriceList] {
        var bands: [PriceListID: [TimeBand]] = [:]
        let windows = try await query(
            "SELECT price_list_id, code, name, days, from_minute, to_minute FROM api.call_bands()")
        for row in windows {
            let list: PriceListID = try row.value(0)
            let code: String = try row.value(1)
            if bands[list]?.last?.code != code {
                bands[list, default: []].append(TimeBand(code: code, name: try row.value(2), windows: []))
            }
            guard let days = try row.value(3, as: Int?.self), let last = bands[list]?.indices.last else { continue }
            bands[list]?[last].windows.append(
                TimeBand.Window(
                    days: TimeBand.Days(rawValue: UInt8(truncatingIfNeeded: days)), fromMinute: try row.value(4),
                    toMinute: try row.value(5)))
        }
        return try await query("SELECT price_list_id, code, name, currency, version FROM api.call_price_lists()").rows {
            row throws(StoreError) in
            let id: PriceListID = try row.value(0)
            return StoredPriceList(
                id: id, code: try row.value(1), name: try row.value(2), currency: try row.value(3),
                version: try row.value(4), bands: bands[id] ?? [])
        }
    }

    /// The rates of a list; of one number only those of its prefixes.
    package func callRates(of list: PriceListID, number: String? = nil) async throws(StoreError) -> [CallRate] {
        try await query(
            """
            SELECT prefix, band, valid_from, destination, destination_group, price_per_minute_micro,
                connection_fee_micro, first_increment, next_increment, minimum_duration, grace_seconds, free_seconds,
                tiers, cap_micro
            FROM api.call_rates(\(list), \(number))
            """
        ).rows(Self.callRate)
    }

    /// A row of a price list: prefix, band, day, destination, group, and the price.
    static func callRate(_ row: Row) throws(StoreError) -> CallRate {
        var price: CallPrice?
        if let perMinute = try row.value(5, as: Int64?.self) {
            let numbers: [Int64] = try row.value(12)
            let tiers = stride(from: 0, to: numbers.count - 1, by: 2).map { index in
                CallPrice.Tier(fromSecond: Int(numbers[index]), perMinuteMicro: numbers[index + 1])
            }
            price = CallPrice(
                perMinuteMicro: perMinute, connectionFeeMicro: try row.value(6), firstIncrement: try row.value(7),
                nextIncrement: try row.value(8), minimumDuration: try row.value(9), graceSeconds: try row.value(10),
                freeSeconds: try row.value(11), tiers: tiers, capMicro: try row.value(13))
        }
        return CallRate(
            prefix: try row.value(0), band: try row.value(1), validFrom: try row.value(2),
            destination: try row.value(3), destinationGroup: try row.value(4), price: price)
    }

    /// How each tariff with call prices charges calls.
    package func callTerms() async throws(StoreError) -> [TariffID: CallTerms] {
        var buckets: [TariffID: [CallBucket]] = [:]
        let granted = try await query(
            """
            SELECT tariff_id, bucket_id, code, name, component_id, unit, amount, period, roll_over_periods, is_pooled,
                destination_groups, bands
            FROM api.call_buckets()
            """)
        for row in granted {
            buckets[try row.value(0), default: []].append(
                CallBucket(
                    id: try row.value(1), code: try row.value(2), name: try row.value(3), component: try row.value(4),
                    unit: try row.word(5), amount: try row.value(6), period: try row.word(7),
                    rollOverPeriods: try row.value(8), isPooled: try row.value(9), groups: try row.value(10),
                    bands: try row.value(11)))
        }
        var terms: [TariffID: CallTerms] = [:]
        let rows = try await query(
            "SELECT tariff_id, split, lists, rounding, rounding_step, tax_category FROM api.call_terms()")
        for row in rows {
            let tariff: TariffID = try row.value(0)
            let lists: [Int64] = try row.value(2)
            terms[tariff] = CallTerms(
                priceLists: lists.map { PriceListID($0) }, split: try row.word(1),
                rounding: Rounding(mode: try row.word(3), step: try row.value(4)), taxCategory: try row.value(5),
                buckets: buckets[tariff] ?? [])
        }
        return terms
    }

    /// How the country dials.
    package func numberingPlan() async throws(StoreError) -> NumberingPlan {
        let row = try await one(
            """
            SELECT country_code, international_prefixes, trunk_prefix, shortest_national, longest_national,
                local_length, short_numbers, routing_prefixes
            FROM api.numbering_plan()
            """)
        let shortest: Int = try row.value(3)
        return NumberingPlan(
            countryCode: try row.value(0), internationalPrefixes: try row.value(1), trunkPrefix: try row.value(2),
            nationalLengths: shortest...max(shortest, try row.value(4)), localLength: try row.value(5),
            shortNumbers: try row.value(6), routingPrefixes: try row.value(7))
    }

    /// The days of the holiday calendar.
    package func holidays() async throws(StoreError) -> Set<CivilDate> {
        var days: Set<CivilDate> = []
        for row in try await query("SELECT * FROM api.holidays()") { days.insert(try row.value(0)) }
        return days
    }
}
