import Domain
import Rating
import Store

/// Prices calls of many services, in the order they are given in, and keeps what they take from buckets: the pure part of
/// rating, between what was read and what is posted.
struct CallPricing {
    /// Why a call cannot be priced.
    enum Rejection: Error, Hashable {
        case unknownSubscriber(String)
        case noTerms(TariffID)
        case rating(CallRating.Rejection)
        case taxTooLarge

        var reason: String {
            switch self {
            case .unknownSubscriber: "unknown_subscriber"
            case .noTerms: "no_terms"
            case .rating(let rejection): rejection.reason
            case .taxTooLarge: "overflow"
            }
        }

        var sentence: String {
            switch self {
            case .unknownSubscriber(let number): "No phone line had the number \(number) on that day."
            case .noTerms(let tariff): "Tariff \(tariff) says nothing of calls: give it a price list."
            case .rating(let rejection): rejection.sentence
            case .taxTooLarge: "The tax of the call is too large."
            }
        }
    }

    let snapshot: CallSnapshot
    let now: Instant
    /// What is used of buckets; grows with every call priced.
    private(set) var uses: BucketUses

    init(snapshot: CallSnapshot, now: Instant, uses: BucketUses = BucketUses()) {
        self.snapshot = snapshot
        self.now = now
        self.uses = uses
    }

    /// The price of a call, and what it takes from buckets.
    mutating func priced(
        _ call: CallSession.Call, _ line: UsageLine?, session: UsageSessionKey
    ) -> Result<(call: PricedCall, takes: [BucketTake]), Rejection> {
        do throws(Rejection) {
            return .success(try price(call, line, session: session))
        } catch {
            return .failure(error)
        }
    }

    private mutating func price(
        _ call: CallSession.Call, _ line: UsageLine?, session: UsageSessionKey
    ) throws(Rejection) -> (call: PricedCall, takes: [BucketTake]) {
        guard let line else { throw .unknownSubscriber(call.payer) }
        guard let rating = snapshot.ratings[line.tariff] else { throw .noTerms(line.tariff) }
        let day = snapshot.zone.date(call.startedAt)
        var balances = uses.balances(of: rating.terms.buckets, line, on: day)
        let rated: RatedCall
        do throws(CallRating.Rejection) {
            rated = try rating.rate(
                RatableCall(called: call.called, startedAt: call.startedAt, durationSeconds: call.durationSeconds),
                buckets: &balances, now: now)
        } catch {
            throw .rating(error)
        }
        let scheme = (line.taxScheme ?? snapshot.standardScheme).flatMap { snapshot.taxSchemes[$0] }
        guard
            let legs = CallTax.legs(
                exact: rated.exact, amount: rated.amount, scheme: scheme, category: rating.terms.taxCategory, on: day)
        else { throw .taxTooLarge }
        let takes = uses.take(rated.bucketUses, of: rating.terms.buckets, line, session: session)
        let priced = PricedCall(
            line: line, payer: call.payer == call.calling ? nil : call.payer, periodOn: day,
            durationSeconds: call.durationSeconds, chargedSeconds: rated.chargedSeconds,
            destination: rated.destination, destinationGroup: rated.destinationGroup, prefix: rated.prefix,
            net: legs.net, taxes: legs.taxes.map { PricedCall.Tax(rate: $0.0, amount: $0.1) },
            isComplete: call.isComplete, arithmetic: CallArithmetic.text(of: rated))
        return (priced, takes)
    }
}
