/// What is wrong with a catalogue, in sentences that say what to do. An empty answer means it may be published.
package enum TariffCheck {
    package static func complaints(about catalogue: CatalogDocument) -> [String] {
        var found: [String] = []
        found += twice(catalogue.channels.map(\.code), "channel")
        found += twice(catalogue.serviceTypes.map(\.code), "service type")
        found += twice(catalogue.tariffs.map(\.code), "tariff")
        found += twice(catalogue.discounts.map(\.code), "discount")
        found += twice(catalogue.campaigns.map(\.code), "campaign")
        found += twice(catalogue.taxSchemes.map(\.code), "tax scheme")
        found += twice(catalogue.priceLists.map(\.code), "price list")
        for type in catalogue.serviceTypes { found += complaints(about: type, catalogue) }
        for tariff in catalogue.tariffs { found += complaints(about: tariff, catalogue) }
        for discount in catalogue.discounts { found += complaints(about: discount, catalogue) }
        for campaign in catalogue.campaigns { found += complaints(about: campaign, catalogue) }
        for scheme in catalogue.taxSchemes { found += complaints(about: scheme) }
        for list in catalogue.priceLists { found += complaints(about: list) }
        if let plan = catalogue.numberingPlan { found += complaints(about: plan) }
        found += complaints(about: catalogue.holidays)
        let standard = catalogue.taxSchemes.filter(\.isStandard).map(\.code)
        if standard.count > 1 {
            found.append("Tax schemes \(standard.joined(separator: ", ")) are all the standard one: leave one of them.")
        }
        return found
    }

    /// Of a tariff and its components.
    package static func complaints(
        about tariff: CatalogDocument.TariffEntry, _ catalogue: CatalogDocument
    ) -> [String] {
        let name = "Tariff \(tariff.code)"
        var found = code(tariff.code, name)
        if tariff.name.isEmpty { found.append("\(name) has no name: give it one.") }
        if !(0...3660).contains(tariff.trialDays) {
            found.append("\(name): a trial of \(tariff.trialDays) days is no trial: enter 0 to 3660.")
        }
        if tariff.sold.isEmpty { found.append("\(name) is never sold: let its last day follow its first.") }
        guard let type = catalogue.serviceTypes.first(where: { $0.code == tariff.serviceType }) else {
            found.append("\(name): there is no service type \(tariff.serviceType): add it, or name another.")
            return found
        }
        found += twice(tariff.components.map(\.component), "component of tariff \(tariff.code)")
        for entry in tariff.components {
            let own = "\(name), component \(entry.component)"
            guard let component = type.components.first(where: { $0.code == entry.component }) else {
                found.append("\(own): service type \(type.code) has no such component: add it there, or take it out.")
                continue
            }
            if component.charging != entry.terms.charging {
                found.append(
                    "\(own) is charged as \(entry.terms.charging.rawValue), but it is of kind \(component.charging.rawValue): make them equal."
                )
            }
            found += complaints(about: entry, own, sold: tariff.sold)
        }
        found += twice(tariff.parameters.map(\.definition.code), "parameter of tariff \(tariff.code)")
        for parameter in tariff.parameters { found += complaints(about: parameter, name) }
        if let calls = tariff.calls { found += complaints(about: calls, of: tariff, catalogue) }
        return found
    }

    /// Limits without hysteresis make a service flap (business-rules section 4). To be asked before a
    /// ``SuspensionLimits`` is made, which corrects them.
    package static func complaint(aboutSuspendBelow suspendBelow: Int64, resumeFrom: Int64) -> String? {
        resumeFrom >= suspendBelow
            ? nil
            : "The service would be resumed below the amount it is suspended at and stop again at once: raise resume_from to at least suspend_below."
    }

    // MARK: Components

    private static func complaints(
        about entry: CatalogDocument.ComponentEntry, _ own: String, sold: CivilPeriod
    ) -> [String] {
        var found: [String] = []
        switch entry.terms {
        case .periodic(let terms):
            if !(1...120).contains(terms.count) {
                found.append("\(own): a period of \(terms.count) \(terms.unit.rawValue)s: enter 1 to 120.")
            }
            if terms.due == .daily, terms.proration == .none || terms.proration == .fixed30 {
                found.append(
                    "\(own) is charged day by day: its proration must be \u{201C}actual\u{201D} or \u{201C}free_first\u{201D}."
                )
            }
        case .instalments(let count) where !(1...120).contains(count):
            found.append("\(own): \(count) instalments: enter 1 to 120.")
        case .earlyTermination(let terms) where !(1...120).contains(terms.termMonths):
            found.append("\(own): a minimum term of \(terms.termMonths) months: enter 1 to 120.")
        case .oneTime, .instalments, .earlyTermination: break
        case .usage: return found
        }
        return found + complaints(about: entry.prices, own, sold: sold)
    }

    /// Of prices over time: each day the tariff is sold has one and only one.
    private static func complaints(
        about prices: [TariffComponent.Price], _ own: String, sold: CivilPeriod
    ) -> [String] {
        guard let first = prices.first, let last = prices.last else { return ["\(own) has no price: enter one."] }
        var found: [String] = []
        for price in prices {
            if price.amount < 0 {
                found.append("\(own): a price is never below zero: correct the one of \(day(price.valid.start)).")
            }
            if price.valid.isEmpty {
                found.append("\(own): the price of \(day(price.valid.start)) ends before it begins.")
            }
        }
        for (earlier, later) in zip(prices, prices.dropFirst()) {
            if later.valid.start < earlier.valid.end {
                found.append(
                    "\(own) has two prices from \(day(later.valid.start)) on: end the earlier one on that day.")
            } else if later.valid.start > earlier.valid.end {
                found.append(
                    "\(own) has no price from \(day(earlier.valid.end)) to \(day(later.valid.start.adding(days: -1))): enter one."
                )
            }
        }
        if first.valid.start > sold.start, sold.start != .farPast {
            found.append(
                "\(own) has no price before \(day(first.valid.start)), but the tariff is sold earlier: enter one.")
        }
        if last.valid.end != .farFuture {
            found.append("\(own) has no price from \(day(last.valid.end)) on: services that keep the tariff need one.")
        }
        return found
    }

    private static func day(_ day: CivilDate) -> String { day == .farPast ? "the beginning" : day.description }

    private static func complaints(about parameter: CatalogDocument.ParameterEntry, _ name: String) -> [String] {
        let definition = parameter.definition
        let own = "\(name), parameter \(definition.code)"
        if parameter.mode != .asked, definition.defaultValue == nil {
            return ["\(own) has no value: enter one, or ask for it."]
        }
        if case .choice(let choices) = definition.kind, choices.isEmpty {
            return ["\(own) has nothing to choose from."]
        }
        guard let value = definition.defaultValue, let complaint = definition.complaint(about: value) else { return [] }
        return ["\(own): the value \u{201C}\(value)\u{201D} \(complaint)."]
    }

    // MARK: The rest of the catalogue

    package static func complaints(
        about type: CatalogDocument.ServiceType, _ catalogue: CatalogDocument
    ) -> [String] {
        var found = code(type.code, "Service type \(type.code)")
        found += twice(type.components.map(\.code), "component of service type \(type.code)")
        for component in type.components {
            found += code(component.code, "Component \(type.code).\(component.code)")
            for channel in component.channels where !catalogue.channels.contains(where: { $0.code == channel }) {
                found.append(
                    "Component \(type.code).\(component.code): there is no channel \(channel): add it, or name another."
                )
            }
        }
        return found
    }

    package static func complaints(
        about discount: CatalogDocument.DiscountEntry, _ catalogue: CatalogDocument
    ) -> [String] {
        var found = code(discount.code, "Discount \(discount.code)")
        switch discount.reduction {
        case .share(let share) where !(1...Discount.Reduction.whole).contains(share):
            found.append("Discount \(discount.code): a share is above 0 % and at most 100 %.")
        case .amount(let amount) where amount <= 0:
            found.append("Discount \(discount.code): an amount is above zero.")
        case .share, .amount: break
        }
        if let component = discount.component, catalogue.component(component) == nil {
            found.append("Discount \(discount.code): there is no component \(component): add it, or name another.")
        }
        return found
    }

    package static func complaints(
        about campaign: CatalogDocument.Campaign, _ catalogue: CatalogDocument
    ) -> [String] {
        let name = "Campaign \(campaign.code)"
        var found = code(campaign.code, name)
        if !catalogue.discounts.contains(where: { $0.code == campaign.discount }) {
            found.append("\(name): there is no discount \(campaign.discount): add it, or name another.")
        }
        if campaign.during.isEmpty { found.append("\(name) has no days: let its last day follow its first.") }
        if !(1...120).contains(campaign.months) {
            found.append("\(name): a discount for \(campaign.months) months: enter 1 to 120.")
        }
        if campaign.tariffs.isEmpty { found.append("\(name) is for no tariff: name one.") }
        for tariff in campaign.tariffs where !catalogue.tariffs.contains(where: { $0.code == tariff }) {
            found.append("\(name): there is no tariff \(tariff): add it, or name another.")
        }
        return found
    }

    package static func complaints(about scheme: CatalogDocument.TaxEntry) -> [String] {
        let name = "Tax scheme \(scheme.code)"
        var found = code(scheme.code, name)
        if scheme.treatment == .exempt, !scheme.rates.isEmpty {
            found.append("\(name) is exempt and has rates: take them out, or leave out the treatment.")
        }
        for rate in scheme.rates {
            if !(0...10 * Discount.Reduction.whole).contains(rate.share) {
                found.append("\(name), \(rate.name): a tax is between 0 % and 1000 %.")
            }
            if rate.valid.isEmpty {
                found.append("\(name), \(rate.name) is never valid: let its end follow its begin.")
            }
        }
        for (index, rate) in scheme.rates.enumerated() {
            let isTwice = scheme.rates[..<index].contains {
                $0.name == rate.name && $0.category == rate.category && !$0.valid.intersection(rate.valid).isEmpty
            }
            if isTwice { found.append("\(name), \(rate.name) has two rates on one day: end the earlier one.") }
        }
        return found
    }

    // MARK: Codes

    static func code(_ code: String, _ name: String) -> [String] {
        let isPlain =
            code.utf8.first.map { (0x61...0x7A).contains($0) } == true && code.utf8.count <= 40
            && code.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
            }
        return isPlain
            ? [] : ["\(name): a code is a small Latin letter, then letters, digits, - or _, at most 40 in all."]
    }

    static func twice(_ codes: [String], _ what: String) -> [String] {
        var seen: Set<String> = []
        var found: [String] = []
        for code in codes where !seen.insert(code).inserted {
            found.append("There are two of \(what) \(code): rename one, or take it out.")
        }
        return found
    }
}

extension CatalogDocument {
    package func component(_ code: ComponentCode) -> Component? {
        serviceTypes.first { $0.code == code.serviceType }?.components.first { $0.code == code.component }
    }
}
