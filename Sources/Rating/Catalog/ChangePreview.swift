package import Domain

/// What a change of a service would post on the day it takes effect: the difference between what is owed with it and what
/// stands on the ledger by then, by the functions that will charge it (features F4.9).
package enum ChangePreview {
    /// - Parameters:
    ///   - present: the service as it is, with its plans.
    ///   - changed: the same with the change.
    ///   - posted: what stands on the ledger for it, from its activation on.
    ///   - day: when the change takes effect, today or later. Until its eve the present service is charged on.
    /// - Returns: the lines of the day; positive amounts are charged.
    package static func lines(
        of changed: RatedSubscription, insteadOf present: RatedSubscription, posted: [PostedCharge], on day: CivilDate,
        today: CivilDate, rating: FeeRating
    ) throws(FeeRating.Failure) -> [ChargeLine] {
        var standing = posted
        if day > today {
            let eve = day.adding(days: -1)
            standing += try differences(present, posted: posted, on: eve, rating).flatMap { line in
                line.legs.map { leg, amount in
                    PostedCharge(
                        key: line.key, tariff: line.tariff, leg: leg, amount: amount, nextLine: line.line + 1)
                }
            }
        }
        var document = DocumentTax(rating.book)
        return try differences(changed, posted: standing, on: day, rating).map { document.round($0) }
    }

    private static func differences(
        _ subscription: RatedSubscription, posted: [PostedCharge], on day: CivilDate, _ rating: FeeRating
    ) throws(FeeRating.Failure) -> [ChargeLine] {
        let from = rating.firstDay(toEvaluate: subscription, on: day, isCharged: !posted.isEmpty)
        let owed = try rating.owed(subscription, from: from, asOf: day)
        return ChargeDifference.lines(owed: owed, posted: posted, today: day, from: from, book: rating.book)
    }
}

/// What a service will be charged next by the calendar, as far as is known today.
package struct NextDue: Hashable, Sendable {
    package let on: CivilDate
    /// Minor units, with discounts and taxes.
    package let amount: Int64

    /// Looks this many days ahead: every period but those of several years begins in them.
    private static let horizon = 400

    /// The first day after `day` on which something becomes due; nil when nothing does, or while the service stands.
    package static func after(
        _ day: CivilDate, of subscription: RatedSubscription, rating: FeeRating
    ) throws(FeeRating.Failure) -> NextDue? {
        for offset in 1...horizon {
            let next = day.adding(days: offset)
            if next < subscription.chargedFrom { continue }
            let charges = try rating.due(subscription, on: next)
            let amount = charges.reduce(Int64(0)) { $0 &+ $1.total }
            if amount != 0 { return NextDue(on: next, amount: amount) }
        }
        return nil
    }
}

extension FeeRating {
    /// The first day of the next period of the service's first periodic component; nil where nothing returns.
    package func nextPeriodOn(of subscription: RatedSubscription, after day: CivilDate) -> CivilDate? {
        guard let id = subscription.tariffs.last(where: { $0.valid.start <= day })?.value, let tariff = book[id]
        else { return nil }
        for component in tariff.components {
            guard case .periodic(let terms) = component.terms, component.selection == .included else { continue }
            return BillingCycle(terms).period(of: subscription, around: max(day, subscription.activatedOn)).end
        }
        return nil
    }
}
