import Charging
import Domain
import InstallationFixture
import Operations
import Store
import Testing

/// What the panels of the client read and do, on a real database: a service of Home 50 (6 000,00 a month, VAT inside),
/// activated on 20 March 2026 and paid.
@Suite struct PanelStoryTests {
    private let installation: Installation
    private let charging: ChargingService

    init() async throws {
        installation = try await Installation.fresh()
        charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
    }

    private func acting<T>(_ login: String, _ body: (DatabaseDesk) async throws -> T) async throws -> T {
        let desk = installation.desk(of: login)
        do {
            let value = try await body(desk)
            await desk.close()
            return value
        } catch {
            await desk.close()
            throw error
        }
    }

    private func drams(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .amd) }
    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    private func service() async throws -> ServiceStory.Service {
        try await installation.moveClock(to: "2026-03-20")
        let service = try await ServiceStory(installation).activate()
        try await pay(5_000_000, service)
        _ = try await charging.turn()
        return service
    }

    private func pay(_ amount: Int64, _ service: ServiceStory.Service) async throws {
        _ = try await acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account, amount: drams(amount), note: "at the desk",
                key: .make())
        }
    }

    private func postings(
        _ service: ServiceStory.Service, _ filter: PostingFilter = PostingFilter(), before: Int64? = nil,
        limit: Int = 50, as login: String = "op_anna"
    ) async throws -> [Posting] {
        try await acting(login) {
            try await $0.postings(
                of: service.account, customer: service.customer, filter: filter, before: before, limit: limit)
        }
    }

    // MARK: Postings

    @Test func postingsAreAChainOfBalancesNewestFirst() async throws {
        let service = try await service()
        try await installation.moveClock(to: "2026-04-01")
        _ = try await charging.turn()
        let all = try await postings(service)
        #expect(all.first?.balanceAfter == drams(5_000_000 - 232_258 - 600_000))
        for (newer, older) in zip(all, all.dropFirst()) {
            #expect(newer.number > older.number)
            #expect(try newer.balanceAfter.subtracting(newer.amount) == older.balanceAfter)
        }
        #expect(all.last?.kind == .payment && all.last?.title == "Payment, till")
        // Pages put together are the whole.
        var paged: [Posting] = []
        while true {
            let page = try await postings(service, before: paged.last?.number, limit: 2)
            paged += page
            if page.count < 2 { break }
        }
        #expect(paged == all)
        try await installation.drop()
    }

    @Test func linkedLegsNameEachOtherAndWhatIsLeftIsOfTheWholeCharge() async throws {
        let service = try await service()
        let legs = try await postings(service, PostingFilter(group: .charges))
        #expect(legs.count == 2, "the net amount and its tax")
        let net = try #require(legs.first { !$0.title.contains("VAT") })
        let tax = try #require(legs.first { $0.title.contains("VAT") })
        #expect(net.linked == [tax.number] && tax.linked == [net.number])
        #expect(net.left == drams(232_258) && tax.left == drams(232_258))
        let taken = try await acting("op_aram") {
            try await $0.reverseCharge(
                customer: service.customer, account: service.account, posting: net.number, amount: drams(100_000),
                reason: "no signal", key: .make())
        }
        #expect(taken == drams(100_000))
        let after = try await postings(service)
        let reversals = after.filter { $0.kind == .reversal }
        #expect(Set(reversals.compactMap(\.reverses)) == [net.number, tax.number])
        #expect(reversals.reduce(0) { $0 + $1.amount.minorUnits } == 100_000)
        #expect(reversals.allSatisfy { $0.note == "no signal" && $0.left == drams(0) })
        #expect(after.filter { $0.kind == .fee }.allSatisfy { $0.left == drams(132_258) })
        #expect(
            after.filter { $0.kind == .fee }.reduce(0) { $0 + $1.reversed.minorUnits } == 100_000)
        try await installation.drop()
    }

    @Test(arguments: [
        (PostingFilter(group: .payments), 1), (PostingFilter(group: .charges), 2), (PostingFilter(group: .calls), 0),
        (PostingFilter(group: .reversals), 0), (PostingFilter(text: "VAT"), 1), (PostingFilter(text: "vat"), 1),
        (PostingFilter(text: "at the desk"), 1), (PostingFilter(text: "%"), 1), (PostingFilter(text: "_"), 0),
        (PostingFilter(text: "\\"), 0), (PostingFilter(text: "'; DROP TABLE"), 0),
        (PostingFilter(from: CivilDate("2026-03-21")), 0), (PostingFilter(to: CivilDate("2026-03-19")), 0),
        (PostingFilter(from: CivilDate("2026-03-20"), to: CivilDate("2026-03-20")), 3),
    ])
    func theFilterNarrowsInTheDatabase(_ filter: PostingFilter, _ count: Int) async throws {
        let service = try await service()
        #expect(try await postings(service, filter).count == count)
        try await installation.drop()
    }

    @Test func theBalanceOnADayIsThatOfItsValueDates() async throws {
        let service = try await service()
        try await installation.moveClock(to: "2026-04-01")
        _ = try await charging.turn()
        for (text, balance) in [
            ("2026-03-19", Int64(0)), ("2026-03-20", 4_767_742), ("2026-03-31", 4_767_742), ("2026-04-01", 4_167_742),
            ("2036-01-01", 4_167_742),
        ] {
            let day = try day(text)
            let found = try await acting("op_anna") {
                try await $0.balance(of: service.account, customer: service.customer, on: day)
            }
            #expect(found == drams(balance), "\(text)")
        }
        try await installation.drop()
    }

    @Test func theMonthsSayWhatWasChargedAndPaid() async throws {
        let service = try await service()
        try await installation.moveClock(to: "2026-04-01")
        _ = try await charging.turn()
        func months(from text: String) async throws -> [MoneyMonth] {
            let day = try day(text)
            return try await acting("op_anna") {
                try await $0.moneyMonths(of: service.account, customer: service.customer, from: day)
            }
        }
        let all = try await months(from: "2025-05-01")
        #expect(
            all == [
                MoneyMonth(month: try day("2026-03-01"), charged: drams(232_258), paid: drams(5_000_000)),
                MoneyMonth(month: try day("2026-04-01"), charged: drams(600_000), paid: drams(0)),
            ])
        #expect(try await months(from: "2026-04-17") == Array(all.dropFirst()), "from the month of the day")
        #expect(try await months(from: "2026-05-01") == [])
        try await installation.drop()
    }

    @Test func whoMayNotSeeAccountsSeesNoPosting() async throws {
        let service = try await service()
        #expect(try await postings(service, as: "op_karen") == [])
        await #expect(throws: DeskError.self) {
            try await acting("op_karen") {
                try await $0.balance(of: service.account, customer: service.customer, on: try day("2026-03-20"))
            }
        }
        try await installation.drop()
    }

    // MARK: Services

    @Test func theServiceSaysItsPriceAndItsNextCharge() async throws {
        let service = try await service()
        let sheets = try await acting("op_anna") { try await $0.services(of: service.customer) }
        let sheet = try #require(sheets.first)
        #expect(sheets.count == 1 && sheet.tariff == TariffID(101))
        #expect(sheet.price == drams(600_000) && sheet.period == "month")
        #expect(sheet.nextCharge == ServiceSheet.NextCharge(on: try day("2026-04-01"), amount: drams(600_000)))
        #expect(sheet.nextPeriodOn == (try day("2026-04-01")))
        #expect(sheet.suspensions == [] && sheet.plans == [] && sheet.discounts == [])
        try await installation.drop()
    }

    nonisolated static let changes: [(String, ServiceChange, Int)] = [
        ("another tariff at once", .tariff(TariffID(102), on: CivilDate("2026-03-25") ?? .farPast, parameters: [:]), 1),
        (
            "another tariff with the period",
            .tariff(TariffID(102), on: CivilDate("2026-04-01") ?? .farPast, parameters: [:]), 8
        ),
        (
            "another tariff in mid-April",
            .tariff(TariffID(102), on: CivilDate("2026-04-11") ?? .farPast, parameters: [:]), 18
        ),
        ("a suspension at once", .suspend(.request, from: CivilDate("2026-03-25") ?? .farPast, until: nil), 1),
        ("the end at once", .terminate(on: CivilDate("2026-03-25") ?? .farPast), 1),
        ("the end in April", .terminate(on: CivilDate("2026-04-11") ?? .farPast), 18),
    ]

    /// The preview's lines are what the daemon posts on the day of the change, to the last minor unit.
    @Test(arguments: changes)
    func whatIsShownIsWhatIsPosted(_ what: String, _ change: ServiceChange, _ days: Int) async throws {
        let service = try await service()
        try await installation.moveClock(to: "2026-03-25")
        _ = try await charging.turn()
        let effect = try await acting("op_anna") {
            try await $0.previewChange(change, customer: service.customer, subscription: service.subscription)
        }
        let sheet = try #require(try await acting("op_anna") { try await $0.services(of: service.customer) }.first)
        let login = if case .terminate = change { "op_aram" } else { "op_anna" }
        try await acting(login) {
            try await $0.changeService(
                change, customer: service.customer, subscription: service.subscription, version: sheet.version,
                key: .make())
        }
        // The eve of the day, then the day.
        let day = change.effectiveDay
        var before = try await postings(service).first?.number ?? 0
        if day > (try self.day("2026-03-25")) {
            try await installation.moveClock(to: day.adding(days: -1).description)
            _ = try await charging.turn()
            before = try await postings(service).first?.number ?? 0
            try await installation.moveClock(to: day.description)
        }
        _ = try await charging.turn()
        let new = try await postings(service).filter { $0.number > before }
        #expect(new.reduce(0) { $0 + $1.amount.minorUnits } == effect.sum.minorUnits, "\(what): \(effect)")
        #expect(effect.sum.minorUnits == effect.lines.reduce(0) { $0 + $1.amount.minorUnits })
        if day == (try self.day("2026-03-25")) {
            #expect(try await postings(service).first?.balanceAfter == effect.balanceAfter)
        }
        try await installation.drop()
    }

    @Test func aPlanIsShownAndWithdrawnWithoutATrace() async throws {
        let service = try await service()
        let on = try day("2026-04-01")
        func sheet() async throws -> ServiceSheet {
            try #require(try await acting("op_anna") { try await $0.services(of: service.customer) }.first)
        }
        let version = try await sheet().version
        try await acting("op_anna") {
            try await $0.changeService(
                .tariff(TariffID(102), on: on, parameters: [:]), customer: service.customer,
                subscription: service.subscription, version: version, key: .make())
        }
        let planned = try await sheet()
        #expect(planned.plans == [ServiceSheet.Plan(on: on, words: "tariff Home 200")])
        #expect(planned.nextCharge?.amount == drams(990_000))
        try await acting("op_anna") {
            try await $0.changeService(
                .withdrawPlan, customer: service.customer, subscription: service.subscription,
                version: planned.version, key: .make())
        }
        #expect(try await sheet().plans == [])
        #expect(try await sheet().nextCharge?.amount == drams(600_000))
        await #expect(throws: DeskError.self, "an old version is a conflict") {
            try await acting("op_anna") {
                try await $0.changeService(
                    .suspend(.request, from: try day("2026-03-20"), until: nil), customer: service.customer,
                    subscription: service.subscription, version: version, key: .make())
            }
        }
        try await installation.drop()
    }

    @Test func reasonsStackAndAreAllSaid() async throws {
        let service = try await service()
        for reason in [SuspensionReason.request, .technical] {
            let version = try #require(
                try await acting("op_anna") { try await $0.services(of: service.customer) }.first
            ).version
            try await acting("op_anna") {
                try await $0.changeService(
                    .suspend(reason, from: try day("2026-03-20"), until: nil), customer: service.customer,
                    subscription: service.subscription, version: version, key: .make())
            }
        }
        let sheet = try #require(try await acting("op_anna") { try await $0.services(of: service.customer) }.first)
        #expect(Set(sheet.suspensions.map(\.reason)) == [.request, .technical])
        #expect(sheet.summary.state == .suspended && sheet.nextCharge == nil)
        let effect = try await acting("op_anna") {
            try await $0.previewChange(
                .resume(.request), customer: service.customer, subscription: service.subscription)
        }
        #expect(effect.remarks.contains { $0.contains("other reasons") })
        try await installation.drop()
    }

    // MARK: Runs

    @Test func runsAreListedWithTheirTotalsAndADryRunPostsNothing() async throws {
        let service = try await service()
        try await installation.moveClock(to: "2026-04-01")
        _ = try await charging.turn()
        let runs = try await acting("op_aram") { try await $0.chargeRuns(limit: 100) }
        let april = try #require(runs.first { $0.day.description == "2026-04-01" })
        #expect(april.kind == .day && april.state == .finished && april.charges >= 1)
        #expect(april.amount == drams(-600_000) && april.batchesDone == april.batches)
        let report = try await acting("op_aram") { try await $0.chargeRun(april.id) }
        #expect(report.totals.reduce(0) { $0 + $1.amount.minorUnits } == -600_000)
        #expect(report.totals.allSatisfy { $0.tag == "internet" })
        let before = try await postings(service)
        let may = ChargeRunRequest(day: try day("2026-05-01"), kind: .dry, reverses: nil, reason: "")
        let key = CommandKey.make()
        let dry = try await acting("op_aram") { try await $0.requestChargeRun(may, key: key) }
        #expect(try await acting("op_aram") { try await $0.requestChargeRun(may, key: key) } == dry)
        _ = try await charging.turn()
        let done = try await acting("op_aram") { try await $0.chargeRun(dry) }
        #expect(done.summary.state == .finished && done.summary.amount == drams(-600_000))
        #expect(try await postings(service) == before)
        // Taken back whole.
        let back = try await acting("op_aram") {
            try await $0.requestChargeRun(
                ChargeRunRequest(day: april.day, kind: .reversal, reverses: april.id, reason: "wrong"), key: .make())
        }
        _ = try await charging.turn()
        let reversed = try await acting("op_aram") { try await $0.chargeRuns(limit: 100) }
        #expect(reversed.first { $0.id == april.id }?.isReversed == true)
        #expect(reversed.first { $0.id == back }?.reverses == april.id)
        #expect(try await postings(service).first?.balanceAfter == drams(4_767_742))
        try await installation.drop()
    }

    @Test func aWaitingDryRunIsCancelled() async throws {
        try await installation.moveClock(to: "2026-03-20")
        let run = try await acting("op_aram") { desk in
            try await desk.requestChargeRun(
                ChargeRunRequest(day: try day("2026-03-21"), kind: .dry, reverses: nil, reason: ""), key: .make())
        }
        try await acting("op_aram") { try await $0.cancelChargeRun(run, key: .make()) }
        let found = try await acting("op_aram") { try await $0.chargeRun(run) }
        #expect(found.summary.state == .cancelled)
        await #expect(throws: DeskError.self) {
            try await acting("op_aram") { try await $0.cancelChargeRun(run, key: .make()) }
        }
        #expect(try await acting("op_lilit") { try await $0.chargeRuns(limit: 10) } == [], "no permission")
        try await installation.drop()
    }
}

extension ServiceChange {
    fileprivate var effectiveDay: CivilDate {
        switch self {
        case .tariff(_, let day, _), .terminate(let day), .option(_, _, let day), .suspend(_, let day, _): day
        case .resume, .withdrawPlan: .farPast
        }
    }
}
