import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct TicketTests {
    private static func pushes(_ stage: Stage) -> [(push: TicketPush, key: CommandKey)] {
        stage.commands.compactMap { if case .pushTicket(let push, let key) = $0 { (push, key) } else { nil } }
    }

    @Test func aSurveyIsPushedForwardWithItsResult() {
        let stage = Stage()
        stage.press("'#12' ENTER TAB 45 F8 DOWN 'by the stairs' ENTER")
        let push = Self.pushes(stage).first?.push
        #expect(push?.result == .survey(feasible: true, cableMetres: 45))
        #expect(push?.version == 4 && push?.transition == "go" && push?.resolution == "done with remarks")
        #expect(push?.comment == "by the stairs")
        #expect(stage.message.hasPrefix("Pushed: the ticket is now in Next step"))
        #expect(stage.shell.drafts.isEmpty)
    }

    @Test(arguments: ["", "-1", "5001", "15 000", "99999999999999999999", "abc", "٤٥"])
    func nonsenseInTheSurveyIsASentenceAndPushesNothing(_ metres: String) {
        let stage = Stage()
        stage.press("'#12' ENTER TAB '\(metres)' F8")
        #expect(stage.message.hasPrefix("Cable, metres: must be "))
        #expect(stage.crumbs.last?.hasPrefix("Ticket #12") == true && stage.commands.isEmpty)
    }

    @Test func whatCannotBeConnectedIsNotPushedForward() {
        let stage = Stage()
        stage.press("'#12' ENTER RIGHT F8")
        #expect(stage.message.contains("cannot be connected: push it back"), "\(stage.text())")
        #expect(stage.crumbs.last?.hasPrefix("Ticket #12") == true && stage.commands.isEmpty)
    }

    @Test func theKeyOfOneDirectionNeverPushesInTheOther() {
        let stage = Stage()
        stage.press("'#12' ENTER F7 'why' F8")
        #expect(stage.commands.isEmpty && stage.rings == 1)
        #expect(stage.message == "This pushes the ticket back.")
        stage.press("ESC TAB 45 F8 F7")
        #expect(stage.commands.isEmpty && stage.message == "This pushes the ticket forward.")
        stage.press("F8")
        #expect(Self.pushes(stage).count == 1, "the key that opened it goes through with it")
    }

    @Test func closingATicketForGoodIsAskedAboutByItsOwnKey() {
        let stage = Stage()
        stage.desk.state.withLock {
            $0.tickets[TicketID(12)] = Samples.ticket(12, step: "Survey", view: .survey, endsBack: true)
        }
        stage.press("'#12' ENTER F7 'no way' ENTER")
        #expect(stage.text().contains("closes ticket #12 for good"), "\(stage.text())")
        stage.press("ENTER")
        #expect(stage.commands.isEmpty, "ENTER is the safe answer")
        #expect(stage.text().contains("comment, not sent: no way"))
        stage.press("F7 ENTER y")
        #expect(Self.pushes(stage).first?.push.comment == "no way")
    }

    @Test func aStepBackNeedsItsComment() {
        let stage = Stage()
        stage.press("'#12' ENTER F7 ENTER")
        #expect(stage.text().contains("Say in the comment why."))
        stage.press("wrong ENTER")
        let push = Self.pushes(stage).first?.push
        #expect(push?.transition == "return" && push?.comment == "wrong" && push?.result == .nothing)
    }

    @Test func aConflictSaysWhoAndKeepsTheComment() {
        let stage = Stage()
        stage.press("'#12' ENTER TAB 45 F8 'long story'")
        stage.desk.state.withLock { $0.tickets[TicketID(12)]?.summary.version = 5 }
        stage.press("ENTER")
        #expect(stage.message == "Karen S. pushed it to Port a moment ago. Your comment is kept.")
        #expect(stage.text().contains("comment, not sent: long story"))
        #expect((stage.top as? TicketScreen)?.detail?.summary.version == 5, "the ticket was read again")
        stage.press("F8")
        #expect(stage.text().contains("long story"))
    }

    @Test func theSamePushAgainIsTheSameCommand() {
        let stage = Stage()
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("'#12' ENTER TAB 45 F8 hello ENTER F8 ENTER")
        var pushes = Self.pushes(stage)
        #expect(pushes.count == 2 && pushes[0].key == pushes[1].key && pushes[0].push == pushes[1].push)
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("ESC '#14' ENTER F8 ENTER F8 '!' ENTER")
        pushes = Self.pushes(stage)
        #expect(pushes.count == 4 && pushes[2].key != pushes[3].key, "another comment is another command")
    }

    @Test func whatIsTypedInATicketOutlivesTheClient() throws {
        let first = Stage()
        first.press("'#12' ENTER TAB 45 M-c 'half a sent' ESC")
        let draft = try #require(first.shell.drafts[.ticket(TicketID(12))])
        let second = Stage(drafts: [try #require(Draft(text: draft.text))])
        #expect(second.message.contains("ticket #12"))
        second.press("'#12' ENTER")
        let text = second.text()
        #expect(text.contains("comment, not sent: half a sent") && text.contains("45"))
    }

    @Test func freePortsAreNarrowedWhileTyping() {
        let stage = Stage()
        stage.press("'#14' ENTER OLT-2 DOWN F8 ENTER")
        #expect(stage.desk.asked.contains(.freePorts(matching: "OLT-2", limit: TicketScreen.portsLimit)))
        #expect(Self.pushes(stage).first?.push.result == .port(PortID(6)))
    }

    @Test func anOperatorWithoutTheStepsPermissionIsToldSo() {
        let stage = Stage()
        stage.desk.state.withLock {
            $0.tickets[TicketID(12)] = Samples.ticket(12, step: "Survey", view: .survey, isPermitted: false)
        }
        stage.press("'#12' ENTER TAB 45 F8")
        #expect(stage.message == "Your role does not push tickets out of Survey.")
    }

    @Test func theQueueIsNarrowedAndATicketTaken() {
        let stage = Stage()
        stage.press("C-t / dev")
        #expect(stage.text().contains("1 of 3 tickets"))
        stage.press("F6")
        #expect(stage.crumbs == ["Home", "Tickets"], "F6 takes only from the list")
        stage.press("ESC a")
        #expect(stage.crumbs.last == "Ticket #13, Device", "the selected ticket, not the one that slid into its row")
        #expect(stage.message == "Ticket #13 is yours: Device.")
        #expect(stage.text().contains("taken by Anna K."))
    }

    @Test func theSelectedTicketStaysSelectedWhenTheQueueChanges() {
        let stage = Stage()
        stage.press("C-t j j")
        stage.desk.state.withLock { _ = $0.tickets.removeValue(forKey: TicketID(12)) }
        stage.perform(stage.shell.changed(.tickets))
        stage.press("ENTER")
        #expect(stage.crumbs.last == "Ticket #14, Port")
    }

    // MARK: What is shown

    private static let place = TicketDetail.Fact(
        label: "Address", value: "Yerevan, Raffi Street 71/2, second entrance, fourth floor, 48, ask for the caretaker")
    private static let port = TicketDetail.Fact(label: "Port", value: "OLT-AJAPNYAK-2 0/3/12")

    /// Whoever climbs the stairs needs the address and the port, whole, on every step's screen.
    @Test(
        arguments: [StepView.survey, .port, .device, .activation, .general],
        [(80, 24), (100, 24), (120, 40), (200, 60)])
    func everyFactIsReadWhole(_ view: StepView, _ size: (columns: Int, rows: Int)) {
        let stage = Stage()
        stage.desk.state.withLock { state in
            var detail = Samples.ticket(12, step: "Step", view: view)
            let device = TicketDetail.Fact(label: "Device", value: "HWTC1A2B3C4D Huawei HG8245")
            detail.facts = [Self.place, TicketDetail.Fact(label: "Phone", value: "+37477101234")] + detail.facts
            detail.facts += [TicketDetail.Fact(label: "Survey", value: "45 m of cable"), Self.port, device]
            state.tickets[TicketID(12)] = detail
        }
        stage.press("'#12' ENTER")
        let text = stage.text(size.columns, size.rows)
        for fact in (stage.top as? TicketScreen)?.detail?.facts ?? [] {
            for word in fact.value.split(separator: " ") { #expect(text.contains(word), "\(text)") }
        }
        #expect(text.contains("Start") || text.contains("asks for the evening"), "the newest of the flow\n\(text)")
    }

    @Test func factsShareARowWhereBothHaveRoom() {
        let facts = [
            Self.place, Self.port, TicketDetail.Fact(label: "Tariff", value: "Home 100"),
            TicketDetail.Fact(label: "Speed", value: "200 Mbit/s"),
        ]
        let narrow = FactLayout(facts, width: 80)
        #expect(narrow.places.map(\.row) == [0, 2, 2, 3] && narrow.places.map(\.column) == [0, 0, 40, 0])
        #expect(narrow.height == 4 && narrow.places[0].lines.joined(separator: " ") == Self.place.value)
        let column = FactLayout(facts, width: 40)
        #expect(
            column.places.allSatisfy { $0.column == 0 }
                && column.height == column.places.reduce(0) { $0 + $1.lines.count })
    }

    @Test func aDayOfAnotherYearCarriesItsYear() {
        let clock = BusinessClock(terminalNow: Samples.noon)
        #expect(clock.shortTime(of: Samples.noon) == "16.03. 12:00")
        #expect(clock.shortTime(of: Samples.noon.adding(seconds: -100 * 86_400)) == "06.12.2025 12:00")
    }

    @Test func aWayThatTheRoleHasNotIsNotOffered() {
        let stage = Stage()
        stage.desk.state.withLock {
            $0.tickets[TicketID(12)] = Samples.ticket(12, step: "Survey", view: .survey, isPermitted: false)
        }
        stage.press("'#12' ENTER")
        #expect(!stage.rows()[23].contains("Forward") && stage.rows()[23].contains("F7 Back"), "\(stage.rows()[23])")
        stage.press("C-p 'push the ticket'")
        #expect(!stage.text().contains("one step forward") && stage.text().contains("one step back"))
    }
}
