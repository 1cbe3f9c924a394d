import Domain

/// What is charged once, not by periods (features F4.2, F4.10).
extension FeeRating {
    /// All one-time charges, penalties and instalments with a key from a day on; those that fall on one day under one
    /// tariff are one charge.
    func addSingle(
        _ facts: KnownFacts, from: CivilDate, _ explaining: Bool, to charges: inout [Charge]
    ) throws(Failure) {
        var single = try oneTime(facts, explaining)
        single += try earlyTerminations(facts, explaining)
        if !book.tariffsWithInstalments.isEmpty { single += try instalments(facts, from: from, explaining) }
        for charge in single where charge.key.periodOn >= from { charges.append(charge) }
    }

    /// What happened to the service and costs once: the activation by the tariff of that day; a change of the tariff by
    /// the new one, on its first day; suspension and resumption on the customer's request; the termination by the
    /// tariff of the last day. Things that happen twice on one day are charged once. The end of the service ends what
    /// suspends it, and that is no resumption.
    private func oneTime(_ facts: KnownFacts, _ explaining: Bool) throws(Failure) -> [Charge] {
        let subscription = facts.subscription
        var charges: [Charge] = []
        var seen: Set<ChargeKey> = []
        func add(_ event: LifecycleEvent, on day: CivilDate, byTariffOf other: CivilDate) throws(Failure) {
            guard day <= facts.day, let id = facts.tariff(on: other) else { return }
            guard let tariff = book[id] else { throw .unknownTariff(id) }
            for component in tariff.components where component.terms == .oneTime(event) {
                let key = ChargeKey(kind: .oneTime, component: component.id, periodOn: day)
                guard let quantity = quantity(of: component, on: other, facts), seen.insert(key).inserted else {
                    continue
                }
                let price = try price(of: component, tariff, on: day)
                charges.append(
                    try once(key, tariff, component, Int128(price) * Int128(quantity), facts, explaining))
            }
        }
        try add(.activation, on: subscription.activatedOn, byTariffOf: subscription.activatedOn)
        for index in subscription.tariffs.indices.dropFirst() {
            let days = facts.days(ofTariff: index)
            guard !days.isEmpty, facts.life.contains(days.start),
                subscription.tariffs[index].value != subscription.tariffs[index - 1].value
            else { continue }
            try add(.tariffChange, on: days.start, byTariffOf: days.start)
        }
        for suspension in subscription.requestedSuspensions {
            if facts.life.contains(suspension.from) {
                try add(.suspension, on: suspension.from, byTariffOf: suspension.from)
            }
            if let to = suspension.to, facts.life.contains(to) { try add(.resumption, on: to, byTariffOf: to) }
        }
        if let endedOn = facts.endedOn {
            try add(.termination, on: endedOn, byTariffOf: max(endedOn.adding(days: -1), subscription.activatedOn))
        }
        return charges
    }

    /// The penalty for leaving a tariff, by a change or the end of the service, before its minimum term: once, or for
    /// every month left, begun ones whole. It is the price of the day of leaving; the term counts from the first day of
    /// the tariff, and spans of one tariff that follow each other are one.
    private func earlyTerminations(_ facts: KnownFacts, _ explaining: Bool) throws(Failure) -> [Charge] {
        let spans = facts.subscription.tariffs
        var charges: [Charge] = []
        var start: CivilDate?
        for index in spans.indices {
            let days = facts.days(ofTariff: index).intersection(facts.life)
            guard !days.isEmpty else { continue }
            let since = start ?? days.start
            start = since
            let follower = index + 1 < spans.count ? facts.days(ofTariff: index + 1).intersection(facts.life) : days
            let isContinued =
                index + 1 < spans.count && !follower.isEmpty && spans[index + 1].value == spans[index].value
            if isContinued { continue }
            start = nil
            guard days.end <= facts.day else { continue }
            guard let tariff = book[spans[index].value] else { throw .unknownTariff(spans[index].value) }
            for component in tariff.components {
                guard case .earlyTermination(let terms) = component.terms,
                    let quantity = quantity(of: component, on: days.lastDay, facts)
                else { continue }
                let left = terms.monthsLeft(since: since, on: days.end)
                guard left > 0 else { continue }
                let times = terms.isPerRemainingMonth ? Int128(left) : 1
                let price = try price(of: component, tariff, on: days.end)
                let (fee, isTooLarge) = (Int128(price) * Int128(quantity)).multipliedReportingOverflow(by: times)
                if isTooLarge { throw .overflow(tariff.id, component: component.id) }
                let key = ChargeKey(kind: .oneTime, component: component.id, periodOn: days.end)
                charges.append(try once(key, tariff, component, fee, facts, explaining))
            }
        }
        return charges
    }

    func price(of component: TariffComponent, _ tariff: Tariff, on day: CivilDate) throws(Failure) -> Int64 {
        guard let price = component.price(on: day) else {
            throw .noPrice(tariff.id, component: component.id, on: day)
        }
        return price
    }

    /// One charge of an amount on the day of its key. Only discounts of the component itself reduce it.
    func once(
        _ key: ChargeKey, _ tariff: Tariff, _ component: TariffComponent, _ fee: Int128, _ facts: KnownFacts,
        _ explaining: Bool
    ) throws(Failure) -> Charge {
        let day = CivilPeriod(key.periodOn, key.periodOn.adding(days: 1))
        let reductions = try Reductions(
            for: component.id, isPeriodic: false, in: day, facts: facts, book: book)
        var amounts = ChargeAmounts(stages: reductions.discounts.count + 1)
        let nothing = [Fraction](repeating: .zero, count: reductions.discounts.count + 1)
        guard let fees = reductions.stages(of: fee, on: key.periodOn, facts: facts),
            amounts.add(from: nothing, to: fees, component.rounding) != nil
        else { throw .overflow(tariff.id, component: component.id) }
        let draft = ChargeDraft(
            key: key, tariff: tariff, component: component, covered: day, days: 1, daysOfPeriod: 1, unusedDays: 0,
            valueOn: key.periodOn)
        let words = explaining ? ["price " + exactText(Fraction(fee), tariff.currency)] : []
        return try finish(draft, amounts, reductions, facts, words, explaining)
    }
}

extension EarlyTermination {
    /// Months of the term left on a day, begun ones whole; 0 when it is over.
    func monthsLeft(since start: CivilDate, on day: CivilDate) -> Int {
        var passed = 0
        while passed < termMonths, start.monthAway(passed + 1, day: start.day) <= day { passed += 1 }
        return termMonths - passed
    }
}
