package import Domain

/// What pricing a subscription needs to know about it.
package struct RatedSubscription: Hashable, Sendable {
    /// A tariff in force over a span of days.
    package struct TariffSpan: Hashable, Sendable {
        package let valid: CivilPeriod
        package let tariff: TariffID

        package init(valid: CivilPeriod, tariff: TariffID) {
            self.valid = valid
            self.tariff = tariff
        }
    }

    package let activatedOn: CivilDate
    /// First day without the service; nil while it runs.
    package let endedOn: CivilDate?
    /// 1 ... 31; on short months it clips to their last day.
    package let billingDay: Int
    package let tariffs: [TariffSpan]
    /// From the day of suspension to the day of resumption; nil while it lasts.
    package let suspensions: [(from: CivilDate, to: CivilDate?)]

    package init(
        activatedOn: CivilDate, endedOn: CivilDate?, billingDay: Int, tariffs: [TariffSpan],
        suspensions: [(from: CivilDate, to: CivilDate?)]
    ) {
        self.activatedOn = activatedOn
        self.endedOn = endedOn
        self.billingDay = billingDay
        self.tariffs = tariffs
        self.suspensions = suspensions
    }

    package static func == (left: RatedSubscription, right: RatedSubscription) -> Bool {
        left.activatedOn == right.activatedOn && left.endedOn == right.endedOn && left.billingDay == right.billingDay
            && left.tariffs == right.tariffs && left.suspensions.map(\.from) == right.suspensions.map(\.from)
            && left.suspensions.map(\.to) == right.suspensions.map(\.to)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(activatedOn)
        hasher.combine(billingDay)
        hasher.combine(tariffs)
    }

    /// The billing date in the month of `day`.
    func billingDate(inMonthOf day: CivilDate) -> CivilDate { day.monthAway(0, day: billingDay) }

    /// The whole monthly period around a day: from the last billing date to the next.
    package func monthlyPeriod(around day: CivilDate) -> CivilPeriod {
        let here = billingDate(inMonthOf: day)
        return day >= here
            ? CivilPeriod(here, day.monthAway(1, day: billingDay))
            : CivilPeriod(day.monthAway(-1, day: billingDay), here)
    }

    /// True when the service was suspended for the whole of the day: the day of suspension and the day of resumption
    /// count as used (business-rules section 4).
    func isWhollySuspended(on day: CivilDate, asOf today: CivilDate) -> Bool {
        suspensions.contains { span in day > span.from && day < (span.to ?? CivilDate(dayNumber: .max)) }
    }
}
