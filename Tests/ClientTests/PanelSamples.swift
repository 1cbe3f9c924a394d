import Domain

/// Postings, services, runs and the catalogue of the little world of ``TestDesk``.
nonisolated extension Samples {
    static func day(_ text: String) -> CivilDate { CivilDate(text) ?? today }

    /// 120 postings of account 1001 that end with its balance of 1 500,00: newest last.
    static let ledger: [Posting] = {
        var postings: [Posting] = []
        var balance: Int64 = 150_000
        // Backwards, so that the chain ends with the balance.
        for number in stride(from: Int64(120), through: 1, by: -1) {
            let on = today.adding(days: Int(number - 120))
            var posting = Posting(
                account: AccountID(1001), number: number, kind: .fee, valueOn: on, periodOn: on,
                periodEndsOn: on.adding(days: 30), amount: drams(-10_000), balanceAfter: drams(balance),
                bookedAt: noon, actor: "bcrmd", title: "Access, Home 100", tariffName: "Home 100", tag: "internet",
                note: "", linked: [], reversed: drams(0), left: drams(0),
                reverses: nil)
            switch number {
            case 120:
                posting.kind = .payment
                posting.amount = drams(500_000)
                posting.title = "Payment, till"
                posting.periodEndsOn = nil
                posting.tariffName = ""
                posting.tag = "till"
                posting.actor = "Լիլիթ Գ."
            case 119:
                posting.kind = .call
                posting.amount = drams(-12_000)
                posting.title = "Call to 79161234567"
                posting.periodEndsOn = nil
            case 118:
                posting.title = "VAT"
                posting.linked = [117]
            case 117:
                posting.title = "Router, Կապույտ 100"
                posting.amount = drams(-60_000)
                posting.linked = [118]
                posting.reversed = drams(20_000)
            case 116:
                posting.kind = .reversal
                posting.amount = drams(20_000)
                posting.title = "Took back"
                posting.note = "wrong router"
                posting.reverses = 117
            case let other where other.isMultiple(of: 10):
                posting.kind = .payment
                posting.amount = drams(90_000)
                posting.title = "Payment, bank"
            default: break
            }
            // Postings 117 and 118 are one charge.
            let whole = number == 117 || number == 118 ? -70_000 + 20_000 : posting.amount.minorUnits
            posting.left = drams(number == 116 ? 0 : Int64(whole.magnitude))
            balance -= posting.amount.minorUnits
            postings.append(posting)
        }
        return postings
    }()

    static func sheet(
        _ suspensions: [ServiceSheet.Suspension] = [], plans: [ServiceSheet.Plan] = []
    ) -> ServiceSheet {
        var summary = card(150_000).subscriptions[0]
        if !suspensions.isEmpty {
            summary.state = .suspended
            summary.suspensionReasons = suspensions.map(\.reason.rawValue)
        }
        return ServiceSheet(
            summary: summary, tariff: TariffID(9), price: drams(500_000), period: "month", suspensions: suspensions,
            options: [
                ServiceSheet.Option(
                    component: ComponentID(21), name: "Static address", quantity: 1, price: drams(100_000),
                    from: today, until: nil),
                ServiceSheet.Option(
                    component: ComponentID(22), name: "Антивирус", quantity: 0, price: drams(50_000), from: nil,
                    until: nil),
            ],
            discounts: [
                ServiceSheet.GivenDiscount(
                    name: "Spring", reduction: .share(100_000_000), from: today, until: day("2026-07-01"))
            ], plans: plans,
            nextCharge: ServiceSheet.NextCharge(on: day("2026-04-01"), amount: drams(540_000)),
            nextPeriodOn: day("2026-04-01"), version: 4)
    }

    static let effect = MoneyEffect(
        lines: [
            MoneyEffect.Line(words: "Home 100, unused 16 days", on: today, amount: drams(258_065)),
            MoneyEffect.Line(words: "Home 300, 16 days", on: today, amount: drams(-400_000)),
        ], sum: drams(-141_935), balanceAfter: drams(8_065))

    static func run(
        _ id: Int64, _ kind: ChargeRunSummary.Kind = .day, done: Int = 24, of batches: Int = 24,
        isFinished: Bool = true
    ) -> ChargeRunSummary {
        ChargeRunSummary(
            id: ChargeRunID(id), day: today, kind: kind, reverses: nil, reason: "", requestedBy: "bcrmd",
            requestedAt: noon, plannedAt: Instant(microseconds: noon.microseconds - 60_000_000),
            finishedAt: isFinished ? noon : nil, cancelledAt: nil, batches: batches, batchesDone: done,
            subscriptions: 480_000, charges: 479_990, amount: drams(-240_000_000_000), failures: 2, isReversed: false)
    }

    static let report = ChargeRunReport(
        summary: run(7),
        totals: [
            ChargeTotal(
                component: "Access", tag: "internet", part: "net", charges: 479_990, amount: drams(-200_000_000_000)),
            ChargeTotal(
                component: "Access", tag: "internet", part: "VAT 20 %", charges: 479_990,
                amount: drams(-40_000_000_000)),
        ],
        failures: [
            UnchargedService(
                customer: petrosyan.id, customerName: petrosyan.name, subscription: SubscriptionID(31),
                service: "Home 100 aram100", day: today, reason: "The tariff has no price on 16.03.2026.",
                solvedAt: nil)
        ])

    static let book: CatalogBook = {
        let from2026 = CivilPeriod(day("2026-01-01"), .farFuture)
        let home = Tariff(
            id: TariffID(9), code: "home_100", name: "Home 100", serviceType: "internet",
            limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 10_000), trialDays: 7,
            components: [
                TariffComponent(
                    id: ComponentID(20), code: "access", name: "Access",
                    prices: [
                        TariffComponent.Price(valid: CivilPeriod(.farPast, day("2026-01-01")), amount: 450_000),
                        TariffComponent.Price(valid: from2026, amount: 500_000),
                    ]),
                TariffComponent(
                    id: ComponentID(21), code: "static_ip", name: "Static address", selection: .optional,
                    prices: [TariffComponent.Price(valid: CivilPeriod(.farPast, .farFuture), amount: 100_000)]),
                TariffComponent(
                    id: ComponentID(23), code: "connection", name: "Connection", terms: .oneTime(.activation),
                    prices: [TariffComponent.Price(valid: CivilPeriod(.farPast, .farFuture), amount: 300_000)]),
            ])
        let voice = Tariff(
            id: TariffID(8), code: "voice", name: "Voice", serviceType: "phone",
            limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 0),
            components: [
                TariffComponent(id: ComponentID(30), code: "calls", name: "Calls", terms: .usage, prices: [])
            ])
        return CatalogBook(
            serviceTypes: [
                CatalogBook.ServiceType(code: "internet", name: "Internet"),
                CatalogBook.ServiceType(code: "phone", name: "Հեռախոս"),
            ],
            tariffs: [
                CatalogBook.TariffPage(
                    tariff: home, tags: [ComponentID(20): "internet"], soldFrom: nil, soldUntil: nil,
                    parameters: [
                        CatalogBook.Parameter(
                            definition: ParameterDefinition(
                                code: "speed", label: "Speed", kind: .integer(1...1000), unit: "Mbit/s",
                                defaultValue: "100"), mode: .fixed)
                    ]),
                CatalogBook.TariffPage(
                    tariff: voice, tags: [:], soldFrom: nil, soldUntil: day("2026-01-01"), parameters: []),
            ],
            discounts: [
                Discount(id: DiscountID(1), code: "spring", name: "Spring", reduction: .share(100_000_000))
            ],
            campaigns: [
                CatalogBook.Campaign(
                    name: "Spring of fibre", discountName: "Spring", from: day("2026-03-01"),
                    until: day("2026-06-01"), months: 3, tariffNames: ["Home 100"])
            ],
            taxSchemes: [
                TaxScheme(
                    id: TaxSchemeID(1), code: "vat", name: "VAT inclusive", isInclusive: true,
                    rates: [
                        TaxScheme.Rate(
                            id: TaxRateID(1), category: "standard", name: "VAT",
                            valid: CivilPeriod(.farPast, .farFuture), share: 200_000_000)
                    ])
            ], standardScheme: TaxSchemeID(1), firstOpenDay: day("2026-03-01"))
    }()

    static let impact = PriceImpact(
        priceBefore: drams(500_000), priceAfter: drams(550_000), subscriptions: 1_204, pieces: 1_204,
        customers: 1_180, difference: drams(60_200_000), charged: 0)
}
