import Charging
import Domain
import InstallationFixture
import Rating
import Store
import Testing

@Suite struct ChargingStoryTests {
    private func balance(_ installation: Installation, _ service: ServiceStory.Service) async throws -> Int64 {
        try await ServiceStory(installation).acting("op_lilit") { session in
            try await session.customerCard(service.customer).accounts.first?.balance.minorUnits ?? .min
        }
    }

    private func state(_ installation: Installation, _ service: ServiceStory.Service) async throws -> SubscriptionState?
    {
        try await ServiceStory(installation).acting("op_anna") {
            try await $0.customerCard(service.customer).subscriptions.first?.state
        }
    }

    private func pay(_ amount: Int64, _ installation: Installation, _ service: ServiceStory.Service) async throws {
        _ = try await ServiceStory(installation).acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account,
                amount: Money(minorUnits: amount, currency: .amd), note: "", key: .make())
        }
    }

    /// Home 50 costs 600 000 minor units a month; all figures by hand.
    @Test func aServiceLivesThroughThreeMonths() async throws {
        let installation = try await Installation.fresh()
        let charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        try await installation.moveClock(to: "2026-03-20")
        let service = try await ServiceStory(installation).activate()

        // The first fee: 12 of March's 31 days, and with nothing paid the service stops.
        var turn = try await charging.turn()
        #expect(turn.charges == 1 && turn.suspended == 1 && turn.failures == [])
        #expect(try await balance(installation, service) == -232_258)
        #expect(try await state(installation, service) == .suspended)
        #expect(try await charging.turn().didWork == false)

        // Paid on the same day: it runs again and nothing is charged twice.
        try await pay(1_000_000, installation, service)
        turn = try await charging.turn()
        #expect(turn.resumed == 1 && turn.charges == 0)
        #expect(try await balance(installation, service) == 767_742)
        #expect(try await state(installation, service) == .active)

        // The next billing day: the whole fee. The days between are run in order.
        try await installation.moveClock(to: "2026-04-01")
        turn = try await charging.turn()
        #expect(turn.days.count == 12 && turn.days.last?.description == "2026-04-01")
        #expect(turn.charges == 1)
        #expect(try await balance(installation, service) == 167_742)

        // May cannot be paid: suspended on the day of the charge.
        try await installation.moveClock(to: "2026-05-01")
        turn = try await charging.turn()
        #expect(turn.charges == 1 && turn.suspended == 1)
        #expect(try await balance(installation, service) == -432_258)

        // While suspended nothing is charged: June passes without a fee.
        try await installation.moveClock(to: "2026-06-10")
        turn = try await charging.turn()
        #expect(turn.charges == 0)
        #expect(try await balance(installation, service) == -432_258)

        // Paid on 10 June. May keeps its first day: 30 of 31 days come back (580 645). June costs the days from the
        // 10th on: 21 of 30 (420 000).
        try await pay(500_000, installation, service)
        turn = try await charging.turn()
        #expect(turn.resumed == 1 && turn.charges == 2)
        #expect(try await balance(installation, service) == -432_258 + 500_000 + 580_645 - 420_000)
        #expect(try await state(installation, service) == .active)
        #expect(try await charging.turn().didWork == false)
        let differences = try await installation.database(as: "bcrm_daemon").withSession {
            try await $0.ledgerDifferences().map(\.account)
        }
        #expect(differences == [])

        // The history tells the balance before and after each: the figures above, one after the other.
        let history = try await ServiceStory(installation).acting("op_anna") {
            try await $0.customerHistory(service.customer, limit: 200)
        }
        let balances = history.flatMap(\.changes).filter { $0.field == "balance" }
        #expect(
            Set(balances.map { [$0.old ?? "", $0.new ?? ""] }) == [
                ["0,00", "-2 322,58"], ["-2 322,58", "7 677,42"], ["7 677,42", "1 677,42"],
                ["1 677,42", "-4 322,58"], ["-4 322,58", "677,42"], ["677,42", "6 483,87"],
                ["6 483,87", "2 283,87"],
            ])
        try await installation.drop()
    }

    @Test func aDaemonThatWasDownChargesTheMissedPeriodsInOrderWithTheirOwnDates() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-01-30")
        let charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        _ = try await charging.turn()
        let service = try await ServiceStory(installation).activate()
        try await pay(10_000_000, installation, service)
        // Nobody charged anything until 2 March.
        try await installation.moveClock(to: "2026-03-02")
        let turn = try await charging.turn()
        #expect(turn.failures == [])
        let fees = try await ServiceStory(installation).acting("op_lilit") {
            try await $0.customerCard(service.customer).movements.filter { $0.kind == .fee }
        }
        // 2 of 31 days, February, March.
        #expect(fees.map(\.amount.minorUnits) == [-600_000, -600_000, -38_710])
        #expect(fees.map(\.periodOn.description) == ["2026-03-01", "2026-02-01", "2026-01-30"])
        #expect(try await charging.turn().charges == 0)
        try await installation.drop()
    }

    @Test func theSameDayRunTwiceChargesNothing() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        let daemon = installation.database(as: "bcrm_daemon")
        let charging = ChargingService(database: daemon)
        let service = try await ServiceStory(installation).activate()
        try await pay(5_000_000, installation, service)
        _ = try await charging.turn()
        try await installation.moveClock(to: "2026-04-01")
        let first = try await ChargeRun(database: daemon).run(try #require(CivilDate("2026-04-01")))
        let second = try await ChargeRun(database: daemon).run(try #require(CivilDate("2026-04-01")))
        #expect(first.charges == 1 && second.charges == 0)
        try await installation.drop()
    }

    @Test func aDayThatHasNotBegunIsRefused() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        let daemon = installation.database(as: "bcrm_daemon")
        await #expect(throws: StoreError.self) {
            try await ChargeRun(database: daemon).run(try #require(CivilDate("2026-03-21")))
        }
        try await installation.drop()
    }

    @Test func fiftyParallelPaymentsLoseNothing() async throws {
        let installation = try await Installation.fresh()
        let registered = try await ServiceStory(installation).acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: .make())
        }
        let cashier = installation.database(as: "op_lilit", connections: 8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...50 {
                group.addTask {
                    _ = try await cashier.withSession {
                        try await $0.registerPayment(
                            customer: registered.customer, account: registered.account,
                            amount: Money(minorUnits: Int64(number), currency: .amd), note: "", key: .make())
                    }
                }
            }
            try await group.waitForAll()
        }
        let card = try await cashier.withSession { try await $0.customerCard(registered.customer) }
        #expect(card.accounts.first?.balance.minorUnits == 1_275)
        await cashier.close()
        try await installation.drop()
    }
}
