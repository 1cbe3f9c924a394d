import Domain

/// Rounds the taxes of what one account is charged together as one total (business-rules section 9): the taxes of its
/// lines are the differences of the exact running total, rounded at each, so that they add up to the rounded total and
/// the last line takes the remainder. One for each account and posting; lines whose scheme rounds by line pass through,
/// and so do corrections, which return exactly what was charged.
package struct DocumentTax: Sendable {
    private let book: PriceBook
    /// Exact taxes so far, by rate.
    private var running: [TaxRateID: Fraction] = [:]

    package init(_ book: PriceBook) { self.book = book }

    /// The line with its taxes as the document has them. A total too large to hold leaves the line as it is.
    package mutating func round(_ line: ChargeLine) -> ChargeLine {
        guard line.taxRounding == .document, !line.isCorrection else { return line }
        let rates = line.legs.keys.compactMap { leg -> TaxRateID? in if case .tax(let id) = leg { id } else { nil } }
        guard let first = rates.first, let scheme = book.scheme(of: first) else { return line }
        let taxes = scheme.rates.filter { rates.contains($0.id) }
        var base: Int64 = 0
        for (leg, amount) in line.legs {
            if case .tax = leg, !scheme.isInclusive { continue }
            base += amount
        }
        let divisor = scheme.divisor(of: taxes)
        var legs = line.legs
        var sums = running
        for rate in taxes {
            let before = running[rate.id] ?? .zero
            guard let after = before.adding(Fraction(Int128(base) * Int128(rate.share), divisor)),
                let low = before.rounded(.standard), let high = after.rounded(.standard)
            else { return line }
            let tax = high - low
            if scheme.isInclusive { legs[.net, default: 0] += (legs[.tax(rate.id)] ?? 0) - tax }
            legs[.tax(rate.id)] = tax
            sums[rate.id] = after
        }
        running = sums
        return line.with(legs: legs)
    }
}
