import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// Price lists looked up as one types, and "what would this call cost".
@MainActor struct CallPricesTests {
    private func opened(_ keys: String, _ prepare: (inout TestDesk.State) -> Void = { _ in }) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { prepare(&$0) }
        return Stage(desk: desk).press(keys)
    }

    private func questions(_ stage: Stage) -> [CallQuestion] {
        stage.desk.asked.compactMap { if case .usage(.quote(let question)) = $0 { question } else { nil } }
    }

    @Test func theListShowsPricesBandsAndDays() {
        let text = opened("M-u 6").text()
        #expect(text.contains("Voice prices, 100 000 rates, AMD, bands Night"))
        #expect(text.contains("> any other      Everywhere else"))
        #expect(text.contains("7916           Russia mobile         night           30,00 60/1    always"))
        #expect(text.contains("not offered         01.05.2026"))
        #expect(text.contains("connection 5,00; from second 600 0,012345 a minute") || text.contains("connection 5,00"))
    }

    @Test func whatIsTypedIsLookedUpAndTheRowThatPricesTheNumberIsSelected() {
        let stage = opened("M-u 6 / '79161234567'")
        #expect(stage.text().contains("Look up: 79161234567"))
        stage.press("ENTER")
        let selected = (stage.top as? UsageScreen)?.pages[.prices] as? PricesPage
        #expect(selected?.selected?.rate.prefix == "7916")
        #expect(!stage.text().contains("7917"))
        stage.press("ESC")
        #expect(stage.text().contains("7917"))
        stage.press("/ Everywhere ENTER")
        #expect(stage.text().contains("1 of 1") && stage.text().contains("any other"))
        stage.press("ESC / xyz ENTER")
        #expect(stage.text().contains("No prefix and no destination is like that."))
    }

    @Test func oneOfSeveralListsIsChosen() {
        let stage = opened("M-u 6 v") {
            var other = Samples.priceList
            (other.id, other.name) = (PriceListID(2), "Old prices")
            $0.usage.lists.append(other)
        }
        stage.press("DOWN ENTER")
        #expect(stage.text().contains("Old prices, 100 000 rates"))
        let asked = stage.desk.asked.compactMap {
            if case .usage(.prices(let list, _, _, _)) = $0 { list } else { nil }
        }
        #expect(asked.last == PriceListID(2))
    }

    @Test func aListOfAnySizeIsReadByPages() {
        let stage = opened("M-u 6") {
            $0.usage.rates = (1_000..<1_350).map { Samples.rate("\($0)", "Somewhere") }
        }
        #expect(stage.text().contains("1 of 100 and more"))
        stage.press("END END END END")
        #expect(stage.text().contains("350 of 350"))
    }

    @Test(
        arguments: [
            (3_000_000_000, "30,00"), (0, "0,00"), (1, "0,00000001"), (1_234_500, "0,012345"),
            (123_456_700_000_000, "1 234 567,00"), (-2_550_000_000, "-25,50"), (Int64.max, "92 233 720 368,54775807"),
        ] as [(Int64, String)])
    func aPriceHasAsManyDigitsAsItNeeds(_ micro: Int64, _ text: String) {
        #expect(UsageWords.price(micro: micro, .amd) == text)
    }

    @Test func thePriceFollowsEveryKey() {
        let stage = opened("M-w '7916'")
        let text = stage.text()
        #expect(text.contains("79161234567  Russia mobile") && text.contains("30,00 AMD"))
        #expect(text.contains("Voice, list Voice prices, prefix 7916, group mobile"))
        #expect(text.contains("60 s at 30,00 a minute"))
        stage.press("TAB TAB '2:00'")
        #expect(stage.text().contains("60,00 AMD"))
        let last = questions(stage).last
        #expect(last?.payer == .tariff(TariffID(2)) && last?.durationSeconds == 120)
        #expect(stage.commands.isEmpty)
    }

    @Test func keysInOneBurstAskOnce() {
        let stage = Stage()
        stage.press("M-w")
        let before = questions(stage).count
        stage.burst("'79161234567'")
        #expect(questions(stage).count == before + 1)
    }

    @Test func whyThereIsNoPriceIsSaid() {
        let stage = opened("M-w 999") { $0.usage.quoteRefusal = .refused("No call rate matches the number 999.") }
        #expect(stage.text().contains("No call rate matches the number 999."))
        #expect(opened("M-w").text().contains("Type a number."))
    }

    @Test(arguments: [("TAB x", "is no moment"), ("TAB TAB x", "is no length")])
    func aFieldThatIsNotWholeSaysSoAndNothingIsAsked(_ keys: String, _ words: String) {
        let stage = opened("M-w 7916")
        let before = questions(stage).count
        stage.press(keys)
        #expect(stage.text().contains(words))
        #expect(questions(stage).count == before)
    }

    @Test func fromTheCardItIsAboutTheServiceOfTheCalls() {
        let stage = opened("'77101234' ENTER 8 w '7916'")
        #expect(stage.text().contains("Home 100 aram100"))
        #expect(questions(stage).last?.payer == .service(Samples.petrosyan.id, SubscriptionID(31)))
    }

    @Test func fromTheListItIsAboutThePrefix() {
        let stage = opened("M-u 6 DOWN DOWN w")
        #expect((stage.top as? CallQuoteScreen)?.form["called"] == "7916")
    }

    @Test func aLongArithmeticSaysHowMuchIsLeftOut() {
        let stage = opened("M-w 7916")
        var screen = stage.top as? CallQuoteScreen
        screen?.quote?.lines = (1...40).map { "line \($0)" }
        if let screen { stage.shell.layers[stage.shell.layers.count - 1].screen = screen }
        #expect(stage.text().contains("and 30 more lines") && stage.text().contains("line 10"))
    }
}
