package import Domain
import PostgreSQL

extension StoreSession {
    /// The tariffs that can be sold today, with the parameters an operator is asked for.
    package func tariffOffers(serviceType: String?) async throws(StoreError) -> [TariffOffer] {
        let results = try await pipeline([
            """
            SELECT t.tariff_id, y.name
            FROM catalog.tariff t JOIN catalog.service_type y USING (service_type_id)
            WHERE t.sold @> sec.today() AND y.code = coalesce(\(serviceType), y.code)
                AND EXISTS (SELECT FROM tickets.ticket_type k JOIN tickets.flow f USING (ticket_type_id)
                    WHERE k.code IN (y.code, 'service') AND f.published_at IS NOT NULL)
            ORDER BY y.service_type_id,
                (SELECT sum(p.amount) FROM catalog.tariff_price p JOIN catalog.component c USING (component_id)
                    WHERE p.tariff_id = t.tariff_id AND c.charging = 'periodic' AND p.valid @> sec.today()) NULLS FIRST,
                t.name
            """,
            """
            SELECT tariff_id, code, label, type, unit, minimum, maximum, choices, value FROM catalog.tariff_parameter
            WHERE mode <> 'fixed' ORDER BY tariff_id, code
            """,
        ])
        var parameters: [TariffID: [ParameterDefinition]] = [:]
        for row in results[1] {
            parameters[try row.value(0), default: []].append(try Self.parameterDefinition(row))
        }
        let tariffs = Dictionary(try await pricedTariffs().map { ($0.id, $0) }) { first, _ in first }
        return try results[0].rows { row throws(StoreError) in
            let id: TariffID = try row.value(0)
            guard let tariff = tariffs[id] else { throw .notPermitted("Your role does not show tariffs.") }
            return TariffOffer(tariff: tariff, serviceType: try row.value(1), parameters: parameters[id] ?? [])
        }
    }

    static func parameterDefinition(_ row: Row) throws(StoreError) -> ParameterDefinition {
        let type: String = try row.value(3)
        let minimum: Int64? = try row.value(5)
        let maximum: Int64? = try row.value(6)
        let kind: ParameterDefinition.Kind =
            switch type {
            case "integer": .integer((minimum ?? 0)...max(maximum ?? Int64.max, minimum ?? 0))
            case "choice": .choice(try row.value(7))
            case "flag": .flag
            default: .text
            }
        return ParameterDefinition(
            code: try row.value(1), label: try row.value(2), kind: kind, unit: try row.value(4),
            defaultValue: try row.value(8), longest: type == "text" ? maximum.map(Int.init) : nil)
    }
}
