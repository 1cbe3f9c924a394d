import Domain
import Rating

/// What is known of one service while its events are told one after the other.
struct ServiceHistory {
    private let catalog: PricedCatalog
    private(set) var activatedOn: CivilDate?
    private(set) var endedOn: CivilDate?
    private(set) var currency = Currency.amd
    private(set) var creditLimit: Int64 = 0
    private(set) var openReasons: Set<String> = []
    private var billingDay = 1
    private var serviceType = ""
    private var tariffs: [(from: CivilDate, code: String, id: TariffID)] = []
    private var options: [(component: ComponentID, quantity: Int64, from: CivilDate, to: CivilDate?)] = []
    private var discounts: [(id: DiscountID, from: CivilDate, to: CivilDate)] = []
    private var schemes: [(id: TaxSchemeID, from: CivilDate)] = []
    private var suspensions: [RatedSubscription.Suspension] = []
    private var requested: [RatedSubscription.Suspension] = []

    init(_ catalog: PricedCatalog) { self.catalog = catalog }

    /// A sentence that says why an event cannot be.
    struct Refusal: Error { let words: String }

    var tariff: Tariff? { tariffs.last.flatMap { catalog.book[$0.id] } }

    var isSuspended: Bool { !openReasons.isEmpty }

    var subscription: RatedSubscription? {
        guard let activatedOn else { return nil }
        return RatedSubscription(
            activatedOn: activatedOn, endedOn: endedOn, billingDay: billingDay,
            tariffs: tariffs.indices.map { index in
                .init(
                    tariffs[index].id,
                    CivilPeriod(tariffs[index].from, index + 1 < tariffs.count ? tariffs[index + 1].from : .farFuture))
            }, suspensions: suspensions, requestedSuspensions: requested,
            options: options.filter { $0.to != $0.from }.map { option in
                .init(
                    .init(component: option.component, quantity: option.quantity),
                    CivilPeriod(option.from, option.to ?? .farFuture))
            },
            discounts: discounts.filter { $0.to > $0.from }.map { .init($0.id, CivilPeriod($0.from, $0.to)) },
            taxSchemes: schemes.indices.map { index in
                .init(
                    schemes[index].id,
                    CivilPeriod(schemes[index].from, index + 1 < schemes.count ? schemes[index + 1].from : .farFuture))
            })
    }

    // MARK: Events

    /// Takes an event other than a payment; the answer says what happened.
    mutating func apply(_ event: ServiceEvent) throws(Refusal) -> String {
        switch event.kind {
        case .activation, .payment, .taxScheme: break
        case _ where activatedOn == nil:
            throw Refusal(words: "the service is not active yet: an activation comes first")
        case _ where endedOn != nil:
            throw Refusal(words: "the service ended on \(endedOn?.description ?? ""): nothing but payments follows")
        default: break
        }
        let day = event.day
        switch event.kind {
        case .activation(let code, let billingDay): return try activate(code, billingDay, on: day)
        case .change(let code): return try change(to: code, on: day)
        case .option(let code, let quantity): return try choose(code, quantity, on: day)
        case .optionEnd(let code):
            let component = try self.component(code)
            guard let index = options.lastIndex(where: { $0.component == component && $0.to == nil }) else {
                throw Refusal(words: "the service has no \(code): there is nothing to end")
            }
            options[index].to = day
            return "\(code) ends"
        case .discount(let code, let through):
            guard let id = catalog.discount(code) else { throw Refusal(words: missing("discount", code)) }
            if let through, through < day { throw Refusal(words: "the discount ends before it begins") }
            if discounts.contains(where: { $0.id == id && $0.to > day }) {
                throw Refusal(words: "discount \(code) is in force already: end it before it is given again")
            }
            discounts.append((id, day, through?.adding(days: 1) ?? .farFuture))
            return "discount \(code)" + (through.map { " through \($0)" } ?? "")
        case .discountEnd(let code):
            guard let id = catalog.discount(code) else { throw Refusal(words: missing("discount", code)) }
            guard let index = discounts.lastIndex(where: { $0.id == id && $0.to > day }) else {
                throw Refusal(words: "discount \(code) is not in force: there is nothing to end")
            }
            discounts[index].to = day
            return "discount \(code) ends"
        case .taxScheme(let code):
            guard let id = catalog.taxScheme(code) else { throw Refusal(words: missing("tax scheme", code)) }
            if schemes.last?.from == day { schemes.removeLast() }
            schemes.append((id, day))
            return "tax scheme \(code)"
        case .suspension(let reason):
            guard !openReasons.contains(reason) else { throw Refusal(words: "it is suspended for \(reason) already") }
            suspend(reason, on: day)
            return "suspended (\(reason))"
        case .resumption(let reason):
            guard openReasons.contains(reason) else { throw Refusal(words: "it is not suspended for \(reason)") }
            resume(reason, on: day)
            return isSuspended ? "reason \(reason) ends, others remain" : "resumed (\(reason))"
        case .termination:
            endedOn = day
            return "terminated"
        case .creditLimit(let text):
            creditLimit = try amount(text)
            return "credit limit \(text)"
        case .payment: return ""
        }
    }

    func amount(_ text: String) throws(Refusal) -> Int64 {
        do {
            return try Money(typed: text, currency: currency).minorUnits
        } catch {
            throw Refusal(words: "\u{201C}\(text)\u{201D} is no amount of \(currency.code): write it like 5000,00")
        }
    }

    private mutating func activate(_ code: String, _ billingDay: Int, on day: CivilDate) throws(Refusal) -> String {
        guard activatedOn == nil else {
            throw Refusal(words: "the service is active already: a change follows, or a termination")
        }
        let (id, tariff) = try known(code, on: day)
        activatedOn = day
        self.billingDay = billingDay
        serviceType = tariff.serviceType
        currency = tariff.currency
        tariffs = [(day, code, id)]
        // A campaign gives its discount by itself.
        for campaign in catalog.document.campaigns
        where campaign.during.contains(day) && campaign.tariffs.contains(code) {
            guard let discount = catalog.discount(campaign.discount) else { continue }
            discounts.append((discount, day, day.monthAway(campaign.months, day: day.day)))
        }
        return "activated with \(tariff.name), billing day \(billingDay)"
    }

    private mutating func change(to code: String, on day: CivilDate) throws(Refusal) -> String {
        let (id, tariff) = try known(code, on: day)
        guard tariff.serviceType == serviceType, tariff.currency == currency else {
            throw Refusal(words: "tariff \(code) is of another service type or currency: a change stays within them")
        }
        guard tariffs.last?.id != id else { throw Refusal(words: "the service has tariff \(code) already") }
        // The last of several changes on a day is the one that counts.
        if tariffs.last?.from == day, tariffs.count > 1 {
            tariffs.removeLast()
            if tariffs.last?.id == id { return "back to \(tariff.name)" }
        } else if tariffs.last?.from == day {
            tariffs.removeLast()
        }
        tariffs.append((day, code, id))
        return "changed to \(tariff.name)"
    }

    private func known(_ code: String, on day: CivilDate) throws(Refusal) -> (TariffID, Tariff) {
        guard let id = catalog.tariff(code), let tariff = catalog.book[id] else {
            throw Refusal(words: missing("tariff", code))
        }
        if let entry = catalog.document.tariffs.first(where: { $0.code == code }), !entry.sold.contains(day) {
            throw Refusal(words: "tariff \(code) is not sold on \(day): choose another, or change its days")
        }
        return (id, tariff)
    }

    private func component(_ code: String) throws(Refusal) -> ComponentID {
        guard let id = catalog.component(.init(serviceType: serviceType, component: code)) else {
            throw Refusal(words: missing("component", "\(serviceType).\(code)"))
        }
        return id
    }

    private mutating func choose(_ code: String, _ quantity: Int64, on day: CivilDate) throws(Refusal) -> String {
        let id = try component(code)
        guard tariff?.component(id)?.selection == .optional else {
            throw Refusal(words: "\(code) is no optional component of the tariff: choose one that is")
        }
        if let index = options.lastIndex(where: { $0.component == id && $0.to == nil }) {
            if options[index].quantity == quantity { throw Refusal(words: "the service has \(code) already") }
            options[index].to = day
        }
        options.append((id, quantity, day, nil))
        return quantity == 1 ? "\(code) chosen" : "\(quantity) of \(code) chosen"
    }

    private func missing(_ what: String, _ code: String) -> String {
        "there is no \(what) \(code) in the catalogue: correct it, or add it there"
    }

    // MARK: Suspension

    mutating func suspend(_ reason: String, on day: CivilDate) {
        if openReasons.isEmpty {
            // Suspensions that touch are one.
            let from = suspensions.last?.to == day ? suspensions.removeLast().from : day
            suspensions.append(.init(from: from, to: nil))
        }
        openReasons.insert(reason)
        if reason == "request" { requested.append(.init(from: day, to: nil)) }
    }

    mutating func resume(_ reason: String, on day: CivilDate) {
        openReasons.remove(reason)
        if openReasons.isEmpty, let last = suspensions.last {
            suspensions[suspensions.count - 1] = .init(from: last.from, to: day)
        }
        if reason == "request", let last = requested.last {
            requested[requested.count - 1] = .init(from: last.from, to: day)
        }
    }
}
