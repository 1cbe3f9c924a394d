package import Domain

/// The periodic fees of a subscription: what a period costs, given everything known about it. A pure function of the
/// facts, so that the ledger can always be brought to it: what is posted is subtracted from what is desired, and the
/// difference is the next line (business-rules section 3).
package struct PeriodicFee: Sendable {
    /// What one component costs over one period.
    package struct Fee: Hashable, Sendable {
        package let component: Int
        package let componentName: String
        package let tariff: TariffID
        /// The days the period has for this subscription: cut at activation and end.
        package let period: CivilPeriod
        /// Days that count, of the days of the natural period.
        package let days: Int
        package let daysOfPeriod: Int
        /// Minor units, positive, rounded once.
        package let amount: Int64
    }

    package enum Failure: Error, Hashable, Sendable {
        case unknownTariff(TariffID)
        case noPrice(TariffID, component: Int, on: CivilDate)
        case overflow(TariffID)

        package var sentence: String {
            switch self {
            case .unknownTariff(let tariff): "Tariff \(tariff) is not in the catalogue."
            case .noPrice(let tariff, let component, let day):
                "Tariff \(tariff) has no price for component \(component) on \(day)."
            case .overflow(let tariff): "The fee of tariff \(tariff) is too large."
            }
        }
    }

    private let tariffs: [TariffID: Tariff]

    package init(tariffs: [TariffID: Tariff]) { self.tariffs = tariffs }

    package subscript(tariff: TariffID) -> Tariff? { tariffs[tariff] }

    /// The period of the subscription that contains a day, cut at activation and end; nil when the subscription does
    /// not exist on that day.
    package func period(of subscription: RatedSubscription, around day: CivilDate) throws(Failure) -> CivilPeriod? {
        guard day >= subscription.activatedOn, subscription.endedOn.map({ day < $0 }) ?? true,
            let span = subscription.tariffs.first(where: { $0.valid.contains(day) })
        else { return nil }
        guard let tariff = tariffs[span.tariff] else { throw .unknownTariff(span.tariff) }
        let whole = naturalPeriod(of: subscription, tariff: tariff, around: day)
        let end = subscription.endedOn ?? whole.end
        return whole.intersection(CivilPeriod(subscription.activatedOn, max(end, subscription.activatedOn)))
    }

    /// What the period containing `day` costs, as known on `today`. Nothing while the service is suspended on `today`
    /// and nothing of the period was charged before: the fee then waits for the resumption.
    package func fees(
        of subscription: RatedSubscription, periodAround day: CivilDate, asOf today: CivilDate
    ) throws(Failure) -> [Fee] {
        guard let period = try period(of: subscription, around: day) else { return [] }
        var sums: [Int: (name: String, tariff: TariffID, days: Int, whole: Int, exact: [Fraction])] = [:]
        for span in subscription.tariffs {
            let part = period.intersection(span.valid)
            guard !part.isEmpty else { continue }
            guard let tariff = tariffs[span.tariff] else { throw .unknownTariff(span.tariff) }
            let whole = naturalPeriod(of: subscription, tariff: tariff, around: day)
            let isFirst = period.start == subscription.activatedOn && period.start > whole.start
            for component in tariff.components {
                var entry = sums[component.id] ?? (component.name, tariff.id, 0, whole.days, [])
                entry.tariff = tariff.id
                entry.name = component.name
                for fragment in try fragments(
                    of: part, whole: whole, tariff: tariff, component: component, subscription: subscription,
                    isFirst: isFirst, asOf: today)
                {
                    entry.days += fragment.days
                    entry.exact.append(fragment.exact)
                }
                sums[component.id] = entry
            }
        }
        var fees: [Fee] = []
        for (component, entry) in sums.sorted(by: { $0.key < $1.key }) {
            guard let tariff = tariffs[entry.tariff] else { throw .unknownTariff(entry.tariff) }
            let sum = Fraction.sum(entry.exact)
            guard let sum, let amount = tariff.rounding.minorUnits(sum.numerator, over: sum.denominator) else {
                throw .overflow(tariff.id)
            }
            fees.append(
                Fee(
                    component: component, componentName: entry.name, tariff: entry.tariff, period: period,
                    days: entry.days, daysOfPeriod: entry.whole, amount: amount))
        }
        return fees
    }

    // MARK: Fragments

    private func naturalPeriod(
        of subscription: RatedSubscription, tariff: Tariff, around day: CivilDate
    ) -> CivilPeriod {
        switch tariff.period {
        case .day: return CivilPeriod(day, day.adding(days: 1))
        case .month: return subscription.monthlyPeriod(around: day)
        case .year:
            let anchor = subscription.activatedOn
            let months = (day.year - anchor.year) * 12
            let here = anchor.monthAway(months, day: anchor.day)
            return day >= here
                ? CivilPeriod(here, anchor.monthAway(months + 12, day: anchor.day))
                : CivilPeriod(anchor.monthAway(months - 12, day: anchor.day), here)
        }
    }

    /// The priced pieces of a part of a period: cut where the price changes and at the borders of natural months,
    /// without the days that do not count.
    private func fragments(
        of part: CivilPeriod, whole: CivilPeriod, tariff: Tariff, component: Tariff.Component,
        subscription: RatedSubscription, isFirst: Bool, asOf today: CivilDate
    ) throws(Failure) -> [(days: Int, exact: Fraction)] {
        var pieces: [(Int, Fraction)] = []
        var covered = 0
        for price in component.prices {
            let priced = part.intersection(price.valid)
            guard !priced.isEmpty else { continue }
            covered += priced.days
            // A whole period is one piece; a fragment is priced month by month, each with its own days.
            let months = priced == whole || tariff.period != .month ? [priced] : priced.months
            for month in months {
                let days = countedDays(in: month, tariff: tariff, subscription: subscription, asOf: today)
                if days == 0 { continue }
                pieces.append(
                    (days, exact(price.amount, days: days, of: month, whole: whole, tariff: tariff, isFirst: isFirst)))
            }
        }
        guard covered == part.days else {
            throw .noPrice(tariff.id, component: component.id, on: part.start)
        }
        return pieces
    }

    private func countedDays(
        in period: CivilPeriod, tariff: Tariff, subscription: RatedSubscription, asOf today: CivilDate
    ) -> Int {
        if tariff.chargesWhileSuspended || subscription.suspensions.isEmpty { return period.days }
        return (0..<period.days).count { offset in
            !subscription.isWhollySuspended(on: period.start.adding(days: offset), asOf: today)
        }
    }

    private func exact(
        _ amount: Int64, days: Int, of part: CivilPeriod, whole: CivilPeriod, tariff: Tariff, isFirst: Bool
    ) -> Fraction {
        if tariff.period != .month { return Fraction(Int128(amount) * Int128(days), Int128(whole.days)) }
        if part == whole && days == whole.days { return Fraction(Int128(amount), 1) }
        switch tariff.proration {
        case .none: return days > 0 ? Fraction(Int128(amount), 1) : Fraction(0, 1)
        case .freeFirst where isFirst: return Fraction(0, 1)
        case .fixed30: return Fraction(Int128(amount) * Int128(min(days, 30)), 30)
        case .actual, .freeFirst:
            // The whole period around a fragment that lies in one month is that month; a billing day inside the month
            // makes the period span two, and then each month counts with its own days.
            let length = part == whole ? whole.days : part.start.daysInMonth
            return Fraction(Int128(amount) * Int128(days), Int128(length))
        }
    }
}

/// An exact amount: rounding happens once, at the end.
struct Fraction: Hashable, Sendable {
    let numerator: Int128
    let denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// nil when it does not fit in 128 bits.
    static func sum(_ parts: [Fraction]) -> Fraction? {
        var total = Fraction(0, 1)
        for part in parts {
            if part.denominator == total.denominator {
                total = Fraction(total.numerator + part.numerator, total.denominator)
                continue
            }
            let (left, first) = total.numerator.multipliedReportingOverflow(by: part.denominator)
            let (right, second) = part.numerator.multipliedReportingOverflow(by: total.denominator)
            let (bottom, third) = total.denominator.multipliedReportingOverflow(by: part.denominator)
            let (top, fourth) = left.addingReportingOverflow(right)
            if first || second || third || fourth { return nil }
            total = Fraction(top, bottom)
        }
        return total
    }
}
