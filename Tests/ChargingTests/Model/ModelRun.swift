import Charging
import InstallationFixture
import PostgreSQL
import Store

/// A made-up history lived through the real database and the real charging, with the reference's facts kept beside.
struct ModelRun {
    let installation: Installation
    let owner: Connection
    /// May do everything to services.
    let supervisor: Connection
    let cashier: Connection
    let charging: ChargingService
    let catalog: ModelCatalog
    var random: ModelRandom
    var today: Int
    var services: [ModelService] = []
    var paid: [Int64: Int64] = [:]
    private(set) var done = 0
    private(set) var refused: [String: Int] = [:]
    private(set) var charges = 0
    private(set) var suspended = 0
    private(set) var resumed = 0
    private var accounts: [(customer: Int64, account: Int64)] = []
    private var key = 0

    static let firstDay = 20_819

    init(seed: UInt64, customers: Int, batchSize: Int, workers: Int) async throws {
        installation = try await Installation.fresh()
        random = ModelRandom(seed: seed)
        today = Self.firstDay
        catalog = ModelCatalog(start: today, using: &random)
        owner = try await installation.superuser().connection
        supervisor = try await installation.connection(as: "op_aram")
        cashier = try await installation.connection(as: "op_lilit")
        charging = ChargingService(
            database: installation.database(as: "bcrm_daemon", connections: workers + 1), batchSize: batchSize,
            workers: workers)
        try await catalog.save(owner)
        try await owner.execute(
            script: """
                INSERT INTO customers.customer (customer_id, kind, branch_id, name, registered_at)
                    SELECT 1000 + n, 'person', 1, 'Customer ' || n, now() FROM generate_series(1, \(customers)) n;
                INSERT INTO accounts.account (customer_id, account_id, currency, is_default, opened_at, credit_limit)
                    SELECT 1000 + n, 5000 + 2 * n + k, 'AMD', k = 0, now(), CASE WHEN n % 5 = 0 THEN 30000 ELSE 0 END
                    FROM generate_series(1, \(customers)) n, generate_series(0, 1) k;
                """)
        for number in 1...Int64(customers) {
            accounts.append((1_000 + number, 5_000 + 2 * number))
            if number % 7 == 0 { accounts.append((1_000 + number, 5_000 + 2 * number + 1)) }
        }
        try await moveClock()
        try await turn()
    }

    func close() async throws {
        for connection in [owner, supervisor, cashier] { await connection.close() }
        try await installation.drop()
    }

    // MARK: Time

    private mutating func moveClock() async throws {
        let noon = "\(ModelCalendar.text(today)) 12:00:00+04"
        _ = try await owner.query("SELECT sec.clock_move(\(noon)::timestamptz)")
    }

    mutating func turn() async throws {
        let turn = try await charging.turn()
        charges += turn.charges
        suspended += turn.suspended
        resumed += turn.resumed
        if let failure = turn.failures.first { throw Surprise(what: failure) }
        if let wrong = turn.wrongAccounts, wrong > 0 { throw Surprise(what: "\(wrong) accounts are not exact") }
        try await readMoneyStops()
    }

    /// Some days pass; people do what they do, sometimes before the daemon has looked.
    mutating func live(_ days: Int) async throws {
        today += days
        try await moveClock()
        if !random.once(in: 3) { try await turn() }
        for index in accounts.indices where random.once(in: 4) {
            let (customer, account) = accounts[index]
            let mine = services.indices.filter { services[$0].account == account && !hasEnded(services[$0]) }
            if mine.isEmpty || (mine.count < 3 && random.once(in: 12)) {
                try await activate(customer, account)
            } else if random.once(in: 3) {
                try await pay(Int64(1 + random.below(1_500_000)), customer, account)
            } else {
                try await act(on: random.pick(mine))
            }
        }
        if !random.once(in: 6) { try await turn() }
    }

    private func hasEnded(_ service: ModelService) -> Bool { service.endedOn.map { $0 <= today } ?? false }

    // MARK: What people do

    private mutating func nextKey() -> String {
        key += 1
        return "model-\(key)"
    }

    mutating func pay(_ amount: Int64, _ customer: Int64, _ account: Int64) async throws {
        let payment: Statement =
            "SELECT api.payment_register(\(customer), \(account), \(amount), '', \(nextKey()))"
        _ = try await cashier.query(payment)
        if random.once(in: 4) { _ = try await cashier.query(payment) }
        paid[account, default: 0] += amount
        for index in services.indices where services[index].account == account {
            services[index].tell(today, "paid \(amount)")
        }
    }

    private mutating func activate(_ customer: Int64, _ account: Int64) async throws {
        let tariff = random.pick(catalog.tariffs.keys.sorted())
        let billingDay = random.once(in: 3) ? 28 + random.below(4) : 1 + random.below(31)
        let subscription: Int64 = try await owner.query(
            """
            WITH made AS MATERIALIZED (
                SELECT catalog.subscription_activate(\(customer), \(account), \(tariff), '{}', '') AS id)
            SELECT id FROM made
            """
        )[0].decode(0)
        _ = try await owner.query(
            """
            UPDATE catalog.subscription SET billing_day = \(billingDay), never_suspend = \(random.once(in: 15))
            WHERE customer_id = \(customer) AND subscription_id = \(subscription)
            """)
        var service = ModelService(
            customer: customer, account: account, subscription: subscription, billingDay: billingDay, tariff: tariff,
            on: today)
        service.taxes = services.first { $0.customer == customer }?.taxes ?? []
        services.append(service)
        done += 1
    }

    /// Asks for something; the moment it was done, or nil when it was refused in words.
    private mutating func command(_ call: Statement, _ what: String, _ index: Int) async throws -> Double? {
        do throws(PostgreSQLError) {
            let now: Double = try await supervisor.query(call)[0].decode(0)
            // Sent again with its key it changes nothing, or the reference would tell.
            if random.once(in: 4) { _ = try await supervisor.query(call) }
            services[index].tell(today, what)
            done += 1
            return now
        } catch {
            guard error.sqlState.hasPrefix("BC") else { throw error }
            refused[error.message.split(separator: ":").first.map(String.init) ?? "", default: 0] += 1
            services[index].tell(today, "(refused) \(what)")
            return nil
        }
    }

    private mutating func act(on index: Int) async throws {
        let service = services[index]
        let (customer, subscription) = (service.customer, service.subscription)
        let day = random.once(in: 2) ? today : today + 1 + random.below(40)
        let on = ModelCalendar.text(day)
        let told = day == today ? "" : " from \(on)"
        switch random.below(20) {
        case 0...3:
            let tariff = random.pick(catalog.tariffs.keys.sorted())
            let call: Statement = """
                SELECT extract(epoch FROM sec.now())::float8, api.subscription_change_tariff(\(customer), \(subscription),
                    \(tariff), \(on)::date, '{}', NULL, \(nextKey()))
                """
            if try await command(call, "tariff \(tariff)\(told)", index) != nil {
                services[index].change(to: tariff, from: day)
            }
        case 4...7:
            let component = random.pick(ModelCatalog.optional + [ModelCatalog.optionalInstalments])
            let quantity = Int64(random.pick([0, 1, 1, 2, 5]))
            let call: Statement = """
                SELECT extract(epoch FROM sec.now())::float8, api.subscription_option_set(\(customer), \(subscription),
                    \(component), \(quantity), \(on)::date, NULL, \(nextKey()))
                """
            if try await command(call, "option \(component) times \(quantity)\(told)", index) != nil {
                services[index].choose(component, quantity, from: day)
            }
        case 8...9:
            let discount = random.pick(catalog.discounts.keys.sorted())
            let until = day + 1 + random.below(90)
            let call: Statement = """
                SELECT extract(epoch FROM sec.now())::float8, api.subscription_discount_give(\(customer), \(subscription),
                    \(discount), \(on)::date, \(ModelCalendar.text(until))::date, NULL, \(nextKey()))
                """
            if try await command(call, "discount \(discount)\(told) to \(ModelCalendar.text(until))", index) != nil {
                services[index].give(discount, from: day, to: until)
            }
        case 10...12:
            let reason = random.pick(["request", "request", "fraud", "technical"])
            let until = random.once(in: 2) ? nil : day + 1 + random.below(60)
            let untilText = until.map(ModelCalendar.text)
            let call: Statement = """
                SELECT extract(epoch FROM sec.now())::float8, api.subscription_suspend(\(customer), \(subscription),
                    \(reason), \(on)::date, \(untilText)::date, NULL, \(nextKey()))
                """
            if let now = try await command(call, "stop (\(reason))\(told) to \(untilText ?? "..")", index) {
                services[index].stops.append(
                    .init(
                        reason: reason, from: day == today ? now : ModelService.midnight(day),
                        to: until.map(ModelService.midnight)))
            }
        case 13...15:
            let reason = random.pick(["request", "request", "fraud", "technical"])
            let call: Statement = """
                SELECT extract(epoch FROM sec.now())::float8, api.subscription_resume(\(customer), \(subscription), \(reason),
                    NULL, \(nextKey()))
                """
            if let now = try await command(call, "go on (\(reason))", index),
                let stop = services[index].stops.lastIndex(where: {
                    $0.reason == reason && $0.from <= now && ($0.to ?? .infinity) > now
                })
            {
                services[index].stops[stop].to = now
            }
        case 16:
            let call: Statement = """
                SELECT extract(epoch FROM sec.now())::float8, api.subscription_withdraw_plan(\(customer), \(subscription), NULL,
                    \(nextKey()))
                """
            if let now = try await command(call, "plans withdrawn", index) {
                services[index].withdrawPlans(today, at: now)
            }
        case 17 where random.once(in: 2):
            let call: Statement = """
                SELECT extract(epoch FROM sec.now())::float8, api.subscription_terminate(\(customer), \(subscription),
                    \(on)::date, NULL, \(nextKey()))
                """
            if try await command(call, "end\(told)", index) != nil { services[index].end(on: day) }
        default: try await changeTax(index)
        }
    }

    /// Another scheme from a day to come.
    private mutating func changeTax(_ index: Int) async throws {
        let customer = services[index].customer
        let scheme = random.pick(catalog.taxes.keys.sorted())
        let from = today + 1 + random.below(30)
        guard services[index].taxes.allSatisfy({ $0.from < from }) else { return }
        let on = ModelCalendar.text(from)
        _ = try await owner.query(
            """
            UPDATE catalog.customer_tax SET valid = daterange(lower(valid), \(on)::date)
            WHERE customer_id = \(customer) AND upper_inf(valid)
            """)
        _ = try await owner.query(
            """
            INSERT INTO catalog.customer_tax (customer_id, tax_scheme_id, valid)
                VALUES (\(customer), \(scheme), daterange(\(on)::date, NULL))
            """)
        for other in services.indices where services[other].customer == customer {
            services[other].taxes.append((from, scheme))
            services[other].tell(today, "taxed by \(scheme) from \(on)")
        }
        done += 1
    }

    /// The days money stopped a service are the system's decisions; whether they are right is asked elsewhere.
    private mutating func readMoneyStops() async throws {
        let rows = try await owner.query(
            """
            SELECT subscription_id, extract(epoch FROM lower(during))::float8, extract(epoch FROM upper(during))::float8
            FROM catalog.suspension WHERE reason = 'money' ORDER BY 1, 2
            """)
        var stops: [Int64: [ModelService.Stop]] = [:]
        for row in rows {
            stops[try row.decode(0), default: []].append(
                .init(reason: "money", from: try row.decode(1), to: try row.decode(2, as: Double?.self)))
        }
        for index in services.indices {
            services[index].stops.removeAll { $0.reason == "money" }
            services[index].stops += stops[services[index].subscription] ?? []
        }
    }

    struct Surprise: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }
}
