import Domain
import Rating
import Testing

func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

let always = CivilPeriod(CivilDate.farPast, CivilDate.farFuture)
let feeComponent = ComponentID(1)

func component(
    _ id: Int64 = 1, fee: Int64 = 0, _ terms: ChargingTerms = .periodic(PeriodicTerms()),
    selection: TariffComponent.Selection = .included, rounding: Rounding = .standard,
    whileSuspended: Bool = false, prices: [TariffComponent.Price]? = nil
) -> TariffComponent {
    TariffComponent(
        id: ComponentID(id), code: "c\(id)", name: "Fee \(id)", selection: selection, terms: terms, rounding: rounding,
        isChargedWhileSuspended: whileSuspended,
        prices: prices ?? [TariffComponent.Price(valid: always, amount: fee)])
}

func monthly(
    _ proration: PeriodicTerms.Proration = .actual, due: PeriodicTerms.Due = .advance, count: Int = 1,
    unit: PeriodicTerms.Unit = .month, alignment: PeriodicTerms.Alignment = .billingDay
) -> ChargingTerms {
    .periodic(PeriodicTerms(unit: unit, count: count, due: due, alignment: alignment, proration: proration))
}

func tariff(_ id: Int64 = 1, trialDays: Int = 0, components: [TariffComponent]) -> Tariff {
    Tariff(
        id: TariffID(id), code: "t\(id)", name: "T\(id)", serviceType: "internet",
        limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 0), trialDays: trialDays, components: components)
}

func tariff(_ id: Int64 = 1, fee: Int64, _ terms: ChargingTerms = monthly(), trialDays: Int = 0) -> Tariff {
    tariff(id, trialDays: trialDays, components: [component(fee: fee, terms)])
}

func rating(_ tariffs: Tariff...) -> FeeRating { FeeRating(PriceBook(tariffs: tariffs)) }

/// A subscription told by its days: "2026-03-20" and so on.
struct Story {
    var activated: String
    var ended: String?
    var billingDay = 1
    /// Tariff changes: the first day and the tariff; the activation is by tariff 1 unless told otherwise.
    var tariffs: [(String, Int64)] = []
    var first: Int64 = 1
    var suspended: [(String, String?)] = []
    var requested: [(String, String?)] = []
    var options: [(String, String?, Int64, Int64)] = []
    var discounts: [(String, String?, Int64)] = []
    var schemes: [(String, String?, Int64)] = []

    func rated() throws -> RatedSubscription {
        let starts = try [(day(activated), first)] + tariffs.map { (try day($0.0), $0.1) }
        let spans = starts.indices.map { index in
            RatedSubscription.Span(
                TariffID(starts[index].1),
                CivilPeriod(starts[index].0, index + 1 < starts.count ? starts[index + 1].0 : .farFuture))
        }
        return RatedSubscription(
            activatedOn: try day(activated), endedOn: try ended.map(day), billingDay: billingDay, tariffs: spans,
            suspensions: try suspended.map { .init(from: try day($0.0), to: try $0.1.map(day)) },
            requestedSuspensions: try requested.map { .init(from: try day($0.0), to: try $0.1.map(day)) },
            options: try options.map {
                .init(.init(component: ComponentID($0.2), quantity: $0.3), try span($0.0, $0.1))
            },
            discounts: try discounts.map { .init(DiscountID($0.2), try span($0.0, $0.1)) },
            taxSchemes: try schemes.map { .init(TaxSchemeID($0.2), try span($0.0, $0.1)) })
    }

    private func span(_ from: String, _ to: String?) throws -> CivilPeriod {
        CivilPeriod(try day(from), try to.map(day) ?? .farFuture)
    }
}

/// "2026-03-01 232258": the key's day and what the customer pays.
func told(_ charges: [Charge]) -> [String] {
    charges.map { "\($0.key.periodOn) \($0.total)" }
}

struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}
