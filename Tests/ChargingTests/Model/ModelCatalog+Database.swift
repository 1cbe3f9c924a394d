import PostgreSQL

extension ModelCatalog {
    /// The same catalogue in the database, entered by its owner.
    func save(_ connection: Connection) async throws {
        var script = """
            INSERT INTO catalog.service_type (service_type_id, code, name) VALUES (50, 'model', 'Model');

            """
        let kinds = tariffs.values.flatMap(\.components.values)
        for (id, kind) in Dictionary(kinds.map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first }).sorted(
            by: {
                $0.key < $1.key
            })
        {
            script += """
                INSERT INTO catalog.component (component_id, service_type_id, code, name, charging, revenue_account_id, tag)
                    VALUES (\(id), 50, 'c\(id)', 'Component \(id)', '\(kind.rawValue)', 11, 'model');

                """
        }
        for discount in discounts.values.sorted(by: { $0.id < $1.id }) {
            let kind = discount.share == nil ? "amount" : "share"
            let component = discount.component.map { "\($0)" } ?? "NULL"
            script += """
                INSERT INTO catalog.discount (discount_id, code, name, kind, value, component_id)
                    SELECT \(discount.id), 'd\(discount.id)', 'Discount', '\(kind)', \(discount.share ?? discount.amount), c
                    FROM (SELECT \(component)::int AS c) one
                    WHERE c IS NULL OR EXISTS (SELECT FROM catalog.component WHERE component_id = c);

                """
        }
        for tax in taxes.values.sorted(by: { $0.id < $1.id }) where tax.id != standardTax {
            script += """
                INSERT INTO catalog.tax_scheme (tax_scheme_id, code, name, is_inclusive, treatment)
                    VALUES (\(tax.id), 'x\(tax.id)', 'Taxes', \(tax.isInclusive),
                        '\(tax.isReversed ? "reverse_charge" : "charged")');

                """
            for rate in tax.rates {
                script += """
                    INSERT INTO catalog.tax_rate (tax_rate_id, tax_scheme_id, category, name, valid, share, house_account_id)
                        VALUES (\(rate.id), \(tax.id), '\(rate.category)', 'Rate \(rate.id)',
                            \(Self.range(rate.from, rate.to)), \(rate.share), 21);

                    """
            }
        }
        for tariff in tariffs.values.sorted(by: { $0.id < $1.id }) { script += Self.script(tariff) }
        try await connection.execute(script: script)
    }

    private static func script(_ tariff: ModelTariff) -> String {
        var script = """
            INSERT INTO catalog.tariff (tariff_id, service_type_id, code, name, suspension_limit, resumption_limit, trial_days)
                VALUES (\(tariff.id), 50, 't\(tariff.id)', 'Tariff \(tariff.id)', \(tariff.suspendBelow),
                    \(tariff.resumeFrom), \(tariff.trialDays));

            """
        for component in tariff.components.values.sorted(by: { $0.id < $1.id }) {
            script += """
                INSERT INTO catalog.tariff_component (tariff_id, component_id, selection, unit, unit_count, due, alignment,
                        proration, event, instalments, term_months, per_remaining_month, rounding, rounding_step,
                        charged_while_suspended, tax_category)
                    VALUES (\(tariff.id), \(component.id), '\(component.isOptional ? "optional" : "included")',
                        '\(component.unit)', \(component.count), '\(component.due)', '\(component.alignment)',
                        '\(component.proration)', '\(component.event)', \(component.instalments), \(component.termMonths),
                        \(component.isPerRemainingMonth), '\(component.rounding)', \(component.step),
                        \(component.isChargedWhileSuspended), '\(component.category)');

                """
            for price in component.prices {
                script += """
                    INSERT INTO catalog.tariff_price (tariff_id, component_id, valid, amount)
                        VALUES (\(tariff.id), \(component.id), \(range(price.from, price.to)), \(price.amount));

                    """
            }
        }
        return script
    }

    private static func range(_ from: Int, _ to: Int) -> String {
        "daterange('\(ModelCalendar.text(from))', \(to == endless ? "NULL" : "'\(ModelCalendar.text(to))'"))"
    }
}
