import Domain

/// A subscription as known on a day (business-rules section 3): what begins after the day is a plan and has no effect
/// on money. The tariff and the options in force are taken as going on without end, an end of the service or of a
/// suspension still to come is not there yet. Prices of the catalogue are no plans: their future versions count at
/// once, and so does the end of a discount, which was agreed with it.
struct KnownFacts {
    let subscription: RatedSubscription
    let day: CivilDate
    /// From the activation to the end of the service, if it has ended by now; empty before the activation.
    let life: CivilPeriod

    init(_ subscription: RatedSubscription, on day: CivilDate) {
        self.subscription = subscription
        self.day = day
        let end = subscription.endedOn.flatMap { $0 <= day ? $0 : nil } ?? .farFuture
        life = CivilPeriod(subscription.activatedOn, subscription.activatedOn <= day ? end : subscription.activatedOn)
    }

    var endedOn: CivilDate? { life.end == .farFuture ? nil : life.end }

    /// The days of one of the tariff spans; empty when it is a plan.
    func days(ofTariff index: Int) -> CivilPeriod {
        let spans = subscription.tariffs
        let valid = spans[index].valid
        guard valid.start <= day else { return CivilPeriod(valid.start, valid.start) }
        let isLast = index + 1 == spans.count || spans[index + 1].valid.start > day
        return CivilPeriod(valid.start, isLast ? .farFuture : valid.end)
    }

    func tariff(on date: CivilDate) -> TariffID? {
        for index in subscription.tariffs.indices where days(ofTariff: index).contains(date) {
            return subscription.tariffs[index].value
        }
        return nil
    }

    /// The days of an option; empty when it is a plan.
    func days(of option: RatedSubscription.Span<RatedSubscription.Option>) -> CivilPeriod {
        let valid = option.valid
        guard valid.start <= day else { return CivilPeriod(valid.start, valid.start) }
        return CivilPeriod(valid.start, valid.end <= day ? valid.end : .farFuture)
    }

    /// How many of an optional component there are on a day; nil when there is none.
    func quantity(of component: ComponentID, on date: CivilDate) -> Int64? {
        for option in subscription.options
        where option.value.component == component && days(of: option).contains(date) {
            return option.value.quantity
        }
        return nil
    }

    /// The days of an own price; it goes on like the tariff it belongs to.
    func days(of price: RatedSubscription.Span<RatedSubscription.OwnPrice>) -> CivilPeriod {
        let valid = price.valid
        guard valid.start <= day else { return CivilPeriod(valid.start, valid.start) }
        return CivilPeriod(valid.start, valid.end <= day ? valid.end : .farFuture)
    }

    /// The periodic fee of a component on a date: the customer's own, else the tariff's; nil where it has no price.
    func fee(of component: TariffComponent, on date: CivilDate) -> Int64? {
        for price in subscription.ownPrices
        where price.value.component == component.id && days(of: price).contains(date) {
            return price.value.amount
        }
        return component.price(on: date)
    }

    /// The days a suspension takes wholly: strictly between its two ends, which both count as used; all days after it
    /// began while it lasts.
    func wholeDays(of suspension: RatedSubscription.Suspension) -> CivilPeriod {
        let start = suspension.from.adding(days: 1)
        guard suspension.from <= day else { return CivilPeriod(start, start) }
        guard let to = suspension.to, to <= day else { return CivilPeriod(start, .farFuture) }
        return CivilPeriod(start, to)
    }

    func isWhollySuspended(on date: CivilDate) -> Bool {
        for suspension in subscription.suspensions where wholeDays(of: suspension).contains(date) { return true }
        return false
    }

    /// Whether a suspension lasts at the end of the day.
    var isSuspended: Bool {
        for suspension in subscription.suspensions where suspension.from <= day {
            if suspension.to.map({ $0 > day }) ?? true { return true }
        }
        return false
    }

    func has(_ discount: RatedSubscription.Span<DiscountID>, on date: CivilDate) -> Bool {
        discount.valid.start <= day && discount.valid.contains(date)
    }
}
