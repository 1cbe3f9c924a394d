package import Domain

extension RatedSubscription {
    /// The subscription as it will be when a change is made, by the rules by which the database makes it: a new tariff or
    /// quantity ends what was planned from its day on, and the last change of a day holds.
    ///
    /// - Parameters:
    ///   - open: the reasons for which it stands today; it runs again only when none is left.
    ///   - campaigns: discounts that come with the new tariff by themselves.
    package func changed(
        by change: ServiceChange, today: CivilDate, open: Set<SuspensionReason>, campaigns: [Span<DiscountID>] = []
    ) -> RatedSubscription {
        switch change {
        case .tariff(let tariff, let day, _):
            let before = tariffs.filter { $0.valid.start < day }.map { span in
                span.valid.end > day ? Span(span.value, CivilPeriod(span.valid.start, day)) : span
            }
            // What was agreed for the tariff before does not hold for the new one.
            let prices =
                tariff == tariffs.last { $0.valid.start < day }?.value
                ? ownPrices
                : ownPrices.compactMap { price in
                    guard price.valid.start < day else { return nil }
                    return Span(price.value, CivilPeriod(price.valid.start, min(price.valid.end, day)))
                }
            return with(
                tariffs: before + [Span(tariff, CivilPeriod(day, .farFuture))], discounts: discounts + campaigns,
                ownPrices: prices)
        case .suspend(let reason, let from, let until):
            let new = Suspension(from: from, to: until)
            return with(
                suspensions: Self.merged(suspensions + [new]),
                requestedSuspensions: reason == .request ? requestedSuspensions + [new] : requestedSuspensions)
        case .resume(let reason):
            let ended = { (one: Suspension) in
                one.from <= today && one.to.map { $0 > today } ?? true ? Suspension(from: one.from, to: today) : one
            }
            return with(
                suspensions: open.subtracting([reason]).isEmpty ? suspensions.map(ended) : suspensions,
                requestedSuspensions: reason == .request ? requestedSuspensions.map(ended) : requestedSuspensions)
        case .terminate(let day): return with(endedOn: day, tariffs: tariffs.filter { $0.valid.start < day })
        case .option(let component, let quantity, let from):
            let kept = options.compactMap { option -> Span<Option>? in
                guard option.value.component == component, option.valid.end > from else { return option }
                guard option.valid.start < from else { return nil }
                return Span(option.value, CivilPeriod(option.valid.start, from))
            }
            let new = Span(
                Option(component: component, quantity: Int64(quantity)), CivilPeriod(from, .farFuture))
            return with(options: quantity > 0 ? kept + [new] : kept)
        case .withdrawPlan:
            return with(
                endedOn: endedOn.flatMap { $0 <= today ? $0 : nil },
                tariffs: tariffs.filter { $0.valid.start <= today },
                suspensions: suspensions.filter { $0.from <= today },
                options: options.filter { $0.valid.start <= today })
        }
    }

    /// Overlapping and touching suspensions are one.
    private static func merged(_ all: [Suspension]) -> [Suspension] {
        var result: [Suspension] = []
        for next in all.sorted(by: { $0.from < $1.from }) {
            guard let last = result.last, last.to.map({ $0 >= next.from }) ?? true else {
                result.append(next)
                continue
            }
            let to = last.to.flatMap { end in next.to.map { max(end, $0) } }
            result[result.count - 1] = Suspension(from: last.from, to: to)
        }
        return result
    }

    private func with(
        endedOn: CivilDate?? = nil, tariffs: [Span<TariffID>]? = nil, suspensions: [Suspension]? = nil,
        requestedSuspensions: [Suspension]? = nil, options: [Span<Option>]? = nil, discounts: [Span<DiscountID>]? = nil,
        ownPrices: [Span<OwnPrice>]? = nil
    ) -> RatedSubscription {
        RatedSubscription(
            activatedOn: activatedOn, endedOn: endedOn ?? self.endedOn, billingDay: billingDay,
            tariffs: tariffs ?? self.tariffs, suspensions: suspensions ?? self.suspensions,
            requestedSuspensions: requestedSuspensions ?? self.requestedSuspensions, options: options ?? self.options,
            discounts: discounts ?? self.discounts, taxSchemes: taxSchemes,
            ownPrices: ownPrices ?? self.ownPrices,
            chargedFrom: chargedFrom)
    }
}

extension ServiceChange {
    /// The first day it has an effect.
    package func firstDay(today: CivilDate) -> CivilDate {
        switch self {
        case .tariff(_, let day, _), .terminate(let day), .option(_, _, let day), .suspend(_, let day, _): day
        case .resume, .withdrawPlan: today
        }
    }
}
