import PostgreSQL
import Testing

extension ModelRun {
    /// What the ledger says under every key.
    private func ledger() async throws -> [ModelKey: ModelSum] {
        let rows = try await owner.query(
            """
            SELECT subscription_id, component_id, period_on - '1970-01-01'::date,
                -coalesce(sum(amount) FILTER (WHERE leg = 0), 0)::bigint,
                -coalesce(sum(amount) FILTER (WHERE leg BETWEEN 1 AND 15), 0)::bigint,
                -coalesce(sum(amount) FILTER (WHERE leg >= 16), 0)::bigint
            FROM accounts.transfer WHERE subscription_id <> 0 GROUP BY 1, 2, 3
            """)
        var sums: [ModelKey: ModelSum] = [:]
        for row in rows {
            let key = ModelKey(
                subscription: try row.decode(0), component: try row.decode(1), day: try row.decode(2))
            sums[key] = ModelSum(net: try row.decode(3), discount: try row.decode(4), tax: try row.decode(5))
        }
        return sums
    }

    private func isStoppedByMoney(_ service: ModelService) -> Bool {
        service.stops.contains { $0.reason == "money" && $0.to == nil }
    }

    /// Whether the ledger is what the reference says, service by service, but for those that money has stopped: their
    /// charges wait. And whether money has stopped exactly those it must. Returns whether all is well.
    func compare(_ seed: String) async throws -> Bool {
        let ledger = try await ledger()
        var posted: [Int64: [ModelKey: ModelSum]] = [:]
        for (key, sum) in ledger { posted[key.subscription, default: [:]][key] = sum }
        var isRight = true
        for service in services {
            let mine = posted[service.subscription] ?? [:]
            if isStoppedByMoney(service) { continue }
            let owed = ModelReference(catalog, service, today: today).sums
            let keys = Set(owed.keys).union(mine.keys).sorted()
            guard let wrong = keys.first(where: { (owed[$0] ?? ModelSum()) != (mine[$0] ?? ModelSum()) }) else { continue }
            isRight = false
            Issue.record(
                """
                \(seed), by \(ModelCalendar.text(today)): \(wrong): owed \(owed[wrong] ?? ModelSum()), \
                posted \(mine[wrong] ?? ModelSum())
                \(service.story.joined(separator: "\n"))
                stops \(service.stops.map { ($0.reason, ModelCalendar.text(ModelService.day(of: $0.from)), $0.to.map { ModelCalendar.text(ModelService.day(of: $0)) } ?? "..") })
                \(tariffs(of: service, with: wrong.component))
                """)
        }
        let areMoneyStopsRight = try await compareMoney(posted, seed)
        return isRight && areMoneyStopsRight
    }

    private func tariffs(of service: ModelService, with component: Int) -> String {
        Set(service.tariffs.map(\.tariff)).sorted().compactMap { id in
            catalog.tariffs[id].map { tariff in
                "tariff \(id), trial \(tariff.trialDays): "
                    + (tariff.components[component].map { "\($0)" } ?? "without the component")
            }
        }.joined(separator: "\n")
    }

    /// Balances are what was paid less what stands on the ledger; a service runs exactly while its money allows it.
    private func compareMoney(_ posted: [Int64: [ModelKey: ModelSum]], _ seed: String) async throws -> Bool {
        let rows = try await owner.query(
            """
            SELECT a.account_id, a.balance, a.credit_limit, s.subscription_id, s.state, s.never_suspend
            FROM accounts.account a JOIN catalog.subscription s USING (customer_id, account_id)
            """)
        var isRight = true
        let bySubscription = Dictionary(uniqueKeysWithValues: services.map { ($0.subscription, $0) })
        for row in rows {
            let (account, balance, credit): (Int64, Int64, Int64) = (
                try row.decode(0), try row.decode(1), try row.decode(2)
            )
            let subscription: Int64 = try row.decode(3)
            guard let service = bySubscription[subscription] else { continue }
            let charged = services.filter { $0.account == account }.reduce(Int64(0)) { sum, other in
                (posted[other.subscription] ?? [:]).values.reduce(sum) { $0 + $1.total }
            }
            if balance != (paid[account] ?? 0) - charged {
                isRight = false
                Issue.record("\(seed): account \(account) holds \(balance), not \((paid[account] ?? 0) - charged)")
            }
            let state: String = try row.decode(4)
            let neverStopped: Bool = try row.decode(5)
            let isOver = service.endedOn.map { $0 <= today } ?? false
            let expected = isOver ? "ended" : isStopped(service) ? "suspended" : "active"
            if state != expected {
                isRight = false
                Issue.record("\(seed): service \(subscription) is \(state) and should be \(expected)")
            }
            let reference = ModelReference(catalog, service, today: today, isResumed: true)
            guard !isOver, let tariff = reference.tariff(on: today) else { continue }
            let available = balance + credit
            let isShort: Bool
            if isStoppedByMoney(service) {
                let owed = reference.sums.values.reduce(Int64(0)) { $0 + $1.total }
                let due = owed - (posted[subscription] ?? [:]).values.reduce(Int64(0)) { $0 + $1.total }
                // A credit that waits for the resumption may bring it about, but need not.
                isShort = min(available, available - due) < tariff.resumeFrom && !neverStopped
                if isShort { continue }
                isRight = false
                Issue.record(
                    """
                    \(seed), by \(ModelCalendar.text(today)): service \(subscription) is stopped by money with \
                    \(available) available and \(due) due, limit \(tariff.resumeFrom)
                    \(service.story.joined(separator: "\n"))
                    """)
            } else if available < tariff.suspendBelow && !neverStopped {
                isRight = false
                Issue.record(
                    """
                    \(seed), by \(ModelCalendar.text(today)): service \(subscription) runs with \(available) available, \
                    limit \(tariff.suspendBelow)
                    \(service.story.joined(separator: "\n"))
                    """)
            }
        }
        return isRight
    }

    /// Any reason in force at noon today.
    private func isStopped(_ service: ModelService) -> Bool {
        let noon = ModelService.midnight(today) + 12 * 3600 + 1_800
        return service.stops.contains { $0.from <= noon && ($0.to ?? .infinity) > noon }
    }

    /// Everybody pays all there is to pay, so that whatever money has stopped runs again.
    mutating func payAll() async throws {
        let rows = try await owner.query("SELECT customer_id, account_id FROM accounts.account WHERE customer_id > 1000")
        for row in rows {
            let (customer, account): (Int64, Int64) = (try row.decode(0), try row.decode(1))
            if services.contains(where: { $0.account == account }) {
                try await pay(100_000_000_000, customer, account)
            }
        }
        try await turn()
    }
}
