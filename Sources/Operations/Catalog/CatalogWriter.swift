import Domain
import Rating
import TOML

/// Writes a document as a file; what stands at its default is left out.
struct CatalogWriter {
    private var text = ""

    mutating func write(_ document: CatalogDocument) -> String {
        table("catalogue")
        line("format", String(CatalogFile.format))
        for channel in document.channels {
            table("channel", channel.code)
            string("name", channel.name)
        }
        for type in document.serviceTypes { write(type) }
        for list in document.priceLists { write(list) }
        for tariff in document.tariffs { write(tariff) }
        for discount in document.discounts { write(discount) }
        for campaign in document.campaigns {
            table("campaign", campaign.code)
            string("name", campaign.name)
            string("discount", campaign.discount)
            period(campaign.during, "from", "through")
            line("months", String(campaign.months))
            strings("tariffs", campaign.tariffs)
        }
        for scheme in document.taxSchemes { write(scheme) }
        if let plan = document.numberingPlan { write(plan) }
        if !document.holidays.isEmpty { table("holidays") }
        for holiday in document.holidays { string(TableFile.quoted(holiday.day.description), holiday.name) }
        table("end")
        return text
    }

    private mutating func write(_ type: CatalogDocument.ServiceType) {
        table("service", type.code)
        string("name", type.name)
        for component in type.components {
            table("service", type.code, "component", component.code)
            string("name", component.name)
            string("charging", component.charging.rawValue)
            string("tag", component.tag, unless: "")
            string("revenue_account", component.revenueAccount, unless: "")
            if !component.channels.isEmpty { strings("channels", component.channels) }
        }
    }

    private mutating func write(_ tariff: CatalogDocument.TariffEntry) {
        table("tariff", tariff.code)
        string("name", tariff.name)
        string("service", tariff.serviceType)
        string("currency", tariff.currency.code)
        string("suspend_below", amount(tariff.limits.suspendBelow, tariff.currency))
        string("resume_from", amount(tariff.limits.resumeFrom, tariff.currency))
        if tariff.trialDays != 0 { line("trial_days", String(tariff.trialDays)) }
        period(tariff.sold, "sold_from", "sold_through")
        for component in tariff.components {
            table("tariff", tariff.code, "component", component.component)
            string("selection", component.selection.rawValue, unless: TariffComponent.Selection.included.rawValue)
            write(component.terms)
            string("rounding", component.rounding.mode.rawValue, unless: Rounding.Mode.halfUp.rawValue)
            if component.rounding.step != 1 {
                string("rounding_step", amount(component.rounding.step, tariff.currency))
            }
            if component.isChargedWhileSuspended { line("charged_while_suspended", "true") }
            string("tax_category", component.taxCategory, unless: "standard")
            if !component.prices.isEmpty { line("prices", prices(component.prices, tariff.currency)) }
        }
        for parameter in tariff.parameters { write(parameter, tariff.code) }
        if let calls = tariff.calls { write(calls, tariff.code) }
    }

    private mutating func write(_ terms: ChargingTerms) {
        switch terms {
        case .periodic(let terms):
            string("unit", terms.unit.rawValue, unless: PeriodicTerms.Unit.month.rawValue)
            if terms.count != 1 { line("count", String(terms.count)) }
            string("due", terms.due.rawValue, unless: PeriodicTerms.Due.advance.rawValue)
            string("alignment", terms.alignment.rawValue, unless: PeriodicTerms.Alignment.billingDay.rawValue)
            string("proration", terms.proration.rawValue, unless: PeriodicTerms.Proration.actual.rawValue)
        case .oneTime(let event): string("event", event.rawValue)
        case .instalments(let count): line("instalments", String(count))
        case .earlyTermination(let terms):
            line("term_months", String(terms.termMonths))
            if terms.isPerRemainingMonth { line("per_remaining_month", "true") }
        case .usage: break
        }
    }

    private mutating func write(_ parameter: CatalogDocument.ParameterEntry, _ tariff: String) {
        let definition = parameter.definition
        table("tariff", tariff, "parameter", definition.code)
        string("label", definition.label)
        string("mode", parameter.mode.rawValue)
        switch definition.kind {
        case .text:
            string("type", ParameterType.text.rawValue)
            if let longest = definition.longest { line("maximum", String(longest)) }
        case .integer(let range):
            string("type", ParameterType.integer.rawValue)
            if range.lowerBound != .min { line("minimum", String(range.lowerBound)) }
            if range.upperBound != .max { line("maximum", String(range.upperBound)) }
        case .choice(let choices):
            string("type", ParameterType.choice.rawValue)
            strings("choices", choices)
        case .flag: string("type", ParameterType.flag.rawValue)
        }
        string("unit", definition.unit, unless: "")
        if let value = definition.defaultValue { string("value", value) }
    }

    private mutating func write(_ discount: CatalogDocument.DiscountEntry) {
        table("discount", discount.code)
        string("name", discount.name)
        switch discount.reduction {
        case .share(let share): string("share", percentText(share))
        case .amount(let units): string("amount", amount(units, .amd))
        }
        if let component = discount.component { string("component", component.description) }
    }

    private mutating func write(_ scheme: CatalogDocument.TaxEntry) {
        table("tax", scheme.code)
        string("name", scheme.name)
        line("prices_include_tax", String(scheme.isInclusive))
        string("rounding", scheme.rounding.rawValue, unless: TaxScheme.RoundingUnit.line.rawValue)
        string("treatment", scheme.treatment.rawValue, unless: TaxScheme.Treatment.charged.rawValue)
        if scheme.isStandard { line("standard", "true") }
        for rate in scheme.rates {
            text += "\n[[tax.\(scheme.code).rate]]\n"
            string("name", rate.name)
            string("category", rate.category, unless: "standard")
            period(rate.valid, "from", "through")
            string("share", percentText(rate.share))
            string("account", rate.account, unless: "")
        }
    }

    // MARK: Lines

    mutating func table(_ path: String...) {
        let names = path.map { name in
            let isBare =
                !name.isEmpty
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
            return isBare ? name : TableFile.quoted(name)
        }
        text += (text.isEmpty ? "" : "\n") + "[\(names.joined(separator: "."))]\n"
    }

    mutating func line(_ key: String, _ value: String) { text += "\(key) = \(value)\n" }

    mutating func string(_ key: String, _ value: String, unless standard: String? = nil) {
        if value != standard { line(key, TableFile.quoted(value)) }
    }

    mutating func strings(_ key: String, _ values: [String]) {
        line(key, "[" + values.map(TableFile.quoted).joined(separator: ", ") + "]")
    }

    private mutating func period(_ period: CivilPeriod, _ from: String, _ through: String) {
        if period.start != .farPast { string(from, period.start.description) }
        if period.end != .farFuture { string(through, period.lastDay.description) }
    }

    private func amount(_ units: Int64, _ currency: Currency) -> String {
        Money(minorUnits: units, currency: currency).description
    }

    private func prices(_ prices: [TariffComponent.Price], _ currency: Currency) -> String {
        var steps: [String] = []
        func add(_ day: CivilDate, _ value: String) {
            steps.append("\(day == .farPast ? "always" : day.description) = \(TableFile.quoted(value))")
        }
        for (index, price) in prices.enumerated() {
            add(price.valid.start, amount(price.amount, currency))
            let next = index + 1 < prices.count ? prices[index + 1].valid.start : .farFuture
            if price.valid.end != next { add(price.valid.end, "none") }
        }
        return "{ " + steps.joined(separator: ", ") + " }"
    }
}
