import Domain

/// The taxes of a charge (business-rules section 9), by the scheme and the rates valid on its value date; the scheme is
/// the customer's, else the installation's own; without any there is no tax.
///
/// Prices without tax: each tax is its share of the discounted amount. Prices with tax: each is its part of what the
/// amount contains, and the net is what remains, so that the total stays the price. Halves round up. A tax the customer
/// declares (reverse charge) is taken out of such a price in the same way, and is no part of the charge.
struct ChargeTaxes {
    private let scheme: TaxScheme?

    init(on day: CivilDate, of subscription: RatedSubscription, book: PriceBook) throws(FeeRating.Failure) {
        var id = book.standardScheme
        for span in subscription.taxSchemes where span.valid.contains(day) { id = span.value }
        guard let id else {
            scheme = nil
            return
        }
        guard let known = book[id] else { throw .unknownTaxScheme(id) }
        scheme = known
    }

    var rounding: TaxScheme.RoundingUnit { scheme?.rounding ?? .line }

    /// Adds the taxes of the amount; nil: too large.
    func add(to legs: inout [ChargeLeg: Int64], amount: Int64, category: String, on day: CivilDate) -> Void? {
        guard let scheme, amount != 0 else { return () }
        guard let taxes = scheme.taxes(of: Int128(amount), over: 1, category: category, on: day) else { return nil }
        var contained: Int64 = 0
        for (id, tax) in taxes {
            if scheme.treatment == .charged { legs[.tax(id)] = tax }
            let (sum, isTooLarge) = contained.addingReportingOverflow(tax)
            if isTooLarge { return nil }
            contained = sum
        }
        if scheme.isInclusive { legs[.net, default: 0] -= contained }
        return ()
    }

    /// How the taxes came about, a sentence a line.
    func words(_ amount: Int64, category: String, on day: CivilDate, in currency: Currency) -> [String] {
        guard let scheme, amount != 0,
            let taxes = scheme.taxes(of: Int128(amount), over: 1, category: category, on: day)
        else { return [] }
        func text(_ amount: Int64) -> String { Money(minorUnits: amount, currency: currency).description }
        return taxes.sorted { $0.0 < $1.0 }.compactMap { id, tax in
            guard let rate = scheme.rates.first(where: { $0.id == id }) else { return nil }
            let of = scheme.isInclusive ? "contained in" : "of"
            let whose = scheme.treatment == .reverseCharge ? ", not charged: the customer declares it" : ""
            return "\(rate.name) \(percentText(rate.share)) \(of) \(text(amount)): \(text(tax))\(whose)"
        }
    }
}

extension TaxScheme {
    /// What a share of the taxed amount is divided by: one, or one and all shares where prices contain the taxes.
    func divisor(of rates: some Sequence<Rate>) -> Int128 {
        let whole = Int128(Discount.Reduction.whole)
        return isInclusive ? rates.reduce(whole) { $0 + Int128($1.share) } : whole
    }

    /// The taxes of a category on an exact price, each rounded, without those of nothing: its share of a price without
    /// tax, or its part of what a price with tax contains. Nil: too large.
    func taxes(
        of numerator: Int128, over denominator: Int128, category: String, on day: CivilDate
    ) -> [(TaxRateID, Int64)]? {
        let rates = rates.filter { $0.category == category && $0.valid.contains(day) }
        let (whole, isTooLarge) = denominator.multipliedReportingOverflow(by: divisor(of: rates))
        if isTooLarge { return nil }
        var taxes: [(TaxRateID, Int64)] = []
        for rate in rates {
            let (share, isTooLarge) = numerator.multipliedReportingOverflow(by: Int128(rate.share))
            guard !isTooLarge, let tax = Rounding.standard.minorUnits(share, over: whole) else { return nil }
            if tax != 0 { taxes.append((rate.id, tax)) }
        }
        return taxes
    }
}
