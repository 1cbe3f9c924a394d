import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct ScanTests {
    private static let other = Samples.device("OTHER")

    nonisolated static let outcomes: [(ScanOutcome, ScanVerdict.Tone, String)] = [
        (.accepted(Samples.device("S")), .good, "OK"), (.duplicate(Samples.device("S")), .noted, "AGAIN"),
        (.unknown(serial: "S"), .bad, "UNKNOWN"),
        (.wrongModel(Samples.device("S"), expected: "ZTE"), .bad, "WRONG MODEL"),
        (.wrongStock(Samples.device("S")), .bad, "WRONG STOCK"),
        (.alreadyAtCustomer(Samples.device("S")), .bad, "AT A CUSTOMER"),
        (.notFree(Samples.device("S")), .bad, "NOT FREE"),
        (.unreadable(text: "S", reason: "too short"), .bad, "UNREADABLE"),
    ]

    @Test func theOutcomesAreToldApartByWordMarkAndBell() {
        var words: Set<String> = []
        for (outcome, verdict, word) in Self.outcomes {
            let stage = Stage()
            stage.desk.state.withLock { $0.scanned["ABC"] = outcome }
            stage.press("'#13' ENTER ABC ENTER")
            let row = stage.rows().first { $0.contains(word) }
            #expect(row?.hasPrefix(" \(verdict.mark) ABC") == true, "\(word)")
            #expect((stage.rings > 0) == (verdict != .good))
            words.insert(row.map { String($0.dropFirst(24).prefix(8)) } ?? "")
        }
        #expect(words.count == Self.outcomes.count)
    }

    @Test func aBadScanStaysInSightUntilTheNext() {
        let stage = Stage()
        stage.desk.state.withLock { $0.scanned["BAD"] = .unknown(serial: "BAD") }
        stage.press("'#13' ENTER BAD ENTER")
        #expect(stage.text().contains("STOP   BAD"))
        stage.press("GOOD ENTER")
        #expect(stage.text().contains("READY") && stage.text().contains("ok 1   again 0   bad 1"))
    }

    @Test func scansQueueInOrderWhileTheDatabaseIsSlow() {
        let stage = Stage()
        stage.press("'#13' ENTER")
        stage.isSlow = true
        stage.press("A1 ENTER B2 ENTER C3 ENTER")
        #expect(stage.text().contains("3 waiting"))
        #expect(stage.pending.count == 1, "one at a time, in order")
        stage.isSlow = false
        stage.answerAll()
        let scans = stage.commands.compactMap { if case .handOverDevice(let scan, _, _, _) = $0 { scan } else { nil } }
        #expect(scans == ["A1", "B2", "C3"])
        #expect(stage.text().contains("ok 3"))
    }

    @Test func aScanInterruptedGoesOutAgainWithItsKey() {
        let stage = Stage()
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("'#13' ENTER A1 ENTER")
        #expect(stage.message.contains("The scan is kept"))
        stage.press("F5")
        let commands = stage.commands
        #expect(commands.count == 2 && commands[0] == commands[1])
        #expect(stage.text().contains("ok 1"))
    }

    @Test func aDoubleTriggerCountsOnce() {
        let stage = Stage()
        stage.press("'#13' ENTER A1 ENTER A1 ENTER")
        #expect(stage.commands.count == 1 && stage.message.contains("counts once"))
        stage.shell.clock.terminalNow = Instant(microseconds: Samples.noon.microseconds + 3_000_000)
        stage.press("A1 ENTER")
        #expect(stage.commands.count == 2, "after two seconds the database decides")
    }

    @Test func aLabelIsBroughtToTheSerialInIt() {
        let stage = Stage()
        stage.press("'#13' ENTER '4857-5443-1a2b-3c4d' ENTER")
        guard case .handOverDevice("HWTC1A2B3C4D", _, _, _)? = stage.commands.first else {
            Issue.record("\(stage.commands)")
            return
        }
    }

    @Test func aScannersMarksMakeAScanWhateverIsTyped() {
        let stage = Stage()
        stage.press("'#13' ENTER")
        stage.burst("C-b 'HWTC1A2B3C4D' ENTER")
        guard case .handOverDevice("HWTC1A2B3C4D", _, _, _)? = stage.commands.first else {
            Issue.record("\(stage.commands)")
            return
        }
    }

    @Test func theDeviceThatWasHandedOverIsTakenBack() {
        let stage = Stage()
        stage.press("'#13' ENTER A1 ENTER C-x")
        #expect(stage.commands.count == 1, "C-x throws typed text away, everywhere, and no more")
        stage.press("M-i")
        #expect(stage.text().contains("Take A1 back from"), "\(stage.text())")
        stage.press("ENTER")
        #expect(stage.commands.count == 1, "ENTER is the safe answer")
        stage.press("M-i y")
        guard case .warehouse(.takeBack(TicketID(13), _, _))? = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
        #expect(stage.message.contains("is taken back"))
        #expect(stage.text().contains("UNDONE") && stage.text().contains("ok 0"))
        // It may be scanned again at once.
        stage.press("A1 ENTER")
        #expect(stage.text().contains("ok 1"))
    }

    @Test func aTakingBackWithoutAnAnswerGoesOutAgainButNotForTheNextDevice() {
        let stage = Stage()
        stage.press("'#13' ENTER A1 ENTER")
        for _ in 0..<2 { stage.desk.failNext(.connectionLost("The line broke.")) }
        stage.press("M-i y M-i B2 ENTER M-i y")
        let keys = stage.commands.compactMap { request -> CommandKey? in
            if case .warehouse(.takeBack(_, _, let key)) = request { key } else { nil }
        }
        #expect(keys.count == 3 && keys.first == keys.dropFirst().first, "the same again carries the same key")
        #expect(keys.first != keys.last, "B2 is another hand-over: its key is a new one")
    }

    @Test func aTicketStaysInItsStepUntilItsScansAreAnswered() {
        let stage = Stage()
        stage.press("'#13' ENTER")
        stage.isSlow = true
        stage.press("A1 ENTER F8")
        #expect(stage.message.contains("A scan is on its way") && stage.crumbs.last == "Ticket #13, Device")
        stage.isSlow = false
        stage.answerAll()
        stage.press("F8")
        #expect(stage.crumbs.last == "Push forward" && stage.text().contains("Go on"), "\(stage.text())")
    }

    @Test func whatElseATicketNeedsIsHandedOverForIt() {
        let stage = Stage()
        stage.press("'#13' ENTER C-n")
        #expect(stage.text().contains("ticket #13"), "\(stage.text())")
        stage.press("F9")
        guard case .warehouse(.open(let opening, _))? = stage.commands.last else {
            Issue.record("\(stage.commands) \(stage.message)")
            return
        }
        #expect(opening.ticket == TicketID(13) && opening.kind == .handOver && opening.customer != nil)
    }
}
