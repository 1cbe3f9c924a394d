import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Prices that change for days that are charged already: only where somebody may, and everybody hit is corrected.
@Suite struct BackdatedPriceTests {
    @Test func aPriceOfDaysPastCorrectsEveryChargeSince() async throws {
        let installation = try await Installation.fresh()
        let story = ServiceStory(installation)
        let catalog = CatalogStory(installation)
        let charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        try await installation.moveClock(to: "2026-01-10")
        let service = try await story.activate()
        try await pay(10_000_000, story, service)
        _ = try await charging.turn()
        try await installation.moveClock(to: "2026-03-20")
        // Another tariff is not hit.
        let other = try await story.activateAtOnce("tv-100")
        _ = try await charging.turn()
        // January 22 of 31 days, February, March.
        #expect(try await balance(story, service) == 10_000_000 - 425_806 - 600_000 - 600_000)
        let otherBalance = try await balance(story, other)

        let start = try #require(CivilDate("2026-02-15"))
        var document = try await catalog.export()
        document.tariffs[0].components[0].prices = [
            .init(valid: CivilPeriod(.farPast, start), amount: 600_000),
            .init(valid: CivilPeriod(start, .farFuture), amount: 500_000),
        ]
        let changed = document
        await #expect(throws: StoreError.self) { try await catalog.import(changed) }
        let superuser = try await installation.superuser()
        try await superuser.connection.execute(
            script: "INSERT INTO sec.role_permission (role_id, permission) VALUES (7, 'catalog.backdate')")
        let options = CatalogImportOptions(allowsBackdating: true)
        let differences = try await catalog.import(document, options)
        #expect(
            differences.map(\.words).last
                == "tariff home-50: fee from 2026-02-15 6 000,00 → 5 000,00, 1 subscription, -1 000,00 a month")
        let reviews: Int64 = try #require(
            try await superuser.connection.query(
                "SELECT count(*) FROM accounts.review WHERE cause = 'price' AND since = '2026-02-15'"
            ).first
        ).decode(0)
        #expect(reviews == 1)

        // Half of February's 28 days and the whole of March cost a sixth less.
        let turn = try await charging.turn()
        #expect(turn.failures == [])
        #expect(try await balance(story, service) == 10_000_000 - 425_806 - 550_000 - 500_000)
        #expect(try await balance(story, other) == otherBalance)
        #expect(try await charging.turn().didWork == false)
        #expect(try await catalog.import(document, options) == [])
        let wrong = try await installation.database(as: "bcrm_daemon").withSession {
            try await $0.ledgerDifferences().map(\.account)
        }
        #expect(wrong == [])
        await superuser.connection.close()
        try await installation.drop()
    }

    /// Stopped, it is not charged; what changed meanwhile is corrected when it runs again, a day later at most.
    @Test func aServiceStoppedByMoneyIsCorrectedWhenItRunsAgain() async throws {
        let installation = try await Installation.fresh()
        let story = ServiceStory(installation)
        let catalog = CatalogStory(installation)
        let charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        try await installation.moveClock(to: "2026-03-10")
        let service = try await story.activate()
        try await pay(500_000, story, service)
        _ = try await charging.turn()
        try await installation.moveClock(to: "2026-04-01")
        #expect(try await charging.turn().suspended == 1)
        // 22 of 31 days of March, and April.
        #expect(try await balance(story, service) == 500_000 - 425_806 - 600_000)

        try await installation.moveClock(to: "2026-04-03")
        let superuser = try await installation.superuser()
        try await superuser.connection.execute(
            script: "INSERT INTO sec.role_permission (role_id, permission) VALUES (7, 'catalog.backdate')")
        let start = try #require(CivilDate("2026-03-10"))
        var document = try await catalog.export()
        document.tariffs[0].components[0].prices = [
            .init(valid: CivilPeriod(.farPast, start), amount: 600_000),
            .init(valid: CivilPeriod(start, .farFuture), amount: 500_000),
        ]
        try await catalog.import(document, CatalogImportOptions(allowsBackdating: true))
        _ = try await charging.turn()
        try await pay(10_000_000, story, service)
        #expect(try await charging.turn().resumed == 1)
        try await installation.moveClock(to: "2026-04-04")
        #expect(try await charging.turn().failures == [])
        // March at the new price; April without the one day it stood still.
        #expect(try await balance(story, service) == 10_500_000 - 354_839 - 483_333)
        #expect(try await charging.turn().didWork == false)
        await superuser.connection.close()
        try await installation.drop()
    }

    private func pay(_ amount: Int64, _ story: ServiceStory, _ service: ServiceStory.Service) async throws {
        _ = try await story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account,
                amount: Money(minorUnits: amount, currency: .amd), note: "", key: .make())
        }
    }

    private func balance(_ story: ServiceStory, _ service: ServiceStory.Service) async throws -> Int64 {
        try await story.acting("op_lilit") {
            try await $0.customerCard(service.customer).accounts.first?.balance.minorUnits ?? .min
        }
    }
}
