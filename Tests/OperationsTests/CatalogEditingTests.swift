import Charging
import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// The catalogue is read whole, and prices change from a day on.
@Suite struct CatalogEditingTests {
    private let installation: Installation
    private let charging: ChargingService

    init() async throws {
        installation = try await Installation.fresh()
        charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        try await installation.moveClock(to: "2026-03-20")
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

    private func change(_ from: String, _ amount: Int64, tariff: Int64 = 101, component: Int64 = 1) throws
        -> PriceChange
    {
        PriceChange(
            tariff: TariffID(tariff), component: ComponentID(component), from: try day(from), amount: drams(amount))
    }

    private func prices() async throws -> [TariffComponent.Price] {
        let book = try await acting(Self.editor) { try await $0.catalogBook() }
        return try #require(book.page(TariffID(101))?.tariff.component(ComponentID(1))).prices
    }

    private static let editor = "op_admin"

    @Test func theBookHoldsEverythingThatIsSold() async throws {
        let book = try await acting(Self.editor) { try await $0.catalogBook() }
        #expect(book.serviceTypes.map(\.code) == ["internet", "phone", "tv"])
        let home = try #require(book.page(TariffID(101)))
        #expect(home.tariff.name == "Home 50" && home.tags[ComponentID(1)] == "internet")
        #expect(home.parameters.map(\.mode) == [.fixed, .asked])
        let tv = try #require(book.page(TariffID(301)))
        #expect(tv.tariff.components.filter { $0.selection == .optional }.count == 3)
        #expect(book.taxSchemes.first?.rates.first?.share == 200_000_000 && book.standardScheme == TaxSchemeID(1))
        try await installation.drop()
    }

    @Test func aPriceBeginsOnItsDayAndEndsTheOneBefore() async throws {
        let key = CommandKey.make()
        let may = try change("2026-05-01", 700_000)
        try await acting(Self.editor) { try await $0.setPrice(may, key: key) }
        try await acting(Self.editor) { try await $0.setPrice(may, key: key) }
        let first = try await prices()
        #expect(first.map(\.amount) == [600_000, 700_000])
        #expect(first[0].valid.end == first[1].valid.start)
        // Another day in between leaves the later one; the same day again changes it.
        try await acting(Self.editor) { try await $0.setPrice(try change("2026-04-01", 650_000), key: .make()) }
        try await acting(Self.editor) { try await $0.setPrice(try change("2026-05-01", 710_000), key: .make()) }
        #expect(try await prices().map(\.amount) == [600_000, 650_000, 710_000])
        #expect(try await prices().map(\.valid.start.description).suffix(2) == ["2026-04-01", "2026-05-01"])
        try await installation.drop()
    }

    @Test func whoIsHitIsCountedAndWhoWasChargedIsCorrected() async throws {
        let service = try await ServiceStory(installation).activate()
        _ = try await acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account, amount: drams(5_000_000), note: "", key: .make())
        }
        _ = try await charging.turn()
        let raise = try change("2026-03-26", 910_000)
        let impact = try await acting(Self.editor) { try await $0.priceImpact(raise) }
        #expect(impact.priceBefore == drams(600_000) && impact.subscriptions == 1 && impact.customers == 1)
        #expect(impact.difference == drams(310_000) && impact.charged == 1)
        try await acting(Self.editor) { try await $0.setPrice(raise, key: .make()) }
        try await installation.moveClock(to: "2026-03-26")
        _ = try await charging.turn()
        let accounts = try await acting("op_anna") { try await $0.customerCard(service.customer).accounts }
        // 6 days at 600 000 and 6 at 910 000, of 31: 292 258 instead of 232 258.
        #expect(accounts.map(\.balance) == [drams(5_000_000 - 292_258)])
        try await installation.drop()
    }

    @Test(arguments: [
        ("2026-05-01", Int64(-1), Int64(101), Int64(1), "Price"), ("2026-05-01", Int64.max, 101, 1, "Price"),
        ("2040-05-01", 1, 101, 1, "From"), ("1999-12-31", 1, 101, 1, "closed"), ("2026-05-01", 1, 101, 99, "component"),
        ("2026-05-01", 1, 201, 3, "call rates"), ("2026-05-01", 600_000, 101, 1, "already"),
    ])
    func nonsenseIsRefusedWithASentence(
        _ from: String, _ amount: Int64, _ tariff: Int64, _ component: Int64, _ words: String
    ) async throws {
        let wrong = try change(from, amount, tariff: tariff, component: component)
        let error = await #expect(throws: DeskError.self) {
            try await acting(Self.editor) { try await $0.setPrice(wrong, key: .make()) }
        }
        #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        try await installation.drop()
    }

    @Test func aPriceThatWasChargedKeepsItsPlaceInTime() async throws {
        let service = try await ServiceStory(installation).activate()
        try await acting(Self.editor) { try await $0.setPrice(try change("2026-04-01", 700_000), key: .make()) }
        _ = try await acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account, amount: drams(5_000_000), note: "", key: .make())
        }
        try await installation.moveClock(to: "2026-04-02")
        _ = try await charging.turn()
        let error = await #expect(throws: DeskError.self) {
            try await acting(Self.editor) { try await $0.setPrice(try change("2026-03-25", 1), key: .make()) }
        }
        #expect(error?.sentence.contains("charged already") == true)
        try await installation.drop()
    }

    @Test(arguments: ["op_anna", "op_lilit", "op_aram", "op_suren"])
    func whoMayNotEditChangesNothing(_ login: String) async throws {
        let raise = try change("2026-05-01", 1)
        await #expect(throws: DeskError.self) {
            try await acting(login) { try await $0.setPrice(raise, key: .make()) }
        }
        await #expect(throws: DeskError.self) { try await acting(login) { try await $0.priceImpact(raise) } }
        #expect(try await prices().map(\.amount) == [600_000])
        try await installation.drop()
    }
}

extension CatalogBook {
    fileprivate func page(_ tariff: TariffID) -> TariffPage? { tariffs.first { $0.tariff.id == tariff } }
}
