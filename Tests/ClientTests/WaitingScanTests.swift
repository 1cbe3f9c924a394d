import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// Nothing that was scanned is lost, whatever becomes of the line and of the client (features F6.3).
@MainActor struct WaitingScanTests {
    private static let lost = ConnectionState.waiting(
        reason: "The connection to the database was lost.", retryInMilliseconds: 500)
    private let draft = DraftID.stockScan(Samples.document(.receive).id)

    private func scanning(_ change: (inout TestDesk.Warehouse) -> Void = { _ in }) -> Stage {
        let stage = Stage()
        stage.desk.state.withLock { change(&$0.warehouse) }
        stage.press("C-r ENTER")
        return stage
    }

    private func counted(_ stage: Stage) -> [String] { stage.desk.state.withLock { $0.warehouse.counted } }

    /// The client is killed, and another one begins with what is on the disk, as text.
    private func killed(_ stage: Stage, signedIn: Bool = true) -> Stage {
        let drafts = stage.shell.drafts.values.compactMap { Draft(text: $0.text) }
        #expect(drafts.count == stage.shell.drafts.count)
        return Stage(desk: stage.desk, drafts: drafts, signedIn: signedIn)
    }

    @Test func scansThatWaitForTheLineOutliveTheClient() {
        let stage = scanning()
        stage.press("AB0001 ENTER")
        #expect(stage.shell.drafts[draft].map { ScanQueue.count(of: $0) } ?? 0 == 0, "what was answered is not kept")
        stage.connect(Self.lost)
        stage.press("AB0002 ENTER AB0003 ENTER")
        #expect(stage.text().contains("2 waiting"))
        let next = killed(stage)
        #expect(next.message.contains("2 scans of R-2026-000012"), "\(next.message)")
        next.press("C-r ENTER")
        #expect(counted(next) == ["AB0001", "AB0002", "AB0003"])
        #expect(next.message.contains("2 scans are kept from the last time and sent now."), "\(next.message)")
        #expect(next.shell.drafts[draft].map { ScanQueue.count(of: $0) } ?? 0 == 0, "\(next.shell.drafts)")
        #expect(next.text().contains("READY"), "\(next.text())")
    }

    @Test func whatWasSentAndNotAnsweredGoesOutAgainWithItsKey() {
        let stage = scanning { $0.document.model = 4 }
        stage.isSlow = true
        stage.press("120 ENTER 30 ENTER")
        // It arrived; the answer did not.
        for (request, _) in stage.pending where request.isCommand { _ = stage.desk.answer(request) }
        let next = killed(stage)
        next.press("C-r ENTER")
        let keys = next.commands.compactMap { request -> CommandKey? in
            if case .warehouse(.scan(_, _, let key)) = request { key } else { nil }
        }
        #expect(keys.count == 3 && keys[0] == keys[1] && keys[1] != keys[2], "\(keys)")
        #expect(next.desk.state.withLock { $0.warehouse.lines.compactMap(\.quantity) } == [30, 120])
    }

    @Test func aScanIsKeptBeforeItsCommandGoesOut() {
        let stage = scanning()
        stage.orders = []
        stage.press("AB0001 ENTER")
        let kept = stage.orders.firstIndex { if case .keep(let draft) = $0 { draft.id == self.draft } else { false } }
        let sent = stage.orders.firstIndex { if case .start(let request, _) = $0 { request.isCommand } else { false } }
        #expect(kept != nil && sent != nil && (kept ?? 0) < (sent ?? 0))
    }

    @Test func whatWasScannedBeforeTheDocumentWasReadIsKeptToo() {
        let stage = Stage()
        stage.press("C-r")
        stage.isSlow = true
        stage.press("ENTER AB0001 ENTER")
        let next = killed(stage)
        next.press("C-r ENTER")
        #expect(counted(next) == ["AB0001"])
    }

    @Test func whatIsKeptWaitsForTheLineAndIsTakenBackByItsKey() {
        let stage = scanning()
        stage.connect(Self.lost)
        stage.press("AB0002 ENTER AB0003 ENTER F7")
        let next = killed(stage)
        next.press("C-r ENTER")
        #expect(counted(next) == ["AB0002"])
        let left = scanning()
        left.connect(Self.lost)
        left.press("AB0001 ENTER ESC y")
        #expect(left.crumbs.last == "Warehouse" && left.shell.drafts[draft] != nil)
        left.connect(.ready(Samples.profile(Samples.everything)))
        left.press("ENTER")
        #expect(counted(left) == ["AB0001"], "\(left.text())")
    }

    @Test func whatNoLongerGoesInIsToldAndNotKept() {
        let stage = scanning()
        stage.connect(Self.lost)
        stage.press("AB0002 ENTER")
        let next = killed(stage)
        next.desk.failNext(.refused("R-2026-000012 was posted by Suren H. already."))
        next.press("C-r ENTER F5")
        #expect(next.text().contains("REFUSED") || next.message.contains("posted by Suren"), "\(next.text())")
    }

    @Test func aLostLineIsNotToldOnceItIsThereAgain() {
        let stage = scanning()
        stage.connect(Self.lost)
        stage.press("AB0002 ENTER")
        #expect(stage.message.contains("No connection"))
        stage.connect(.ready(Samples.profile(Samples.everything)))
        #expect(!stage.message.contains("No connection"), "\(stage.message)")
        #expect(counted(stage) == ["AB0002"])
        let broken = scanning()
        broken.desk.failNext(.connectionLost("The line broke."))
        broken.press("AB0001 ENTER")
        #expect(broken.message.contains("The scans are kept"))
        broken.connect(Self.lost)
        broken.connect(.ready(Samples.profile(Samples.everything)))
        #expect(!broken.message.contains("kept") && counted(broken) == ["AB0001"], "\(broken.message)")
    }

    @Test func takingBackAScanThatWaitsSaysWhichOfTwo() {
        let stage = scanning()
        stage.press("AB0001 ENTER")
        stage.connect(Self.lost)
        stage.shell.clock.terminalNow = Instant(microseconds: Samples.noon.microseconds + 3_000_000)
        stage.press("AB0001 ENTER F7")
        #expect(
            stage.message == "The repeated scan of AB0001 is taken back; AB0001 stays counted once.", "\(stage.message)"
        )
        stage.press("AB0002 ENTER F7")
        #expect(stage.message == "AB0002 is taken back.", "\(stage.message)")
    }

    @Test func theMACOfABoxThatWasNotTakenIsSetAsideInTheDocument() {
        let stage = scanning {
            $0.document.model = 1
            $0.models[0].serialMask = try? SerialMask("HWTC%{8}")
            $0.models[0].needsMAC = false
        }
        stage.press("HWTCD0000001 ENTER STB00009 ENTER '02:AA:BB:CC:DD:09' ENTER")
        #expect(counted(stage) == ["HWTCD0000001"])
        #expect(stage.text().contains("MAC of STB00009"), "\(stage.text())")
        let next = killed(stage)
        next.press("C-r ENTER '02:AA:BB:CC:DD:09' ENTER HWTCB0000030 ENTER")
        let macs = next.commands.flatMap { request -> [String?] in
            if case .warehouse(.scan(let scans, _, _)) = request { scans.map(\.mac) } else { [] }
        }
        #expect(macs.allSatisfy { $0 == nil }, "\(macs)")
    }
}

/// A scanner presses ENTER behind every code: that ends a field and does nothing else.
@MainActor struct ScanIntoDialogTests {
    @Test func aScanIntoTheCommentOfAPushDoesNotPush() {
        let stage = Stage()
        stage.press("'#12' ENTER TAB 45 F8")
        guard stage.top is PushScreen else {
            Issue.record("\(stage.text())")
            return
        }
        stage.burst("'HWTC00000001' ENTER")
        #expect(stage.top is PushScreen && stage.commands.isEmpty && stage.message.contains("A scan?"))
        stage.burst("'HWTC00000002' ENTER")
        #expect(stage.top is PushScreen && stage.commands.isEmpty, "each scan by itself")
        stage.press("ENTER")
        #expect(!(stage.top is PushScreen), "the operator's own ENTER does")
    }

    @Test(arguments: [
        ("HWTC00000001", true), ("6901443123452", true), ("02:AA:BB:CC:DD:09", true), ("note HWTC1A2B3C4D", true),
        ("by the stairs", false), ("flat 12", false), ("HWTC1A2B3C4D ", false), ("", false), ("URGENT", false),
    ]) func aCodeIsToldFromWords(_ text: String, _ isCode: Bool) {
        #expect(ScannedText.isCode(text) == isCode)
    }

    @Test func theLastFieldOfAFormIsEndedByAScanAndNotSent() {
        let fields = [
            FormField(name: "note", label: "Note"), FormField(name: "sum", label: "Sum", kind: .amount(decimals: 0)),
        ]
        var form = Form(focus: "note")
        _ = form.type("HWTC00000001", in: fields)
        let ends = [form.endsScan(in: fields), form.endsScan(in: fields)]
        #expect(ends == [true, false])
        form.moveFocus(to: "sum")
        _ = form.type("7710123", in: fields)
        let isEnded = form.endsScan(in: fields)
        #expect(!isEnded)
    }
}

/// The ends of a list of values are one key away.
@MainActor struct ListEndTests {
    @Test func theKeysOfTheEndsGoThereInEveryList() {
        let choices = (1...40).map { "value \($0)" }
        for (keys, expected) in [("END", 39), ("END HOME", 0), ("END UP", 38), ("PGUP", 0)] {
            let stage = Stage.with()
            stage.perform(
                stage.shell.push(
                    ChoiceScreen(opening: ChoiceOpening(purpose: "x", title: "X", choices: choices, selected: 5))))
            stage.press(keys)
            #expect((stage.top as? ChoiceScreen)?.selection.id == expected, "\(keys)")
        }
    }

    @Test func theyGoToTheEndsOfAFieldsChoices() {
        let kind = FormField.Kind.choice(["a", "b", "c"].map { FormField.Choice(code: $0, label: $0) })
        let fields = [FormField(name: "to", label: "To", kind: kind)]
        var form = Form(focus: "to", values: ["to": "a"])
        _ = form.perform(.editEnd, in: fields)
        #expect(form["to"] == "c")
        _ = form.perform(.editHome, in: fields)
        #expect(form["to"] == "a")
    }
}
