package import Domain
import PostgreSQL

extension StoreSession {
    /// The whole catalogue by its codes, as files hold it; in the order in which it was made. To be asked in one
    /// transaction that sees one moment (``seeOneMoment()``).
    package func exportedCatalog() async throws(StoreError) -> CatalogDocument {
        let results = try await pipeline([
            "SELECT sec.has('catalog.view') AND sec.has('customer.view')",
            "SELECT code, name FROM catalog.channel ORDER BY channel_id",
            "SELECT code, name FROM catalog.service_type ORDER BY service_type_id",
            """
            SELECT t.code, k.code, k.name, k.charging, k.tag, a.code,
                ARRAY(SELECT c.code FROM catalog.component_channel x JOIN catalog.channel c USING (channel_id)
                    WHERE x.component_id = k.component_id ORDER BY c.channel_id), k.component_id
            FROM catalog.component k JOIN catalog.service_type t USING (service_type_id)
                JOIN api.catalog_accounts() a ON a.house_account_id = k.revenue_account_id
            ORDER BY k.component_id
            """,
            "SELECT tariff_id, lower(sold), upper(sold) FROM catalog.tariff",
            """
            SELECT tariff_id, code, label, type, unit, minimum, maximum, choices, value, mode
            FROM catalog.tariff_parameter ORDER BY tariff_id, code
            """,
            """
            SELECT c.code, c.name, d.code, lower(c.during), upper(c.during), c.months,
                ARRAY(SELECT r.code FROM catalog.campaign_tariff t JOIN catalog.tariff r USING (tariff_id)
                    WHERE t.campaign_id = c.campaign_id ORDER BY r.tariff_id)
            FROM catalog.campaign c JOIN catalog.discount d USING (discount_id) ORDER BY c.campaign_id
            """,
            """
            SELECT r.tax_rate_id, a.code FROM catalog.tax_rate r
                JOIN api.catalog_accounts() a ON a.house_account_id = r.house_account_id
            """,
        ])
        guard try results[0].first?.value(0) ?? false else {
            throw .notPermitted(
                "An export needs the permissions \u{201C}See tariffs\u{201D} and \u{201C}See customers\u{201D}.")
        }
        var document = CatalogDocument(
            channels: try results[1].rows { row throws(StoreError) in
                .init(code: try row.value(0), name: try row.value(1))
            })
        var components: [ComponentID: CatalogDocument.ComponentCode] = [:]
        document.serviceTypes = try Self.serviceTypes(results[2], results[3], &components)
        document.tariffs = try await exportedTariffs(days: results[4], parameters: results[5])
        document.discounts = try await discounts().map { discount in
            .init(
                code: discount.code, name: discount.name, reduction: discount.reduction,
                component: discount.component.flatMap { components[$0] })
        }
        document.campaigns = try results[6].rows { row throws(StoreError) in
            .init(
                code: try row.value(0), name: try row.value(1), discount: try row.value(2),
                during: Self.period(try row.date(3), try row.date(4)), months: try row.value(5),
                tariffs: try row.value(6))
        }
        var accounts: [TaxRateID: String] = [:]
        for row in results[7] { accounts[try row.value(0)] = try row.value(1) }
        document.taxSchemes = try await exportedTaxes(accounts)
        try await addExportedCalls(to: &document)
        return document
    }

    /// Everything asked in this transaction from now on is of one and the same moment.
    package func seeOneMoment() async throws(StoreError) {
        _ = try await query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    }

    private static func serviceTypes(
        _ types: ResultSet, _ components: ResultSet, _ names: inout [ComponentID: CatalogDocument.ComponentCode]
    ) throws(StoreError) -> [CatalogDocument.ServiceType] {
        var parts: [String: [CatalogDocument.Component]] = [:]
        for row in components {
            let type: String = try row.value(0)
            let component = CatalogDocument.Component(
                code: try row.value(1), name: try row.value(2), charging: try row.word(3), tag: try row.value(4),
                revenueAccount: try row.value(5), channels: try row.value(6))
            parts[type, default: []].append(component)
            names[try row.value(7)] = .init(serviceType: type, component: component.code)
        }
        return try types.rows { row throws(StoreError) in
            let code: String = try row.value(0)
            return .init(code: code, name: try row.value(1), components: parts[code] ?? [])
        }
    }

    private func exportedTariffs(
        days: ResultSet, parameters: ResultSet
    ) async throws(StoreError) -> [CatalogDocument.TariffEntry] {
        var sold: [TariffID: CivilPeriod] = [:]
        for row in days { sold[try row.value(0)] = Self.period(try row.date(1), try row.date(2)) }
        var asked: [TariffID: [CatalogDocument.ParameterEntry]] = [:]
        for row in parameters {
            var definition = try Self.parameterDefinition(row)
            if case .integer = definition.kind {
                let minimum: Int64? = try row.value(5)
                let maximum: Int64? = try row.value(6)
                let lowest = minimum ?? .min
                definition.kind = .integer(lowest...max(maximum ?? .max, lowest))
            }
            asked[try row.value(0), default: []].append(.init(mode: try row.word(9), definition: definition))
        }
        return try await pricedTariffs().map { tariff in
            CatalogDocument.TariffEntry(
                code: tariff.code, name: tariff.name, serviceType: tariff.serviceType, currency: tariff.currency,
                limits: tariff.limits, trialDays: tariff.trialDays, sold: sold[tariff.id] ?? .always,
                components: tariff.components.map { component in
                    .init(
                        component: component.code, selection: component.selection, terms: component.terms,
                        rounding: component.rounding, isChargedWhileSuspended: component.isChargedWhileSuspended,
                        taxCategory: component.taxCategory, prices: component.prices)
                }, parameters: asked[tariff.id] ?? [])
        }
    }

    private func exportedTaxes(
        _ accounts: [TaxRateID: String]
    ) async throws(StoreError) -> [CatalogDocument.TaxEntry] {
        let (schemes, standard) = try await taxSchemes()
        return schemes.map { scheme in
            .init(
                code: scheme.code, name: scheme.name, isInclusive: scheme.isInclusive, rounding: scheme.rounding,
                treatment: scheme.treatment, isStandard: scheme.id == standard,
                rates: scheme.rates.map { rate in
                    .init(
                        name: rate.name, category: rate.category, valid: rate.valid, share: rate.share,
                        account: accounts[rate.id] ?? "")
                })
        }
    }
}
