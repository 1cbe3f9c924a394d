import Domain
import Rating
import Store

/// Brings what is posted for a subscription to what it should be: the difference is the next line, and when there is
/// none, nothing is posted (business-rules section 3). Done twice, the second time posts nothing.
struct FeeEvaluation {
    let fees: PeriodicFee
    let today: CivilDate

    /// The lines to post for the periods that what happened last can have changed: all since the activation when
    /// nothing was charged yet, those since the beginning of a suspension that ends today, else the present one.
    ///
    /// While the service is suspended nothing more is charged: the fee waits for the resumption and then leaves the
    /// suspended days out (business-rules section 4).
    func differences(
        _ facts: ChargeableSubscription, posted: [PostedFee]
    ) throws(PeriodicFee.Failure) -> [StagedFee] {
        let subscription = RatedSubscription(facts)
        let isSuspended = subscription.suspensions.contains { $0.to == nil }
        var lines: [StagedFee] = []
        var day = firstDay(subscription, isCharged: !posted.isEmpty)
        while day <= today, let period = try fees.period(of: subscription, around: day) {
            for fee in try fees.fees(of: subscription, periodAround: day, asOf: today) {
                guard let tariff = fees[fee.tariff], tariff.due == .advance,
                    !isSuspended || tariff.chargesWhileSuspended
                else { continue }
                let before = posted.first { $0.component == fee.component && $0.periodOn == fee.period.start }
                let difference = -fee.amount - (before?.amount ?? 0)
                guard difference != 0 else { continue }
                lines.append(line(facts, fee, amount: difference, before: before, subscription))
            }
            day = period.end
        }
        return lines
    }

    private func firstDay(_ subscription: RatedSubscription, isCharged: Bool) -> CivilDate {
        guard isCharged else { return subscription.activatedOn }
        let endingToday = subscription.suspensions.filter { $0.to == today }.map(\.from)
        return endingToday.min() ?? today
    }

    private func line(
        _ facts: ChargeableSubscription, _ fee: PeriodicFee.Fee, amount: Int64, before: PostedFee?,
        _ subscription: RatedSubscription
    ) -> StagedFee {
        // A first charge counts from its period's first day, whenever it is made up for; a change counts from today.
        let isLate = before != nil || subscription.suspensions.contains { $0.to == today }
        return StagedFee(
            customer: facts.customer, account: facts.account, subscription: facts.subscription,
            component: fee.component, period: fee.period, line: before?.nextLine ?? 0, amount: amount,
            tariff: fee.tariff, valueOn: isLate ? today : fee.period.start,
            note: Self.note(fee, isCorrection: before != nil))
    }

    /// Why the amount is what it is, as the movement shows it.
    static func note(_ fee: PeriodicFee.Fee, isCorrection: Bool) -> String {
        if fee.days == fee.daysOfPeriod { return isCorrection ? "whole period" : "" }
        let days = "\(fee.days) of \(fee.daysOfPeriod) days"
        return isCorrection ? "corrected to \(days)" : days
    }
}
