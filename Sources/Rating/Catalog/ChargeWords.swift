import Domain

/// How the fee of one part of a period came about, a line a piece.
struct PeriodWords {
    let lines: [String]

    init(_ period: PeriodPieces, part: Int, _ reductions: Reductions, _ facts: KnownFacts) {
        let currency = period.parts[part].tariff.currency
        lines = period.pieces.filter { $0.part == part }.map { piece in
            let share = Fraction(Int128(piece.weight)).scaled(by: 1, over: Int128(period.denominator)) ?? .zero
            let days = "\(piece.days.start) to \(piece.days.lastDay), \(piece.days.days) of \(period.natural.days) days"
            if piece.isTrial { return "\(days): trial, free" }
            let amount = Fraction(piece.fee).scaled(by: Int128(piece.weight), over: Int128(period.denominator))
            let fee = exactText(Fraction(piece.fee), currency)
            guard let amount else { return "\(days): \(fee)" }
            if share == Fraction(1) { return "\(days): the whole fee \(fee)" }
            return "\(days): \(fee) \u{D7} \(share.numerator)/\(share.denominator) = \(exactText(amount, currency))"
        }
    }
}

/// How the share of one day came about.
struct DayWords {
    let lines: [String]

    init(fee: Int128, index: Int, of natural: CivilPeriod, _ currency: Currency) {
        let price = exactText(Fraction(fee), currency)
        lines = ["day \(index) of \(natural.days): the share of \(price) to its end less the share to its beginning"]
    }
}

/// How discounts, rounding and taxes made the amounts.
struct AmountWords {
    let lines: [String]

    init(
        _ draft: ChargeDraft, _ amounts: ChargeAmounts, _ reductions: Reductions, _ legs: [ChargeLeg: Int64],
        _ taxes: ChargeTaxes
    ) {
        let currency = draft.tariff.currency
        func text(_ amount: Int64) -> String { Money(minorUnits: amount, currency: currency).description }
        let rounding = draft.component.rounding
        let step = Money(minorUnits: rounding.step, currency: currency)
        var lines = ["rounded \(rounding.mode.words) to \(step): \(text(amounts.stages[0]))"]
        for discount in reductions.discounts {
            guard let amount = legs[.discount(discount.id)] else { continue }
            lines.append("discount \(discount.name) \(discount.reduction.words(currency)): \(text(amount))")
        }
        lines += taxes.words(
            amounts.discounted, category: draft.component.taxCategory, on: draft.valueOn, in: currency)
        self.lines = lines
    }
}

extension Rounding.Mode {
    var words: String {
        switch self {
        case .halfUp: "half up"
        case .halfEven: "half to even"
        case .up: "up"
        case .down: "down"
        }
    }
}

extension Discount.Reduction {
    fileprivate func words(_ currency: Currency) -> String {
        switch self {
        case .share(let share): percentText(share)
        case .amount(let amount): "\(Money(minorUnits: amount, currency: currency)) a period"
        }
    }
}

/// Parts per billion as per cent: "20 %", "12.5 %".
package func percentText(_ share: Int64) -> String {
    let fraction = share % 10_000_000
    guard fraction != 0 else { return "\(share / 10_000_000) %" }
    var digits = String(fraction)
    digits = String(repeating: "0", count: 7 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(share / 10_000_000).\(digits) %"
}

/// An exact amount of minor units in the currency, with up to four digits more than it has: "2 322,580645...".
func exactText(_ amount: Fraction, _ currency: Currency) -> String {
    let more = 4
    guard let fine = amount.scaled(by: 10_000, over: 1),
        let units = Int64(exactly: fine.numerator / fine.denominator)
    else { return "a very large amount" }
    let finer = Currency(code: currency.code, fractionDigits: currency.fractionDigits + more)
    var text = Money(minorUnits: units, currency: finer).description
    if fine.numerator % fine.denominator != 0 { return text + "\u{2026}" }
    var spare = more
    while spare > 0, text.hasSuffix("0") {
        text.removeLast()
        spare -= 1
    }
    return text.hasSuffix(",") ? String(text.dropLast()) : text
}
