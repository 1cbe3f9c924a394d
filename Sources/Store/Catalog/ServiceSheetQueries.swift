package import Domain
import PostgreSQL

extension StoreSession {
    /// The services of a customer with everything that stops, changes or reduces them; prices and the next charge are
    /// reckoned from them elsewhere.
    package func serviceSheets(of customer: CustomerID) async throws(StoreError) -> [ServiceSheet] {
        let results = try await pipeline([
            Self.subscriptionsStatement(customer),
            """
            SELECT s.subscription_id, s.version, t.tariff_id
            FROM catalog.subscription s LEFT JOIN LATERAL (SELECT tariff_id FROM catalog.subscription_tariff t
                WHERE t.customer_id = s.customer_id AND t.subscription_id = s.subscription_id
                ORDER BY t.valid @> sec.today() DESC, lower(t.valid) DESC LIMIT 1) t ON true
            WHERE s.customer_id = \(customer)
            """,
            """
            SELECT subscription_id, reason, lower(during), upper(during), sec.name_of(suspended_by)
            FROM catalog.suspension WHERE customer_id = \(customer)
                AND (upper_inf(during) OR upper(during) > sec.now()) ORDER BY subscription_id, lower(during)
            """,
            """
            SELECT subscription_id, component_id, c.name, quantity, lower(valid), upper(valid)
            FROM catalog.subscription_option JOIN catalog.component c USING (component_id)
            WHERE customer_id = \(customer) AND (upper_inf(valid) OR upper(valid) > sec.today())
            ORDER BY subscription_id, c.name, lower(valid)
            """,
            """
            SELECT subscription_id, d.name, d.kind, d.value, lower(valid), upper(valid)
            FROM catalog.subscription_discount JOIN catalog.discount d USING (discount_id)
            WHERE customer_id = \(customer) AND (upper_inf(valid) OR upper(valid) > sec.today())
            ORDER BY subscription_id, lower(valid)
            """,
            Self.plansStatement(customer),
        ])
        let own = try results[0].rows(Self.subscriptionSummary).filter { $0.owner == customer }
        var sheets = own.map { summary in
            ServiceSheet(
                summary: summary, tariff: TariffID(0), price: nil, period: "",
                suspensions: [], options: [], discounts: [], plans: [], nextCharge: nil, nextPeriodOn: nil, version: 0)
        }
        let places = Dictionary(uniqueKeysWithValues: sheets.enumerated().map { ($1.summary.id, $0) })
        func place(_ row: Row) throws(StoreError) -> Int? { places[try row.value(0)] }
        for row in results[1] {
            guard let index = try place(row) else { continue }
            let tariff: Int64? = try row.value(2)
            (sheets[index].version, sheets[index].tariff) = (try row.value(1), TariffID(tariff ?? 0))
        }
        for row in results[2] {
            guard let index = try place(row) else { continue }
            sheets[index].suspensions.append(
                ServiceSheet.Suspension(
                    reason: try row.word(1), from: try row.value(2), until: try row.value(3), actor: try row.value(4)))
        }
        for row in results[3] {
            guard let index = try place(row) else { continue }
            sheets[index].options.append(
                ServiceSheet.Option(
                    component: try row.value(1), name: try row.value(2), quantity: try row.value(3), price: nil,
                    from: try row.date(4), until: try row.date(5)))
        }
        for row in results[4] {
            guard let index = try place(row) else { continue }
            let isShare = try row.value(2, as: String.self) == "share"
            sheets[index].discounts.append(
                ServiceSheet.GivenDiscount(
                    name: try row.value(1), reduction: isShare ? .share(try row.value(3)) : .amount(try row.value(3)),
                    from: try row.date(4) ?? .farPast, until: try row.date(5)))
        }
        for row in results[5] {
            guard let index = try place(row) else { continue }
            sheets[index].plans.append(ServiceSheet.Plan(on: try row.value(1), words: try row.value(2)))
        }
        return sheets
    }

    /// The business day and moment, and the installation's currency.
    package func businessDay() async throws(StoreError) -> (today: CivilDate, now: Instant, currency: Currency) {
        let row = try await one("SELECT sec.today(), sec.now(), sec.currency()")
        return (try row.value(0), try row.value(1), Currency(databaseCode: try row.value(2)))
    }

    /// What an account holds now.
    package func balance(of account: AccountID, customer: CustomerID) async throws(StoreError) -> Money {
        let rows = try await query(
            """
            SELECT balance, currency FROM accounts.account
            WHERE customer_id = \(customer) AND account_id = \(account)
            """)
        guard let row = rows.first else { throw .notFound("There is no account \(account) of this customer.") }
        return Money(minorUnits: try row.value(0), currency: Currency(databaseCode: try row.value(1)))
    }

    /// The discounts that come with a tariff begun on a day, by the campaigns of that day.
    package func campaignDiscounts(
        of tariff: TariffID, on day: CivilDate
    ) async throws(StoreError) -> [(discount: DiscountID, valid: CivilPeriod)] {
        try await query(
            """
            SELECT c.discount_id, (\(day)::date + make_interval(months => c.months))::date
            FROM catalog.campaign c JOIN catalog.campaign_tariff t USING (campaign_id)
            WHERE t.tariff_id = \(tariff) AND c.during @> \(day)::date
            """
        ).rows { row throws(StoreError) in
            (try row.value(0), CivilPeriod(day, try row.date(1) ?? .farFuture))
        }
    }

    /// What was decided and has not taken effect.
    private static func plansStatement(_ customer: CustomerID) -> Statement {
        """
        SELECT * FROM (
            SELECT t.subscription_id, lower(t.valid) AS plan_on, 'tariff ' || r.name
                FROM catalog.subscription_tariff t JOIN catalog.tariff r USING (tariff_id)
                WHERE t.customer_id = \(customer) AND lower(t.valid) > sec.today()
            UNION ALL
            SELECT s.subscription_id, s.ended_on, 'end of the service' FROM catalog.subscription s
                WHERE s.customer_id = \(customer) AND s.ended_on > sec.today() AND s.state <> 'ended'
            UNION ALL
            SELECT o.subscription_id, lower(o.valid), c.name || ' \u{D7} ' || o.quantity
                FROM catalog.subscription_option o JOIN catalog.component c USING (component_id)
                WHERE o.customer_id = \(customer) AND lower(o.valid) > sec.today()
            UNION ALL
            SELECT o.subscription_id, upper(o.valid), 'without ' || c.name
                FROM catalog.subscription_option o JOIN catalog.component c USING (component_id)
                WHERE o.customer_id = \(customer) AND upper(o.valid) > sec.today()
                    AND NOT EXISTS (SELECT FROM catalog.subscription_option n WHERE n.customer_id = o.customer_id
                        AND n.subscription_id = o.subscription_id AND n.component_id = o.component_id
                        AND lower(n.valid) = upper(o.valid))
            UNION ALL
            SELECT u.subscription_id, sec.local_date(lower(u.during)), 'suspension: ' || u.reason
                FROM catalog.suspension u
                WHERE u.customer_id = \(customer) AND lower(u.during) > sec.now()) plans
        ORDER BY 1, 2, 3
        """
    }

    /// Changes a service; gives its version afterwards.
    package func changeService(
        _ change: ServiceChange, customer: CustomerID, subscription: SubscriptionID, version: Int, key: CommandKey
    ) async throws(StoreError) {
        let statement: Statement =
            switch change {
            case .tariff(let tariff, let day, let parameters):
                """
                SELECT api.subscription_change_tariff(\(customer), \(subscription), \(tariff)::int, \(day),
                    \(JSONText.parameters(parameters).description)::jsonb, \(version), \(key.rawValue))
                """
            case .suspend(let reason, let from, let until):
                """
                SELECT api.subscription_suspend(\(customer), \(subscription), \(reason.rawValue), \(from), \(until)::date,
                    \(version), \(key.rawValue))
                """
            case .resume(let reason):
                """
                SELECT api.subscription_resume(\(customer), \(subscription), \(reason.rawValue), \(version),
                    \(key.rawValue))
                """
            case .terminate(let day):
                """
                SELECT api.subscription_terminate(\(customer), \(subscription), \(day), \(version), \(key.rawValue))
                """
            case .option(let component, let quantity, let from):
                """
                SELECT api.subscription_option_set(\(customer), \(subscription), \(component)::int, \(quantity), \(from),
                    \(version), \(key.rawValue))
                """
            case .withdrawPlan:
                """
                SELECT api.subscription_withdraw_plan(\(customer), \(subscription), \(version), \(key.rawValue))
                """
            }
        _ = try await one(statement)
    }
}
