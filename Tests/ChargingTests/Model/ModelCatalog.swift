/// A component as a tariff of the model charges it, in the words of the database: plain values, so that the reference
/// needs nothing of what it is the reference for.
struct ModelComponent {
    enum Kind: String {
        case periodic
        case oneTime = "one_time"
        case instalments
        case earlyTermination = "early_termination"
    }

    struct Price {
        let from: Int
        let to: Int
        let amount: Int64
    }

    let id: Int
    let kind: Kind
    var isOptional = false
    var unit = "month"
    var count = 1
    var due = "advance"
    var alignment = "billing_day"
    var proration = "actual"
    var event = "activation"
    var instalments = 1
    var termMonths = 0
    var isPerRemainingMonth = false
    var rounding = "half_up"
    var step: Int64 = 1
    var isChargedWhileSuspended = false
    var category = "standard"
    var prices: [Price] = []

    func price(on day: Int) -> Price? { prices.first { $0.from <= day && day < $0.to } }
}

struct ModelTariff {
    let id: Int
    let trialDays: Int
    let suspendBelow: Int64
    let resumeFrom: Int64
    let components: [Int: ModelComponent]
}

struct ModelDiscount {
    let id: Int
    /// Parts per billion, or minor units a period.
    let share: Int64?
    let amount: Int64
    let component: Int?
}

struct ModelTax {
    struct Rate {
        let id: Int
        let category: String
        let from: Int
        let to: Int
        let share: Int64
    }

    let id: Int
    let isInclusive: Bool
    /// The customer declares it: it is taken out of the price, and nobody is charged.
    var isReversed = false
    let rates: [Rate]
}

/// Tariffs of all shapes, made up from a seed.
struct ModelCatalog {
    static let endless = 2_000_000
    /// Component numbers by what they are.
    static let periodic = [201, 202, 203]
    static let optional = [211, 212]
    static let oneTime = [
        221: "activation", 222: "tariff_change", 223: "suspension", 224: "resumption", 225: "termination",
    ]
    static let instalments = 231
    static let optionalInstalments = 232
    static let penalty = 241

    private(set) var tariffs: [Int: ModelTariff] = [:]
    let discounts: [Int: ModelDiscount]
    let taxes: [Int: ModelTax]
    let standardTax = 1
    let start: Int

    init(start: Int, using random: inout ModelRandom) {
        self.start = start
        discounts = Dictionary(
            uniqueKeysWithValues: [
                ModelDiscount(id: 301, share: 123_456_789, amount: 0, component: nil),
                ModelDiscount(id: 302, share: 1_000_000_000, amount: 0, component: 201),
                ModelDiscount(id: 303, share: nil, amount: 5_000, component: nil),
                ModelDiscount(id: 304, share: nil, amount: 700, component: 221),
            ].map { ($0.id, $0) })
        let change = start + 200
        taxes = Dictionary(
            uniqueKeysWithValues: [
                ModelTax(
                    id: 1, isInclusive: true,
                    rates: [.init(id: 1, category: "standard", from: 0, to: Self.endless, share: 200_000_000)]),
                ModelTax(
                    id: 401, isInclusive: false,
                    rates: [
                        .init(id: 411, category: "standard", from: 0, to: change, share: 200_000_000),
                        .init(id: 412, category: "standard", from: change, to: Self.endless, share: 180_000_000),
                        .init(id: 413, category: "standard", from: 0, to: Self.endless, share: 33_333_333),
                        .init(id: 414, category: "reduced", from: 0, to: Self.endless, share: 50_000_000),
                    ]),
                ModelTax(
                    id: 402, isInclusive: true,
                    rates: [
                        .init(id: 421, category: "standard", from: 0, to: Self.endless, share: 200_000_000),
                        .init(id: 422, category: "standard", from: 0, to: Self.endless, share: 10_000_000),
                    ]),
                ModelTax(
                    id: 403, isInclusive: true, isReversed: true,
                    rates: [.init(id: 431, category: "standard", from: 0, to: Self.endless, share: 160_000_000)]),
            ].map { ($0.id, $0) })
        for id in 501...512 { tariffs[id] = Self.tariff(id, start, using: &random) }
    }

    private static func tariff(_ id: Int, _ start: Int, using random: inout ModelRandom) -> ModelTariff {
        var components: [ModelComponent] = []
        // One of the plain kind in most tariffs, so that changes between tariffs meet in the same periods.
        components.append(periodic(201, start, isPlain: !random.once(in: 3), using: &random))
        for component in [202, 203] where random.once(in: 2) {
            components.append(periodic(component, start, isPlain: false, using: &random))
        }
        for component in optional where !random.once(in: 4) {
            var option = periodic(component, start, isPlain: random.once(in: 2), using: &random)
            option.isOptional = true
            components.append(option)
        }
        for (component, event) in oneTime.sorted(by: { $0.key < $1.key }) where random.once(in: 3) {
            var once = ModelComponent(id: component, kind: .oneTime)
            once.event = event
            once.prices = prices(start, 10_000, using: &random)
            components.append(once)
        }
        for component in [instalments, optionalInstalments] where random.once(in: 3) {
            var part = ModelComponent(id: component, kind: .instalments)
            part.isOptional = component == optionalInstalments
            part.instalments = 1 + random.below(12)
            part.step = random.pick([1, 1, 100])
            part.prices = prices(start, 100_000, using: &random)
            components.append(part)
        }
        if random.once(in: 3) {
            var penalty = ModelComponent(id: Self.penalty, kind: .earlyTermination)
            penalty.termMonths = 1 + random.below(18)
            penalty.isPerRemainingMonth = random.once(in: 2)
            penalty.prices = prices(start, 5_000, using: &random)
            components.append(penalty)
        }
        let limit = random.pick([0, 0, -50_000, -1_000_000_000] as [Int64])
        return ModelTariff(
            id: id, trialDays: random.once(in: 4) ? 5 + random.below(40) : 0, suspendBelow: limit,
            resumeFrom: limit + random.pick([0, 20_000] as [Int64]),
            components: Dictionary(uniqueKeysWithValues: components.map { ($0.id, $0) }))
    }

    private static func periodic(
        _ id: Int, _ start: Int, isPlain: Bool, using random: inout ModelRandom
    ) -> ModelComponent {
        var component = ModelComponent(id: id, kind: .periodic)
        component.prices = prices(start, 600_000, using: &random)
        component.category = random.once(in: 4) ? "reduced" : "standard"
        component.proration = random.pick(["actual", "actual", "actual", "fixed30", "none", "free_first"])
        component.due = random.pick(["advance", "advance", "arrears"])
        component.isChargedWhileSuspended = random.once(in: 4)
        if random.once(in: 3) { component.step = random.pick([10, 100] as [Int64]) }
        component.rounding = random.pick(["half_up", "half_up", "half_even", "up", "down"])
        if isPlain { return component }
        component.due = random.pick(["advance", "arrears", "daily"])
        component.alignment = random.pick(["billing_day", "activation"])
        switch random.below(6) {
        case 0:
            component.unit = "day"
            component.count = random.pick([1, 7, 10, 45])
        case 1: component.unit = "year"
        case 2, 3: component.count = random.pick([2, 3, 6])
        default: break
        }
        return component
    }

    /// One price, or several one after the other.
    private static func prices(
        _ start: Int, _ most: Int, using random: inout ModelRandom
    ) -> [ModelComponent.Price] {
        var prices: [ModelComponent.Price] = []
        var from = 14_000
        for _ in 0..<random.below(3) {
            let to = max(from, start) + 30 + random.below(300)
            prices.append(.init(from: from, to: to, amount: Int64(1 + random.below(most))))
            from = to
        }
        prices.append(.init(from: from, to: endless, amount: Int64(1 + random.below(most))))
        return prices
    }
}
