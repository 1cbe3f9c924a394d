/// Fees that return.
extension ModelReference {
    /// Terms with equal cycles share their periods.
    private struct Cycle: Hashable {
        let unit: String
        let count: Int
        let alignment: String
        let isDaily: Bool

        init(_ component: ModelComponent) {
            unit = component.unit
            count = component.count
            alignment = component.alignment
            isDaily = component.due == "daily"
        }
    }

    /// What holds on one day of a period.
    private struct PeriodDay {
        let day: Int
        let keyOn: Int
        let tariff: ModelTariff
        let component: ModelComponent
        let counts: Bool
        let isTrial: Bool
        let fee: Int64
        let discounts: [ModelDiscount]
        /// What makes neighbouring days one piece.
        let mark: [Int]
    }

    mutating func addPeriods(of component: Int) {
        var cycles: [Cycle] = []
        for (_, tariff) in service.tariffs {
            guard let priced = catalog.tariffs[tariff]?.components[component], priced.kind == .periodic else { continue }
            if !cycles.contains(Cycle(priced)) { cycles.append(Cycle(priced)) }
        }
        for cycle in cycles {
            for period in periods(cycle) where period.from <= today && period.from < (end ?? .max) {
                let days = (period.from..<period.to).compactMap { day($0, of: component, cycle, period) }
                if cycle.isDaily {
                    for day in days where day.day <= today && day.counts { addDay(day, period) }
                } else {
                    addPeriod(days, period, cycle)
                }
            }
        }
    }

    private mutating func periods(_ cycle: Cycle) -> [(from: Int, to: Int)] {
        var starts: [Int] = []
        if cycle.unit == "day" {
            starts = Array(stride(from: service.activatedOn, through: today + cycle.count, by: cycle.count))
        } else {
            let wanted =
                cycle.alignment == "activation"
                ? ModelCalendar.day(service.activatedOn).ofMonth : service.billingDay
            let months = monthStarts(wanted)
            let step = cycle.unit == "year" ? cycle.count * 12 : cycle.count
            starts = stride(from: 0, to: months.count, by: step).map { months[$0] }
        }
        return zip(starts, starts.dropFirst()).map { ($0, $1) }
    }

    private func day(_ day: Int, of component: Int, _ cycle: Cycle, _ period: (from: Int, to: Int)) -> PeriodDay? {
        guard lives(on: day), let tariff = tariff(on: day), let priced = tariff.components[component],
            priced.kind == .periodic, Cycle(priced) == cycle
        else { return nil }
        var since = service.activatedOn
        var quantity: Int64 = 1
        if priced.isOptional {
            guard let option = option(component, on: day) else { return nil }
            (since, quantity) = (option.from, option.quantity)
        }
        let counts = priced.isChargedWhileSuspended || !isStopped(on: day)
        let isTrial = day < service.activatedOn + tariff.trialDays
        let isFreeFragment = priced.proration == "free_first" && period.from < service.activatedOn
        let price = priced.price(on: day)
        let discounts = gifts(on: day)
        let start = service.tariffs.last { $0.from <= min(day, today) }?.from ?? 0
        return PeriodDay(
            day: day, keyOn: max(period.from, since), tariff: tariff, component: priced, counts: counts,
            isTrial: isTrial, fee: isTrial || isFreeFragment ? 0 : (price?.amount ?? 0) * quantity,
            discounts: discounts,
            mark: [start, priced.isOptional ? since : 0, counts ? 1 : 0, isTrial ? 1 : 0, price?.from ?? 0]
                + discounts.map(\.id))
    }

    /// The discounts of a component that hold on some day.
    private func discounts(_ days: [PeriodDay], _ period: (from: Int, to: Int), _ component: Int) -> [ModelDiscount] {
        service.gifts.filter { $0.from <= today && $0.from < period.to && $0.to > period.from }.map(\.discount)
            .reduce(into: Set<Int>()) { $0.insert($1) }.sorted().compactMap { catalog.discounts[$0] }
            .filter { $0.component.map { $0 == component } ?? true }
    }

    /// A day has its share of the fee of the whole period, the shares of all days adding up to it.
    private mutating func addDay(_ day: PeriodDay, _ period: (from: Int, to: Int)) {
        let discounts = discounts([day], (day.day, day.day + 1), day.component.id)
        let stages = Self.stages(Int128(day.fee), discounts, inForce: day.discounts)
        let whole = Int128(period.to - period.from)
        let index = Int128(day.day - period.from)
        var amounts: [Int64] = []
        for stage in stages {
            let step =
                Self.rounded(stage * (index + 1), whole * Self.unit, day.component)
                - Self.rounded(stage * index, whole * Self.unit, day.component)
            amounts.append(min(step, amounts.last ?? .max))
        }
        add(day.component, key: day.day, net: amounts[0], discounted: amounts[amounts.count - 1], taxedOn: day.day)
    }

    /// Days over the days of their month (or over 30; or of the whole period where that is no month), in their order and
    /// never more than one together; a period the service had whole is one, less the days that do not count.
    private mutating func addPeriod(_ days: [PeriodDay], _ period: (from: Int, to: Int), _ cycle: Cycle) {
        guard days.contains(where: \.counts), let some = days.first else { return }
        let isMonth = cycle.unit == "month" && cycle.count == 1
        let whole: Int128 = isMonth ? 28 * 29 * 15 * 31 : Int128(period.to - period.from)
        func weight(_ day: PeriodDay) -> Int128 {
            guard isMonth else { return 1 }
            return whole
                / (day.component.proration == "fixed30" ? 30 : Int128(ModelCalendar.day(day.day).monthLength))
        }
        let isWholeFee = days.contains { $0.counts && !$0.isTrial && $0.component.proration == "none" }
        var limit = whole
        if !isWholeFee {
            let sum = days.filter(\.counts).reduce(Int128(0)) { $0 + weight($1) }
            let missing = days.filter { !$0.counts }.reduce(Int128(0)) { $0 + weight($1) }
            limit = days.count == period.to - period.from ? max(whole - missing, 0) : min(whole, sum)
        }
        let discounts = discounts(days, period, some.component.id)
        var running = [Int128](repeating: 0, count: discounts.count + 1)
        var given: Int128 = 0
        var parts: [Part] = []
        let pieces = pieces(days.filter(\.counts))
        for (index, piece) in pieces.enumerated() {
            let head = piece[0]
            var share = piece.reduce(Int128(0)) { $0 + weight($1) }
            if head.component.proration == "none" { share = head.isTrial ? 0 : whole }
            share = index == pieces.count - 1 ? limit - given : min(share, limit - given)
            given += share
            if !parts.contains(where: { $0.keyOn == head.keyOn && $0.tariff == head.tariff.id }) {
                parts.append(Part(head, discounts.count + 1))
            }
            guard let part = parts.firstIndex(where: { $0.keyOn == head.keyOn && $0.tariff == head.tariff.id }),
                head.fee != 0, share != 0
            else { continue }
            var most = Int64.max
            for (stage, fee) in Self.stages(Int128(head.fee), discounts, inForce: head.discounts).enumerated() {
                let before = Self.rounded(running[stage], whole * Self.unit, head.component)
                running[stage] += fee * share
                most = min(most, Self.rounded(running[stage], whole * Self.unit, head.component) - before)
                parts[part].amounts[stage] += most
            }
        }
        for part in parts {
            let dueOn = part.component.due == "arrears" ? min(period.to, end ?? .max) : part.firstUsed
            guard dueOn <= today else { continue }
            add(
                part.component, key: part.keyOn, net: part.amounts[0],
                discounted: part.amounts[part.amounts.count - 1], taxedOn: dueOn)
        }
    }

    /// The days of one tariff under one key.
    private struct Part {
        let keyOn: Int
        let tariff: Int
        let component: ModelComponent
        let firstUsed: Int
        var amounts: [Int64]

        init(_ day: PeriodDay, _ stages: Int) {
            keyOn = day.keyOn
            tariff = day.tariff.id
            component = day.component
            firstUsed = day.day
            amounts = Array(repeating: 0, count: stages)
        }
    }

    /// Neighbouring days on which everything is the same.
    private func pieces(_ days: [PeriodDay]) -> [[PeriodDay]] {
        var pieces: [[PeriodDay]] = []
        for day in days {
            if let last = pieces.last?.last, last.day + 1 == day.day, last.mark == day.mark {
                pieces[pieces.count - 1].append(day)
            } else {
                pieces.append([day])
            }
        }
        return pieces
    }
}
