import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The catalogue is edited in its panel: each form comes to a small document, tried dry and then done with one key.
@MainActor struct CatalogFormTests {
    private func brought(_ stage: Stage, isDry: Bool = false) -> [CatalogDocument] {
        stage.desk.asked.compactMap {
            if case .catalog(.bring(let document, isDry, _)) = $0 { document } else { nil }
        }
    }

    private func keys(_ stage: Stage) -> Set<CommandKey> {
        Set(
            stage.desk.asked.compactMap {
                if case .catalog(.bring(_, _, let key)) = $0 { key } else { nil }
            })
    }

    @Test func aNewTariffIsACopyWithItsOwnCodeNameDayAndPrices() throws {
        let stage = Stage().press("M-g n home-200 TAB 'Home 200' TAB 01.05.2026 TAB 9000 F9")
        let text = stage.text()
        #expect(text.contains("As a copy of Home 100") && text.contains("1204"))
        #expect(text.contains("y  changes the catalogue") && stage.commands.isEmpty)
        stage.press("y")
        #expect(stage.message == "The catalogue is changed: 2 differences.")
        #expect(stage.crumbs.last == "Catalog")
        let document = try #require(brought(stage).first)
        #expect(brought(stage, isDry: true) == [document] && keys(stage).count == 1, "what was shown is what is done")
        var wanted = try #require(Samples.catalogDocument.tariff("home_100"))
        wanted.code = "home-200"
        wanted.name = "Home 200"
        wanted.sold = CivilPeriod(Samples.day("2026-05-01"), .farFuture)
        wanted.components[0].prices = [TariffComponent.Price(valid: .always, amount: 900_000)]
        #expect(document == CatalogDocument(tariffs: [wanted]))
    }

    @Test func whoIsHitStandsFirstAndNobodyIsSaid() {
        let stage = Stage().press("M-g e F9")
        let rows = stage.rows()
        let hit = rows.firstIndex { $0.contains("1204") }
        let other = rows.firstIndex { $0.contains("name Home 100") }
        #expect(hit.flatMap { hit in other.map { hit < $0 } } == true)
        stage.desk.state.withLock { _ = $0.panels.differences.removeLast() }
        stage.press("ESC F9")
        #expect(stage.text().contains("No running service is hit."))
        stage.desk.state.withLock { $0.panels.differences = [] }
        stage.press("ESC F9")
        #expect(stage.message.contains("nothing would change") && stage.commands.isEmpty)
    }

    @Test func aTariffIsEditedWithoutTouchingItsComponents() throws {
        let stage = Stage().press("M-g e C-u 'Home 110' TAB 1.4 TAB 31.12.2026 TAB -500 TAB 200 TAB 14 F9 y")
        var wanted = try #require(Samples.catalogDocument.tariff("home_100"))
        (wanted.name, wanted.components, wanted.parameters) = ("Home 110", [], [])
        wanted.sold = CivilPeriod(Samples.day("2026-04-01"), Samples.day("2027-01-01"))
        wanted.limits = SuspensionLimits(suspendBelow: -50_000, resumeFrom: 20_000)
        wanted.trialDays = 14
        #expect(brought(stage) == [CatalogDocument(tariffs: [wanted])])
    }

    @Test func theTermsOfAComponentAreEdited() throws {
        let stage = Stage().press("M-g TAB e")
        #expect(stage.text().contains("Home 100: Access") && stage.text().contains("days over the days of the month"))
        stage.press("RIGHT TAB RIGHT TAB RIGHT TAB 10 TAB RIGHT TAB RIGHT F9 y")
        let tariff = try #require(brought(stage).first?.tariffs.first)
        #expect(tariff.code == "home_100" && tariff.parameters.isEmpty && tariff.components.count == 1)
        let entry = try #require(tariff.components.first)
        #expect(entry.terms == .periodic(PeriodicTerms(due: .arrears, proration: .fixed30)))
        #expect(entry.rounding == Rounding(mode: .halfEven, step: 1_000))
        #expect(entry.isChargedWhileSuspended && entry.taxCategory == "reduced")
        #expect(entry.prices.map(\.amount) == [450_000, 500_000], "its prices stay")
    }

    @Test func anOptionIsAddedFromTheServicesComponents() throws {
        let stage = Stage().press("M-g o")
        #expect(stage.text().contains("Visit (once)"))
        stage.press("TAB TAB 1500 F9 y")
        let entry = try #require(brought(stage).first?.tariffs.first?.components.first)
        #expect(
            entry
                == CatalogDocument.ComponentEntry(
                    component: "visit", selection: .optional, terms: .oneTime(.activation),
                    prices: [TariffComponent.Price(valid: .always, amount: 150_000)]))
        stage.desk.state.withLock { _ = $0.panels.catalog.serviceTypes[0].components.removeLast() }
        stage.press("o")
        #expect(stage.message.contains("has every component of its service type"))
    }

    @Test func aServiceTypeAndAComponentAreAdded() {
        let stage = Stage().press("M-g a TAB TAB backup TAB 'Spare line' TAB TAB revenue.backup TAB backup F9 y")
        let component = CatalogDocument.Component(
            code: "backup", name: "Spare line", charging: .periodic, tag: "backup", revenueAccount: "revenue.backup")
        #expect(
            brought(stage) == [
                CatalogDocument(serviceTypes: [
                    CatalogDocument.ServiceType(code: "internet", name: "Internet", components: [component])
                ])
            ])
        stage.press("a RIGHT TAB camera TAB Cameras F9 y")
        #expect(
            brought(stage).last
                == CatalogDocument(serviceTypes: [CatalogDocument.ServiceType(code: "camera", name: "Cameras")]))
    }

    @Test func aDiscountIsAdded() {
        let stage = Stage().press("M-g d TAB loyal TAB Loyal TAB '12,5 %' F9 y")
        #expect(
            brought(stage) == [
                CatalogDocument(discounts: [
                    CatalogDocument.DiscountEntry(code: "loyal", name: "Loyal", reduction: .share(125_000_000))
                ])
            ])
    }

    @Test func aCampaignBringsItsOwnDiscountOrOneThereIs() {
        let stage = Stage().press(
            "M-g d RIGHT TAB autumn TAB Autumn TAB 500 TAB RIGHT TAB TAB 1.9 TAB 30.11 TAB 6 F9 y")
        let during = CivilPeriod(Samples.day("2026-09-01"), Samples.day("2026-12-01"))
        func campaign(_ code: String, _ name: String, _ discount: String) -> CatalogDocument.Campaign {
            CatalogDocument.Campaign(
                code: code, name: name, discount: discount, during: during, months: 6, tariffs: ["home_100"])
        }
        #expect(
            brought(stage) == [
                CatalogDocument(
                    discounts: [
                        CatalogDocument.DiscountEntry(
                            code: "autumn", name: "Autumn", reduction: .amount(50_000),
                            component: CatalogDocument.ComponentCode("internet.access"))
                    ], campaigns: [campaign("autumn", "Autumn", "autumn")])
            ])
        stage.press("d LEFT TAB again TAB Again TAB TAB TAB 1.9 TAB 30.11 TAB 6 F9 y")
        #expect(brought(stage).last == CatalogDocument(campaigns: [campaign("again", "Again", "spring")]))
    }

    @Test(arguments: [
        ("n Home TAB x F9", "Code: a small Latin letter"), ("n home_100 TAB x F9", "there is a home_100 already"),
        ("n x F9", "Name: must be filled in"), ("n x TAB x TAB 31.04 F9", "First day of sale: has only 30 days"),
        ("n x TAB x TAB TAB -1 F9", "Access: must be nothing or more"),
        ("e TAB TAB TAB 500 TAB 1 F9", "Runs from: no less than what it stops below"),
        ("e TAB 2.4 TAB 1.4 F9", "Last day of sale: the last day is no earlier"),
        ("e TAB TAB TAB TAB TAB 3661 F9", "Trial days: must be a whole number from 0 to 3660"),
        ("TAB e TAB TAB TAB 0 F9", "Rounded to: must be more than nothing"),
        ("a TAB TAB access TAB x F9", "there is a access already"), ("d TAB spring TAB x TAB 5% F9", "already"),
        ("d TAB x TAB x TAB '101 %' F9", "Reduces by: a share"), ("d TAB x TAB x TAB 0 F9", "more than nothing"),
        ("d RIGHT TAB x TAB x TAB 5% TAB TAB C-u home_100,x F9", "there is no tariff x"),
        ("d RIGHT TAB x TAB x TAB 5% TAB TAB TAB TAB TAB 0 F9", "Months given: must be a whole number from 1 to 600"),
    ])
    func nonsenseIsASentence(_ keys: String, _ words: String) {
        let stage = Stage().press("M-g \(keys)")
        #expect(stage.message.contains(words), "\(stage.message)")
        #expect(brought(stage, isDry: true).isEmpty)
    }

    @Test func whatTheImportRefusesStandsInTheDialogWhole() {
        let stage = Stage().press("M-g TAB e RIGHT")
        let refusal =
            "Tariff home_100, component access is in use: how it is charged cannot change (due advance → arrears)."
        stage.desk.state.withLock {
            $0.panels.catalogRefusal = .refused(refusal + "\nTariff home_100, component x: no such component.")
        }
        stage.press("F9")
        #expect(stage.message == refusal)
        let text = stage.text()
        #expect(text.contains("is in use") && text.contains("no such component"))
        #expect(stage.commands.isEmpty && stage.crumbs.last == "Terms of the component")
    }

    @Test func whatCannotBeEditedSaysSo() {
        let stage = Stage().press("M-g HOME n")
        #expect(stage.message == "Select a tariff first; the new one begins as its copy.")
        stage.press("e")
        #expect(stage.message.contains("Select a tariff first"))
        stage.press("o")
        #expect(stage.message.contains("the option is added to it"))
    }

    @Test(arguments: ["n", "e", "o", "a", "d"]) func whoMayNotEditIsToldWhy(_ key: String) {
        let stage = Stage(Samples.everything.subtracting([.catalogEdit])).press("M-g \(key)")
        #expect(stage.message.contains("Your role does not allow this") && stage.crumbs.last == "Catalog")
        #expect(!stage.text().contains("n new tariff"))
    }

    @Test func theKeysAreOnTheScreenAndTypedAheadKeysWait() {
        #expect(
            Stage().press("M-g").text().contains(
                "TAB next p price n new tariff e edit o option a add d discount"))
        let stage = Stage()
        stage.burst("M-g n fast TAB Fast F9")
        #expect(stage.text().contains("y  changes the catalogue"))
    }

    @Test func whatWasTypedBeforeIsGoneOnWithAndSaysSo() {
        let stage = Stage().press("M-g e C-u Typed ESC e")
        #expect(stage.message == "This is what was typed before; C-x begins afresh.")
        #expect((stage.top as? CatalogFormScreen)?.command.form["name"] == "Typed")
        stage.press("C-x")
        #expect(stage.text().contains("Throw away what is typed in this form?"))
        stage.press("ENTER")
        #expect((stage.top as? CatalogFormScreen)?.command.form["name"] == "Typed", "nothing is lost by one key")
        stage.press("C-x y")
        #expect((stage.top as? CatalogFormScreen)?.command.form["name"] == "Home 100")
    }

    @Test func whatWasSentAndNotAnsweredIsSentAgainWithItsKey() {
        let stage = Stage().press("M-g n home-200 TAB Two F9")
        stage.desk.state.withLock { $0.panels.catalogRefusal = .connectionLost("The connection was lost.") }
        stage.press("y")
        #expect(stage.message.contains("F9 sends the same again"))
        // It was done after all: the code is taken by then.
        stage.desk.state.withLock { state in
            state.panels.catalogRefusal = nil
            state.panels.catalog.tariffs[1].code = "home-200"
        }
        stage.press("ESC n F9")
        #expect(stage.message == "The catalogue is changed: 2 differences.")
        #expect(brought(stage).count == 2 && Set(brought(stage)).count == 1 && keys(stage).count == 1)
    }
}
