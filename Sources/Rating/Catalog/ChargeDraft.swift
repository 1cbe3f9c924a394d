import Domain

/// A charge before its amounts.
struct ChargeDraft {
    let key: ChargeKey
    let tariff: Tariff
    let component: TariffComponent
    let covered: CivilPeriod
    let days: Int
    let daysOfPeriod: Int
    let unusedDays: Int
    let valueOn: CivilDate
}

extension FeeRating {
    /// Discounts and taxes make the amounts a charge.
    func finish(
        _ draft: ChargeDraft, _ amounts: ChargeAmounts, _ reductions: Reductions, _ facts: KnownFacts,
        _ words: [String], _ explaining: Bool
    ) throws(Failure) -> Charge {
        var legs = amounts.legs(reductions)
        let taxes = try ChargeTaxes(on: draft.valueOn, of: facts.subscription, book: book)
        guard
            taxes.add(
                to: &legs, amount: amounts.discounted, category: draft.component.taxCategory, on: draft.valueOn) != nil
        else { throw .overflow(draft.tariff.id, component: draft.component.id) }
        // In whatever order the legs are added up, the sum is held.
        let owed = legs.values.reduce(Int128(0)) { $1 > 0 ? $0 + Int128($1) : $0 }
        guard owed <= Int128(Int64.max) else { throw .overflow(draft.tariff.id, component: draft.component.id) }
        let arithmetic =
            explaining
            ? words + AmountWords(draft, amounts, reductions, legs, taxes).lines : []
        return Charge(
            key: draft.key, tariff: draft.tariff.id, componentName: draft.component.name, covered: draft.covered,
            days: draft.days, daysOfPeriod: draft.daysOfPeriod, unusedDays: draft.unusedDays, legs: legs,
            valueOn: draft.valueOn, taxRounding: taxes.rounding, arithmetic: arithmetic)
    }
}
