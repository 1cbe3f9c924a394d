import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Rating
import Store
import Testing

/// Runs that people ask for: ahead, back, and again.
@Suite struct ChargeRunTests {
    private let installation: Installation
    private let story: ServiceStory
    private let charging: ChargingService
    private let daemon: Database

    init() async throws {
        installation = try await Installation.fresh()
        story = ServiceStory(installation)
        daemon = installation.database(as: "bcrm_daemon", connections: 4)
        charging = ChargingService(database: daemon, batchSize: 2, workers: 2)
    }

    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    private func balance(_ service: ServiceStory.Service) async throws -> Int64 {
        try await story.acting("op_lilit") { session in
            try await session.customerCard(service.customer).accounts.first?.balance.minorUnits ?? .min
        }
    }

    private func request(
        _ kind: ChargeRunSummary.Kind, _ day: CivilDate, reverses: ChargeRunID? = nil, reason: String = ""
    ) async throws -> ChargeRunID {
        try await story.acting("op_aram") {
            try await $0.requestChargeRun(
                ChargeRunRequest(day: day, kind: kind, reverses: reverses, reason: reason), key: .make())
        }
    }

    private func report(_ run: ChargeRunID) async throws -> ChargeRunReport {
        try await story.acting("op_aram") { try await $0.chargeRun(run) }
    }

    /// A service of Home 50 with money for many months, charged until 1 April 2026.
    private func chargedService() async throws -> ServiceStory.Service {
        try await installation.moveClock(to: "2026-03-20")
        let service = try await story.activate()
        _ = try await story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account,
                amount: Money(minorUnits: 10_000_000, currency: .amd), note: "", key: .make())
        }
        _ = try await charging.turn()
        try await installation.moveClock(to: "2026-04-01")
        _ = try await charging.turn()
        return service
    }

    private func end() async throws {
        #expect(try await daemon.withSession { try await $0.ledgerDifferences().map(\.what) } == [])
        await daemon.close()
        try await installation.drop()
    }

    @Test func aDryRunTellsTheTotalsByComponentAndChangesNoMoney() async throws {
        let service = try await chargedService()
        let before = try await balance(service)
        let run = try await request(.dry, try day("2026-05-01"))
        _ = try await charging.turn()
        let report = try await report(run)
        #expect(report.summary.state == .finished)
        #expect(report.summary.charges == 1)
        // 6 000,00 with 20 % VAT inside.
        #expect(
            report.totals.map { [$0.component, $0.part, $0.amount.description] } == [
                ["Internet fee", "taxes", "-1 000,00"], ["Internet fee", "net", "-5 000,00"],
            ])
        #expect(try await balance(service) == before)
        try await end()
    }

    @Test func aRunTakenBackAndRunAgainLeavesWhatItFound() async throws {
        let service = try await chargedService()
        let charged = try await balance(service)
        let run = try #require(
            try await story.acting("op_aram") { try await $0.chargeRuns(limit: 50) }.first {
                $0.day.description == "2026-04-01"
            })
        let reversal = try await request(.reversal, run.day, reverses: run.id, reason: "wrong tariff")
        _ = try await charging.turn()
        #expect(try await report(reversal).summary.state == .finished)
        #expect(try await balance(service) == charged + 600_000)
        // The day may be run again, and then charges as before, once.
        _ = try await request(.day, run.day)
        _ = try await charging.turn()
        #expect(try await balance(service) == charged)
        #expect(try await charging.turn().charges == 0)
        #expect(try await balance(service) == charged)
        try await end()
    }

    @Test func whatAPersonReversedIsNotReversedAgainWithTheRun() async throws {
        let service = try await chargedService()
        let charged = try await balance(service)
        let posting = try #require(
            try await story.acting("op_aram") {
                try await $0.postings(
                    of: service.account, customer: service.customer, filter: PostingFilter(group: .charges),
                    before: nil, limit: 1)
            }.first)
        _ = try await story.acting("op_aram") {
            try await $0.reverseCharge(
                customer: service.customer, account: service.account, posting: posting.number,
                amount: Money(minorUnits: 200_000, currency: .amd), reason: "goodwill", key: .make())
        }
        let run = try #require(
            try await story.acting("op_aram") { try await $0.chargeRuns(limit: 50) }.first { $0.charges == 1 })
        _ = try await request(.reversal, run.day, reverses: run.id, reason: "wrong tariff")
        _ = try await charging.turn()
        #expect(try await balance(service) == charged + 600_000)
        try await end()
    }

    static let refusals: [(ChargeRunSummary.Kind, String, Bool, String)] = [
        (.day, "2026-04-02", false, "has not begun"), (.day, "2026-04-01", false, "charged by itself"),
        (.dry, "2029-01-01", false, "next year"), (.reversal, "2026-04-01", false, "only the run of a day"),
        (.reversal, "2026-04-01", true, "Reason: must be filled in"),
    ]

    @Test(arguments: refusals)
    func aRunThatMakesNoSenseIsRefusedInWords(
        _ kind: ChargeRunSummary.Kind, _ on: String, _ ofARun: Bool, _ words: String
    ) async throws {
        _ = try await chargedService()
        let runs = try await story.acting("op_aram") { try await $0.chargeRuns(limit: 50) }
        let known = runs.first { $0.day.description == on }?.id
        let date = try day(on)
        let error = await #expect(throws: StoreError.self) {
            _ = try await self.request(kind, date, reverses: ofARun ? known : nil)
        }
        #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        #expect(try await story.acting("op_aram") { try await $0.chargeRuns(limit: 50) }.count == runs.count)
        try await end()
    }

    @Test func aRunIsTakenBackOnce() async throws {
        _ = try await chargedService()
        let run = try #require(
            try await story.acting("op_aram") { try await $0.chargeRuns(limit: 50) }.first { $0.charges == 1 })
        _ = try await request(.reversal, run.day, reverses: run.id, reason: "one")
        let error = await #expect(throws: StoreError.self) {
            _ = try await self.request(.reversal, run.day, reverses: run.id, reason: "two")
        }
        #expect(error?.sentence.contains("taken back already") == true)
        _ = try await charging.turn()
        try await end()
    }

    @Test func whatCannotBePricedIsKeptWithItsReasonAndChargedWhenThePriceIsThere() async throws {
        let service = try await chargedService()
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: "UPDATE catalog.tariff_price SET valid = '[2010-01-01,2026-05-01)' WHERE tariff_id = 101")
        try await installation.moveClock(to: "2026-05-01")
        let turn = try await charging.turn()
        #expect(turn.failures.count == 1)
        let run = try #require(
            try await story.acting("op_aram") { try await $0.chargeRuns(limit: 50) }.first { $0.failures == 1 })
        #expect(try await report(run.id).failures.first?.reason.contains("no price") == true)
        let before = try await balance(service)
        try await session.connection.execute(
            script: "INSERT INTO catalog.tariff_price VALUES (101, 1, '[2026-05-01,)', 700000)")
        #expect(try await charging.turn().charges == 1)
        #expect(try await balance(service) == before - 700_000)
        #expect(try await report(run.id).failures.first?.solvedAt != nil)
        await session.connection.close()
        try await end()
    }

    @Test func aLateItemCountsFromTheFirstOpenDayAndKeepsItsOwn() async throws {
        let service = try await chargedService()
        try await story.acting("op_aram") { session in
            try await session.closePeriod(until: try #require(CivilDate("2026-03-31")), key: .make())
        }
        // A price that was missing, made up for: the corrections of March count from April on.
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                SELECT accounts.post(\(service.customer), \(service.account), 'correction', '2026-03-25', -100,
                    (SELECT house_account_id FROM accounts.house_account WHERE code = 'suspense.move'), '', 'late')
                """)
        let late = try #require(
            try await story.acting("op_aram") {
                try await $0.postings(
                    of: service.account, customer: service.customer, filter: PostingFilter(), before: nil, limit: 1)
            }.first)
        #expect(late.periodOn.description == "2026-03-25" && late.valueOn.description == "2026-04-01")
        let error = await #expect(throws: StoreError.self) {
            try await self.story.acting("op_aram") { session in
                try await session.closePeriod(until: try #require(CivilDate("2026-04-01")), key: .make())
            }
        }
        #expect(error?.sentence.contains("only days that are over") == true)
        await session.connection.close()
        try await end()
    }
}
