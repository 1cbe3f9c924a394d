package import Domain
import Rating
import Store

extension DatabaseDesk {
    package func services(of customer: CustomerID) async throws(DeskError) -> [ServiceSheet] {
        try await run { session in
            var sheets: [ServiceSheet] = []
            // Services of customers that were merged into this one are priced as what they are booked under.
            for member in try await session.family(of: customer) {
                sheets += try await Self.sheets(of: member, session)
            }
            return sheets
        }
    }

    private static func sheets(of customer: CustomerID, _ session: StoreSession) async throws(StoreError)
        -> [ServiceSheet]
    {
        let sheets = try await session.serviceSheets(of: customer)
        do throws(StoreError) {
            let reckoning = try await ServiceReckoning(session, customer)
            var completed = sheets
            for index in completed.indices { try await reckoning.complete(&completed[index], session) }
            return completed
        } catch {
            // A role that does not show money still shows services.
            guard case .notPermitted = error else { throw error }
            return sheets
        }
    }

    package func previewChange(
        _ change: ServiceChange, customer: CustomerID, subscription: SubscriptionID
    ) async throws(DeskError) -> MoneyEffect {
        try await run { session in
            guard
                let sheet = try await session.serviceSheets(of: customer).first(where: {
                    $0.summary.id == subscription
                })
            else { throw StoreError.notFound("There is no service \(subscription) of this customer.") }
            return try await ServiceReckoning(session, customer).effect(of: change, on: sheet, session)
        }
    }

    package func changeService(
        _ change: ServiceChange, customer: CustomerID, subscription: SubscriptionID, version: Int, key: CommandKey
    ) async throws(DeskError) {
        try await run {
            try await $0.changeService(
                change, customer: customer, subscription: subscription, version: version, key: key)
        }
    }
}

/// Prices services of one customer with the catalogue and the business day of one moment.
struct ServiceReckoning {
    private let customer: CustomerID
    private let rating: FeeRating
    private let today: CivilDate
    private let now: Instant
    private let currency: Currency
    private let facts: [ServiceFact]

    init(_ session: StoreSession, _ customer: CustomerID) async throws(StoreError) {
        self.customer = customer
        let taxes = try await session.taxSchemes()
        rating = FeeRating(
            PriceBook(
                tariffs: try await session.pricedTariffs(), discounts: try await session.discounts(),
                taxSchemes: taxes.schemes, standardScheme: taxes.standard))
        (today, now, currency) = try await session.businessDay()
        // Plans too: what is known of the days to come belongs to what they will cost.
        facts = try await session.serviceFacts(of: customer, on: today.adding(days: 800))
    }

    private func rated(
        _ subscription: SubscriptionID, _ session: StoreSession
    ) async throws(StoreError) -> RatedSubscription? {
        let spans = try await session.subscriptionSpans(customer: customer, subscription: subscription, asDaemon: false)
        return RatedSubscription(
            spans: spans, facts: facts.filter { $0.subscription == subscription || $0.what == .taxScheme })
    }

    // MARK: The sheet

    /// Adds what it costs, what comes next, and the options its tariff offers.
    func complete(_ sheet: inout ServiceSheet, _ session: StoreSession) async throws(StoreError) {
        guard let tariff = rating.book[sheet.tariff] else { return }
        addOptions(of: tariff, to: &sheet)
        let known = sheet.summary.state == .ended ? nil : try await rated(sheet.summary.id, session)
        (sheet.price, sheet.period) = price(of: tariff, sheet.options, for: known)
        guard let subscription = known else { return }
        sheet.nextPeriodOn = rating.nextPeriodOn(of: subscription, after: today)
        // A price that is missing shows itself in the report of the run; here it only leaves the place empty.
        if let next = try? NextDue.after(today, of: subscription, rating: rating) {
            sheet.nextCharge = ServiceSheet.NextCharge(on: next.on, amount: money(next.amount))
        }
    }

    private func addOptions(of tariff: Tariff, to sheet: inout ServiceSheet) {
        for index in sheet.options.indices {
            let component = tariff.component(sheet.options[index].component)
            sheet.options[index].price = component?.price(on: today).map(money)
            // Chosen from a day to come: not there yet.
            if let from = sheet.options[index].from, from > today { sheet.options[index].quantity = 0 }
        }
        // One line for each: what is there today before what is planned.
        var seen: Set<ComponentID> = []
        sheet.options.sort { ($0.quantity > 0 ? 0 : 1, $0.name) < ($1.quantity > 0 ? 0 : 1, $1.name) }
        sheet.options.removeAll { !seen.insert($0.component).inserted }
        for component in tariff.components where component.selection == .optional && !seen.contains(component.id) {
            sheet.options.append(
                ServiceSheet.Option(
                    component: component.id, name: component.name, quantity: 0,
                    price: component.price(on: today).map(money), from: nil, until: nil))
        }
    }

    /// Of the periodic components whose periods are as long as those of the first.
    private func price(
        of tariff: Tariff, _ options: [ServiceSheet.Option], for subscription: RatedSubscription?
    ) -> (Money?, String) {
        var sum: Int64?
        var length: (unit: PeriodicTerms.Unit, count: Int)?
        for component in tariff.components {
            let pieces =
                component.selection == .included
                ? 1 : Int64(options.first { $0.component == component.id }?.quantity ?? 0)
            guard pieces > 0, case .periodic(let terms) = component.terms,
                let price = rating.fee(of: component, for: subscription, on: today)
            else { continue }
            if length == nil { length = (terms.unit, terms.count) }
            guard let length, length == (terms.unit, terms.count) else { continue }
            let (product, isTooLarge) = price.multipliedReportingOverflow(by: pieces)
            let (total, isTooMuch) = (sum ?? 0).addingReportingOverflow(product)
            if isTooLarge || isTooMuch { return (nil, "") }
            sum = total
        }
        guard let sum, let length else { return (nil, "") }
        return (
            money(sum), length.count == 1 ? length.unit.rawValue : "\(length.count) \(length.unit.rawValue)s"
        )
    }

    // MARK: A change

    func effect(
        of change: ServiceChange, on sheet: ServiceSheet, _ session: StoreSession
    ) async throws(StoreError) -> MoneyEffect {
        let balance = try await session.balance(of: sheet.summary.account, customer: customer)
        guard let present = try await rated(sheet.summary.id, session) else {
            throw .notFound("There is no service \(sheet.summary.id) of this customer.")
        }
        let day = max(change.firstDay(today: today), today)
        var campaigns: [RatedSubscription.Span<DiscountID>] = []
        if case .tariff(let tariff, let on, _) = change {
            campaigns = try await session.campaignDiscounts(of: tariff, on: on).map { RatedSubscription.Span($0, $1) }
        }
        let posted = PostedCharge.merged(
            try await session.postedLegs(
                customer: customer, account: sheet.summary.account, subscription: sheet.summary.id,
                from: present.activatedOn, asDaemon: false))
        let open = Set(sheet.suspensions.filter { $0.from <= now }.map(\.reason))
        let changed = present.changed(by: change, today: today, open: open, campaigns: campaigns)
        do throws(FeeRating.Failure) {
            let lines = try ChangePreview.lines(
                of: changed, insteadOf: present, posted: posted, on: day, today: today, rating: rating)
            return effect(lines, day, balance, change, open)
        } catch {
            throw .refused(error.sentence)
        }
    }

    private func effect(
        _ lines: [ChargeLine], _ day: CivilDate, _ balance: Money, _ change: ServiceChange,
        _ open: Set<SuspensionReason>
    ) -> MoneyEffect {
        let shown = lines.filter { $0.total != 0 }.map { line in
            let days = line.covered.isEmpty ? "" : ", \(line.covered.start.localText)-\(line.covered.lastDay.localText)"
            let tariff = rating.book[line.tariff].map { "\($0.name): " } ?? ""
            return MoneyEffect.Line(
                words: "\(tariff)\(line.componentName)\(days)", on: max(line.valueOn, day), amount: money(-line.total))
        }
        let sum = money(shown.reduce(Int64(0)) { $0 &+ $1.amount.minorUnits })
        let after = (try? balance.adding(sum)) ?? balance
        var remarks: [String] = []
        if day > today { remarks.append("What is charged before \(day.localText) is not counted here.") }
        if case .resume(let reason) = change, !open.subtracting([reason]).isEmpty {
            remarks.append("It stands on for other reasons.")
        }
        return MoneyEffect(lines: shown, sum: sum, balanceAfter: after, remarks: remarks)
    }

    private func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: currency) }
}
