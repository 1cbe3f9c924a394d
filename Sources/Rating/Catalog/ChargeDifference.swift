package import Domain

/// What was posted for one leg of a charge, all lines added up; positive for what the customer owes.
package struct PostedCharge: Hashable, Sendable {
    package let key: ChargeKey
    package let tariff: TariffID
    package let leg: ChargeLeg
    package let amount: Int64
    /// The next free line number of the key.
    package let nextLine: Int

    package init(key: ChargeKey, tariff: TariffID, leg: ChargeLeg, amount: Int64, nextLine: Int) {
        self.key = key
        self.tariff = tariff
        self.leg = leg
        self.amount = amount
        self.nextLine = nextLine
    }
}

/// One line to post: all its legs commit together.
package struct ChargeLine: Hashable, Sendable {
    package let key: ChargeKey
    package let tariff: TariffID
    package let componentName: String
    package let covered: CivilPeriod
    package let line: Int
    /// Minor units, without zeros; positive for what the customer owes more.
    package let legs: [ChargeLeg: Int64]
    package let valueOn: CivilDate
    /// Why the amount is what it is, as the movement shows it; empty for a whole period.
    package let note: String
    /// The key had lines already.
    package let isCorrection: Bool
    package let taxRounding: TaxScheme.RoundingUnit

    package init(
        key: ChargeKey, tariff: TariffID, componentName: String, covered: CivilPeriod, line: Int,
        legs: [ChargeLeg: Int64], valueOn: CivilDate, note: String, isCorrection: Bool,
        taxRounding: TaxScheme.RoundingUnit = .line
    ) {
        self.key = key
        self.tariff = tariff
        self.componentName = componentName
        self.covered = covered
        self.line = line
        self.legs = legs
        self.valueOn = valueOn
        self.note = note
        self.isCorrection = isCorrection
        self.taxRounding = taxRounding
    }

    /// What the customer pays more, minor units.
    package var total: Int64 { legs.values.reduce(0, +) }
}

/// What brings the ledger from what is posted to what is owed (business-rules section 3). Posting it and asking again
/// gives nothing.
package enum ChargeDifference {
    /// The lines, key by key in the order of their days: first the credit of what a tariff was charged too much, which
    /// is never more than it was charged, then the charge of what is new.
    ///
    /// - Parameters:
    ///   - owed: what ``FeeRating/owed(_:from:asOf:explaining:)`` gave.
    ///   - posted: all that is posted under keys from the same day on: a key that is not owed any more is credited
    ///     whole.
    ///   - from: posted keys of days before it are left alone.
    ///   - book: names the components of keys that are not owed any more.
    ///
    /// A first line counts from its charge's value date, a correction from today.
    package static func lines(
        owed: [Charge], posted: [PostedCharge], today: CivilDate, from: CivilDate = .farPast, book: PriceBook? = nil
    ) -> [ChargeLine] {
        let posted = posted.filter { $0.key.periodOn >= from }
        if posted.isEmpty { return firstLines(owed) }
        var keys: [ChargeKey: Entry] = [:]
        for charge in owed { keys[charge.key, default: Entry()].owed.append(charge) }
        for item in posted { keys[item.key, default: Entry()].posted.append(item) }
        var lines: [ChargeLine] = []
        for (key, entry) in keys.sorted(by: { $0.key < $1.key }) {
            lines += differences(key, entry, today: today, book)
        }
        return lines
    }

    /// Nothing is posted: every charge that costs something is a line.
    private static func firstLines(_ owed: [Charge]) -> [ChargeLine] {
        var lines: [ChargeLine] = []
        lines.reserveCapacity(owed.count)
        var next: [ChargeKey: Int] = [:]
        for charge in owed where charge.costs {
            let line = owed.count == 1 ? 0 : next[charge.key, default: 0]
            if owed.count > 1 { next[charge.key] = line + 1 }
            lines.append(
                ChargeLine(
                    key: charge.key, tariff: charge.tariff, componentName: charge.componentName,
                    covered: charge.covered, line: line, legs: charge.legs.filter { $0.value != 0 },
                    valueOn: charge.valueOn, note: note(charge, isCorrection: false, isCredit: false),
                    isCorrection: false, taxRounding: charge.taxRounding))
        }
        return lines
    }

    private struct Entry {
        var owed: [Charge] = []
        var posted: [PostedCharge] = []
    }

    private static func differences(
        _ key: ChargeKey, _ entry: Entry, today: CivilDate, _ book: PriceBook?
    ) -> [ChargeLine] {
        var credits: [ChargeLine] = []
        var charges: [ChargeLine] = []
        let isCorrection = !entry.posted.isEmpty
        for tariff in tariffs(entry) {
            let charge = entry.owed.first { $0.tariff == tariff }
            var legs = charge?.legs ?? [:]
            for item in entry.posted where item.tariff == tariff { legs[item.leg, default: 0] -= item.amount }
            legs = legs.filter { $0.value != 0 }
            let hasLines = entry.posted.contains { $0.tariff == tariff }
            guard !legs.isEmpty, !(hasLines && isDocumentRounding(legs, charge)) else { continue }
            let isCredit = legs.values.reduce(0, +) < 0
            let line = ChargeLine(
                key: key, tariff: tariff, componentName: charge?.componentName ?? name(key, tariff, entry, book),
                covered: charge?.covered ?? CivilPeriod(key.periodOn, key.periodOn), line: 0, legs: legs,
                valueOn: isCorrection ? today : charge?.valueOn ?? today,
                note: note(charge, isCorrection: hasLines, isCredit: isCredit), isCorrection: isCorrection,
                taxRounding: charge?.taxRounding ?? .line)
            if isCredit { credits.append(line) } else { charges.append(line) }
        }
        let next = entry.posted.map(\.nextLine).max() ?? 0
        return (credits + charges).enumerated().map { offset, line in line.numbered(next + offset) }
    }

    /// Posted tariffs first, then new ones in the order they are owed.
    private static func tariffs(_ entry: Entry) -> [TariffID] {
        var tariffs: [TariffID] = []
        for tariff in entry.posted.map(\.tariff).sorted() + entry.owed.map(\.tariff) where !tariffs.contains(tariff) {
            tariffs.append(tariff)
        }
        return tariffs
    }

    /// Whether only taxes differ, each by one unit: they were rounded together with others of their document.
    private static func isDocumentRounding(_ legs: [ChargeLeg: Int64], _ charge: Charge?) -> Bool {
        guard charge?.taxRounding == .document else { return false }
        let others = legs.filter { leg, amount in
            if case .tax = leg { return amount.magnitude > 1 }
            // Where prices contain the taxes the net gives what they take.
            return leg != .net || amount != -taxes(legs)
        }
        return others.isEmpty
    }

    private static func taxes(_ legs: [ChargeLeg: Int64]) -> Int64 {
        legs.reduce(0) { sum, leg in if case .tax = leg.key { sum + leg.value } else { sum } }
    }

    private static func name(_ key: ChargeKey, _ tariff: TariffID, _ entry: Entry, _ book: PriceBook?) -> String {
        book?[tariff]?.component(key.component)?.name ?? entry.owed.first?.componentName ?? ""
    }

    private static func note(_ charge: Charge?, isCorrection: Bool, isCredit: Bool) -> String {
        guard let charge else { return "not owed any more" }
        if charge.key.kind == .oneTime { return isCorrection ? "corrected" : "" }
        let isWhole = charge.days == charge.daysOfPeriod
        if isCredit, charge.unusedDays > 0 { return "unused \(charge.unusedDays) of \(charge.daysOfPeriod) days" }
        if isWhole { return isCorrection ? "whole period" : "" }
        let days = "\(charge.days) of \(charge.daysOfPeriod) days"
        // A day charged by itself is no fragment.
        if charge.covered.days == 1, charge.unusedDays == 0 { return isCorrection ? "corrected" : "" }
        return isCorrection ? "corrected to \(days)" : days
    }
}

extension ChargeLine {
    fileprivate func numbered(_ line: Int) -> ChargeLine {
        ChargeLine(
            key: key, tariff: tariff, componentName: componentName, covered: covered, line: line, legs: legs,
            valueOn: valueOn, note: note, isCorrection: isCorrection, taxRounding: taxRounding)
    }

    /// The same line with other legs.
    func with(legs: [ChargeLeg: Int64]) -> ChargeLine {
        ChargeLine(
            key: key, tariff: tariff, componentName: componentName, covered: covered, line: line,
            legs: legs.filter { $0.value != 0 }, valueOn: valueOn, note: note, isCorrection: isCorrection,
            taxRounding: taxRounding)
    }
}

extension ChargeKey: Comparable {
    /// By day, then by component.
    package static func < (left: ChargeKey, right: ChargeKey) -> Bool {
        if left.periodOn != right.periodOn { return left.periodOn < right.periodOn }
        if left.component != right.component { return left.component < right.component }
        return left.kind == .fee && right.kind == .oneTime
    }
}
