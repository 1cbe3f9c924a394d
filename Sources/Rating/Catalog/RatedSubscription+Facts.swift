package import Domain

extension RatedSubscription {
    /// Put together from what is stored.
    ///
    /// - Parameters:
    ///   - spans: the tariffs of one subscription in order; at least one.
    ///   - facts: those of the subscription and of its customer, in order.
    package init?(spans: some Collection<TariffSpan>, facts: some Collection<ServiceFact>) {
        guard let first = spans.first else { return nil }
        let tariffs = spans.map { Span($0.tariff, $0.valid) }
        if facts.isEmpty {
            self.init(
                activatedOn: first.activatedOn, endedOn: first.endedOn, billingDay: first.billingDay, tariffs: tariffs)
            return
        }
        var suspensions: [Suspension] = []
        var requested: [Suspension] = []
        var options: [Span<Option>] = []
        var discounts: [Span<DiscountID>] = []
        var schemes: [Span<TaxSchemeID>] = []
        var prices: [Span<OwnPrice>] = []
        var chargedFrom = CivilDate.farPast
        for fact in facts {
            let valid = CivilPeriod(fact.from, fact.to ?? .farFuture)
            switch fact.what {
            case .suspension: suspensions.append(Suspension(from: fact.from, to: fact.to))
            case .requestedSuspension: requested.append(Suspension(from: fact.from, to: fact.to))
            case .option:
                options.append(Span(Option(component: ComponentID(fact.number), quantity: fact.quantity), valid))
            case .discount: discounts.append(Span(DiscountID(fact.number), valid))
            case .ownPrice:
                prices.append(Span(OwnPrice(component: ComponentID(fact.number), amount: fact.quantity), valid))
            case .chargedFrom: chargedFrom = fact.from
            case .taxScheme: schemes.append(Span(TaxSchemeID(fact.number), valid))
            }
        }
        self.init(
            activatedOn: first.activatedOn, endedOn: first.endedOn, billingDay: first.billingDay, tariffs: tariffs,
            suspensions: suspensions, requestedSuspensions: requested, options: options, discounts: discounts,
            taxSchemes: schemes, ownPrices: prices, chargedFrom: chargedFrom)
    }

    /// The same subscription as it would be if what stops it ended on that day.
    package func resumed(on day: CivilDate) -> RatedSubscription {
        RatedSubscription(
            activatedOn: activatedOn, endedOn: endedOn, billingDay: billingDay, tariffs: tariffs,
            suspensions: suspensions.map { Suspension(from: $0.from, to: $0.to ?? day) },
            requestedSuspensions: requestedSuspensions, options: options, discounts: discounts, taxSchemes: taxSchemes,
            ownPrices: ownPrices, chargedFrom: chargedFrom)
    }

    /// Whether it is stopped on a day by a suspension that has not ended.
    package func isStopped(on day: CivilDate) -> Bool {
        suspensions.contains { $0.from <= day && ($0.to.map { day < $0 } ?? true) }
    }
}

extension ChargeLeg {
    /// Legs of one line are numbered: 0 the net, from 1 on discounts, from 16 on taxes.
    package static let firstTax = 16

    package init?(leg: Int, source: Int64?) {
        switch (leg, source) {
        case (0, _): self = .net
        case (1..<Self.firstTax, let source?): self = .discount(DiscountID(source))
        case (Self.firstTax..., let source?): self = .tax(TaxRateID(source))
        default: return nil
        }
    }
}

extension PostedCharge {
    /// What stands on the ledger, one for each charge, tariff and leg, whatever lines it came in.
    package static func merged(_ legs: [PostedLeg]) -> [PostedCharge] {
        struct Place: Hashable {
            let key: ChargeKey
            let tariff: TariffID
            let leg: ChargeLeg
        }
        var sums: [Place: (amount: Int64, nextLine: Int)] = [:]
        for posted in legs {
            guard let leg = ChargeLeg(leg: posted.leg, source: posted.source) else { continue }
            let key = ChargeKey(
                kind: posted.isOneTime ? .oneTime : .fee, component: posted.component, periodOn: posted.periodOn)
            let before = sums[Place(key: key, tariff: posted.tariff, leg: leg)] ?? (0, 0)
            sums[Place(key: key, tariff: posted.tariff, leg: leg)] = (
                before.amount &- posted.amount, max(before.nextLine, posted.nextLine)
            )
        }
        return sums.map { place, sum in
            PostedCharge(
                key: place.key, tariff: place.tariff, leg: place.leg, amount: sum.amount, nextLine: sum.nextLine)
        }
    }
}
