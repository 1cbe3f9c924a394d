import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct ChargeRunTests {
    private func requests(_ stage: Stage) -> [ChargeRunRequest] {
        stage.commands.compactMap { if case .charging(.request(let request, _)) = $0 { request } else { nil } }
    }

    @Test func aRunUnderWayShowsItsBarAndTheTimeLeft() {
        let text = Stage().press("M-r").text()
        // 6 of 24 batches in a minute: three are left.
        #expect(text.contains("[#.....] 3:00"))
        #expect(text.contains("480 000 services; about"))
        #expect(text.contains("-2 400 000 000,00"))
        let wide = Stage().press("M-r").text(200, 50)
        #expect(wide.contains("[#####.................] 3:00"))
    }

    @Test func whileOneRunsTheListIsReadAgainAndThenNotAnyMore() throws {
        let stage = Stage().press("M-r")
        let slot = try #require(stage.timers.first { $0.key.purpose == "poll" })
        #expect(slot.value == ChargeRunsScreen.pause)
        stage.desk.state.withLock { $0.panels.runs[0] = Samples.run(8) }
        stage.timers[slot.key] = nil
        stage.perform(stage.shell.timer(slot.key))
        #expect(!stage.text().contains("[#"))
        #expect(!stage.timers.keys.contains { $0.purpose == "poll" })
    }

    @Test func theReportLeadsToTheCustomerWhoWasNotCharged() {
        let stage = Stage().press("M-r DOWN ENTER")
        let text = stage.text()
        #expect(text.contains("Access") && text.contains("VAT 20 %") && text.contains("internet"))
        stage.press("TAB")
        #expect(stage.text().contains("Home 100 aram100: The tariff has no price on 16.03.2026."))
        stage.press("ENTER")
        #expect(stage.crumbs.last == Samples.petrosyan.name)
    }

    @Test func whereThereIsRoomTheComponentsOfARunAreBars() throws {
        let stage = Stage().press("M-r DOWN ENTER")
        #expect(!stage.text().contains("By component"))
        let wide = stage.text(120, 24)
        #expect(wide.contains("By component") && wide.contains("####"), "\(wide)")
        let report = try #require((stage.top as? ChargeRunScreen)?.report)
        let bars = ChargeRunScreen.bars(report)
        #expect(bars.map(\.value) == bars.map(\.value).sorted(by: >), "most first")
        #expect(Set(bars.map(\.label)) == Set(report.totals.map(\.component)) && bars.count < report.totals.count)
    }

    @Test func howFarARunIsStandsInItsReport() {
        let text = Stage().press("M-r ENTER").text()
        #expect(text.contains("[###") && text.contains("% ") && text.contains("batches"), "\(text)")
    }

    @Test func aDryRunIsAskedForAndItsReportIsOpened() {
        let stage = Stage().press("M-r d C-u '01.04.2026' F9")
        #expect(stage.text().contains("y  asks for the dry run"))
        stage.press("y")
        #expect(
            requests(stage) == [
                ChargeRunRequest(day: Samples.day("2026-04-01"), kind: .dry, reverses: nil, reason: "")
            ])
        #expect(stage.crumbs.last == "Run 9" && stage.message == "Run 9 waits for the daemon.")
    }

    @Test(arguments: [
        ("tomorrow", "2026-03-17"), ("+10", "2026-03-26"), ("1.4", "2026-04-01"), ("TODAY", "2026-03-16"),
    ])
    func aDayIsTypedAsPeopleSayIt(_ typed: String, _ day: String) {
        let stage = Stage().press("M-r d C-u '\(typed)' F9 y")
        #expect(requests(stage).map(\.day) == [Samples.day(day)], "\(stage.message)")
    }

    @Test func aRunIsTakenBackWithAReason() {
        let stage = Stage().press("M-r DOWN x F9")
        #expect(stage.message == "Reason: must be filled in.")
        stage.press("'wrong prices' F9 y")
        #expect(
            requests(stage) == [
                ChargeRunRequest(
                    day: Samples.today, kind: .reversal, reverses: ChargeRunID(7), reason: "wrong prices")
            ])
    }

    @Test(arguments: [
        ("M-r x", "under way"), ("M-r DOWN DOWN x", "A dry run posted nothing"), ("M-r DOWN c", "under way"),
    ])
    func whatCannotBeDoneNowSaysWhy(_ keys: String, _ words: String) {
        let stage = Stage().press(keys)
        #expect(stage.message.contains(words) && stage.crumbs.last == "Charge runs")
    }

    @Test(arguments: [
        ("n C-u '17.03.2026' F9", "not over"), ("n C-u tod F9", "Day: must be a day"),
        ("d C-u F9", "Day: must be filled in"),
    ])
    func nonsenseIsASentence(_ keys: String, _ words: String) {
        let stage = Stage().press("M-r \(keys)")
        #expect(stage.message.contains(words), "\(stage.message)")
        #expect(stage.commands.isEmpty)
    }

    @Test func aRunUnderWayIsCancelledAfterAQuestion() {
        let stage = Stage().press("M-r c")
        #expect(stage.message.contains("goes to its end"))
        stage.desk.state.withLock { $0.panels.runs[0].kind = .dry }
        stage.press("F5 c")
        #expect(stage.text().contains("6 finished batches stay posted"))
        stage.press("ENTER")
        #expect(stage.commands.isEmpty)
        stage.press("c y")
        guard case .charging(.cancel(let run, _))? = stage.commands.first else {
            Issue.record("nothing was cancelled")
            return
        }
        #expect(run == ChargeRunID(8) && stage.text().contains("x cancelled"))
    }

    @Test func theEstimateSurvivesAnyNumbers() {
        let far = Instant(microseconds: Int64.max)
        for (done, batches) in [(0, 0), (0, 5), (5, 5), (1, Int.max), (-1, 3)] {
            var run = Samples.run(1, done: done, of: batches, isFinished: false)
            run.plannedAt = Instant(microseconds: Int64.min)
            _ = run.secondsLeft(at: far)
            run.plannedAt = Samples.noon
            _ = run.secondsLeft(at: far)
        }
    }
}
