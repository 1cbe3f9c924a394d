import Domain
import Operations
import Terminal
import Testing

@testable import Client

@MainActor struct CatalogTests {
    private func prices(_ stage: Stage) -> [PriceChange] {
        stage.commands.compactMap { if case .catalog(.setPrice(let change, _)) = $0 { change } else { nil } }
    }

    @Test func aTariffShowsItsComponentsAndTheirPricesOverTime() {
        let rows = Stage().press("M-g").rows()
        let text = rows.joined(separator: "\n")
        #expect(text.contains("always-31.12.2025               4 500,00 AMD"))
        #expect(text.contains("from 01.01.2026                 5 000,00 AMD"))
        #expect(text.contains("Speed: fixed 100 Mbit/s") && text.contains("trial 7 days"))
        #expect(text.contains("Հեռախոս"))
        let columns = rows[2...20].compactMap { row in
            row.firstIndex(of: "|").map { TextMeasure.width(String(row[..<$0])) }
        }
        #expect(Set(columns) == [32], "any script lines up")
        let wide = Stage().press("M-g").text(200, 50)
        #expect(wide.contains("each month, in advance") && wide.contains("5 000,00 AMD a month"))
    }

    @Test func branchesCloseAndOpenAndStayAsTheyAre() {
        let stage = Stage().press("M-g")
        func tree() -> [String] {
            stage.rows().dropFirst(3).prefix(9).map {
                String($0.prefix(30)).split(separator: " ").joined(separator: " ")
            }.filter { !$0.isEmpty }
        }
        let open = tree()
        #expect(open.prefix(3) == ["- Internet", "> Home 100", "- Հեռախոս"], "\(open)")
        stage.press("LEFT")
        #expect(tree().prefix(2) == ["> - Internet", "Home 100"], "from a leaf to its branch")
        stage.press("LEFT")
        #expect(tree().prefix(2) == ["> + Internet", "- Հեռախոս"])
        stage.press("F5")
        #expect(tree().prefix(2) == ["> + Internet", "- Հեռախոս"], "read again it stays closed")
        stage.press("ENTER")
        #expect(tree().prefix(3) == ["> - Internet", "Home 100", "- Հեռախոս"])
        stage.press("RIGHT")
        #expect(tree().prefix(2) == ["- Internet", "> Home 100"], "an open branch is gone into")
        stage.press("RIGHT p")
        #expect(stage.crumbs.last == "New price", "to the right of a tariff are its components")
        stage.press("ESC LEFT LEFT")
        #expect(tree().first == "> - Internet")
    }

    @Test func everyKindOfLineHasItsPage() {
        let stage = Stage().press("M-g END")
        #expect(stage.text().contains("VAT 20 %, standard") && stage.text().contains("prices contain the tax"))
        stage.press("UP UP")
        #expect(stage.text().contains("Begun 01.03.2026-31.05.2026") && stage.text().contains("Spring for 3 months"))
        stage.press("UP UP")
        #expect(stage.text().contains("10 % off every periodic component"))
    }

    @Test func aNewPriceShowsWhoIsHitBeforeItIsSet() {
        let stage = Stage().press("M-g TAB p 5500 TAB 01.05.2026 F9")
        let text = stage.text()
        #expect(text.contains("Services hit   1 204, of 1 180 customers"))
        #expect(text.contains("602 000,00 AMD more a month, all together"))
        #expect(prices(stage).isEmpty)
        stage.press("ENTER F9 y")
        #expect(
            prices(stage) == [
                PriceChange(
                    tariff: TariffID(9), component: ComponentID(20), from: Samples.day("2026-05-01"),
                    amount: Samples.drams(550_000))
            ])
        #expect(stage.message == "Access costs 5 500,00 AMD from 01.05.2026.")
    }

    @Test(arguments: [
        ("5500 TAB 28.02.2026 F9", "days before 01.03.2026 are closed"), (", TAB 1.5 F9", "New price: must be a sum"),
        ("-1 TAB 1.5 F9", "New price: must be nothing or more"), ("5500 TAB 31.04 F9", "From: has only 30 days"),
        ("5500 F9", "From: must be filled in"),
        ("5000 TAB 1.5 F9", "already"),
    ])
    func nonsenseIsASentence(_ keys: String, _ words: String) {
        let stage = Stage().press("M-g TAB p \(keys)")
        #expect(stage.message.contains(words), "\(stage.message)")
        #expect(stage.commands.isEmpty)
    }

    @Test func aPriceSetWithoutAnswerIsSentAgainThoughItIsThePriceByNow() {
        let draft = Draft(
            id: .price(TariffID(9), ComponentID(20)), key: CommandKey.make(), keptAt: Samples.noon,
            fields: ["amount": "5000", "from": "01.05.2026", "sent": "yes"])
        let stage = Stage(drafts: [draft]).press("M-g TAB p F9")
        #expect(prices(stage).map(\.amount) == [Samples.drams(500_000)], "\(stage.message)")
    }

    @Test func whatHasNoPriceSaysSo() {
        let stage = Stage().press("M-g HOME p")
        #expect(stage.message == "Select a tariff first; prices are of its components.")
        stage.press("DOWN DOWN DOWN TAB p")
        #expect(stage.message.contains("priced by destination"))
    }

    @Test func whoMayNotEditSeesOnly() {
        let stage = Stage(Samples.everything.subtracting([.catalogEdit])).press("M-g")
        #expect(!stage.text().contains("p price"))
        stage.press("TAB ENTER")
        #expect(stage.crumbs.last == "Catalog")
    }

    @Test func aHalfTypedPriceOutlivesALostLine() {
        let stage = Stage().press("M-g TAB p 5500 TAB 1")
        stage.connect(.waiting(reason: "The connection was lost.", retryInMilliseconds: 500))
        stage.press(".5 F9")
        #expect(stage.text().contains("Counting who is hit"))
        stage.connect(.ready(Samples.anna))
        #expect(stage.text().contains("y  sets the price"))
        stage.press("ESC ESC p")
        #expect((stage.top as? PriceScreen)?.command.form["from"] == "1.5")
    }
}
