import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Rating
import Store
import Testing

/// What happens to a running service, and what it does to its money. Home 50 costs 6 000,00 a month, Home 200 9 900,00.
@Suite struct LifecycleTests {
    private let installation: Installation
    private let story: ServiceStory
    private let charging: ChargingService
    private let daemon: Database
    private let service: ServiceStory.Service

    init() async throws {
        installation = try await Installation.fresh()
        story = ServiceStory(installation)
        daemon = installation.database(as: "bcrm_daemon", connections: 4)
        charging = ChargingService(database: daemon)
        try await installation.moveClock(to: "2026-04-01")
        service = try await story.activate()
        let service = service
        _ = try await story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account,
                amount: Money(minorUnits: 10_000_000, currency: .amd), note: "", key: .make())
        }
        _ = try await charging.turn()
    }

    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    private func change(_ change: ServiceChange) async throws {
        let service = service
        try await story.acting("op_aram") { session in
            let version = try await session.serviceSheets(of: service.customer).first?.version ?? 0
            try await session.changeService(
                change, customer: service.customer, subscription: service.subscription, version: version, key: .make())
        }
    }

    private func spent() async throws -> Int64 {
        let service = service
        let balance = try await story.acting("op_lilit") { session in
            try await session.customerCard(service.customer).accounts.first?.balance.minorUnits ?? .min
        }
        return 10_000_000 - balance
    }

    private func state() async throws -> SubscriptionState? {
        let service = service
        return try await story.acting("op_anna") {
            try await $0.customerCard(service.customer).subscriptions.first?.state
        }
    }

    private func speed() async throws -> String? {
        let service = service
        return try await story.acting("op_anna") {
            try await $0.customerCard(service.customer).subscriptions.first?.parameters["speed"]
        }
    }

    private func jobs() async throws -> [String] {
        let session = try await installation.superuser()
        let actions = try await session.connection.query("SELECT action FROM catalog.service_job ORDER BY job_id").map {
            try $0.decode(0, as: String.self)
        }
        await session.connection.close()
        return actions
    }

    private func go(to day: String) async throws {
        try await installation.moveClock(to: day)
        let turn = try await charging.turn()
        #expect(turn.failures == [])
    }

    private func end() async throws {
        #expect(try await charging.turn().charges == 0)
        #expect(try await daemon.withSession { try await $0.ledgerDifferences().map(\.what) } == [])
        await daemon.close()
        try await installation.drop()
    }

    @Test func aChangeNowCreditsTheUnusedPartAndChargesTheNewOne() async throws {
        try await go(to: "2026-04-16")
        try await change(.tariff(TariffID(102), on: try day("2026-04-16"), parameters: [:]))
        _ = try await charging.turn()
        // 15 of 30 days of each: 3 000,00 and 4 950,00.
        #expect(try await spent() == 300_000 + 495_000)
        #expect(try await jobs() == ["activate", "change"])
        try await end()
    }

    @Test func twoChangesOnOneDayChargeOnce() async throws {
        try await go(to: "2026-04-16")
        try await change(.tariff(TariffID(102), on: try day("2026-04-16"), parameters: [:]))
        _ = try await charging.turn()
        try await change(.tariff(TariffID(101), on: try day("2026-04-16"), parameters: [:]))
        _ = try await charging.turn()
        #expect(try await spent() == 600_000)
        try await end()
    }

    @Test func aPlannedChangeTakesEffectOnItsDay() async throws {
        try await change(.tariff(TariffID(102), on: try day("2026-05-01"), parameters: [:]))
        try await go(to: "2026-04-30")
        #expect(try await spent() == 600_000)
        // Till then its own speed is shown, not the planned one.
        #expect(try await speed() == "50")
        try await go(to: "2026-05-01")
        #expect(try await speed() == "200")
        #expect(try await spent() == 600_000 + 990_000)
        try await end()
    }

    @Test func aPlanWithdrawnBeforeItsDayLeavesNoTraceInMoney() async throws {
        try await change(.tariff(TariffID(102), on: try day("2026-05-10"), parameters: [:]))
        try await change(.terminate(on: try day("2026-05-20")))
        try await go(to: "2026-05-02")
        #expect(try await spent() == 1_200_000)
        try await change(.withdrawPlan)
        try await go(to: "2026-05-25")
        #expect(try await spent() == 1_200_000)
        #expect(try await state() == .active)
        try await end()
    }

    @Test func aMonthPausedOnRequestCostsNothing() async throws {
        try await change(.suspend(.request, from: try day("2026-04-30"), until: try day("2026-06-01")))
        try await go(to: "2026-05-15")
        #expect(try await state() == .suspended)
        #expect(try await spent() == 600_000)
        try await go(to: "2026-06-01")
        #expect(try await state() == .active)
        // April with its last day, which counts as used, and June; May not at all.
        #expect(try await spent() == 1_200_000)
        #expect(try await jobs() == ["activate", "suspend", "resume"])
        try await end()
    }

    @Test func reasonsStackAndTheServiceRunsWithTheLastOneGone() async throws {
        try await change(.suspend(.request, from: try day("2026-04-01"), until: nil))
        try await change(.suspend(.fraud, from: try day("2026-04-01"), until: nil))
        try await change(.resume(.request))
        #expect(try await state() == .suspended)
        try await change(.resume(.fraud))
        #expect(try await state() == .active)
        #expect(try await jobs() == ["activate", "suspend", "resume"])
        _ = try await charging.turn()
        #expect(try await spent() == 600_000)
        try await end()
    }

    @Test func theEndCreditsWhatWasNotUsedAndFreesTheNumber() async throws {
        try await change(.terminate(on: try day("2026-04-11")))
        try await go(to: "2026-04-11")
        #expect(try await state() == .ended)
        // 10 of 30 days.
        #expect(try await spent() == 200_000)
        try await go(to: "2026-05-01")
        #expect(try await spent() == 200_000)
        #expect(try await jobs() == ["activate", "terminate"])
        try await end()
    }

    @Test func aServiceThatEndsWhileItStandsIsCreditedItsDaysWithoutService() async throws {
        try await change(.suspend(.request, from: try day("2026-04-01"), until: nil))
        try await go(to: "2026-04-10")
        try await change(.terminate(on: try day("2026-04-10")))
        _ = try await charging.turn()
        // Its first day counts as used.
        #expect(try await spent() == 20_000)
        try await end()
    }

    @Test func aChangeSeenTooLateIsRefusedAndChangesNothing() async throws {
        let service = service
        let today = try day("2026-04-01")
        let error = await #expect(throws: StoreError.self) {
            try await self.story.acting("op_aram") {
                try await $0.changeService(
                    .tariff(TariffID(102), on: today, parameters: [:]), customer: service.customer,
                    subscription: service.subscription, version: 4711, key: .make())
            }
        }
        #expect(error?.sentence.contains("look at it again") == true)
        #expect(try await jobs() == ["activate"])
        try await end()
    }

    /// The answer was lost, the form was opened again and has read the service anew.
    @Test func aChangeSentAgainFromAFormThatReadItsOutcomeIsDoneOnce() async throws {
        let service = service
        let change = ServiceChange.tariff(TariffID(102), on: try day("2026-04-01"), parameters: [:])
        let key = CommandKey.make()
        let versions = try await story.acting("op_aram") { session in
            var versions: [Int] = []
            for _ in 0..<2 {
                let version = try await session.serviceSheets(of: service.customer).first?.version ?? 0
                versions.append(version)
                try await session.changeService(
                    change, customer: service.customer, subscription: service.subscription, version: version, key: key)
            }
            versions.append(try await session.serviceSheets(of: service.customer).first?.version ?? 0)
            return versions
        }
        #expect(versions[1] > versions[0] && versions[2] == versions[1])
        _ = try await charging.turn()
        try await end()
    }

    /// Grace of two days, not before nine o'clock, not on the weekend that follows (3 and 4 October 2026).
    @Test func moneyStopsAServiceOnlyAfterGraceWithinHoursAndOnWorkingDays() async throws {
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                UPDATE catalog.suspension_policy SET grace_days = 2, from_hour = 9, last_hours = '{24,24,24,24,24,0,0}';
                """)
        // The money lasts to September; October's fee is not covered.
        try await installation.moveClock(to: "2026-04-02")
        let service = service
        try await session.connection.execute(
            script: """
                SELECT accounts.post(\(service.customer), \(service.account), 'correction', '2026-04-02', -6400000,
                    (SELECT house_account_id FROM accounts.house_account WHERE code = 'suspense.move'), '', 'spent')
                """)
        for month in ["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"] { try await go(to: month) }
        #expect(try await state() == .active)
        // Thursday 1 October: short; grace until Saturday, then the weekend; Monday at nine.
        try await go(to: "2026-10-01")
        #expect(try await state() == .active)
        try await installation.moveClock(to: "2026-10-03", time: "10:00:00")
        _ = try await charging.turn()
        #expect(try await state() == .active)
        try await installation.moveClock(to: "2026-10-05", time: "08:59:00")
        _ = try await charging.turn()
        #expect(try await state() == .active)
        try await installation.moveClock(to: "2026-10-05", time: "09:01:00")
        _ = try await charging.turn()
        #expect(try await state() == .suspended)
        await session.connection.close()
        try await end()
    }

    /// F4.1, F4.4: packages, channels and a rented box of a television service.
    @Test func optionsAreChargedFromTheirDayOnAndCreditedWhenTheyGo() async throws {
        let session = try await installation.superuser()
        let service = service
        // A second service of the customer, as the activation makes it.
        let row = try await session.connection.query(
            """
            SELECT catalog.subscription_activate(\(service.customer.rawValue), \(service.account.rawValue), 301, '{}', 'tv-1')
            """
        ).first
        let tv = SubscriptionID(try #require(try row?.decode(0, as: Int64.self)))
        _ = try await charging.turn()
        #expect(try await spent() == 600_000 + 300_000)
        func option(_ component: Int64, _ quantity: Int, _ on: String) async throws {
            let from = try day(on)
            try await story.acting("op_aram") { session in
                let sheet = try await session.serviceSheets(of: service.customer).first { $0.summary.id == tv }
                try await session.changeService(
                    .option(ComponentID(component), quantity: quantity, from: from), customer: service.customer,
                    subscription: tv, version: sheet?.version ?? 0, key: .make())
            }
        }
        // Two rented boxes from the 16th: 15 of 30 days of 2 x 1 000,00; the sport package from May.
        try await go(to: "2026-04-16")
        try await option(7, 2, "2026-04-16")
        try await option(5, 1, "2026-05-01")
        _ = try await charging.turn()
        #expect(try await spent() == 900_000 + 100_000)
        try await go(to: "2026-05-01")
        #expect(try await spent() == 1_000_000 + 900_000 + 200_000 + 120_000)
        // One box goes back on 11 May: 21 of 31 days of 1 000,00 come back.
        try await go(to: "2026-05-11")
        try await option(7, 1, "2026-05-11")
        _ = try await charging.turn()
        #expect(try await spent() == 2_220_000 - 67_742)
        await session.connection.close()
        try await end()
    }

    /// Limits 0 and 5 000,00: a payment of today must reach the second, one that counts from before the suspension only
    /// the first.
    @Test(arguments: [(false, SubscriptionState.suspended), (true, .active)])
    func aBackDatedPaymentThatWouldHavePreventedASuspensionUndoesIt(
        _ isBackDated: Bool, _ expected: SubscriptionState
    ) async throws {
        let session = try await installation.superuser()
        let service = service
        try await session.connection.execute(
            script: """
                UPDATE catalog.tariff SET resumption_limit = 500000 WHERE tariff_id = 101;
                SELECT accounts.post(\(service.customer), \(service.account), 'correction', '2026-04-01', -9400000,
                    (SELECT house_account_id FROM accounts.house_account WHERE code = 'suspense.move'), '', 'spent')
                """)
        try await go(to: "2026-05-01")
        #expect(try await state() == .suspended)
        try await installation.moveClock(to: "2026-05-04")
        try await session.connection.execute(
            script: """
                SELECT accounts.payment_post('bank', 'late', \(service.customer), \(service.account), 800000,
                    '\(isBackDated ? "2026-04-29" : "2026-05-04")',
                    (SELECT house_account_id FROM accounts.house_account WHERE code = 'bank.main'), NULL, '')
                """)
        _ = try await charging.turn()
        #expect(try await state() == expected)
        await session.connection.close()
        try await end()
    }

    @Test func theDiscountOfACampaignGoesWithThePlanThatBroughtIt() async throws {
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                INSERT INTO catalog.discount (discount_id, code, name, kind, value) VALUES (50, 'half', 'Half', 'share', 500000000);
                INSERT INTO catalog.campaign (campaign_id, code, name, discount_id, during, months)
                    VALUES (50, 'spring', 'Spring', 50, '[2026-01-01,2027-01-01)', 3);
                INSERT INTO catalog.campaign_tariff VALUES (50, 102);
                """)
        try await change(.tariff(TariffID(102), on: try day("2026-05-01"), parameters: [:]))
        try await change(.tariff(TariffID(101), on: try day("2026-05-01"), parameters: [:]))
        try await go(to: "2026-05-01")
        #expect(try await spent() == 1_200_000)
        // Taken for good it halves three months.
        try await change(.tariff(TariffID(102), on: try day("2026-06-01"), parameters: [:]))
        try await go(to: "2026-06-01")
        #expect(try await spent() == 1_200_000 + 495_000)
        await session.connection.close()
        try await end()
    }
}
