import Domain
import InstallationFixture
import Operations
import Store
import Testing

/// What the Catalog panel's forms come to, on a real database.
@Suite struct CatalogPanelTests {
    private func acting<T>(
        _ installation: Installation, _ login: String, _ body: (DatabaseDesk) async throws -> T
    ) async throws -> T {
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

    private func bring(
        _ edit: CatalogEdit, _ installation: Installation, isDry: Bool = false, key: CommandKey = .make()
    ) async throws -> [CatalogDifference] {
        try await acting(installation, "op_admin") { desk in
            let document = try #require(edit.document(from: try await desk.catalogDocument()))
            return try await desk.importCatalog(document, isDry: isDry, key: key)
        }
    }

    @Test func aTariffMadeAsACopyIsSold() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        let before = try await acting(installation, "op_admin") { try await $0.catalogDocument() }
        let source = try #require(before.tariff("home-50"))
        let edit = CatalogEdit.copyTariff(
            of: "home-50",
            CatalogEdit.TariffCopy(
                code: "home-70", name: "Home 70", soldFrom: try #require(CivilDate("2026-03-20")),
                prices: Dictionary(source.components.filter { $0.terms != .usage }.map { ($0.component, 720_000) }) {
                    $1
                }
            ))
        let key = CommandKey.make()
        let dry = try await bring(edit, installation, isDry: true)
        #expect(dry.first?.words == "tariff home-70: new")
        #expect(try await acting(installation, "op_admin") { try await $0.catalogDocument() } == before)
        #expect(try await bring(edit, installation, key: key) == dry, "what was shown is what is done")
        #expect(try await bring(edit, installation, key: key) == dry, "the same key does it once")
        let after = try await acting(installation, "op_admin") { try await $0.catalogDocument() }
        #expect(after.tariffs.count == before.tariffs.count + 1)
        #expect(after.tariffs.filter { $0.code != "home-70" } == before.tariffs, "the others are left alone")

        let offers = try await acting(installation, "op_anna") { try await $0.tariffOffers(serviceType: "internet") }
        let offer = try #require(offers.first { $0.tariff.code == "home-70" })
        let service = try await ServiceStory(installation).activate(
            plausibleRegistration(tariff: offer.tariff.id.rawValue))
        let sheets = try await acting(installation, "op_anna") { try await $0.services(of: service.customer) }
        #expect(sheets.map(\.summary.tariffName) == ["Home 70"])
        #expect(sheets.first?.price == Money(minorUnits: 720_000, currency: .amd))
        try await installation.drop()
    }

    @Test func whoHasTheTariffIsHitByItsLimitsAndKeepsItsTerms() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        _ = try await ServiceStory(installation).activate()
        let home = try #require(
            try await acting(installation, "op_admin") { try await $0.catalogDocument() }.tariff("home-50"))
        let facts = CatalogEdit.TariffFacts(
            name: "Home fifty", sold: home.sold, limits: SuspensionLimits(suspendBelow: -10_000, resumeFrom: 20_000),
            trialDays: home.trialDays)
        let changed = try await bring(.changeTariff("home-50", facts), installation)
        #expect(changed.count == 1 && changed.first?.subscriptions == 1, "\(changed)")
        let after = try await acting(installation, "op_admin") { try await $0.catalogDocument() }
        #expect(after.tariff("home-50")?.components == home.components)
        #expect(after.tariff("home-50")?.parameters == home.parameters)

        let periodic = try #require(
            home.components.first { if case .periodic = $0.terms { $0.selection == .included } else { false } })
        let terms = CatalogEdit.ComponentTerms(
            due: nil, proration: PeriodicTerms.Proration.none, rounding: periodic.rounding,
            isChargedWhileSuspended: periodic.isChargedWhileSuspended, taxCategory: periodic.taxCategory)
        let refusal = await #expect(throws: DeskError.self) {
            try await bring(
                .changeTerms(tariff: "home-50", component: periodic.component, terms), installation, isDry: true)
        }
        #expect(refusal?.sentence.contains("is in use: how it is charged cannot change") == true)
        try await installation.drop()
    }

    @Test func aComponentIsAddedAndThenChosenByATariffAndReduced() async throws {
        let installation = try await Installation.fresh()
        let component = CatalogDocument.Component(
            code: "backup", name: "Spare line", charging: .periodic, revenueAccount: "revenue.backup")
        #expect(
            try await bring(.addComponent(component, serviceType: "internet"), installation).map(\.words)
                == ["house account revenue.backup: new", "component internet.backup: new"])
        let option = CatalogDocument.ComponentEntry(
            component: "backup", selection: .optional,
            prices: [TariffComponent.Price(valid: .always, amount: 150_000)])
        #expect(
            try await bring(.addOption(tariff: "home-50", option), installation).first?.words
                == "tariff home-50: backup: new")
        let discount = CatalogDocument.DiscountEntry(
            code: "spare", name: "Spare", reduction: .amount(50_000),
            component: CatalogDocument.ComponentCode("internet.backup"))
        let campaign = CatalogDocument.Campaign(
            code: "spare", name: "Spare", discount: "spare", during: .always, months: 6, tariffs: ["home-50"])
        #expect(
            try await bring(.addDiscount(discount, campaign), installation).map(\.words)
                == ["discount spare: new", "campaign spare: new"])
        #expect(
            try await bring(.addService(code: "camera", name: "Cameras"), installation).map(\.words)
                == ["service type camera: new"])
        let after = try await acting(installation, "op_admin") { try await $0.catalogDocument() }
        #expect(after.tariff("home-50")?.components.last == option)
        #expect(after.campaigns.last == campaign && after.serviceTypes.last?.code == "camera")
        try await installation.drop()
    }

    @Test(arguments: ["op_anna", "op_lilit"]) func whoMayNotEditImportsNothing(_ login: String) async throws {
        let installation = try await Installation.fresh()
        let document = CatalogDocument(serviceTypes: [CatalogDocument.ServiceType(code: "camera", name: "Cameras")])
        for isDry in [true, false] {
            await #expect(throws: DeskError.self) {
                try await acting(installation, login) {
                    try await $0.importCatalog(document, isDry: isDry, key: .make())
                }
            }
        }
        try await installation.drop()
    }
}
