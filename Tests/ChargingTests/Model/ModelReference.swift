/// What must stand on the ledger under one key.
struct ModelSum: Equatable, CustomStringConvertible {
    var net: Int64 = 0
    var discount: Int64 = 0
    var tax: Int64 = 0

    var total: Int64 { net + discount + tax }
    var isNothing: Bool { net == 0 && discount == 0 && tax == 0 }
    var description: String { "net \(net), discount \(discount), tax \(tax)" }
}

struct ModelKey: Hashable, Comparable, CustomStringConvertible {
    let subscription: Int64
    let component: Int
    let day: Int

    static func < (left: Self, right: Self) -> Bool {
        (left.day, left.component, left.subscription) < (right.day, right.component, right.subscription)
    }

    var description: String { "service \(subscription), component \(component), \(ModelCalendar.text(day))" }
}

/// What a service owes by the end of a day, worked out the slow way: every day of every period is asked for what holds on
/// it, and the days are added up. Written from business-rules sections 1, 3, 4 and 9, and from nothing of the product.
struct ModelReference {
    let catalog: ModelCatalog
    let service: ModelService
    let today: Int
    /// As it would be if every stop in force ended today.
    var isResumed = false

    private(set) var sums: [ModelKey: ModelSum] = [:]
    private var stops: [(from: Int, to: Int?)] = []
    private var months: [Int: [Int]] = [:]

    init(_ catalog: ModelCatalog, _ service: ModelService, today: Int, isResumed: Bool = false) {
        self.catalog = catalog
        self.service = service
        self.today = today
        self.isResumed = isResumed
        guard service.activatedOn <= today else { return }
        stops = merged(service.stops)
        for component in Set(catalog.tariffs.values.flatMap(\.components.keys)).sorted() {
            addPeriods(of: component)
            addOnce(component)
            addPenalties(component)
            addInstalments(component)
        }
    }

    // MARK: What holds on a day, as known today

    var end: Int? { service.endedOn.flatMap { $0 <= today ? $0 : nil } }

    func lives(on day: Int) -> Bool { day >= service.activatedOn && day < (end ?? .max) }

    func tariff(on day: Int) -> ModelTariff? {
        service.tariffs.last { $0.from <= min(day, today) }.flatMap { catalog.tariffs[$0.tariff] }
    }

    /// How many of an option, and since when so many.
    func option(_ component: Int, on day: Int) -> (from: Int, quantity: Int64)? {
        service.options[component]?.last { $0.from <= min(day, today) }.flatMap { $0.quantity > 0 ? $0 : nil }
    }

    /// The day a service stops and the day it runs again are used.
    func isStopped(on day: Int) -> Bool { stops.contains { $0.from < day && day < ($0.to ?? .max) } }

    func gifts(on day: Int) -> [ModelDiscount] {
        service.gifts.filter { $0.from <= today && $0.from <= day && day < $0.to }.map(\.discount).sorted()
            .compactMap { catalog.discounts[$0] }
    }

    /// Stops that overlap or touch are one; an end to come is not known yet.
    private func merged(_ stops: [ModelService.Stop]) -> [(from: Int, to: Int?)] {
        var joined: [(from: Double, to: Double)] = []
        for stop in stops.sorted(by: { $0.from < $1.from }) where ModelService.day(of: stop.from) <= today {
            let to = stop.to ?? .infinity
            if let last = joined.last, stop.from <= last.to {
                joined[joined.count - 1].to = max(last.to, to)
            } else {
                joined.append((stop.from, to))
            }
        }
        return joined.map { stop in
            let to = stop.to == .infinity ? Int.max : ModelService.day(of: stop.to)
            return (ModelService.day(of: stop.from), to <= today ? to : isResumed ? today : nil)
        }
    }

    // MARK: Sums

    mutating func add(
        _ component: ModelComponent, key day: Int, net: Int64, discounted: Int64, taxedOn: Int
    ) {
        var sum = sums[ModelKey(subscription: service.subscription, component: component.id, day: day)] ?? ModelSum()
        sum.net += net
        sum.discount += discounted - net
        let scheme = catalog.taxes[service.taxes.last { $0.from <= taxedOn }?.scheme ?? catalog.standardTax]
        let rates = (scheme?.rates ?? []).filter {
            $0.category == component.category && $0.from <= taxedOn && taxedOn < $0.to
        }
        let isInclusive = scheme?.isInclusive ?? false
        let divisor = 1_000_000_000 + (isInclusive ? rates.reduce(Int128(0)) { $0 + Int128($1.share) } : 0)
        for rate in rates {
            let tax = Int64((Int128(discounted) * Int128(rate.share) * 2 + divisor) / (divisor * 2))
            if scheme?.isReversed != true { sum.tax += tax }
            if isInclusive { sum.net -= tax }
        }
        sums[ModelKey(subscription: service.subscription, component: component.id, day: day)] = sum
    }

    /// Whole minor units, in steps; amounts of the model are never negative.
    static func rounded(_ top: Int128, _ bottom: Int128, _ component: ModelComponent) -> Int64 {
        let whole = bottom * Int128(component.step)
        let (steps, rest) = (top / whole, top % whole)
        let isMore: Bool
        switch component.rounding {
        case "up": isMore = rest > 0
        case "down": isMore = false
        case "half_even": isMore = rest * 2 > whole || (rest * 2 == whole && steps % 2 == 1)
        default: isMore = rest * 2 >= whole
        }
        return Int64(steps + (isMore ? 1 : 0)) * component.step
    }

    /// A fee before discounts and after each, in parts of ``unit``.
    static let unit: Int128 = 1_000_000_000_000_000_000

    static func stages(_ fee: Int128, _ discounts: [ModelDiscount], inForce: [ModelDiscount]) -> [Int128] {
        var stages = [fee * unit]
        for discount in discounts {
            var left = stages[stages.count - 1]
            if inForce.contains(where: { $0.id == discount.id }) {
                if let share = discount.share {
                    left = left / 1_000_000_000 * Int128(1_000_000_000 - share)
                } else {
                    left = max(left - Int128(discount.amount) * unit, 0)
                }
            }
            stages.append(left)
        }
        return stages
    }

    /// The beginnings of the months counted from a day of the month, from the one the activation is in.
    mutating func monthStarts(_ wanted: Int) -> [Int] {
        if let known = months[wanted] { return known }
        let found = ModelCalendar.months(wanted: wanted, from: service.activatedOn, until: today + 1_200)
        months[wanted] = found
        return found
    }
}
