package import Domain
import PostgreSQL

extension StoreSession {
    /// Grows with every change of the catalogue.
    package func catalogStamp() async throws(StoreError) -> Int64 {
        try await one("SELECT api.catalog_stamp()").value(0)
    }

    /// The tariffs with their components, terms and prices over time.
    package func pricedTariffs() async throws(StoreError) -> [Tariff] {
        let rows = try await query(
            """
            SELECT tariff_id, code, name, service_type, currency, suspension_limit, resumption_limit, trial_days,
                component_id, component_code, component_name, charging, selection, unit, unit_count, due, alignment,
                proration, event, instalments, term_months, per_remaining_month, rounding, rounding_step,
                charged_while_suspended, tax_category, valid_from, valid_to, amount
            FROM api.charging_catalog()
            """)
        var tariffs: [(head: Row, components: [(row: Row, prices: [TariffComponent.Price])])] = []
        for row in rows {
            let id: Int64 = try row.value(0)
            if try tariffs.last?.head.value(0, as: Int64.self) != id { tariffs.append((row, [])) }
            let component: Int64? = try row.value(8)
            guard let component else { continue }
            let last = tariffs.count - 1
            if try tariffs[last].components.last?.row.value(8, as: Int64.self) != component {
                tariffs[last].components.append((row, []))
            }
            let amount: Int64? = try row.value(28)
            if let amount {
                let place = tariffs[last].components.count - 1
                tariffs[last].components[place].prices.append(
                    TariffComponent.Price(
                        valid: Self.period(try row.date(26), try row.date(27)), amount: amount))
            }
        }
        var result: [Tariff] = []
        for (row, components) in tariffs {
            var parts: [TariffComponent] = []
            for (row, prices) in components { parts.append(try Self.component(row, prices: prices)) }
            result.append(
                Tariff(
                    id: try row.value(0), code: try row.value(1), name: try row.value(2),
                    serviceType: try row.value(3), currency: Currency(databaseCode: try row.value(4)),
                    limits: SuspensionLimits(suspendBelow: try row.value(5), resumeFrom: try row.value(6)),
                    trialDays: try row.value(7), components: parts))
        }
        return result
    }

    private static func component(
        _ row: Row, prices: [TariffComponent.Price]
    ) throws(StoreError) -> TariffComponent {
        TariffComponent(
            id: try row.value(8), code: try row.value(9), name: try row.value(10), selection: try row.word(12),
            terms: try terms(row), rounding: Rounding(mode: try row.word(22), step: try row.value(23)),
            isChargedWhileSuspended: try row.value(24), taxCategory: try row.value(25), prices: prices)
    }

    private static func terms(_ row: Row) throws(StoreError) -> ChargingTerms {
        let charging: String = try row.value(11)
        switch charging {
        case "periodic":
            return .periodic(
                PeriodicTerms(
                    unit: try row.word(13), count: try row.value(14), due: try row.word(15),
                    alignment: try row.word(16), proration: try row.word(17)))
        case "one_time": return .oneTime(try row.word(18))
        case "instalments": return .instalments(count: try row.value(19))
        case "early_termination":
            return .earlyTermination(
                EarlyTermination(termMonths: try row.value(20), isPerRemainingMonth: try row.value(21)))
        default: return .usage
        }
    }

    package func discounts() async throws(StoreError) -> [Discount] {
        try await query("SELECT discount_id, code, name, kind, value, component_id FROM api.price_discounts()").rows {
            row throws(StoreError) in
            let kind: String = try row.value(3)
            let component: Int64? = try row.value(5)
            return Discount(
                id: try row.value(0), code: try row.value(1), name: try row.value(2),
                reduction: kind == "share" ? .share(try row.value(4)) : .amount(try row.value(4)),
                component: component.map { ComponentID($0) })
        }
    }

    /// The tax schemes, and which one holds for customers without one of their own.
    package func taxSchemes() async throws(StoreError) -> (schemes: [TaxScheme], standard: TaxSchemeID?) {
        let rows = try await query(
            """
            SELECT tax_scheme_id, code, name, is_inclusive, rounding, is_standard, tax_rate_id, category, rate_name,
                valid_from, valid_to, share, treatment
            FROM api.price_taxes()
            """)
        var order: [TaxSchemeID] = []
        var heads: [TaxSchemeID: Row] = [:]
        var rates: [TaxSchemeID: [TaxScheme.Rate]] = [:]
        var standard: TaxSchemeID?
        for row in rows {
            let id: TaxSchemeID = try row.value(0)
            if heads[id] == nil {
                heads[id] = row
                order.append(id)
                if try row.value(5, as: Bool.self) { standard = id }
            }
            let rate: Int64? = try row.value(6)
            guard let rate else { continue }
            rates[id, default: []].append(
                TaxScheme.Rate(
                    id: TaxRateID(rate), category: try row.value(7), name: try row.value(8),
                    valid: Self.period(try row.date(9), try row.date(10)), share: try row.value(11)))
        }
        var schemes: [TaxScheme] = []
        for id in order {
            guard let row = heads[id] else { continue }
            schemes.append(
                TaxScheme(
                    id: id, code: try row.value(1), name: try row.value(2), isInclusive: try row.value(3),
                    rounding: try row.word(4), treatment: try row.word(12), rates: rates[id] ?? []))
        }
        return (schemes, standard)
    }

    /// A daterange's bounds; open ones reach as far as dates do.
    static func period(_ from: CivilDate?, _ to: CivilDate?) -> CivilPeriod {
        CivilPeriod(from ?? .farPast, to ?? .farFuture)
    }
}
