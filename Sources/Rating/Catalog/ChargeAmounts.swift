import Domain

/// The amounts of a charge before tax: undiscounted, then after each discount, whole minor units.
struct ChargeAmounts {
    /// One more than there are discounts; never rising.
    private(set) var stages: [Int64]

    init(stages: Int) { self.stages = Array(repeating: 0, count: stages) }

    /// Adds what lies between two running sums, rounded at each: so that the parts of a period add up to the rounded
    /// whole, whatever their number (business-rules section 1). Nil: too large.
    mutating func add(from before: [Fraction], to after: [Fraction], _ rounding: Rounding) -> Void? {
        var limit = Int64.max
        for index in stages.indices {
            guard let low = before[index].rounded(rounding), let high = after[index].rounded(rounding) else {
                return nil
            }
            // A discount never adds, not even by the roundings of amounts below one unit.
            let step = min(high - low, limit)
            limit = step
            let (sum, isTooLarge) = stages[index].addingReportingOverflow(step)
            if isTooLarge { return nil }
            stages[index] = sum
        }
        return ()
    }

    var discounted: Int64 { stages[stages.count - 1] }

    /// Net and discounts; what makes no difference is left out.
    func legs(_ reductions: Reductions) -> [ChargeLeg: Int64] {
        var legs: [ChargeLeg: Int64] = [.net: stages[0]]
        for (index, discount) in reductions.discounts.enumerated() where stages[index + 1] != stages[index] {
            legs[.discount(discount.id)] = stages[index + 1] - stages[index]
        }
        return legs
    }
}

extension Fraction {
    func rounded(_ rounding: Rounding) -> Int64? { rounding.minorUnits(numerator, over: denominator) }
}
