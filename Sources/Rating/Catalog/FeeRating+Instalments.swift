import Domain

extension FeeRating {
    /// A price in monthly parts that add up to it, the last one takes the remainder. They are agreed once, by the tariff
    /// of the activation (of the day an optional component was chosen), and go on under whatever tariff follows; a
    /// greater quantity of an option is agreed for what it adds. When the service ends, what is left is owed at once.
    func instalments(_ facts: KnownFacts, from: CivilDate, _ explaining: Bool) throws(Failure) -> [Charge] {
        var sums: [(ChargeKey, Tariff, TariffComponent, Int128)] = []
        for agreed in try agreements(facts) {
            for (day, amount) in agreed.parts(endedOn: facts.endedOn) where day >= from && day <= facts.day {
                let key = ChargeKey(kind: .oneTime, component: agreed.component.id, periodOn: day)
                if let index = sums.firstIndex(where: { $0.0 == key && $0.1.id == agreed.tariff.id }) {
                    sums[index].3 += Int128(amount)
                } else {
                    sums.append((key, agreed.tariff, agreed.component, Int128(amount)))
                }
            }
        }
        var charges: [Charge] = []
        for (key, tariff, component, amount) in sums {
            charges.append(try once(key, tariff, component, amount, facts, explaining))
        }
        return charges
    }

    private func agreements(_ facts: KnownFacts) throws(Failure) -> [InstalmentAgreement] {
        var agreements: [InstalmentAgreement] = []
        func agree(_ tariff: Tariff, _ component: TariffComponent, _ count: Int, _ quantity: Int64, _ day: CivilDate)
            throws(Failure)
        {
            let price = try price(of: component, tariff, on: day)
            guard let total = component.rounding.minorUnits(Int128(price) * Int128(quantity), over: 1) else {
                throw .overflow(tariff.id, component: component.id)
            }
            agreements.append(
                InstalmentAgreement(tariff: tariff, component: component, start: day, count: count, total: total))
        }
        let activatedOn = facts.subscription.activatedOn
        if let tariff = try tariffWithInstalments(on: activatedOn, facts) {
            for component in tariff.components where component.selection == .included {
                guard case .instalments(let count) = component.terms else { continue }
                try agree(tariff, component, count, 1, activatedOn)
            }
        }
        for option in facts.subscription.options where !facts.days(of: option).isEmpty {
            let day = max(option.valid.start, activatedOn)
            guard let tariff = try tariffWithInstalments(on: day, facts),
                let component = tariff.component(option.value.component), component.selection == .optional,
                case .instalments(let count) = component.terms
            else { continue }
            let before = facts.quantity(of: component.id, on: option.valid.start.adding(days: -1)) ?? 0
            let added = option.value.quantity - before
            if added > 0 { try agree(tariff, component, count, added, day) }
        }
        return agreements
    }

    private func tariffWithInstalments(on day: CivilDate, _ facts: KnownFacts) throws(Failure) -> Tariff? {
        guard facts.life.contains(day) || day == facts.life.start, let id = facts.tariff(on: day),
            book.tariffsWithInstalments.contains(id)
        else { return nil }
        guard let tariff = book[id] else { throw .unknownTariff(id) }
        return tariff
    }
}

private struct InstalmentAgreement {
    let tariff: Tariff
    let component: TariffComponent
    let start: CivilDate
    let count: Int
    let total: Int64

    /// The parts with their days: on the monthly anniversaries of the start, the rest on the day the service ended.
    func parts(endedOn: CivilDate?) -> [(CivilDate, Int64)] {
        let count = max(count, 1)
        let even = total / Int64(count)
        let part = even - even % component.rounding.step
        var parts: [(CivilDate, Int64)] = []
        var given: Int64 = 0
        for index in 0..<count {
            let day = start.monthAway(index, day: start.day)
            let amount = index == count - 1 ? total - given : part
            if let endedOn, day >= endedOn {
                parts.append((endedOn, total - given))
                return parts
            }
            parts.append((day, amount))
            given += amount
        }
        return parts
    }
}
