import Domain
import Operations
import Synchronization
import Testing

@testable import Client

/// Losing the connection is a state: it is told, what was read stays with its time, and nothing is sent into the dark.
@MainActor struct ConnectionTests {
    private static let lost = ConnectionState.waiting(
        reason: "The connection to the database was lost.", retryInMilliseconds: 500)

    private func title(_ stage: Stage) -> String { stage.rows()[0] }

    @Test func theTitleTellsHowFastTheDatabaseIsWithTheNextAnswer() {
        let stage = Stage()
        stage.connect(.latency(milliseconds: 3))
        #expect(!title(stage).contains(" ms"), "a terminal at which nobody works is sent nothing")
        stage.press("'petrosyan'")
        #expect(title(stage).contains("connected 3 ms"))
        stage.connect(.latency(milliseconds: 4))
        #expect(title(stage).contains("connected 3 ms"))
        stage.connect(.latency(milliseconds: 250))
        #expect(title(stage).contains("connected 250 ms"), "a slow one is told at once")
        stage.connect(.latency(milliseconds: 2))
        #expect(title(stage).contains("connected 2 ms"))
        stage.shell.showsLatency = false
        #expect(title(stage).contains("connected") && !title(stage).contains(" ms"))
    }

    @Test func theTitleTellsSinceWhenThereIsNoConnection() {
        let stage = Stage(signedIn: false)
        #expect(title(stage).contains("connecting"))
        stage.connect(Self.lost)
        #expect(title(stage).contains("no connection, retrying"), "what never was is not lost")
        stage.connect(.ready(Samples.anna))
        let then = stage.shell.clock.time(of: stage.shell.clock.now)
        stage.connect(Self.lost)
        stage.shell.clock.terminalNow = stage.shell.clock.terminalNow.adding(seconds: 600)
        #expect(title(stage).contains("no connection since \(then)"))
        stage.connect(.connecting)
        #expect(title(stage).contains("reconnecting"))
        stage.connect(Self.lost)
        #expect(title(stage).contains("no connection since \(then)"))
        stage.connect(.ready(Samples.anna))
        #expect(title(stage).contains(" connected") && stage.message == "The connection is back.")
        #expect(stage.shell.lostAt == nil)
    }

    @Test(arguments: ["'petrosyan'", "C-t", "'77101234' ENTER", "C-t ENTER"])
    func whatWasReadIsMarkedWithItsTime(_ way: String) {
        let stage = Stage()
        stage.press(way)
        let then = stage.shell.clock.time(of: stage.shell.clock.now)
        #expect(!stage.text().contains("as of"))
        stage.shell.clock.terminalNow = stage.shell.clock.terminalNow.adding(seconds: 600)
        stage.connect(Self.lost)
        #expect(stage.rows()[1].hasSuffix("as of \(then)"), "\(stage.rows()[1])")
        stage.connect(.ready(Samples.anna))
        #expect(!stage.text().contains("as of"))
    }

    @Test func afterTheReturnTheOpenScreenIsReadAgain() {
        let stage = Stage()
        stage.press("'77101234' ENTER")
        stage.desk.state.withLock { $0.balance = 990_000 }
        stage.connect(Self.lost)
        #expect(stage.text().contains("1 500,00 AMD"))
        stage.connect(.ready(Samples.anna))
        #expect(stage.text().contains("9 900,00 AMD"))
    }

    @Test func aCommandIsNotSentIntoTheDarkWhateverTheScreenForgets() {
        let stage = Stage()
        stage.press("C-t ENTER")
        stage.connect(Self.lost)
        let sent = stage.commands.count
        let top = stage.shell.layers[stage.shell.layers.count - 1].id
        _ = stage.shell.carryOut(.ask(.takeTicket(TicketID(12), customer: CustomerID(7)), purpose: "take"), for: top)
        #expect(stage.commands.count == sent && stage.pending.isEmpty)
        #expect(stage.message.contains("nothing was sent"), "\(stage.message)")
    }

    @Test func keysTypedAheadWaitForTheirDataAndAreShown() {
        let stage = Stage()
        stage.isSlow = true
        stage.press("'77101234' ENTER p '5000'")
        #expect(stage.text().contains("Waiting for data") && stage.text().contains("typed ahead"))
        #expect(stage.crumbs == ["Home"])
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.crumbs.last == "Payment" && stage.text().contains("5000"))
        #expect(!stage.text().contains("Waiting for data"))
    }

    @Test func escapeDropsWhatWasTypedAheadAndSoDoFiveSeconds() {
        let stage = Stage()
        stage.isSlow = true
        stage.press("'77101234' ENTER p '5000' ESC")
        #expect(stage.shell.held.isEmpty && stage.message == "What was typed ahead is dropped.")
        stage.press("ENTER p")
        let limit = RequestSlot(layer: Shell.ownLayer, purpose: "hold")
        #expect(stage.timers[limit] == 5_000)
        _ = stage.shell.timer(limit)
        #expect(stage.shell.held.isEmpty && stage.message.contains("No answer in 5 seconds"))
    }

    @Test func aPictureOfTheScreenIsSavedByAKey() {
        let stage = Stage()
        stage.press("M-p")
        #expect(stage.orders.last == .saveScreen)
    }

    @Test func aFixedClockLearnsNoOtherTime() {
        var clock = BusinessClock(terminalNow: Samples.noon, isFixed: true)
        clock.tick(Samples.noon.adding(seconds: 60))
        clock.learn(from: Samples.noon.adding(seconds: 86_400))
        #expect(clock.now == Samples.noon)
        #expect(clock.stamp == "2026-03-16-120000")
    }
}
