import Domain

/// One natural period of one component, cut in pieces that have one price each: at changes of the tariff and of its
/// prices, at the ends of the trial, of options and discounts, and around the days that do not count.
///
/// What the pieces weigh (business-rules section 3):
/// - Monthly periods: days over the days of their calendar month, each month with its own (7/31 + 2/28); `fixed30`:
///   days over 30, never more than 30 of a calendar month. Other periods: days over the days of the natural period.
/// - When the subscription had the component on all days of the period, the pieces weigh one less what the days that do
///   not count weigh; else they weigh their own sum, never more than one. Clipped to that in their order, the last takes
///   what is left, so that pieces add up to the whole.
/// - `none`: the first piece that costs anything takes the whole fee. A change of the tariff costs nothing more until
///   the next period.
struct PeriodPieces {
    /// What becomes a charge of its own: the days of one tariff under one key.
    struct Part {
        let keyOn: CivilDate
        let tariff: Tariff
        let component: TariffComponent
        let terms: PeriodicTerms
        var covered: CivilPeriod
        /// The first day that counts.
        var usedFrom: CivilDate
        var days = 0
    }

    struct Piece {
        let part: Int
        let days: CivilPeriod
        /// Price times quantity; nothing in the trial and in a free first fragment.
        let fee: Int128
        let proration: PeriodicTerms.Proration
        let isTrial: Bool
        /// Of the period's ``denominator``.
        var weight: Int64
    }

    let natural: CivilPeriod
    let denominator: Int64
    private(set) var parts: [Part] = []
    private(set) var pieces: [Piece] = []

    private let cycle: BillingCycle
    private let facts: KnownFacts
    private var presentDays = 0
    private var uncountedWeight: Int64 = 0

    /// A multiple of the days of every month and of 30.
    private static let monthlyDenominator: Int64 = 28 * 29 * 15 * 31

    init(
        of component: ComponentID, cycle: BillingCycle, in natural: CivilPeriod, facts: KnownFacts, book: PriceBook
    ) throws(FeeRating.Failure) {
        self.natural = natural
        self.cycle = cycle
        self.facts = facts
        denominator = cycle.isMonthly ? Self.monthlyDenominator : Int64(max(natural.days, 1))
        let inLife = natural.intersection(facts.life)
        for index in facts.subscription.tariffs.indices {
            let days = inLife.intersection(facts.days(ofTariff: index))
            guard !days.isEmpty else { continue }
            let id = facts.subscription.tariffs[index].value
            guard let tariff = book[id] else { throw .unknownTariff(id) }
            guard let priced = tariff.component(component), case .periodic(let terms) = priced.terms,
                BillingCycle(terms) == cycle
            else { continue }
            if priced.selection == .included {
                let key = max(natural.start, facts.subscription.activatedOn)
                try cut(days, Part(key, tariff, priced, terms, days), quantity: 1, book)
                continue
            }
            for option in facts.subscription.options where option.value.component == component {
                let chosen = days.intersection(facts.days(of: option))
                guard !chosen.isEmpty else { continue }
                let key = max(natural.start, option.valid.start)
                try cut(chosen, Part(key, tariff, priced, terms, chosen), quantity: option.value.quantity, book)
            }
        }
        // Options come in the order they were chosen.
        pieces.sort { $0.days.start < $1.days.start }
        weigh()
    }

    // MARK: Cutting

    private mutating func cut(
        _ days: CivilPeriod, _ part: Part, quantity: Int64, _ book: PriceBook
    ) throws(FeeRating.Failure) {
        presentDays += days.days
        let trialEnd = facts.subscription.activatedOn.adding(days: part.tariff.trialDays)
        let isFreeFragment = part.terms.proration == .freeFirst && natural.start < facts.subscription.activatedOn
        var from = days.start
        while from < days.end {
            let piece = CivilPeriod(from, nextCut(after: from, until: days.end, trialEnd, part.component, book))
            from = piece.end
            if !part.component.isChargedWhileSuspended, facts.isWhollySuspended(on: piece.start) {
                // A fee that is whole for any fragment takes no more of another tariff's fee than its days.
                uncountedWeight += raw(piece, part.terms.proration == .none ? .actual : part.terms.proration)
                continue
            }
            let isTrial = piece.start < trialEnd
            var fee = Int128(0)
            if !isTrial {
                guard let price = facts.fee(of: part.component, on: piece.start) else {
                    throw .noPrice(part.tariff.id, component: part.component.id, on: piece.start)
                }
                fee = isFreeFragment ? 0 : Int128(price) * Int128(quantity)
            }
            pieces.append(
                Piece(
                    part: use(part, for: piece), days: piece, fee: fee, proration: part.terms.proration,
                    isTrial: isTrial,
                    weight: isTrial && part.terms.proration == .none ? 0 : raw(piece, part.terms.proration)))
        }
    }

    /// The next day on which anything changes that the price depends on.
    private func nextCut(
        after day: CivilDate, until end: CivilDate, _ trialEnd: CivilDate, _ component: TariffComponent,
        _ book: PriceBook
    ) -> CivilDate {
        var cut = end
        func consider(_ period: CivilPeriod) {
            if period.start > day, period.start < cut { cut = period.start }
            if period.end > day, period.end < cut { cut = period.end }
        }
        if trialEnd > day, trialEnd < cut { cut = trialEnd }
        for price in component.prices { consider(price.valid) }
        for price in facts.subscription.ownPrices where price.value.component == component.id {
            consider(facts.days(of: price))
        }
        if !component.isChargedWhileSuspended {
            for suspension in facts.subscription.suspensions {
                let whole = facts.wholeDays(of: suspension)
                if !whole.isEmpty { consider(whole) }
            }
        }
        for discount in facts.subscription.discounts { consider(discount.valid) }
        return cut
    }

    private mutating func use(_ part: Part, for piece: CivilPeriod) -> Int {
        if let index = parts.firstIndex(where: { $0.keyOn == part.keyOn && $0.tariff.id == part.tariff.id }) {
            parts[index].days += piece.days
            parts[index].usedFrom = min(parts[index].usedFrom, piece.start)
            parts[index].covered = CivilPeriod(
                min(parts[index].covered.start, part.covered.start), max(parts[index].covered.end, part.covered.end))
            return index
        }
        var new = part
        new.days = piece.days
        new.usedFrom = piece.start
        parts.append(new)
        return parts.count - 1
    }

    // MARK: Weighing

    private func raw(_ days: CivilPeriod, _ proration: PeriodicTerms.Proration) -> Int64 {
        if proration == .none { return denominator }
        guard cycle.isMonthly else { return Int64(days.days) }
        var weight: Int64 = 0
        var from = days.start
        while from < days.end {
            let length = from.daysInMonth
            let to = min(from.firstOfMonth.adding(days: length), days.end)
            let count = to.days(since: from)
            weight +=
                proration == .fixed30
                ? Int64(min(count, 30)) * (denominator / 30) : Int64(count) * (denominator / Int64(length))
            from = to
        }
        return weight
    }

    private mutating func weigh() {
        guard !pieces.isEmpty else { return }
        let sum = pieces.reduce(Int64(0)) { $0 + $1.weight }
        let total: Int64 =
            if pieces.contains(where: { $0.proration == .none && !$0.isTrial }) {
                denominator
            } else if presentDays >= natural.days {
                max(denominator - uncountedWeight, 0)
            } else {
                min(denominator, sum)
            }
        var given: Int64 = 0
        for index in pieces.indices {
            let left = total - given
            pieces[index].weight = index == pieces.count - 1 ? left : min(pieces[index].weight, left)
            given += pieces[index].weight
        }
    }
}

extension PeriodPieces.Part {
    init(
        _ keyOn: CivilDate, _ tariff: Tariff, _ component: TariffComponent, _ terms: PeriodicTerms,
        _ covered: CivilPeriod
    ) {
        self.init(
            keyOn: keyOn, tariff: tariff, component: component, terms: terms, covered: covered,
            usedFrom: covered.start)
    }
}
