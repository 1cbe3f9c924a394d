package import Domain
import PostgreSQL

/// A subscription with what pricing it needs, as the daemon reads it.
package struct ChargeableSubscription: Hashable, Sendable {
    package let customer: CustomerID
    package let account: AccountID
    package let subscription: SubscriptionID
    package let billingDay: Int
    package let activatedOn: CivilDate
    package let endedOn: CivilDate?
    package let tariffs: [TariffID]
    /// Beginning and end of each tariff's validity; an open end is nil.
    package let tariffsFrom: [CivilDate?]
    package let tariffsTo: [CivilDate?]
    package let suspendedFrom: [CivilDate?]
    package let suspendedTo: [CivilDate?]

    /// The same subscription as it would be if its open suspensions ended on that day.
    package func resumed(on day: CivilDate) -> ChargeableSubscription {
        ChargeableSubscription(
            customer: customer, account: account, subscription: subscription, billingDay: billingDay,
            activatedOn: activatedOn, endedOn: endedOn, tariffs: tariffs, tariffsFrom: tariffsFrom,
            tariffsTo: tariffsTo, suspendedFrom: suspendedFrom, suspendedTo: suspendedTo.map { $0 ?? day })
    }
}

/// One fee on its way into the ledger.
package struct StagedFee: Hashable, Sendable {
    package let customer: CustomerID
    package let account: AccountID
    package let subscription: SubscriptionID
    package let component: Int
    package let period: CivilPeriod
    package let line: Int
    /// As the customer's account sees it: a charge is negative.
    package let amount: Int64
    package let tariff: TariffID
    package let valueOn: CivilDate
    package let note: String

    package init(
        customer: CustomerID, account: AccountID, subscription: SubscriptionID, component: Int, period: CivilPeriod,
        line: Int, amount: Int64, tariff: TariffID, valueOn: CivilDate, note: String
    ) {
        self.customer = customer
        self.account = account
        self.subscription = subscription
        self.component = component
        self.period = period
        self.line = line
        self.amount = amount
        self.tariff = tariff
        self.valueOn = valueOn
        self.note = note
    }
}

/// One batch of a day's run.
package struct ChargeBatch: Hashable, Sendable {
    package let day: CivilDate
    package let number: Int
    package let firstCustomer: CustomerID
    package let lastCustomer: CustomerID
}

/// What is posted for a component of a period.
package struct PostedFee: Hashable, Sendable {
    package let component: Int
    package let periodOn: CivilDate
    /// Sum of its lines; charges are negative.
    package let amount: Int64
    /// The next free line.
    package let nextLine: Int
}

/// An account the daemon has to look at.
package struct Review: Hashable, Sendable {
    package let customer: CustomerID
    package let account: AccountID
    /// nil when it is about the account as a whole.
    package let subscription: SubscriptionID?
}

/// A service of a reviewed account.
package struct ReviewedService: Hashable, Sendable {
    package let balance: Int64
    package let creditLimit: Int64
    package let subscription: SubscriptionID
    package let tariff: TariffID
    package let neverSuspend: Bool
    package let isSuspendedForMoney: Bool
}

extension StoreSession {
    /// The business clock as the daemon may read it.
    package func daemonClock() async throws(StoreError) -> (now: Instant, today: CivilDate, timeZone: String) {
        let row = try await one("SELECT now, today, time_zone FROM api.daemon_clock()")
        return (try row.value(0), try row.value(1), try row.value(2))
    }

    /// Makes the partitions of the months ahead.
    package func prepareMonths() async throws(StoreError) { _ = try await query("SELECT api.daemon_prepare()") }

    /// Grows when prices change.
    package func catalogStamp() async throws(StoreError) -> Int64 {
        try await one("SELECT api.catalog_stamp()").value(0)
    }

    /// The tariffs with their periodic components and prices over time.
    package func chargingCatalog() async throws(StoreError) -> [Tariff] {
        let rows = try await query(
            """
            SELECT tariff_id, name, component_id, component_name, period, due, proration, rounding, rounding_step,
                charge_while_suspended, suspension_limit, resumption_limit, currency, valid_from, valid_to, amount
            FROM api.charging_catalog()
            """)
        var order: [TariffID] = []
        var heads: [TariffID: Row] = [:]
        var components: [TariffID: [(id: Int, name: String, prices: [Tariff.Price])]] = [:]
        for row in rows {
            let id: TariffID = try row.value(0)
            if heads[id] == nil {
                heads[id] = row
                order.append(id)
            }
            let component: Int? = try row.value(2)
            guard let component else { continue }
            let price = Tariff.Price(
                valid: Self.period(try row.date(13), try row.date(14)), amount: try row.value(15))
            if let index = components[id]?.firstIndex(where: { $0.id == component }) {
                components[id]?[index].prices.append(price)
            } else {
                components[id, default: []].append((component, try row.value(3), [price]))
            }
        }
        var tariffs: [Tariff] = []
        for id in order {
            guard let row = heads[id] else { continue }
            tariffs.append(
                Tariff(
                    id: id, name: try row.value(1), currency: Currency(databaseCode: try row.value(12)),
                    period: try row.word(4), due: try row.word(5), proration: try row.word(6),
                    rounding: Rounding(mode: try row.word(7), step: try row.value(8)),
                    chargesWhileSuspended: try row.value(9),
                    limits: SuspensionLimits(suspendBelow: try row.value(10), resumeFrom: try row.value(11)),
                    components: (components[id] ?? []).map {
                        Tariff.Component(id: $0.id, name: $0.name, prices: $0.prices)
                    }))
        }
        return tariffs
    }

    /// A daterange's bounds; open ones reach as far as dates do.
    static func period(_ from: CivilDate?, _ to: CivilDate?) -> CivilPeriod {
        CivilPeriod(from ?? .farPast, to ?? .farFuture)
    }

    /// The days that must be run, oldest first, today included.
    package func chargingDays() async throws(StoreError) -> [CivilDate] {
        try await query("SELECT d FROM api.charging_days() d ORDER BY d").rows { row throws(StoreError) in
            try row.value(0)
        }
    }

    /// Plans a day's run once; returns how many batches are open.
    package func planCharging(of day: CivilDate, batchSize: Int) async throws(StoreError) -> Int {
        try await one("SELECT api.charging_plan(\(day), \(batchSize))").value(0)
    }

    /// Claims the next open batch for this transaction.
    package func claimChargeBatch(of day: CivilDate) async throws(StoreError) -> ChargeBatch? {
        let rows = try await query("SELECT batch, first_customer, last_customer FROM api.charging_claim(\(day))")
        guard let row = rows.first else { return nil }
        return ChargeBatch(
            day: day, number: try row.value(0), firstCustomer: try row.value(1), lastCustomer: try row.value(2))
    }

    /// Marks the run finished when no batch is open; false when it is not, or was before.
    package func finishCharging(of day: CivilDate) async throws(StoreError) -> Bool {
        let finished: Bool? = try await one("SELECT api.charging_finish(\(day))").value(0)
        return finished ?? false
    }

    /// The subscriptions of a batch whose period begins on its day.
    package func dueSubscriptions(of batch: ChargeBatch) async throws(StoreError) -> [ChargeableSubscription] {
        try await query(
            """
            SELECT customer_id, account_id, subscription_id, billing_day, activated_on, ended_on, tariffs, tariffs_from,
                tariffs_to, suspended_from, suspended_to
            FROM api.charging_due(\(batch.day), \(batch.firstCustomer), \(batch.lastCustomer))
            """
        ).rows(Self.chargeable)
    }

    /// One subscription, for an evaluation out of turn.
    package func chargeableSubscription(
        customer: CustomerID, subscription: SubscriptionID
    ) async throws(StoreError) -> ChargeableSubscription? {
        try await query(
            """
            SELECT customer_id, account_id, subscription_id, billing_day, activated_on, ended_on, tariffs, tariffs_from,
                tariffs_to, suspended_from, suspended_to
            FROM api.charging_subscription(\(customer), \(subscription))
            """
        ).rows(Self.chargeable).first
    }

    private static func chargeable(_ row: Row) throws(StoreError) -> ChargeableSubscription {
        ChargeableSubscription(
            customer: try row.value(0), account: try row.value(1), subscription: try row.value(2),
            billingDay: try row.value(3), activatedOn: try row.value(4), endedOn: try row.date(5),
            tariffs: try row.value(6) ?? [], tariffsFrom: try row.value(7) ?? [], tariffsTo: try row.value(8) ?? [],
            suspendedFrom: try row.value(9), suspendedTo: try row.value(10))
    }

    /// The fees posted in periods that begin on or after a day.
    package func postedFees(
        of subscription: ChargeableSubscription, from day: CivilDate
    ) async throws(StoreError) -> [PostedFee] {
        try await query(
            """
            SELECT component_id, period_on, amount, lines FROM api.charging_posted(
                \(subscription.customer), \(subscription.account), \(subscription.subscription), \(day))
            """
        ).rows { row throws(StoreError) in
            PostedFee(
                component: try row.value(0), periodOn: try row.value(1), amount: try row.value(2),
                nextLine: try row.value(3))
        }
    }

    /// Puts fees into the stage and from there, with one statement, into the ledger; returns how many were new.
    /// `batch` is marked done in the same statement.
    package func post(_ fees: [StagedFee], key: String, batch: ChargeBatch?) async throws(StoreError) -> Int {
        if !fees.isEmpty {
            do throws(PostgreSQLError) {
                try await connection.copyIn(
                    "COPY accounts.charge_stage FROM STDIN", bytes: Self.copyRows(fees, key: key))
            } catch {
                throw StoreError(error)
            }
        }
        return try await one("SELECT api.charging_post(\(key), \(batch?.day), \(batch?.number))").value(0)
    }

    private static func copyRows(_ fees: [StagedFee], key: String) -> [UInt8] {
        var text = ""
        text.reserveCapacity(fees.count * 120)
        for fee in fees {
            text +=
                "\(key)\t\(fee.customer)\t\(fee.account)\t\(fee.subscription)\t\(fee.component)\t\(fee.period.start)\t"
            text += "\(fee.period.end)\t\(fee.line)\t\(fee.amount)\t\(fee.tariff)\t\(fee.valueOn)\t"
            for character in fee.note.unicodeScalars {
                switch character {
                case "\\": text += "\\\\"
                case "\t": text += "\\t"
                case "\n": text += "\\n"
                case "\r": text += "\\r"
                default: text.unicodeScalars.append(character)
                }
            }
            text += "\n"
        }
        return Array(text.utf8)
    }

    /// Takes accounts to look at; they come back when the transaction does not commit.
    package func takeReviews(limit: Int) async throws(StoreError) -> [Review] {
        try await query("SELECT customer_id, account_id, subscription_id FROM api.review_take(\(limit))").rows {
            row throws(StoreError) in
            let subscription: Int64 = try row.value(2)
            return Review(
                customer: try row.value(0), account: try row.value(1),
                subscription: subscription == 0 ? nil : SubscriptionID(subscription))
        }
    }

    /// The account's money, locked, and its running services.
    package func reviewedServices(
        customer: CustomerID, account: AccountID
    ) async throws(StoreError) -> [ReviewedService] {
        try await query(
            """
            SELECT balance, credit_limit, subscription_id, tariff_id, never_suspend, is_money_suspended
            FROM api.review_account(\(customer), \(account))
            """
        ).rows { row throws(StoreError) in
            ReviewedService(
                balance: try row.value(0), creditLimit: try row.value(1), subscription: try row.value(2),
                tariff: try row.value(3), neverSuspend: try row.value(4), isSuspendedForMoney: try row.value(5))
        }
    }

    package func suspendForMoney(
        customer: CustomerID, subscription: SubscriptionID
    ) async throws(StoreError) -> Bool {
        try await one("SELECT api.charging_suspend(\(customer), \(subscription))").value(0)
    }

    package func resumeFromMoney(
        customer: CustomerID, subscription: SubscriptionID
    ) async throws(StoreError) -> Bool {
        try await one("SELECT api.charging_resume(\(customer), \(subscription))").value(0)
    }

    /// Tells every open screen to look again.
    package func announce(_ area: String) async throws(StoreError) {
        _ = try await query("SELECT api.daemon_announce(\(area))")
    }

    /// Accounts whose balance is not the sum of their transfers; none when the ledger is exact.
    package func ledgerDifferences() async throws(StoreError) -> [(account: AccountID, balance: Int64)] {
        try await query("SELECT account_id, balance FROM api.ledger_proof()").rows { row throws(StoreError) in
            (try row.value(0), try row.value(1))
        }
    }
}

extension StoreSession {
    /// The fees of a day posted by one plain statement, as the superuser: the limit that charging is measured against.
    /// Only for benchmarks: no facts are asked, nothing is prorated.
    package func plainCharging(
        of day: CivilDate, clock: ContinuousClock
    ) async throws -> (charges: Int, time: Duration) {
        _ = try await query("SELECT accounts.partitions_ensure(\(day)::date, \(day)::date)")
        var charges = 0
        let time = try await clock.measure {
            charges = try await one(
                """
                WITH posted AS (
                    INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id,
                            period_ends_on, amount, house_account_id, tariff_id, value_on, booked_at, actor)
                        SELECT s.customer_id, s.account_id, \(day)::date, 'fee', s.subscription_id, p.component_id,
                            \(day)::date + 30, -p.amount, c.revenue_account_id, t.tariff_id, \(day)::date, now(), 'bench'
                        FROM catalog.subscription s JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
                            JOIN catalog.tariff_price p USING (tariff_id) JOIN catalog.component c USING (component_id)
                        WHERE s.state = 'active' ORDER BY 1, 2, 3, 4, 5, 6
                        RETURNING customer_id, account_id, amount),
                changed AS (
                    UPDATE accounts.account a SET balance = a.balance + x.amount, version = a.version + 1
                    FROM (SELECT customer_id, account_id, sum(amount)::bigint AS amount FROM posted GROUP BY 1, 2) x
                    WHERE a.customer_id = x.customer_id AND a.account_id = x.account_id)
                SELECT count(*) FROM posted
                """
            ).value(0)
        }
        return (charges, time)
    }
}
