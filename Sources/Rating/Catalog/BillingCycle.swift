import Domain

/// Where the natural periods of a component begin and end, whatever happens to the service in them. Tariffs whose
/// terms have equal cycles share their periods; terms that differ have periods of their own.
struct BillingCycle: Hashable, Sendable {
    let unit: PeriodicTerms.Unit
    let count: Int
    let alignment: PeriodicTerms.Alignment
    /// Day by day: never shared with terms that charge the period as one.
    let isDaily: Bool

    init(_ terms: PeriodicTerms) {
        unit = terms.unit
        count = terms.count
        alignment = terms.alignment
        isDaily = terms.due == .daily
    }

    /// Periods of single months are the ones whose fragments count each calendar month with its own days.
    var isMonthly: Bool { unit == .month && count == 1 }

    /// The natural period around a day on or after the activation.
    ///
    /// - Months: from billing date to billing date; a day of 29 to 31 clips to the end of short months and comes back
    ///   (31 January, 28 February, 31 March).
    /// - Several months, years: every so many months from the first monthly period, the one that contains the
    ///   activation. 29 February bills on 28 February in common years.
    /// - Days: every so many days from the activation.
    func period(of subscription: RatedSubscription, around day: CivilDate) -> CivilPeriod {
        if unit == .day {
            let offset = day.days(since: subscription.activatedOn)
            let index = offset >= 0 ? offset / count : (offset - count + 1) / count
            let start = subscription.activatedOn.adding(days: index * count)
            return CivilPeriod(start, start.adding(days: count))
        }
        let wanted = alignment == .billingDay ? subscription.billingDay : subscription.activatedOn.day
        let start = Self.month(around: day, day: wanted)
        let months = unit == .year ? count * 12 : count
        if months == 1 { return CivilPeriod(start, start.monthAway(1, day: wanted)) }
        let anchor = Self.month(around: subscription.activatedOn, day: wanted)
        let (from, to) = (anchor.components, start.components)
        let away = (to.year - from.year) * 12 + to.month - from.month
        let index = away >= 0 ? away / months : (away - months + 1) / months
        return CivilPeriod(
            anchor.monthAway(index * months, day: wanted), anchor.monthAway((index + 1) * months, day: wanted))
    }

    /// The beginning of the monthly period around a day.
    private static func month(around day: CivilDate, day wanted: Int) -> CivilDate {
        let here = day.monthAway(0, day: wanted)
        return day >= here ? here : day.monthAway(-1, day: wanted)
    }
}
