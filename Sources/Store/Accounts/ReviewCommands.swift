package import Domain
import PostgreSQL

/// An account the daemon has to look at.
package struct Review: Hashable, Sendable {
    package let customer: CustomerID
    package let account: AccountID
    /// nil when it is about the account as a whole.
    package let subscription: SubscriptionID?
    /// From which day on charges may have changed; nil: only those of the periods of today.
    package let since: CivilDate?
}

/// A service of a reviewed account, with what decides whether it runs.
package struct ReviewedService: Hashable, Sendable {
    package let balance: Int64
    package let creditLimit: Int64
    /// Promised payments in force.
    package let promised: Int64
    package let subscription: SubscriptionID
    package let tariff: TariffID
    package let neverSuspend: Bool
    package let isSuspendedForMoney: Bool
    /// A payment came since that counts from a day before: the service would not have been stopped.
    package let wasPreventable: Bool
    /// Since when the money is short.
    package let shortSince: Instant?
    /// When money last stopped or started it.
    package let flippedAt: Instant?
    package let isEnded: Bool
    /// What happened to it after this day was not looked at yet.
    package let evaluatedOn: CivilDate
    /// Of the account.
    package let currency: Currency
}

/// The installation's rules of when money may stop a service.
package struct SuspensionRules: Hashable, Sendable {
    package let fromHour: Int
    package let toHour: Int
    /// From which hour on no service is stopped, Monday to Sunday; 24: at any hour.
    package let lastHours: [Int]
    package let respectsHolidays: Bool
    package let graceDays: Int
    package let minutesBetweenFlips: Int
    package let holidays: [CivilDate]
}

extension StoreSession {
    /// Takes accounts to look at; they come back when the transaction does not commit.
    package func takeReviews(limit: Int) async throws(StoreError) -> [Review] {
        try await query("SELECT customer_id, account_id, subscription_id, since FROM api.review_take(\(limit))").rows {
            row throws(StoreError) in
            let subscription: Int64 = try row.value(2)
            return Review(
                customer: try row.value(0), account: try row.value(1),
                subscription: subscription == 0 ? nil : SubscriptionID(subscription), since: try row.date(3))
        }
    }

    /// Looks at the account again at a moment to come.
    package func reviewLater(
        customer: CustomerID, account: AccountID, at moment: Instant
    ) async throws(StoreError) {
        _ = try await query("SELECT api.review_later(\(customer), \(account), \(moment))")
    }

    /// Evaluates a subscription from a day on, at a moment to come.
    package func reviewAgain(
        customer: CustomerID, account: AccountID, subscription: SubscriptionID, since: CivilDate, at moment: Instant
    ) async throws(StoreError) {
        _ = try await query(
            "SELECT api.review_again(\(customer), \(account), \(subscription), \(since), \(moment))")
    }

    /// The account's money, locked, and its services.
    package func reviewedServices(
        customer: CustomerID, account: AccountID
    ) async throws(StoreError) -> [ReviewedService] {
        try await query(
            """
            SELECT balance, credit_limit, promised, subscription_id, tariff_id, never_suspend, is_money_suspended,
                was_preventable, short_since, flipped_at, state = 'ended', evaluated_on, currency
            FROM api.review_account(\(customer), \(account))
            """
        ).rows { row throws(StoreError) in
            ReviewedService(
                balance: try row.value(0), creditLimit: try row.value(1), promised: try row.value(2),
                subscription: try row.value(3), tariff: try row.value(4), neverSuspend: try row.value(5),
                isSuspendedForMoney: try row.value(6), wasPreventable: try row.value(7), shortSince: try row.value(8),
                flippedAt: try row.value(9), isEnded: try row.value(10), evaluatedOn: try row.value(11),
                currency: Currency(databaseCode: try row.value(12)))
        }
    }

    /// Notes since when the money of a service is short, or that it is not.
    package func noteShortage(
        customer: CustomerID, subscription: SubscriptionID, isShort: Bool
    ) async throws(StoreError) {
        _ = try await query("SELECT api.review_short(\(customer), \(subscription), \(isShort))")
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

    package func suspensionRules() async throws(StoreError) -> SuspensionRules {
        let row = try await one(
            """
            SELECT from_hour, to_hour, last_hours, respects_holidays, grace_days, minutes_between_flips, holidays
            FROM api.suspension_policy()
            """)
        let holidays: [Int64?] = try row.value(6)
        let hours: [Int64?] = try row.value(2)
        return SuspensionRules(
            fromHour: try row.value(0), toHour: try row.value(1),
            lastHours: hours.compactMap { $0.map(Int.init) },
            respectsHolidays: try row.value(3), graceDays: try row.value(4), minutesBetweenFlips: try row.value(5),
            holidays: holidays.compactMap { $0.map { CivilDate(dayNumber: Int32(truncatingIfNeeded: $0)) } })
    }
}
