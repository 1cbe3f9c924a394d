package import Domain
import PostgreSQL

extension StoreSession {
    /// Brings the catalogue to a document, whole or not at all, and says what changes; a dry run changes nothing.
    package func importCatalog(
        _ document: CatalogDocument, options: CatalogImportOptions, key: CommandKey
    ) async throws(StoreError) -> [CatalogDifference] {
        let text = CatalogJSON.text(of: document, options).description
        return try await query(
            """
            SELECT d.words, d.subscriptions, CASE WHEN abs(d.amount) < 9e18 THEN d.amount::bigint END
            FROM jsonb_to_recordset(api.catalog_import(\(text)::jsonb, \(options.isDryRun), \(key.rawValue)))
                AS d (words text, subscriptions bigint, amount numeric)
            """
        ).rows { row throws(StoreError) in
            CatalogDifference(
                words: try row.value(0), subscriptions: try row.value(1, as: Int?.self), amount: try row.value(2))
        }
    }
}

/// The document as api.catalog_import takes it: every member said, open days as null.
enum CatalogJSON {
    static func text(of document: CatalogDocument, _ options: CatalogImportOptions) -> JSONText {
        .object([
            ("channels", .list(document.channels.map { named($0.code, $0.name) })),
            ("services", .list(document.serviceTypes.map(json))), ("tariffs", .list(document.tariffs.map(json))),
            ("discounts", .list(document.discounts.map(json))), ("campaigns", .list(document.campaigns.map(json))),
            ("taxes", .list(document.taxSchemes.map(json))),
            ("price_lists", .list(document.priceLists.map(json))),
            ("numbering", .list(document.numberingPlan.map { [json($0)] } ?? [])),
            ("holidays", .list(document.holidays.map(json))), ("retire", .flag(options.retiresMissing)),
            ("allow_backdate", .flag(options.allowsBackdating)),
        ])
    }

    static func named(_ code: String, _ name: String) -> JSONText {
        .object([("code", .text(code)), ("name", .text(name))])
    }

    static func texts(_ values: [String]) -> JSONText { .list(values.map { .text($0) }) }

    static func number(_ value: Int) -> JSONText { .number(Int64(value)) }

    static func from(_ period: CivilPeriod) -> JSONText {
        period.start == .farPast ? .null : .text(period.start.description)
    }

    static func until(_ period: CivilPeriod) -> JSONText {
        period.end == .farFuture ? .null : .text(period.end.description)
    }

    private static func json(_ type: CatalogDocument.ServiceType) -> JSONText {
        .object([
            ("code", .text(type.code)), ("name", .text(type.name)),
            (
                "components",
                .list(
                    type.components.map { component in
                        .object([
                            ("code", .text(component.code)), ("name", .text(component.name)),
                            ("charging", .text(component.charging.rawValue)), ("tag", .text(component.tag)),
                            ("revenue_account", .text(component.revenueAccount)),
                            ("channels", texts(component.channels)),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ tariff: CatalogDocument.TariffEntry) -> JSONText {
        .object([
            ("code", .text(tariff.code)), ("name", .text(tariff.name)), ("service", .text(tariff.serviceType)),
            ("currency", .text(tariff.currency.code)), ("suspend_below", .number(tariff.limits.suspendBelow)),
            ("resume_from", .number(tariff.limits.resumeFrom)), ("trial_days", number(tariff.trialDays)),
            ("sold_from", from(tariff.sold)), ("sold_until", until(tariff.sold)),
            ("components", .list(tariff.components.map(json))), ("parameters", .list(tariff.parameters.map(json))),
            ("calls", .list(tariff.calls.map { [json($0)] } ?? [])),
        ])
    }

    private static func json(_ entry: CatalogDocument.ComponentEntry) -> JSONText {
        var periodic = PeriodicTerms()
        var event = LifecycleEvent.activation
        var instalments = 1
        var minimum = EarlyTermination(termMonths: 0, isPerRemainingMonth: false)
        switch entry.terms {
        case .periodic(let terms): periodic = terms
        case .oneTime(let when): event = when
        case .instalments(let count): instalments = count
        case .earlyTermination(let terms): minimum = terms
        case .usage: break
        }
        return .object([
            ("component", .text(entry.component)), ("selection", .text(entry.selection.rawValue)),
            ("unit", .text(periodic.unit.rawValue)), ("count", number(periodic.count)),
            ("due", .text(periodic.due.rawValue)), ("alignment", .text(periodic.alignment.rawValue)),
            ("proration", .text(periodic.proration.rawValue)), ("event", .text(event.rawValue)),
            ("instalments", number(instalments)), ("term_months", number(minimum.termMonths)),
            ("per_remaining_month", .flag(minimum.isPerRemainingMonth)),
            ("rounding", .text(entry.rounding.mode.rawValue)), ("rounding_step", .number(entry.rounding.step)),
            ("charged_while_suspended", .flag(entry.isChargedWhileSuspended)),
            ("tax_category", .text(entry.taxCategory)),
            (
                "prices",
                .list(
                    entry.prices.map {
                        .object([
                            ("from", from($0.valid)), ("until", until($0.valid)), ("amount", .number($0.amount)),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ parameter: CatalogDocument.ParameterEntry) -> JSONText {
        let definition = parameter.definition
        var type = "text"
        var bounds: (JSONText, JSONText) = (.null, definition.longest.map(number) ?? .null)
        var choices: [String] = []
        switch definition.kind {
        case .text: break
        case .integer(let range):
            type = "integer"
            bounds = (
                range.lowerBound == .min ? .null : .number(range.lowerBound),
                range.upperBound == .max ? .null : .number(range.upperBound)
            )
        case .choice(let values):
            (type, bounds) = ("choice", (.null, .null))
            choices = values
        case .flag: (type, bounds) = ("flag", (.null, .null))
        }
        return .object([
            ("code", .text(definition.code)), ("label", .text(definition.label)),
            ("mode", .text(parameter.mode.rawValue)), ("type", .text(type)), ("unit", .text(definition.unit)),
            ("minimum", bounds.0), ("maximum", bounds.1), ("choices", texts(choices)),
            ("value", definition.defaultValue.map { .text($0) } ?? .null),
        ])
    }

    private static func json(_ discount: CatalogDocument.DiscountEntry) -> JSONText {
        let (kind, value): (String, Int64) =
            switch discount.reduction {
            case .share(let share): ("share", share)
            case .amount(let amount): ("amount", amount)
            }
        return .object([
            ("code", .text(discount.code)), ("name", .text(discount.name)), ("kind", .text(kind)),
            ("value", .number(value)), ("component", discount.component.map { .text($0.description) } ?? .null),
        ])
    }

    private static func json(_ campaign: CatalogDocument.Campaign) -> JSONText {
        .object([
            ("code", .text(campaign.code)), ("name", .text(campaign.name)), ("discount", .text(campaign.discount)),
            ("from", from(campaign.during)), ("until", until(campaign.during)), ("months", number(campaign.months)),
            ("tariffs", texts(campaign.tariffs)),
        ])
    }

    private static func json(_ scheme: CatalogDocument.TaxEntry) -> JSONText {
        .object([
            ("code", .text(scheme.code)), ("name", .text(scheme.name)), ("is_inclusive", .flag(scheme.isInclusive)),
            ("rounding", .text(scheme.rounding.rawValue)), ("treatment", .text(scheme.treatment.rawValue)),
            ("is_standard", .flag(scheme.isStandard)),
            (
                "rates",
                .list(
                    scheme.rates.map { rate in
                        .object([
                            ("name", .text(rate.name)), ("category", .text(rate.category)),
                            ("from", from(rate.valid)), ("until", until(rate.valid)), ("share", .number(rate.share)),
                            ("account", .text(rate.account)),
                        ])
                    })
            ),
        ])
    }
}
