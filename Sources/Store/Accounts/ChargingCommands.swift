package import Domain
import PostgreSQL

/// A run of charging, or of taking one back.
package struct ChargeRunOrder: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case day
        /// Computed and not posted.
        case dry
        case reversal
    }

    package let run: Int
    package let day: CivilDate
    package let kind: Kind

    package init(run: Int, day: CivilDate, kind: Kind) {
        self.run = run
        self.day = day
        self.kind = kind
    }
}

/// One batch of a run, claimed for a transaction, with the stage its charges go through.
package struct ChargeBatch: Hashable, Sendable {
    package let run: Int
    package let number: Int
    package let customers: ClosedRange<CustomerID>
    package let worker: Int
}

/// A leg of a charge on its way into the ledger.
package struct StagedLeg: Hashable, Sendable {
    package var customer: CustomerID
    package var account: AccountID
    package var subscription: SubscriptionID
    /// As the customer's account sees it: a charge is negative.
    package var amount: Int64
    package var periodOn: CivilDate
    package var periodEndsOn: CivilDate
    package var valueOn: CivilDate
    package var component: ComponentID
    package var tariff: TariffID
    package var legSource: Int64?
    package var line: Int
    package var leg: Int
    package var isOneTime: Bool
    package var note: String

    package init(
        customer: CustomerID, account: AccountID, subscription: SubscriptionID, amount: Int64, periodOn: CivilDate,
        periodEndsOn: CivilDate, valueOn: CivilDate, component: ComponentID, tariff: TariffID, legSource: Int64?,
        line: Int, leg: Int, isOneTime: Bool, note: String
    ) {
        self.customer = customer
        self.account = account
        self.subscription = subscription
        self.amount = amount
        self.periodOn = periodOn
        self.periodEndsOn = periodEndsOn
        self.valueOn = valueOn
        self.component = component
        self.tariff = tariff
        self.legSource = legSource
        self.line = line
        self.leg = leg
        self.isOneTime = isOneTime
        self.note = note
    }

    fileprivate var kind: String { isOneTime ? "one_time" : "fee" }
}

/// A subscription that could not be charged, and why.
package struct UnchargedSubscription: Hashable, Sendable {
    package let customer: CustomerID
    package let subscription: SubscriptionID
    package let reason: String

    package init(customer: CustomerID, subscription: SubscriptionID, reason: String) {
        self.customer = customer
        self.subscription = subscription
        self.reason = reason
    }
}

extension CopyBuffer {
    /// The legs of one account, in the order they are posted in, as lines of a charging stage. Each tells what follows it:
    /// the balance it leaves is the account's new one without that.
    package mutating func add(account legs: [StagedLeg]) {
        var later = legs.reduce(Int64(0)) { $0 &+ $1.amount }
        for (index, leg) in legs.enumerated() {
            later &-= leg.amount
            add(leg, laterAmount: later, laterLegs: legs.count - index - 1, isFirst: index == 0)
        }
    }

    private mutating func add(_ leg: StagedLeg, laterAmount: Int64, laterLegs: Int, isFirst: Bool) {
        add(leg.customer.rawValue)
        add(leg.account.rawValue)
        add(leg.subscription.rawValue)
        add(leg.amount)
        add(laterAmount)
        add(laterLegs)
        add(isFirst)
        add(leg.periodOn)
        add(leg.periodEndsOn)
        add(leg.valueOn)
        add(leg.component.rawValue)
        add(leg.tariff.rawValue)
        if let source = leg.legSource { add(source) } else { addNull() }
        add(leg.line)
        add(leg.leg)
        add(leg.kind)
        add(leg.note)
        endRow()
    }
}

extension StoreSession {
    /// The business clock as the daemon may read it.
    package func daemonClock() async throws(StoreError) -> (now: Instant, today: CivilDate, timeZone: String) {
        let row = try await one("SELECT now, today, time_zone FROM api.daemon_clock()")
        return (try row.value(0), try row.value(1), try row.value(2))
    }

    /// Makes the partitions of the months ahead.
    package func prepareMonths() async throws(StoreError) { _ = try await query("SELECT api.daemon_prepare()") }

    /// Carries out what was planned and whose day or moment has come; how many services it touched.
    package func advanceLifecycle() async throws(StoreError) -> Int {
        try await one("SELECT api.lifecycle_advance()").value(0)
    }

    /// The days that must be run, oldest first, today included.
    package func chargingDays() async throws(StoreError) -> [CivilDate] {
        try await query("SELECT d FROM api.charging_days() d ORDER BY d").rows { row throws(StoreError) in
            try row.value(0)
        }
    }

    /// The run of a day; made when there is none.
    package func dayRun(_ day: CivilDate) async throws(StoreError) -> Int {
        try await one("SELECT api.charging_day_run(\(day))").value(0)
    }

    /// Runs that people asked for and that are not done.
    package func requestedRuns() async throws(StoreError) -> [ChargeRunOrder] {
        try await query("SELECT run_id, day, kind FROM api.charging_requested()").rows { row throws(StoreError) in
            ChargeRunOrder(run: try row.value(0), day: try row.value(1), kind: try row.word(2))
        }
    }

    /// Cuts a run into batches once; returns how many are open.
    package func planRun(_ run: Int, batchSize: Int) async throws(StoreError) -> Int {
        try await one("SELECT api.charging_plan(\(run), \(batchSize))").value(0)
    }

    /// Claims the next open batch for this transaction; nil when none is left.
    package func claimBatch(of run: Int) async throws(StoreError) -> ChargeBatch? {
        let rows = try await query(
            "SELECT batch, first_customer, last_customer, worker FROM api.charging_claim(\(run))")
        guard let row = rows.first else { return nil }
        let first: CustomerID = try row.value(1)
        return ChargeBatch(
            run: run, number: try row.value(0), customers: first...max(first, try row.value(2)),
            worker: try row.value(3))
    }

    /// Marks the run finished when no batch is open; false when it is not, or was before.
    package func finishRun(_ run: Int) async throws(StoreError) -> Bool {
        try await one("SELECT api.charging_finish(\(run))").value(0)
    }

    /// Puts a batch's charges into its stage.
    package func stage(_ charges: CopyBuffer, for batch: ChargeBatch) async throws(StoreError) {
        guard charges.rows > 0 else { return }
        do throws(PostgreSQLError) {
            try await connection.copyIn("COPY accounts.charge_stage_\(batch.worker) FROM STDIN", bytes: charges.bytes)
        } catch {
            throw StoreError(error)
        }
    }

    /// Posts what is in the batch's stage, or only counts it, and marks the batch done; returns the charges.
    package func post(
        _ batch: ChargeBatch, subscriptions: Int, isDry: Bool
    ) async throws(StoreError) -> Int {
        let row =
            isDry
            ? try await one(
                "SELECT api.charging_post_dry(\(batch.run), \(batch.number), \(batch.worker), \(subscriptions))")
            : try await one(
                "SELECT api.charging_post(\(batch.run), \(batch.number), \(batch.worker), \(subscriptions))")
        return try row.value(0)
    }

    /// Takes back what the reversed run charged in a batch; returns the charges.
    package func reverse(_ batch: ChargeBatch) async throws(StoreError) -> Int {
        try await one("SELECT api.charging_reverse(\(batch.run), \(batch.number))").value(0)
    }

    /// Posts charges computed out of turn; returns how many lines.
    package func post(_ legs: [StagedLeg]) async throws(StoreError) -> Int {
        guard !legs.isEmpty else { return 0 }
        let lines = JSONText.list(
            legs.map { leg in
                .object([
                    ("customer_id", .number(leg.customer.rawValue)), ("account_id", .number(leg.account.rawValue)),
                    ("subscription_id", .number(leg.subscription.rawValue)), ("amount", .number(leg.amount)),
                    ("period_on", .text(leg.periodOn.description)),
                    ("period_ends_on", .text(leg.periodEndsOn.description)),
                    ("value_on", .text(leg.valueOn.description)), ("component_id", .number(leg.component.rawValue)),
                    ("tariff_id", .number(leg.tariff.rawValue)),
                    ("leg_source_id", leg.legSource.map { .number($0) } ?? .null), ("line", .number(Int64(leg.line))),
                    ("leg", .number(Int64(leg.leg))), ("kind", .text(leg.kind)), ("note", .text(leg.note)),
                ])
            })
        return try await one("SELECT api.charging_post_lines(\(lines.description)::jsonb)").value(0)
    }

    /// Keeps what could not be charged, with the reason.
    package func keepFailures(
        _ failures: [UnchargedSubscription], run: Int?, day: CivilDate
    ) async throws(StoreError) {
        guard !failures.isEmpty else { return }
        let list = JSONText.list(
            failures.map {
                .list([.number($0.customer.rawValue), .number($0.subscription.rawValue), .text($0.reason)])
            })
        _ = try await query("SELECT api.charging_fail(\(run), \(day), \(list.description)::jsonb)")
    }

    /// A subscription that could not be charged is up to date again.
    package func noteCharged(customer: CustomerID, subscription: SubscriptionID) async throws(StoreError) {
        _ = try await query("SELECT api.charging_solved(\(customer), \(subscription))")
    }

    /// Puts what could not be charged to review again; how many accounts.
    package func retryFailures() async throws(StoreError) -> Int {
        try await one("SELECT api.charging_retry_failures()").value(0)
    }

    /// Tells every open screen to look again.
    package func announce(_ area: String) async throws(StoreError) {
        _ = try await query("SELECT api.daemon_announce(\(area))")
    }

    /// Accounts whose balance is not the sum of their transfers, or whose chain of balances is broken; none when the
    /// ledger is exact.
    package func ledgerDifferences() async throws(StoreError) -> [(account: AccountID, balance: Int64, what: String)] {
        try await query("SELECT account_id, balance, what FROM api.ledger_proof()").rows { row throws(StoreError) in
            (try row.value(0), try row.value(1) ?? 0, try row.value(2))
        }
    }

    /// The nightly proof; nil when it is not time for it, else how many accounts are wrong.
    package func proveLedgerNightly() async throws(StoreError) -> Int? {
        try await one("SELECT api.ledger_proof_nightly()").value(0)
    }
}
