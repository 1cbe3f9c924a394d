/// What is charged once.
extension ModelReference {
    private mutating func addOne(_ component: ModelComponent, _ fee: Int64, on day: Int) {
        let discounts = gifts(on: day).filter { $0.component == component.id }
        var amounts: [Int64] = []
        for stage in Self.stages(Int128(fee), discounts, inForce: discounts) {
            amounts.append(min(Self.rounded(stage, Self.unit, component), amounts.last ?? .max))
        }
        add(component, key: day, net: amounts[0], discounted: amounts[amounts.count - 1], taxedOn: day)
    }

    /// The component as the tariff of a day has it.
    private func priced(_ component: Int, _ kind: ModelComponent.Kind, on day: Int) -> ModelComponent? {
        guard let found = tariff(on: day)?.components[component], found.kind == kind else { return nil }
        return found
    }

    /// Things that happen twice on one day are charged once; what would happen after the end does not happen.
    mutating func addOnce(_ component: Int) {
        var moments: [(event: String, day: Int, tariffOf: Int)] = [
            ("activation", service.activatedOn, service.activatedOn)
        ]
        for (from, _) in service.tariffs.dropFirst() { moments.append(("tariff_change", from, from)) }
        for stop in service.stops where stop.reason == "request" {
            let from = ModelService.day(of: stop.from)
            moments.append(("suspension", from, from))
            if let to = stop.to.map(ModelService.day) { moments.append(("resumption", to, to)) }
        }
        moments = moments.filter { lives(on: $0.day) }
        if let end { moments.append(("termination", end, max(end - 1, service.activatedOn))) }
        var seen: Set<Int> = []
        for moment in moments where moment.day <= today {
            guard let once = priced(component, .oneTime, on: moment.tariffOf), once.event == moment.event,
                let price = once.price(on: moment.day), seen.insert(moment.day).inserted
            else { continue }
            addOne(once, price.amount, on: moment.day)
        }
    }

    /// For leaving a tariff before its term: by another, or for good.
    mutating func addPenalties(_ component: Int) {
        let known = service.tariffs.filter { $0.from <= today && lives(on: $0.from) }
        for (index, span) in known.enumerated() {
            let left = index + 1 < known.count ? known[index + 1].from : end ?? .max
            guard left <= today, let penalty = catalog.tariffs[span.tariff]?.components[component],
                penalty.kind == .earlyTermination, let price = penalty.price(on: left)
            else { continue }
            let passed = (1...penalty.termMonths).filter { ModelCalendar.anniversary($0, of: span.from) <= left }.count
            let months = penalty.termMonths - passed
            if months > 0 { addOne(penalty, price.amount * (penalty.isPerRemainingMonth ? Int64(months) : 1), on: left) }
        }
    }

    /// Agreed by the tariff of the first day, and for what an option adds by the tariff of that day.
    mutating func addInstalments(_ component: Int) {
        var agreed: [(ModelComponent, Int, tariff: Int, quantity: Int64)] = []
        if let part = priced(component, .instalments, on: service.activatedOn), !part.isOptional {
            agreed.append((part, service.activatedOn, tariff(on: service.activatedOn)?.id ?? 0, 1))
        }
        for chosen in service.options[component] ?? [] where chosen.from <= today && lives(on: chosen.from) {
            guard let part = priced(component, .instalments, on: chosen.from), part.isOptional else { continue }
            let added = chosen.quantity - (option(component, on: chosen.from - 1)?.quantity ?? 0)
            if added > 0 { agreed.append((part, chosen.from, tariff(on: chosen.from)?.id ?? 0, added)) }
        }
        var due: [(component: ModelComponent, day: Int, tariff: Int, amount: Int64)] = []
        for (part, start, tariff, quantity) in agreed {
            guard let price = part.price(on: start) else { continue }
            let total = Self.rounded(Int128(price.amount * quantity), 1, part)
            let even = total / Int64(part.instalments)
            var left = total
            for number in 0..<part.instalments {
                var day = ModelCalendar.anniversary(number, of: start)
                var amount = number == part.instalments - 1 ? left : even - even % part.step
                if let end, day >= end { (day, amount) = (end, left) }
                left -= amount
                guard day <= today else { break }
                if let same = due.firstIndex(where: { $0.day == day && $0.tariff == tariff }) {
                    due[same].amount += amount
                } else {
                    due.append((part, day, tariff, amount))
                }
                if day == end { break }
            }
        }
        for one in due { addOne(one.component, one.amount, on: one.day) }
    }
}
