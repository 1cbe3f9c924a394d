package import Domain

/// The taxes of a call (business-rules section 5): from its price before rounding, so that many small calls are taxed as
/// their exact sum would be, as near as whole minor units allow.
package enum CallTax {
    /// What of a call is posted as net and as taxes; nil: too large.
    ///
    /// Prices without tax: the amount is the net, and each tax its share of the exact price. Prices with tax: the amount
    /// is the total; each tax is what the exact price contains of it, and the net what remains. Halves round up. A call
    /// whose amount is nothing is not taxed, and a tax of nothing is no leg; nor is one the customer declares (reverse
    /// charge), which is taken out of a price that contains it all the same.
    /// - Parameters:
    ///   - exact: over ``RatedCall/exactScale``.
    ///   - amount: the same, rounded.
    package static func legs(
        exact: Int128, amount: Int64, scheme: TaxScheme?, category: String, on day: CivilDate
    ) -> (net: Int64, taxes: [(TaxRateID, Int64)])? {
        guard let scheme, amount != 0 else { return (amount, []) }
        guard
            let taxes = scheme.taxes(
                of: exact, over: RatedCall.exactScale, category: category, on: day)
        else { return nil }
        var net = amount
        if scheme.isInclusive {
            for tax in taxes {
                let (rest, isTooLarge) = net.subtractingReportingOverflow(tax.1)
                if isTooLarge { return nil }
                net = rest
            }
        }
        return (net, scheme.treatment == .charged ? taxes : [])
    }
}
