/// How the one rounding of a rated amount goes (business-rules section 1). All modes treat a negative amount as the
/// mirror of its positive one, so that a reversal is the exact opposite of its charge.
package struct Rounding: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// To the nearest, halves away from zero.
        case halfUp = "half_up"
        /// To the nearest, halves to the even neighbour.
        case halfEven = "half_even"
        /// Away from zero.
        case up
        /// Towards zero.
        case down
    }

    package let mode: Mode
    /// Amounts become multiples of this many minor units: 1, or more for cash rounding.
    package let step: Int64

    package init(mode: Mode = .halfUp, step: Int64 = 1) {
        self.mode = mode
        self.step = max(step, 1)
    }

    package static let standard = Rounding()

    /// `numerator / denominator` minor units as a whole multiple of the step; nil when it does not fit, or when there
    /// is nothing to divide by.
    package func minorUnits(_ numerator: Int128, over denominator: Int128) -> Int64? {
        guard denominator > 0 else { return nil }
        let (divisor, isTooLarge) = denominator.multipliedReportingOverflow(by: Int128(step))
        guard !isTooLarge, numerator != Int128.min else { return nil }
        let magnitude = numerator.magnitude
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        var steps = quotient
        if remainder > 0 {
            let half = divisor.magnitude - remainder
            switch mode {
            case .up: steps += 1
            case .down: break
            case .halfUp: if remainder >= half { steps += 1 }
            case .halfEven: if remainder > half || (remainder == half && steps % 2 == 1) { steps += 1 }
            }
        }
        let (units, overflow) = steps.multipliedReportingOverflow(by: UInt128(step))
        guard !overflow, units <= UInt128(Int64.max) else { return nil }
        return numerator < 0 ? -Int64(units) : Int64(units)
    }
}
