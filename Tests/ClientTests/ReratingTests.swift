import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// Re-rating: a trial, its report, then the real one.
@MainActor struct ReratingTests {
    private func opened(_ keys: String = "", _ prepare: (inout TestDesk.State) -> Void = { _ in }) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { prepare(&$0) }
        return Stage(desk: desk).press("M-u 7 \(keys)")
    }

    private func requests(_ stage: Stage) -> [(filter: ReratingFilter, isDry: Bool, reason: String)] {
        stage.commands.compactMap {
            if case .usage(.rerate(let filter, let isDry, let reason, _)) = $0 { (filter, isDry, reason) } else { nil }
        }
    }

    @Test func theHistorySaysWhatWasAskedAndWhatItChanged() {
        let text = opened().text()
        #expect(text.contains("2 01.03-16.03.2026 tariff Voice"))
        #expect(text.contains("tried") && text.contains("posted") && text.contains("-90,00"))
        #expect(text.contains("only tried; asked for 16.03.2026 16:00 by Karen S.; 12 000 calls looked at"))
    }

    @Test func aTrialIsAskedForAndItsReportIsOpened() {
        let stage = opened("n TAB TAB SPACE TAB '7916' TAB 'wrong price' F9")
        #expect(stage.text().contains("y  asks for the trial; nothing is posted"))
        stage.press("y")
        let made = requests(stage)
        #expect(made.count == 1 && made[0].isDry && made[0].reason == "wrong price")
        #expect(
            made.first?.filter
                == ReratingFilter(
                    from: Samples.day("2026-03-01"), to: Samples.today, tariff: TariffID(2), prefix: "7916"))
        #expect(stage.crumbs.last == "Re-rating 3" && stage.text().contains("waits"))
    }

    @Test(arguments: [
        ("C-u 31.4 F9", "From: has only 30 days in that month."),
        ("TAB C-u '01.02.2026' TAB TAB TAB why F9", "To: the days end before"),
        ("C-u '17.03.2026' TAB C-u '18.03.2026' TAB TAB TAB why F9", "From: 17.03.2026 is still to come."),
        ("TAB TAB TAB '79x' F9", "Called: type the beginning"), ("F9", "Reason: must be filled in."),
    ])
    func whatMakesNoSenseIsASentence(_ keys: String, _ words: String) {
        let stage = opened("n \(keys)")
        #expect(stage.message.hasPrefix(words), "\(stage.message)")
        #expect(stage.commands.isEmpty)
    }

    @Test func theReportShowsEachDifferenceAndTheSum() {
        let text = opened("ENTER").text()
        #expect(text.contains("2 calls change; the customers pay 90,00 AMD less"))
        #expect(text.contains("120,00           60,00          -60,00"))
        #expect(text.contains("Call 1: 30,00 a minute instead of 60,00"))
    }

    @Test func theRealOneFollowsATrialWithTheSameFilter() {
        let stage = opened("ENTER x")
        #expect(stage.words.contains("What changed since the trial is"))
        stage.press("'as tried' F9 y")
        let made = requests(stage)
        #expect(made.count == 1 && made[0].isDry == false && made[0].filter == Samples.rerating(2).filter)
    }

    @Test(arguments: [
        (false, ReratingSummary.State.done, 2, "It is the real one; a trial goes before each."),
        (true, .running, 2, "The trial is not over; its differences are not known yet."),
        (true, .cancelled, 2, "The trial is not over; its differences are not known yet."),
        (true, .done, 0, "No price differs; there is nothing to post."),
    ])
    func whatCannotBePostedSaysWhy(
        _ isDry: Bool, _ state: ReratingSummary.State, _ changed: Int, _ words: String
    ) {
        let stage = opened("ENTER") {
            $0.usage.reratings = [Samples.rerating(2, isDry: isDry, state)]
            $0.usage.reratings[0].changed = changed
        }
        stage.press("x")
        #expect(stage.message == words && stage.commands.isEmpty)
    }

    @Test func oneUnderWayIsReadAgainAndCancelledAfterAQuestion() throws {
        let stage = opened("ENTER") { $0.usage.reratings = [Samples.rerating(2, .running)] }
        let slot = try #require(stage.timers.first { $0.key.purpose == "poll" })
        #expect(slot.value == ReratingsPage.pause)
        stage.press("c ENTER")
        #expect(stage.commands.isEmpty)
        stage.press("c y")
        guard case .usage(.cancelRerating(let id, _))? = stage.commands.first else {
            Issue.record("nothing was cancelled")
            return
        }
        #expect(id == ReratingID(2) && stage.text().contains("x cancelled"))
        stage.press("c")
        #expect(stage.message == "It is over; there is nothing to cancel.")
    }

    @Test func fromTheCardItIsAboutTheCustomer() {
        let stage = Stage().press("'77101234' ENTER 8 r")
        #expect(stage.words.contains("Only calls of the customer."))
        stage.press("TAB TAB TAB TAB moved F9 y")
        #expect(requests(stage).first?.filter.customer == Samples.petrosyan.id)
    }

    @Test func aLostAnswerIsSentAgainWithItsKey() {
        let stage = opened("n TAB TAB TAB TAB why F9")
        stage.desk.failNext(.connectionLost("The connection was lost."))
        stage.press("y F9")
        let keys = stage.commands.compactMap {
            if case .usage(.rerate(_, _, _, let key)) = $0 { key } else { nil }
        }
        #expect(keys.count == 2 && keys[0] == keys[1])
    }
}
