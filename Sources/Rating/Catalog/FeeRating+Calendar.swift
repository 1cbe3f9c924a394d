package import Domain

extension FeeRating {
    /// The first key that what happened on the days from `since` to `day` can have changed: the activation when nothing was
    /// charged yet, else the begin of the periods of those days. More than one day: after the daemon was down. A suspension
    /// that ended on one of them or still lasts (one of its reasons may have ended) makes all its days such days, and those
    /// of the suspensions it follows: what happened meanwhile waited for its end.
    /// Never before the day from which on the charges are ours.
    package func firstDay(
        toEvaluate subscription: RatedSubscription, on day: CivilDate, since: CivilDate? = nil, isCharged: Bool
    ) -> CivilDate {
        guard isCharged else { return max(subscription.activatedOn, subscription.chargedFrom) }
        let facts = KnownFacts(subscription, on: day)
        let last = min(day, max(facts.life.end.adding(days: -1), subscription.activatedOn))
        var first = min(max(since ?? day, subscription.activatedOn), last)
        while let earlier = subscription.suspensions.filter({ $0.from < first && $0.to.map { $0 >= first } ?? true })
            .map(\.from).min()
        {
            first = max(earlier, subscription.activatedOn)
            if first == subscription.activatedOn { break }
        }
        return max(beginning(from: first, to: last, facts), subscription.activatedOn, subscription.chargedFrom)
    }

    /// The periodic fee of a component on a day: the customer's own where one was agreed, else the tariff's.
    package func fee(of component: TariffComponent, for subscription: RatedSubscription?, on day: CivilDate) -> Int64? {
        guard let subscription else { return component.price(on: day) }
        return KnownFacts(subscription, on: day).fee(of: component, on: day)
    }

    /// The earliest begin of a period that contains one of the days or ended with the day before, of any component of the
    /// tariffs in force then; and of one in arrears that a tariff was in force in before, since the end of a service makes
    /// it due.
    private func beginning(from start: CivilDate, to last: CivilDate, _ facts: KnownFacts) -> CivilDate {
        var first = start
        let looked = CivilPeriod(start.adding(days: -1), last.adding(days: 1))
        for index in facts.subscription.tariffs.indices {
            let own = facts.days(ofTariff: index)
            let days = own.intersection(looked)
            guard !own.isEmpty, let tariff = book[facts.subscription.tariffs[index].value] else { continue }
            for component in tariff.components {
                guard case .periodic(let terms) = component.terms, terms.due != .daily else { continue }
                let cycle = BillingCycle(terms)
                if !days.isEmpty {
                    // Later days of the tariff are in the same periods or in later ones.
                    first = min(first, cycle.period(of: facts.subscription, around: max(days.start, start)).start)
                }
                if terms.due == .arrears {
                    let before = cycle.period(of: facts.subscription, around: looked.start)
                    if !before.intersection(own).isEmpty { first = min(first, before.start) }
                }
            }
        }
        return first
    }

    /// The next day after `day` on which the calendar charges something, and how much in all, as planned now: for the
    /// screen. Nil when nothing is to come within 400 days, when the service is suspended, or cannot be priced.
    package func nextCharge(
        of subscription: RatedSubscription, after day: CivilDate
    ) -> (on: CivilDate, amount: Int64)? {
        let limit = day.adding(days: 400)
        var cursor = max(day, subscription.activatedOn.adding(days: -1), subscription.chargedFrom.adding(days: -1))
        while let next = nextDate(subscription, after: cursor), next <= limit {
            guard let charges = try? due(subscription, on: next) else { return nil }
            let amount = charges.reduce(Int64(0)) { $0 &+ $1.total }
            if amount != 0 { return (next, amount) }
            cursor = next
        }
        return nil
    }

    /// The next day on which a period of any component begins or ends, or an instalment falls due.
    private func nextDate(_ subscription: RatedSubscription, after day: CivilDate) -> CivilDate? {
        var next: CivilDate?
        func consider(_ date: CivilDate) { next = min(next ?? date, date) }
        for span in subscription.tariffs {
            guard let tariff = book[span.value] else { continue }
            for component in tariff.components {
                switch component.terms {
                case .periodic(let terms):
                    if terms.due == .daily {
                        consider(day.adding(days: 1))
                    } else {
                        consider(BillingCycle(terms).period(of: subscription, around: day).end)
                    }
                case .instalments:
                    let starts = [subscription.activatedOn] + subscription.options.map(\.valid.start)
                    for start in starts {
                        let here = day.monthAway(0, day: start.day)
                        consider(here > day ? here : day.monthAway(1, day: start.day))
                    }
                case .oneTime, .earlyTermination, .usage: break
                }
            }
        }
        return next
    }
}
