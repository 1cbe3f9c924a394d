package import Domain
import PostgreSQL

extension StoreSession {
    /// The whole catalogue, for its panel.
    package func catalogBook() async throws(StoreError) -> CatalogBook {
        let results = try await pipeline([
            "SELECT code, name FROM catalog.service_type ORDER BY service_type_id",
            "SELECT tariff_id, lower(sold), upper(sold) FROM catalog.tariff",
            "SELECT component_id, tag FROM catalog.component",
            """
            SELECT tariff_id, code, label, type, unit, minimum, maximum, choices, value, mode
            FROM catalog.tariff_parameter ORDER BY tariff_id, code
            """,
            """
            SELECT c.name, d.name, lower(c.during), upper(c.during), c.months,
                ARRAY(SELECT r.name FROM catalog.campaign_tariff t JOIN catalog.tariff r USING (tariff_id)
                    WHERE t.campaign_id = c.campaign_id ORDER BY r.name)
            FROM catalog.campaign c JOIN catalog.discount d USING (discount_id) ORDER BY lower(c.during), c.name
            """,
            "SELECT api.first_open_day()",
        ])
        var sold: [TariffID: (from: CivilDate?, until: CivilDate?)] = [:]
        for row in results[1] { sold[try row.value(0)] = (try row.date(1), try row.date(2)) }
        var tags: [ComponentID: String] = [:]
        for row in results[2] { tags[try row.value(0)] = try row.value(1) }
        var parameters: [TariffID: [CatalogBook.Parameter]] = [:]
        for row in results[3] {
            parameters[try row.value(0), default: []].append(
                CatalogBook.Parameter(definition: try Self.parameterDefinition(row), mode: try row.word(9)))
        }
        let taxes = try await taxSchemes()
        let tariffs = try await pricedTariffs()
        guard let days = results[5].first else { throw .unexpected("the ledger has no row") }
        return CatalogBook(
            serviceTypes: try results[0].rows { row throws(StoreError) in
                CatalogBook.ServiceType(code: try row.value(0), name: try row.value(1))
            },
            tariffs: tariffs.map { tariff in
                CatalogBook.TariffPage(
                    tariff: tariff,
                    tags: tags.filter { tag in tariff.components.contains { $0.id == tag.key } },
                    soldFrom: sold[tariff.id]?.from, soldUntil: sold[tariff.id]?.until,
                    parameters: parameters[tariff.id] ?? [])
            },
            discounts: try await discounts(),
            campaigns: try results[4].rows { row throws(StoreError) in
                CatalogBook.Campaign(
                    name: try row.value(0), discountName: try row.value(1), from: try row.date(2),
                    until: try row.date(3), months: try row.value(4), tariffNames: try row.value(5))
            }, taxSchemes: taxes.schemes, standardScheme: taxes.standard, firstOpenDay: try days.value(0))
    }

    /// Who a new price would hit; nothing is changed.
    package func priceImpact(_ change: PriceChange) async throws(StoreError) -> PriceImpact {
        let row = try await one(
            """
            SELECT price_before, subscriptions, pieces, customers, charged, difference
            FROM api.catalog_price_impact(\(change.tariff)::int, \(change.component)::int, \(change.from),
                \(change.amount.minorUnits))
            """)
        let currency = change.amount.currency
        let before: Int64? = try row.value(0)
        return PriceImpact(
            priceBefore: before.map { Money(minorUnits: $0, currency: currency) }, priceAfter: change.amount,
            subscriptions: try row.value(1), pieces: try row.value(2), customers: try row.value(3),
            difference: Money(minorUnits: try row.value(5), currency: currency), charged: try row.value(4))
    }

    /// Sets a price from a day on; the version before it ends with the day before.
    package func setPrice(_ change: PriceChange, key: CommandKey) async throws(StoreError) {
        _ = try await one(
            """
            SELECT api.catalog_price_set(\(change.tariff)::int, \(change.component)::int, \(change.from),
                \(change.amount.minorUnits), \(key.rawValue))
            """)
    }
}
