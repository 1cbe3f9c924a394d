package import Domain

extension FeeRating {
    /// The charges that become owed exactly on `day` by the calendar, as known on that day: in advance, of periods that
    /// begin on it; in arrears, of those that ended with the day before; day by day, the day's own; instalments due on
    /// it. Fragments that begin with an activation or a change are no matter of the calendar: see
    /// ``owed(_:from:asOf:explaining:)``, which gives the same charges and those.
    ///
    /// While the service is suspended nothing is due in advance for components that are not charged meanwhile: they wait
    /// for the resumption, which leaves the suspended days out (business-rules section 4). What was used of a period in
    /// arrears is due at its end all the same. Charges of nothing are left out.
    ///
    /// A key may have lines already, where the tariff changed in the period: post those of a period in arrears by
    /// ``ChargeDifference`` with what is posted under their key and tariff.
    package func due(
        _ subscription: RatedSubscription, on day: CivilDate, explaining: Bool = false
    ) throws(Failure) -> [Charge] {
        let facts = KnownFacts(subscription, on: day)
        var charges: [Charge] = []
        if facts.life.contains(day), let id = facts.tariff(on: day) {
            guard let tariff = book[id] else { throw .unknownTariff(id) }
            let isSuspended = facts.isSuspended
            for component in tariff.components where !isSuspended || component.isChargedWhileSuspended {
                guard case .periodic(let terms) = component.terms else { continue }
                switch terms.due {
                case .advance:
                    if let charge = try begun(component, terms, tariff, facts, explaining), charge.costs {
                        charges.append(charge)
                    }
                case .daily:
                    if let charge = try self.day(day, of: component, terms, tariff, facts, explaining), charge.costs {
                        charges.append(charge)
                    }
                case .arrears: break
                }
            }
        }
        if !book.tariffsInArrears.isEmpty { try addEnded(facts, explaining, to: &charges) }
        if !book.tariffsWithInstalments.isEmpty {
            charges += try instalments(facts, from: day, explaining).filter { $0.key.periodOn == day && $0.costs }
        }
        return charges
    }

    /// The charge of a period that begins on the day of the facts; nil when none does.
    private func begun(
        _ component: TariffComponent, _ terms: PeriodicTerms, _ tariff: Tariff, _ facts: KnownFacts,
        _ explaining: Bool
    ) throws(Failure) -> Charge? {
        let subscription = facts.subscription
        let cycle = BillingCycle(terms)
        let natural = cycle.period(of: subscription, around: facts.day)
        guard natural.start == facts.day, let quantity = quantity(of: component, on: facts.day, facts) else {
            return nil
        }
        // Nearly every fee: one price for a whole period, without a discount or a trial.
        if quantity == 1, subscription.discounts.isEmpty, subscription.ownPrices.isEmpty,
            let price = component.prices.last(where: covers(natural)),
            facts.day >= subscription.activatedOn.adding(days: tariff.trialDays)
        {
            var amounts = ChargeAmounts(stages: 1)
            guard amounts.add(from: [.zero], to: [Fraction(Int128(price.amount))], component.rounding) != nil else {
                throw .overflow(tariff.id, component: component.id)
            }
            if !explaining {
                let draft = ChargeDraft(
                    key: ChargeKey(kind: .fee, component: component.id, periodOn: facts.day), tariff: tariff,
                    component: component, covered: natural, days: natural.days, daysOfPeriod: natural.days,
                    unusedDays: 0, valueOn: facts.day)
                return try finish(draft, amounts, .none, facts, [], false)
            }
        }
        let pieces = try PeriodPieces(of: component.id, cycle: cycle, in: natural, facts: facts, book: book)
        return try price(pieces, facts, explaining).first { $0.key.periodOn == facts.day }
    }

    private func covers(_ period: CivilPeriod) -> (TariffComponent.Price) -> Bool {
        { $0.valid.start <= period.start && $0.valid.end >= period.end }
    }

    /// The charges in arrears of periods that ended with the day before.
    private func addEnded(
        _ facts: KnownFacts, _ explaining: Bool, to charges: inout [Charge]
    ) throws(Failure) {
        let yesterday = facts.day.adding(days: -1)
        guard yesterday >= facts.life.start, facts.life.end >= facts.day else { return }
        var seen: [(ComponentID, BillingCycle)] = []
        for index in facts.subscription.tariffs.indices {
            let days = facts.days(ofTariff: index)
            guard !days.isEmpty, book.tariffsInArrears.contains(facts.subscription.tariffs[index].value),
                let tariff = book[facts.subscription.tariffs[index].value]
            else { continue }
            for component in tariff.components {
                guard case .periodic(let terms) = component.terms, terms.due == .arrears else { continue }
                let cycle = BillingCycle(terms)
                let natural = cycle.period(of: facts.subscription, around: yesterday)
                guard natural.end == facts.day, !natural.intersection(days).isEmpty,
                    !seen.contains(where: { $0.0 == component.id && $0.1 == cycle })
                else { continue }
                seen.append((component.id, cycle))
                let pieces = try PeriodPieces(of: component.id, cycle: cycle, in: natural, facts: facts, book: book)
                for charge in try price(pieces, facts, explaining) where charge.costs && charge.valueOn == facts.day {
                    charges.append(charge)
                }
            }
        }
    }
}

extension Charge {
    /// False for charges that come to nothing.
    package var costs: Bool { legs.values.contains { $0 != 0 } }
}
