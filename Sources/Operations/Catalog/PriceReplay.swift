package import Domain
package import Rating

/// Lives one service through its events, day by day and by the functions the daemon uses: the run of each day, then what
/// happened on it, then the difference between what is owed and what is posted (business-rules section 3).
package struct PriceReplay: Sendable {
    package struct Step: Hashable, Sendable {
        package let day: CivilDate
        package let what: What
        /// Of the account after it, minor units.
        package let balance: Int64

        package enum What: Hashable, Sendable {
            case charge(ChargeLine, Charge?)
            case payment(Int64)
            case event(String)
        }
    }

    package enum Failure: Error, Hashable, Sendable {
        case event(line: Int, words: String)
        case rating(day: CivilDate, FeeRating.Failure)
        case noActivation
        case overflow(day: CivilDate)
        case untilBeforeStart
        case tooLong

        package var sentence: String {
            switch self {
            case .event(let line, let words): "line \(line): \(words)."
            case .rating(let day, let failure): "On \(day) the service cannot be priced. \(failure.sentence)"
            case .noActivation: "There is no activation: the first event of a service is its activation."
            case .overflow(let day): "On \(day) the balance grows beyond what can be held: correct the amounts."
            case .tooLong: "The events and the last day span more than a hundred years: correct their dates."
            case .untilBeforeStart: "The last day is before the first event: give a later one with --until."
            }
        }
    }

    package private(set) var steps: [Step] = []
    package private(set) var balance: Int64 = 0
    package let catalog: PricedCatalog
    package private(set) var currency = Currency.amd

    private let rating: FeeRating
    private let suspends: Bool
    private var history: ServiceHistory
    private var posted: [ChargeKey: [TariffID: [ChargeLeg: Int64]]] = [:]
    private var next: [ChargeKey: Int] = [:]

    /// - Parameters:
    ///   - until: the last day; nil: that of the last event.
    ///   - suspending: lets money stop and start the service by the limits of its tariff, without grace and at any hour.
    package init(
        _ document: CatalogDocument, _ events: [ServiceEvent], until: CivilDate? = nil, suspending: Bool = false
    ) throws(Failure) {
        catalog = PricedCatalog(document)
        rating = FeeRating(catalog.book)
        history = ServiceHistory(catalog)
        suspends = suspending
        guard let first = events.first, let last = events.last,
            events.contains(where: { if case .activation = $0.kind { true } else { false } })
        else { throw .noActivation }
        let end = until ?? last.day
        guard end >= first.day else { throw .untilBeforeStart }
        guard end.days(since: first.day) <= 36_525, end.year < 3000 else { throw .tooLong }
        var waiting = events[...]
        var day = first.day
        while day <= end {
            try run(day)
            var happened = false
            while let event = waiting.first, event.day == day {
                waiting.removeFirst()
                if try take(event) { happened = true }
            }
            if happened { try evaluate(day) }
            if suspends { try weigh(day) }
            day = day.adding(days: 1)
            if history.subscription == nil || history.endedOn != nil, let event = waiting.first {
                day = max(day, event.day)
            }
            if history.endedOn != nil, waiting.isEmpty { break }
        }
    }

    // MARK: A day

    private mutating func run(_ day: CivilDate) throws(Failure) {
        guard let subscription = history.subscription else { return }
        let due: [Charge]
        do {
            due = try rating.due(subscription, on: day, explaining: true)
        } catch {
            throw .rating(day: day, error)
        }
        guard !due.isEmpty else { return }
        let known = standing { key, tariff in due.contains { $0.key == key && $0.tariff == tariff } }
        try post(ChargeDifference.lines(owed: due, posted: known, today: day), due, day)
    }

    /// Whether the event can have changed what is owed.
    private mutating func take(_ event: ServiceEvent) throws(Failure) -> Bool {
        var payment: Int64 = 0
        var words = ""
        do {
            if case .payment(let text) = event.kind {
                payment = try history.amount(text)
            } else {
                words = try history.apply(event)
            }
        } catch {
            throw .event(line: event.line, words: error.words)
        }
        currency = history.currency
        guard case .payment = event.kind else {
            steps.append(Step(day: event.day, what: .event(words), balance: balance))
            return true
        }
        if payment == 0 { throw .event(line: event.line, words: "a payment of nothing: correct the amount") }
        try add(payment, event.day)
        steps.append(Step(day: event.day, what: .payment(payment), balance: balance))
        return false
    }

    private mutating func evaluate(_ day: CivilDate) throws(Failure) {
        guard let subscription = history.subscription else { return }
        let (lines, owed) = try difference(subscription, day)
        try post(lines, owed, day)
    }

    private func difference(
        _ subscription: RatedSubscription, _ day: CivilDate
    ) throws(Failure) -> ([ChargeLine], [Charge]) {
        do throws(FeeRating.Failure) {
            let from = rating.firstDay(toEvaluate: subscription, on: day, isCharged: !posted.isEmpty)
            let owed = try rating.owed(subscription, from: from, asOf: day, explaining: true)
            let known = standing { key, _ in key.periodOn >= from }
            let lines = ChargeDifference.lines(
                owed: owed, posted: known, today: day, from: from, book: catalog.book)
            return (lines, owed)
        } catch {
            throw .rating(day: day, error)
        }
    }

    /// Money stops and starts the service.
    private mutating func weigh(_ day: CivilDate) throws(Failure) {
        guard let tariff = history.tariff, history.endedOn == nil else { return }
        let isSuspended = history.openReasons.contains("money")
        var due: Int64 = 0
        if isSuspended {
            var resumed = history
            resumed.resume("money", on: day)
            if let subscription = resumed.subscription {
                let lines = try difference(subscription, day).0
                due = Int64(clamping: lines.reduce(Int128(0)) { $0 + Int128($1.total) })
            }
        }
        let available = SuspensionDecision.available(balance: balance, creditLimit: history.creditLimit)
        switch SuspensionDecision.decide(
            available: available, dueOnResumption: due, limits: tariff.limits, isSuspendedForMoney: isSuspended,
            isExempt: false)
        {
        case .leave, .wait: return
        case .suspend:
            history.suspend("money", on: day)
            steps.append(Step(day: day, what: .event("suspended (money)"), balance: balance))
        case .resume:
            history.resume("money", on: day)
            steps.append(Step(day: day, what: .event("resumed (money)"), balance: balance))
        }
        try evaluate(day)
    }

    // MARK: The ledger

    private func standing(where matches: (ChargeKey, TariffID) -> Bool) -> [PostedCharge] {
        var found: [PostedCharge] = []
        for (key, tariffs) in posted {
            for (tariff, legs) in tariffs where matches(key, tariff) {
                for (leg, amount) in legs {
                    found.append(
                        PostedCharge(key: key, tariff: tariff, leg: leg, amount: amount, nextLine: next[key] ?? 0))
                }
            }
        }
        return found
    }

    private mutating func post(_ lines: [ChargeLine], _ charges: [Charge], _ day: CivilDate) throws(Failure) {
        var document = DocumentTax(catalog.book)
        for line in lines {
            let line = document.round(line)
            for (leg, amount) in line.legs {
                posted[line.key, default: [:]][line.tariff, default: [:]][leg, default: 0] += amount
            }
            next[line.key] = max(next[line.key] ?? 0, line.line + 1)
            try add(-line.total, day)
            let charge = charges.first { $0.key == line.key && $0.tariff == line.tariff }
            steps.append(Step(day: day, what: .charge(line, charge), balance: balance))
        }
    }

    private mutating func add(_ amount: Int64, _ day: CivilDate) throws(Failure) {
        let (sum, isTooLarge) = balance.addingReportingOverflow(amount)
        if isTooLarge { throw .overflow(day: day) }
        balance = sum
    }
}
