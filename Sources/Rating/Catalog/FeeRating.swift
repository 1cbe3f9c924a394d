package import Domain

/// What subscriptions cost by the calendar and by what happens to them: a pure function of the facts, so that the ledger
/// can always be brought to it. What is posted is subtracted from what is owed, and the difference is the next line
/// (business-rules section 3). The day run, the preview before a change and `bcrm price charges` all use it.
///
/// The order is proration, discount, rounding by the component's rule, tax. Amounts are exact until the rounding, and
/// the parts of one period are rounded as they add up, so that they make the rounded whole.
package struct FeeRating: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        case unknownTariff(TariffID)
        case unknownDiscount(DiscountID)
        case unknownTaxScheme(TaxSchemeID)
        case noPrice(TariffID, component: ComponentID, on: CivilDate)
        case overflow(TariffID, component: ComponentID)
        case otherCurrency(TariffID, String, account: String)

        package var sentence: String {
            switch self {
            case .unknownTariff(let tariff):
                "Tariff \(tariff) is not in the catalogue: add it, or change the service's tariff."
            case .unknownDiscount(let discount):
                "Discount \(discount) is not in the catalogue: add it, or take it from the service."
            case .unknownTaxScheme(let scheme):
                "Tax scheme \(scheme) is not in the catalogue: add it, or give the customer another."
            case .noPrice(let tariff, let component, let day):
                "Tariff \(tariff) has no price for component \(component) on \(day): enter one that is valid on that day."
            case .overflow(let tariff, let component):
                "The amount of component \(component) in tariff \(tariff) is too large: correct its price or the quantity."
            case .otherCurrency(let tariff, let currency, let account):
                "Tariff \(tariff) is in \(currency) and the account in \(account): change the tariff, or move the service to another account."
            }
        }
    }

    package let book: PriceBook

    package init(_ book: PriceBook) { self.book = book }

    /// Everything that should stand on the ledger by the end of `day` for the keys from the day `from` on: periods begun
    /// (or ended, in arrears), fragments since the activation, one-time charges, instalments, penalties. Charges that
    /// come to nothing are there too: what was charged before and is not any more can be told from them.
    ///
    /// A period keeps its key whatever happens later: the later of its natural begin and the activation, for an optional
    /// component the later of its natural begin and the day it was chosen.
    package func owed(
        _ subscription: RatedSubscription, from: CivilDate, asOf day: CivilDate, explaining: Bool = false
    ) throws(Failure) -> [Charge] {
        let facts = KnownFacts(subscription, on: day)
        guard !facts.life.isEmpty || facts.endedOn != nil else { return [] }
        var charges: [Charge] = []
        let first = max(from, subscription.activatedOn)
        for (component, cycle) in try cycles(of: facts, from: first) {
            if cycle.isDaily {
                try addDays(of: component, cycle, first, facts, explaining, to: &charges)
                continue
            }
            var natural = cycle.period(of: subscription, around: first)
            while natural.start <= day, natural.start < facts.life.end {
                let pieces = try PeriodPieces(of: component, cycle: cycle, in: natural, facts: facts, book: book)
                for charge in try price(pieces, facts, explaining) where charge.key.periodOn >= from {
                    charges.append(charge)
                }
                natural = cycle.period(of: subscription, around: natural.end)
            }
        }
        try addSingle(facts, from: from, explaining, to: &charges)
        return charges
    }

    /// The periodic components of the tariffs in force since a day, each with the cycles it had; in the tariffs' order.
    private func cycles(
        of facts: KnownFacts, from: CivilDate
    ) throws(Failure) -> [(ComponentID, BillingCycle)] {
        var found: [(ComponentID, BillingCycle)] = []
        for index in facts.subscription.tariffs.indices {
            let days = facts.days(ofTariff: index)
            let id = facts.subscription.tariffs[index].value
            guard !days.isEmpty, let tariff = book[id] else {
                if days.isEmpty { continue }
                throw .unknownTariff(id)
            }
            for component in tariff.components {
                guard case .periodic(let terms) = component.terms else { continue }
                let cycle = BillingCycle(terms)
                // The period around the first day may have begun under an earlier tariff.
                guard days.end > cycle.period(of: facts.subscription, around: from).start,
                    !found.contains(where: { $0.0 == component.id && $0.1 == cycle })
                else { continue }
                found.append((component.id, cycle))
            }
        }
        return found
    }

    /// The day the charge of a part becomes owed.
    func dueOn(_ part: PeriodPieces.Part, _ natural: CivilPeriod, _ facts: KnownFacts) -> CivilDate {
        part.terms.due == .arrears ? min(natural.end, facts.life.end) : part.usedFrom
    }

    /// The charges of a period's parts that are owed by the day of the facts.
    func price(_ period: PeriodPieces, _ facts: KnownFacts, _ explaining: Bool) throws(Failure) -> [Charge] {
        guard let some = period.parts.first else { return [] }
        let reductions = try Reductions(
            for: some.component.id, isPeriodic: true, in: period.natural, facts: facts, book: book)
        var amounts = period.parts.map { _ in ChargeAmounts(stages: reductions.discounts.count + 1) }
        var running = [Fraction](repeating: .zero, count: reductions.discounts.count + 1)
        for piece in period.pieces where piece.fee != 0 && piece.weight != 0 {
            let part = period.parts[piece.part]
            guard let fees = reductions.stages(of: piece.fee, on: piece.days.start, facts: facts),
                let sums = sum(running, fees, weight: piece.weight, of: period.denominator),
                amounts[piece.part].add(from: running, to: sums, part.component.rounding) != nil
            else { throw .overflow(part.tariff.id, component: part.component.id) }
            running = sums
        }
        var charges: [Charge] = []
        charges.reserveCapacity(period.parts.count)
        for (index, part) in period.parts.enumerated() {
            let dueOn = dueOn(part, period.natural, facts)
            guard dueOn <= facts.day else { continue }
            let draft = ChargeDraft(
                key: ChargeKey(kind: .fee, component: part.component.id, periodOn: part.keyOn), tariff: part.tariff,
                component: part.component, covered: part.covered, days: part.days,
                daysOfPeriod: period.natural.days,
                unusedDays: period.natural.end.days(since: part.keyOn) - part.days, valueOn: dueOn)
            let words = explaining ? PeriodWords(period, part: index, reductions, facts).lines : []
            charges.append(try finish(draft, amounts[index], reductions, facts, words, explaining))
        }
        return charges
    }

    private func sum(_ running: [Fraction], _ fees: [Fraction], weight: Int64, of whole: Int64) -> [Fraction]? {
        var sums = running
        for (index, fee) in fees.enumerated() {
            let exact: Fraction?
            if fee.denominator == 1 {
                let (top, isTooLarge) = fee.numerator.multipliedReportingOverflow(by: Int128(weight))
                exact = isTooLarge ? nil : Fraction(top, Int128(whole))
            } else {
                exact = fee.scaled(by: Int128(weight), over: Int128(whole))
            }
            guard let exact, let sum = running[index].adding(exact) else { return nil }
            sums[index] = sum
        }
        return sums
    }
}
