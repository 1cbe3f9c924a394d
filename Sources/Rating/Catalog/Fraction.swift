/// An exact amount: rounding happens once, at the end (business-rules section 1). Every operation answers nil when the
/// result does not fit in 128 bits.
struct Fraction: Hashable, Sendable {
    let numerator: Int128
    /// Above zero.
    let denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128 = 1) {
        self.numerator = numerator
        self.denominator = denominator
    }

    static let zero = Fraction(0)

    var isPositive: Bool { numerator > 0 }

    func adding(_ other: Fraction) -> Fraction? {
        if numerator == 0 { return other }
        if other.numerator == 0 { return self }
        if denominator == other.denominator {
            let (sum, isTooLarge) = numerator.addingReportingOverflow(other.numerator)
            return isTooLarge ? nil : Fraction(sum, denominator)
        }
        let common = greatestCommonDivisor(denominator, other.denominator)
        let (left, first) = numerator.multipliedReportingOverflow(by: other.denominator / common)
        let (right, second) = other.numerator.multipliedReportingOverflow(by: denominator / common)
        let (bottom, third) = denominator.multipliedReportingOverflow(by: other.denominator / common)
        let (top, fourth) = left.addingReportingOverflow(right)
        return first || second || third || fourth ? nil : Fraction(top, bottom)
    }

    /// Times `numerator` over `denominator`, in lowest terms.
    func scaled(by factor: Int128, over divisor: Int128) -> Fraction? {
        if numerator == 0 || factor == 0 { return .zero }
        let own = greatestCommonDivisor(numerator, denominator)
        let across = greatestCommonDivisor(numerator / own, divisor)
        let other = greatestCommonDivisor(factor, denominator / own)
        let (bottomFactor, topFactor) = (divisor / across, factor / other)
        let rest = greatestCommonDivisor(topFactor, bottomFactor)
        let (top, first) = (numerator / own / across).multipliedReportingOverflow(by: topFactor / rest)
        let (bottom, second) = (denominator / own / other).multipliedReportingOverflow(by: bottomFactor / rest)
        return first || second ? nil : Fraction(top, bottom)
    }
}

/// Of two numbers other than zero; above zero.
private func greatestCommonDivisor(_ left: Int128, _ right: Int128) -> Int128 {
    var (large, small) = (left.magnitude, right.magnitude)
    while small != 0 { (large, small) = (small, large % small) }
    return Int128(clamping: large)
}
