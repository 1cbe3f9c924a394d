import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The Calls tab of the card, and what explains one call.
@MainActor struct CallsTabTests {
    private func opened(
        _ permissions: Set<Permission> = Samples.everything, _ prepare: (inout TestDesk.State) -> Void = { _ in }
    ) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { prepare(&$0) }
        return Stage(permissions, desk: desk).press("'77101234' ENTER 8")
    }

    private func asked(_ stage: Stage) -> [UsageRequest] {
        stage.desk.asked.compactMap { if case .usage(let request) = $0 { request } else { nil } }
    }

    private func filters(_ stage: Stage) -> [CallFilter] {
        asked(stage).compactMap { if case .calls(_, let filter, before: nil, _) = $0 { filter } else { nil } }
    }

    @Test func theMonthIsShownNewestFirstWithWhatItComesTo() {
        let rows = opened().rows()
        #expect(rows[8].hasPrefix(" March 2026  12 calls  1:05:30  1 234,00 AMD, tax 205,67"))
        #expect(rows[8].hasSuffix("1 of 50 and older"))
        #expect(rows[10] == "> 16.03.2026 15:50 79161234567      Russia mobile            3:05        120,00")
        #expect(rows[12].contains("! Russia mobile"))
    }

    @Test func olderPagesAreFetchedWhileScrollingAndAskedForOnce() {
        let stage = opened().press("END")
        #expect(stage.text().contains("60 of 60") || stage.text().contains("50 of 60"))
        let pages = asked(stage).filter { if case .calls(_, _, before: .some, _) = $0 { true } else { false } }
        #expect(pages.count == 1)
    }

    @Test func anotherMonthIsReadAndOneToComeIsNot() {
        let stage = opened().press("[")
        #expect(stage.text().contains("February 2026") && stage.text().contains("No call in this month."))
        stage.press("] ]")
        #expect(stage.message == "March 2026 is the month of today; no call is later.")
        #expect(filters(stage).map(\.month.month) == [3, 2, 3])
    }

    @Test func theFilterFollowsTheKeysAndEscapeTakesItBackBeforeItLeaves() {
        let stage = opened().press("/ 3749")
        #expect(stage.text().contains("Armenia") && !stage.text().contains("Russia"))
        stage.press("ENTER")
        #expect(stage.text().contains("only \u{201C}3749\u{201D}"))
        stage.press("ESC")
        #expect(stage.crumbs.last == Samples.petrosyan.name && stage.text().contains("Russia mobile"))
        #expect(filters(stage).map(\.text) == ["", "3", "37", "374", "3749", ""])
    }

    @Test func oneServiceIsChosenFromTheCardsServices() {
        let stage = opened { _ in }.press("v")
        #expect(stage.message == "The customer has one service at most.")
    }

    @Test func enterShowsTheArithmeticTheRecordsAndEarlierRatings() {
        let stage = opened().press("DOWN DOWN ENTER")
        #expect(stage.crumbs.last == "Call 3")
        let text = stage.text()
        #expect(text.contains("37410555666 to 79161234567") && text.contains("120,00 AMD"))
        #expect(text.contains("closed without its STOP; session mmtel1.example.net;1;7"))
        #expect(text.contains("240 s in peak at 30,00 a minute = 120,00"))
        #expect(text.contains("Until 16.03.2026 15:58 it was 240,00 AMD for 4:00; then re-rated by Karen S."))
        #expect(text.contains("Corrected 16.03.2026 15:55 by Karen S.: the switch lost the number"))
        #expect(text.contains("answered 16.03.2026 15:46"), "moments are shown in the local way")
        #expect(text.contains("STOP 1, came 16.03.2026 15:50 from mmtel1.example.net"))
        stage.press("END")
        #expect(stage.words.contains("Charging-Identifier end"), "a long line is shown whole when it is selected")
    }

    @Test func aRecordCannotWriteOnTheTerminal() {
        var detail = Samples.detail(of: Samples.call(1))
        detail.records[0].lines = ["User-Name = \u{1B}]0;owned\u{7}\u{9B}2J\r\nx"]
        var text = ReadableLines()
        text.show(CallScreen.lines(detail, BusinessClock(terminalNow: Samples.noon)))
        let display = HeadlessDisplay(width: 80, height: 24)
        var sheet = Sheet(canvas: Canvas(width: 80, height: 24), theme: TestTerminal.theme)
        text.draw("Records", on: &sheet, whenEmpty: "")
        _ = display.show(sheet.canvas)
        #expect(
            display.rows.joined().unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(display.rows.contains { $0.contains("User-Name") })
    }

    @Test func totalsComeByDestinationGroupWithWhatIsLeftOfTheBuckets() {
        let text = opened().press("g").words
        #expect(text.contains("Together 12 calls 1:05:30 1 234,00 AMD, tax 205,67"))
        #expect(text.contains("mobile 10 1:00:00 1:10:00 1 200,00 AMD"))
        #expect(text.contains("no group 2 5:30 10:00 34,00 AMD"))
        #expect(text.contains("45:00 of 1:00:00 31.03.2026"))
        #expect(text.contains("0 of 10 calls"), "what was overdrawn is nothing left, not less than nothing")
    }

    @Test func aRefusedReadingIsASentence() {
        let stage = opened {
            $0.usage.refusal = .notPermitted("You may not do this: it needs \u{201C}See calls\u{201D}.")
        }
        #expect(stage.message.contains("See calls") && stage.rings > 0)
        #expect(stage.text().contains("Reading"))
    }

    @Test func withoutThePermissionTheTabIsNotThere() {
        let stage = opened(Samples.everything.subtracting([.usageView]))
        #expect(stage.message == "Your role does not allow this: Calls.")
        #expect(!stage.text().contains("8 Calls") && asked(stage).isEmpty)
    }

    @Test func callsThatCameSinceAreOnTopAndTheSelectionStays() {
        let stage = opened().press("DOWN")
        #expect(stage.rows()[11].hasPrefix("> 16.03.2026 15:40"))
        stage.desk.state.withLock { $0.usage.calls.insert(Samples.call(0), at: 0) }
        stage.perform(stage.shell.changed(.usage))
        #expect(stage.rows()[10].contains("16.03.2026 16:00"))
        #expect(stage.rows()[12].hasPrefix("> 16.03.2026 15:40"))
    }
}
