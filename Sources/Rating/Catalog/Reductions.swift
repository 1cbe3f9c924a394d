import Domain

/// The discounts that hold for a component, in the order they compound: of their ids.
struct Reductions {
    private(set) var discounts: [Discount] = []

    static let none = Reductions()

    private init() {}

    /// Those in force on some day of a period. Without a component of its own a discount holds for every periodic one.
    init(
        for component: ComponentID, isPeriodic: Bool, in period: CivilPeriod, facts: KnownFacts, book: PriceBook
    ) throws(FeeRating.Failure) {
        for span in facts.subscription.discounts {
            guard span.valid.start <= facts.day, !span.valid.intersection(period).isEmpty,
                !discounts.contains(where: { $0.id == span.value })
            else { continue }
            guard let discount = book[span.value] else { throw .unknownDiscount(span.value) }
            if discount.component.map({ $0 == component }) ?? isPeriodic { discounts.append(discount) }
        }
        discounts.sort { $0.id < $1.id }
    }

    var isEmpty: Bool { discounts.isEmpty }

    /// A fee before discounts, after the first, after the second ..., as they are in force on a day; never below
    /// nothing. Nil: too large.
    func stages(of fee: Int128, on day: CivilDate, facts: KnownFacts) -> [Fraction]? {
        var stages = [Fraction(fee)]
        stages.reserveCapacity(discounts.count + 1)
        for discount in discounts {
            let before = stages[stages.count - 1]
            let isInForce = facts.subscription.discounts.contains {
                $0.value == discount.id && facts.has($0, on: day)
            }
            guard isInForce else {
                stages.append(before)
                continue
            }
            guard let after = discount.reduction.reduced(before) else { return nil }
            stages.append(after)
        }
        return stages
    }
}

extension Discount.Reduction {
    fileprivate func reduced(_ fee: Fraction) -> Fraction? {
        switch self {
        case .share(let share):
            return fee.scaled(by: Int128(max(Self.whole - max(share, 0), 0)), over: Int128(Self.whole))
        case .amount(let amount):
            guard let left = fee.adding(Fraction(-Int128(max(amount, 0)))) else { return nil }
            return left.isPositive ? left : .zero
        }
    }
}
