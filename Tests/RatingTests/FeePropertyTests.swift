import Domain
import Rating
import Testing

/// What holds for every history. Each test prints the seed it failed with.
@Suite struct FeePropertyTests {
    private func subscription(
        _ activated: CivilDate, billingDay: Int, tariffs: [(CivilDate, Int64)] = [],
        options: [(CivilDate, Int64)] = []
    ) -> RatedSubscription {
        let starts = [(activated, Int64(1))] + tariffs
        return RatedSubscription(
            activatedOn: activated, billingDay: billingDay,
            tariffs: starts.indices.map { index in
                .init(
                    TariffID(starts[index].1),
                    CivilPeriod(starts[index].0, index + 1 < starts.count ? starts[index + 1].0 : .farFuture))
            },
            options: options.indices.map { index in
                .init(
                    .init(component: feeComponent, quantity: options[index].1),
                    CivilPeriod(options[index].0, index + 1 < options.count ? options[index + 1].0 : .farFuture))
            })
    }

    private let shapes: [ChargingTerms] = [
        monthly(), monthly(.fixed30), monthly(.none), monthly(count: 3), monthly(unit: .year),
        monthly(count: 10, unit: .day), monthly(alignment: .activation), monthly(due: .daily),
        monthly(unit: .year, alignment: .activation), monthly(due: .arrears), monthly(.fixed30, due: .arrears),
    ]

    @Test func fragmentsAddUpToTheWholeWhereverThePeriodIsCut() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for round in 0..<600 {
            let terms = shapes[round % shapes.count]
            let fee = Int64.random(in: 1...100_000_000, using: &generator)
            let rounding = Rounding(
                mode: Rounding.Mode.allCases.randomElement(using: &generator) ?? .halfUp,
                step: [1, 10, 100].randomElement(using: &generator) ?? 1)
            let begin = CivilDate(dayNumber: Int32.random(in: 18_000...24_000, using: &generator))
            let isOptional = round % 2 == 1
            let cuts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                begin.adding(days: Int.random(in: 1...120, using: &generator))
            }
            var changes: [(CivilDate, Int64)] = []
            for (index, cut) in Set(cuts).sorted().enumerated() { changes.append((cut, index % 2 == 0 ? 2 : 1)) }
            let priced = component(
                fee: fee, terms, selection: isOptional ? .optional : .included, rounding: rounding,
                prices: [
                    .init(valid: CivilPeriod(.farPast, begin.adding(days: 17)), amount: fee),
                    .init(valid: CivilPeriod(begin.adding(days: 17), .farFuture), amount: fee),
                ])
            let engine = rating(tariff(1, components: [priced]), tariff(2, components: [priced]))
            let billingDay = Int.random(in: 1...31, using: &generator)
            // The activation and the choice lie before, so that the periods looked at are whole.
            let early = begin.adding(days: -800)
            let plan = subscription(
                early, billingDay: billingDay, tariffs: changes,
                options: isOptional ? ([early] + changes.map(\.0)).map { ($0, Int64(1)) } : [])
            let last = begin.adding(days: 900)
            let whole = subscription(early, billingDay: billingDay, options: isOptional ? [(early, Int64(1))] : [])
            let cut = try engine.owed(plan, from: early, asOf: last)
            let uncut = try engine.owed(whole, from: early, asOf: last)
            let total = cut.reduce(0) { $0 + $1.total }
            let expected = uncut.reduce(0) { $0 + $1.total }
            #expect(total == expected, "seed \(seed), round \(round)")
        }
    }

    @Test func theDaysOfEveryPeriodAddUpToItsFee() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for round in 0..<200 {
            let fee = Int64.random(in: 1...10_000_000, using: &generator)
            let billingDay = Int.random(in: 1...31, using: &generator)
            let begin = CivilDate(dayNumber: Int32.random(in: 18_000...24_000, using: &generator))
            let plan = subscription(begin, billingDay: billingDay)
            let advance = rating(tariff(fee: fee))
            let period = try #require(advance.nextCharge(of: plan, after: begin))
            let whole = try #require(try advance.due(plan, on: period.on).first)
            var days: Int64 = 0
            let engine = rating(tariff(fee: fee, monthly(due: .daily)))
            for offset in 0..<whole.covered.days {
                let charges = try engine.due(plan, on: whole.covered.start.adding(days: offset))
                days += charges.reduce(0) { $0 + $1.total }
            }
            #expect(days == fee, "seed \(seed), round \(round)")
        }
    }

    @Test func missedDaysChargedInAnyOrderMakeTheSameLedger() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        let engine = rating(
            tariff(components: [component(1, fee: 100_001), component(2, fee: 777, monthly(due: .daily))]))
        for _ in 0..<20 {
            let begin = CivilDate(dayNumber: Int32.random(in: 18_000...24_000, using: &generator))
            let plan = subscription(begin, billingDay: Int.random(in: 1...31, using: &generator))
            var ordered = TestLedger()
            var shuffled = TestLedger()
            let days = (0..<70).map { begin.adding(days: $0) }
            for day in days { post(try engine.due(plan, on: day), day, &ordered) }
            for day in days.shuffled(using: &generator) { post(try engine.due(plan, on: day), day, &shuffled) }
            #expect(ordered.sums == shuffled.sums, "seed \(seed)")
        }
    }

    private func post(_ due: [Charge], _ day: CivilDate, _ ledger: inout TestLedger) {
        _ = ledger.post(due, today: day, isRun: true)
    }

    // MARK: Histories

    /// Lives a subscription day by day as the daemon does: the run of the day, then an evaluation where something
    /// happened; in the end the ledger is exactly what is owed, seen from the activation.
    @Test(arguments: 0..<8) func whatWasPostedDayByDayIsWhatIsOwedInTheEnd(_ variant: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for round in 0..<40 {
            var history = RandomHistory(variant: variant, using: &generator)
            let engine = history.engine
            var ledger = TestLedger()
            for offset in 0..<Int.random(in: 100...500, using: &generator) {
                let today = history.start.adding(days: offset)
                let happened = history.live(today, using: &generator)
                let subscription = history.subscription
                post(try engine.due(subscription, on: today), today, &ledger)
                if happened {
                    let from = engine.firstDay(
                        toEvaluate: subscription, on: today, isCharged: !ledger.posted.isEmpty)
                    _ = ledger.post(
                        try engine.owed(subscription, from: from, asOf: today), today: today, from: from)
                }
                history.today = today
            }
            let owed = try engine.owed(history.subscription, from: history.start, asOf: history.today)
            let difference = ChargeDifference.lines(owed: owed, posted: ledger.posted, today: history.today)
            #expect(difference.isEmpty, "seed \(seed), round \(round): \(difference.prefix(2)) \(history.subscription)")
            #expect(ledger.total == owed.reduce(0) { $0 + $1.total }, "seed \(seed), round \(round)")
            #expect(Set(owed.map { OneCharge(key: $0.key, tariff: $0.tariff) }).count == owed.count)
            if !difference.isEmpty { return }
        }
    }

    private struct OneCharge: Hashable {
        let key: ChargeKey
        let tariff: TariffID
    }
}

/// A life made up day by day.
private struct RandomHistory {
    let start: CivilDate
    let engine: FeeRating
    var today: CivilDate
    private let billingDay: Int
    private let isSuspending: Bool
    private var ended: CivilDate?
    private var tariffs: [(CivilDate, Int64)]
    private var suspensions: [RatedSubscription.Suspension] = []
    private var options: [(component: Int64, quantity: Int64, from: CivilDate, to: CivilDate?)] = []
    private var discounts: [RatedSubscription.Span<DiscountID>] = []

    init(variant: Int, using generator: inout Generator) {
        start = CivilDate(dayNumber: Int32.random(in: 18_000...24_000, using: &generator))
        today = start
        billingDay = Int.random(in: 1...31, using: &generator)
        isSuspending = variant % 2 == 1
        tariffs = [(start, 1)]
        let due: PeriodicTerms.Due = variant / 2 == 1 ? .arrears : variant / 2 == 2 ? .daily : .advance
        let proration: PeriodicTerms.Proration = variant / 2 == 3 ? .fixed30 : .actual
        let fees = (0..<4).map { _ in Int64.random(in: 0...9_999_999, using: &generator) }
        let priceChange = start.adding(days: 100)
        engine = FeeRating(
            PriceBook(
                tariffs: [
                    tariff(
                        1, trialDays: variant == 0 ? 20 : 0,
                        components: [
                            component(
                                1,
                                prices: [
                                    .init(valid: CivilPeriod(.farPast, priceChange), amount: fees[0]),
                                    .init(valid: CivilPeriod(priceChange, .farFuture), amount: fees[1]),
                                ]),
                            component(2, fee: fees[2], monthly(proration, due: due), selection: .optional),
                            component(3, fee: 500, .oneTime(.tariffChange)),
                            component(4, fee: 100_001, .instalments(count: 5)),
                        ]),
                    tariff(
                        2,
                        components: [
                            component(1, fee: fees[3], monthly(proration, due: due)),
                            component(2, fee: fees[2], monthly(proration), selection: .optional),
                            component(3, fee: 600, .oneTime(.tariffChange)),
                            component(5, fee: 900, monthly(count: 3), whileSuspended: true),
                        ]),
                    tariff(
                        3,
                        components: [
                            component(1, fee: fees[1], monthly(unit: .year)),
                            component(
                                6, fee: 1_000,
                                .earlyTermination(EarlyTermination(termMonths: 6, isPerRemainingMonth: true))),
                        ]),
                ],
                discounts: [
                    Discount(id: DiscountID(1), code: "a", name: "A", reduction: .share(123_456_789)),
                    Discount(id: DiscountID(2), code: "b", name: "B", reduction: .amount(5_000)),
                ],
                taxSchemes: [
                    TaxScheme(
                        id: TaxSchemeID(1), code: "vat", name: "VAT", isInclusive: variant > 3,
                        rates: [
                            .init(
                                id: TaxRateID(1), category: "standard", name: "VAT", valid: always,
                                share: 200_000_000)
                        ])
                ], standardScheme: TaxSchemeID(1)))
    }

    /// What happens on a day; whether anything did.
    mutating func live(_ day: CivilDate, using generator: inout Generator) -> Bool {
        guard ended == nil else { return false }
        if day == start { return true }
        switch Int.random(in: 0..<60, using: &generator) {
        case 0:
            let next = Int64.random(in: 1...3, using: &generator)
            guard next != tariffs.last?.1 else { return false }
            tariffs.append((day, next))
        case 1, 2, 3:
            guard isSuspending else { return false }
            if let last = suspensions.last, last.to == nil {
                suspensions[suspensions.count - 1] = .init(from: last.from, to: day)
            } else if suspensions.last?.to != day {
                suspensions.append(.init(from: day, to: nil))
            }
        case 4:
            if let last = options.last, last.to == nil { options[options.count - 1].to = day }
            options.append((2, Int64.random(in: 1...3, using: &generator), day, nil))
        case 5:
            guard let last = options.last, last.to == nil else { return false }
            options[options.count - 1].to = day
        case 6:
            let id = Int64.random(in: 1...2, using: &generator)
            let end = day.adding(days: Int.random(in: 1...90, using: &generator))
            guard !discounts.contains(where: { $0.value == DiscountID(id) && $0.valid.end > day }) else { return false }
            discounts.append(.init(DiscountID(id), CivilPeriod(day, end)))
        case 7 where Bool.random(using: &generator): ended = day
        default: return false
        }
        return true
    }

    var subscription: RatedSubscription {
        RatedSubscription(
            activatedOn: start, endedOn: ended, billingDay: billingDay,
            tariffs: tariffs.indices.map { index in
                .init(
                    TariffID(tariffs[index].1),
                    CivilPeriod(tariffs[index].0, index + 1 < tariffs.count ? tariffs[index + 1].0 : .farFuture))
            }, suspensions: suspensions,
            options: options.filter { $0.to != $0.from }.map { option in
                .init(
                    .init(component: ComponentID(option.component), quantity: option.quantity),
                    CivilPeriod(option.from, option.to ?? .farFuture))
            }, discounts: discounts)
    }
}
