import Domain

extension FeeRating {
    /// Day by day: each day has a charge of its own, the difference of the running sums at its end and at its beginning,
    /// each rounded, of the price in force on it. The days of a period add up to its fee exactly, and no day depends on
    /// what happened on another. All days of a period weigh the same.
    func day(
        _ day: CivilDate, of component: TariffComponent, _ terms: PeriodicTerms, _ tariff: Tariff,
        _ facts: KnownFacts, _ explaining: Bool
    ) throws(Failure) -> Charge? {
        guard let quantity = quantity(of: component, on: day, facts),
            component.isChargedWhileSuspended || !facts.isWhollySuspended(on: day)
        else { return nil }
        let natural = BillingCycle(terms).period(of: facts.subscription, around: day)
        let days = CivilPeriod(day, day.adding(days: 1))
        let reductions = try Reductions(
            for: component.id, isPeriodic: true, in: days, facts: facts, book: book)
        var amounts = ChargeAmounts(stages: reductions.discounts.count + 1)
        let fee = try dailyFee(natural, day, component, terms, tariff, quantity, facts)
        let index = Int128(day.days(since: natural.start))
        let whole = Int128(natural.days)
        if fee != 0 {
            guard let fees = reductions.stages(of: fee, on: day, facts: facts),
                let before = fees.scaled(by: index, over: whole),
                let after = fees.scaled(by: index + 1, over: whole),
                amounts.add(from: before, to: after, component.rounding) != nil
            else { throw .overflow(tariff.id, component: component.id) }
        }
        let draft = ChargeDraft(
            key: ChargeKey(kind: .fee, component: component.id, periodOn: day), tariff: tariff, component: component,
            covered: days, days: 1, daysOfPeriod: natural.days, unusedDays: 0, valueOn: day)
        let words = explaining ? DayWords(fee: fee, index: Int(index) + 1, of: natural, tariff.currency).lines : []
        return try finish(draft, amounts, reductions, facts, words, explaining)
    }

    private func dailyFee(
        _ natural: CivilPeriod, _ day: CivilDate, _ component: TariffComponent, _ terms: PeriodicTerms,
        _ tariff: Tariff, _ quantity: Int64, _ facts: KnownFacts
    ) throws(Failure) -> Int128 {
        let activatedOn = facts.subscription.activatedOn
        if day < activatedOn.adding(days: tariff.trialDays) { return 0 }
        if terms.proration == .freeFirst, natural.start < activatedOn { return 0 }
        guard let price = facts.fee(of: component, on: day) else {
            throw .noPrice(tariff.id, component: component.id, on: day)
        }
        return Int128(price) * Int128(quantity)
    }

    /// How many of a component the subscription has on a day; nil: none.
    func quantity(of component: TariffComponent, on day: CivilDate, _ facts: KnownFacts) -> Int64? {
        component.selection == .included ? 1 : facts.quantity(of: component.id, on: day)
    }

    /// The charges of all days from `first` to the day of the facts.
    func addDays(
        of component: ComponentID, _ cycle: BillingCycle, _ first: CivilDate, _ facts: KnownFacts,
        _ explaining: Bool, to charges: inout [Charge]
    ) throws(Failure) {
        var date = first
        while date <= facts.day, date < facts.life.end {
            if let id = facts.tariff(on: date), let tariff = book[id], let priced = tariff.component(component),
                case .periodic(let terms) = priced.terms, BillingCycle(terms) == cycle,
                let charge = try day(date, of: priced, terms, tariff, facts, explaining)
            {
                charges.append(charge)
            }
            date = date.adding(days: 1)
        }
    }
}

extension [Fraction] {
    /// Each times a share; nil: too large.
    fileprivate func scaled(by factor: Int128, over divisor: Int128) -> [Fraction]? {
        var scaled: [Fraction] = []
        scaled.reserveCapacity(count)
        for fraction in self {
            guard let part = fraction.scaled(by: factor, over: divisor) else { return nil }
            scaled.append(part)
        }
        return scaled
    }
}
