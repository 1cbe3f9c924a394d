import Domain
import Rating
import Store

/// Prices a batch of subscriptions for one day: pure computation between what was read and what is written.
struct ChargeBatchPricing {
    private(set) var staged = CopyBuffer()
    private(set) var failures: [UnchargedSubscription] = []
    private(set) var subscriptions = 0

    private let rating: FeeRating
    private let day: CivilDate
    private var account: AccountID?
    private var legs: [StagedLeg] = []
    private var document: DocumentTax

    init(rating: FeeRating, day: CivilDate) {
        self.rating = rating
        self.day = day
        document = DocumentTax(rating.book)
    }

    /// Spans in order of accounts and subscriptions; facts in order of customers and subscriptions.
    mutating func price(_ spans: [TariffSpan], _ facts: [ServiceFact]) {
        let facts = FactsByCustomer(facts)
        var start = 0
        while start < spans.count {
            var end = start + 1
            while end < spans.count, spans[end].subscription == spans[start].subscription,
                spans[end].customer == spans[start].customer
            {
                end += 1
            }
            let head = spans[start]
            if head.account != account {
                endAccount()
                account = head.account
                document = DocumentTax(rating.book)
            }
            price(spans[start..<end], facts.facts(of: head.customer, head.subscription))
            start = end
        }
        endAccount()
    }

    private mutating func endAccount() {
        if legs.isEmpty { return }
        staged.add(account: legs)
        legs.removeAll(keepingCapacity: true)
    }

    private mutating func price(_ spans: ArraySlice<TariffSpan>, _ facts: [ServiceFact]) {
        guard let head = spans.first, let subscription = RatedSubscription(spans: spans, facts: facts) else { return }
        subscriptions += 1
        do throws(FeeRating.Failure) {
            let due = try rating.due(subscription, on: day)
            if due.isEmpty { return }
            let owner = ChargeStaging.Owner(
                customer: head.customer, account: head.account, subscription: head.subscription)
            for line in ChargeDifference.lines(owed: due, posted: [], today: day) {
                ChargeStaging.legs(of: document.round(line), for: owner) { legs.append($0) }
            }
        } catch {
            failures.append(
                UnchargedSubscription(customer: head.customer, subscription: head.subscription, reason: error.sentence))
        }
    }
}

/// Facts found by their subscription; most subscriptions have none.
struct FactsByCustomer {
    private var bySubscription: [SubscriptionID: [ServiceFact]] = [:]
    private var taxes: [CustomerID: [ServiceFact]] = [:]

    init(_ facts: [ServiceFact]) {
        for fact in facts {
            if fact.what == .taxScheme {
                taxes[fact.customer, default: []].append(fact)
            } else {
                bySubscription[fact.subscription, default: []].append(fact)
            }
        }
    }

    func facts(of customer: CustomerID, _ subscription: SubscriptionID) -> [ServiceFact] {
        let own = bySubscription.isEmpty ? nil : bySubscription[subscription]
        let taxed = taxes.isEmpty ? nil : taxes[customer]
        return (own ?? []) + (taxed ?? [])
    }
}
