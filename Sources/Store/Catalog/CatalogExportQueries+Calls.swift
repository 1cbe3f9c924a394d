import Domain
import PostgreSQL

extension StoreSession {
    /// Price lists, what tariffs make of them, and how the country dials, as files hold them.
    func addExportedCalls(to document: inout CatalogDocument) async throws(StoreError) {
        let lists = try await priceLists()
        document.priceLists = lists.map { list in
            .init(code: list.code, name: list.name, currency: Currency(code: list.currency), bands: list.bands)
        }
        let listCodes = Dictionary(lists.map { ($0.id, $0.code) }) { first, _ in first }
        let terms = try await callTerms()
        var codes: [TariffID: String] = [:]
        for row in try await query("SELECT tariff_id, code FROM catalog.tariff") {
            codes[try row.value(0)] = try row.value(1)
        }
        var components: [ComponentID: String] = [:]
        for row in try await query("SELECT component_id, code FROM catalog.component") {
            components[try row.value(0)] = try row.value(1)
        }
        for (tariff, calls) in terms {
            guard let index = document.tariffs.firstIndex(where: { $0.code == codes[tariff] }) else { continue }
            document.tariffs[index].calls = .init(
                priceLists: calls.priceLists.compactMap { listCodes[$0] }, split: calls.split,
                buckets: calls.buckets.map { bucket in
                    .init(
                        code: bucket.code, name: bucket.name, unit: bucket.unit, amount: bucket.amount,
                        component: bucket.component.flatMap { components[$0] }, period: bucket.period,
                        rollOverPeriods: bucket.rollOverPeriods, isPooled: bucket.isPooled, groups: bucket.groups,
                        bands: bucket.bands)
                })
        }
        document.numberingPlan = try await numberingPlan()
        document.holidays = try await query("SELECT holiday_on, name FROM catalog.holiday ORDER BY holiday_on").rows {
            row throws(StoreError) in .init(day: try row.value(0), name: try row.value(1))
        }
    }
}
