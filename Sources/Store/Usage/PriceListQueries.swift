package import Domain
import PostgreSQL

extension StoreSession {
    /// Price lists with how many rates each has, by name.
    package func priceListSummaries() async throws(StoreError) -> [PriceListSummary] {
        let lists = try await priceLists()
        let bands = Dictionary(lists.map { ($0.id, $0.bands) }) { first, _ in first }
        return try await query("SELECT price_list_id, code, name, currency, rates FROM api.price_lists()").rows {
            row throws(StoreError) in
            let id: PriceListID = try row.value(0)
            return PriceListSummary(
                id: id, code: try row.value(1), name: try row.value(2),
                currency: Currency(databaseCode: try row.value(3)), bands: bands[id] ?? [], rates: try row.value(4))
        }
    }

    /// A page of a price list by prefix.
    /// - Parameters:
    ///   - digits: a number or its beginning, as the list writes it; empty: any.
    ///   - words: in the destination or its group; empty: any.
    package func rates(
        of list: PriceListID, digits: String, words: String, after: RatePosition?, limit: Int
    ) async throws(StoreError) -> [PriceListRow] {
        try await query(
            """
            SELECT prefix, band, valid_from, destination, destination_group, price_per_minute_micro,
                connection_fee_micro, first_increment, next_increment, minimum_duration, grace_seconds, free_seconds,
                tiers, cap_micro, ends_on
            FROM api.price_list_page(\(list), \(digits), \(words), \(after?.prefix), \(after?.band), \(after?.validFrom),
                \(limit))
            """
        ).rows { row throws(StoreError) in
            PriceListRow(rate: try Self.callRate(row), endsOn: try row.date(14))
        }
    }

    /// The zone whose wall clock prices go by.
    package func businessZoneName() async throws(StoreError) -> String {
        try await one("SELECT api.business_zone()").value(0)
    }

    /// Tariffs that charge calls, by name.
    package func callTariffs() async throws(StoreError) -> [CallTariffName] {
        try await query("SELECT tariff_id, name FROM api.call_tariffs()").rows { row throws(StoreError) in
            CallTariffName(id: try row.value(0), name: try row.value(1))
        }
    }
}
