import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// Comments sent by themselves, tickets given back, tickets that are over, and where an order leads.
@MainActor struct TicketDeedTests {
    private static func comments(_ stage: Stage) -> [(text: String, key: CommandKey)] {
        stage.commands.compactMap {
            if case .commentTicket(_, _, let text, let key) = $0 { (text, key) } else { nil }
        }
    }

    private static func change(_ stage: Stage, _ change: (inout TicketDetail) -> Void) {
        stage.desk.state.withLock { state in
            guard var detail = state.tickets[TicketID(12)] else { return }
            change(&detail)
            state.tickets[TicketID(12)] = detail
        }
    }

    // MARK: Comments

    @Test func enterSendsTheCommentAndItStandsInTheFlow() {
        let stage = Stage()
        stage.press("'#12' ENTER M-c 'asked the customer'")
        #expect(stage.text().contains("ENTER sends it"), "\(stage.text())")
        stage.press("ENTER")
        #expect(Self.comments(stage).map(\.text) == ["asked the customer"])
        #expect(stage.message == "The comment is in the flow.")
        let text = stage.text()
        #expect(text.contains("Survey: comment") && text.contains("\u{201C}asked the customer\u{201D}"), "\(text)")
        #expect(!text.contains("not sent") && stage.shell.drafts.isEmpty)
    }

    @Test func whoMayPushNothingMayStillComment() {
        let stage = Stage()
        Self.change(stage) { detail in
            for index in detail.transitions.indices { detail.transitions[index].isPermitted = false }
        }
        stage.press("'#12' ENTER M-c hello ENTER")
        #expect(Self.comments(stage).count == 1 && stage.message == "The comment is in the flow.")
    }

    @Test func whatIsTypedInTheStepStaysWithItsDraftWhenACommentIsSent() {
        let stage = Stage()
        stage.press("'#12' ENTER TAB 45 M-c hello ENTER")
        #expect((stage.top as? TicketScreen)?.form["metres"] == "45")
        #expect(stage.shell.drafts[.ticket(TicketID(12))]?["form.metres"] == "45")
        #expect(stage.shell.drafts[.ticket(TicketID(12))]?["comment"] == "")
    }

    @Test func aCommentWithoutAnAnswerIsTheSameCommandAgain() {
        let stage = Stage()
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("'#12' ENTER M-c hello ENTER")
        #expect(stage.message == "The line broke. Your comment is kept.")
        #expect(stage.text().contains("comment, not sent: hello"), "\(stage.text())")
        stage.press("M-c ENTER")
        #expect(Self.comments(stage).count == 2 && Set(Self.comments(stage).map(\.key)).count == 1)
        stage.desk.failNext(.refused("Comment: at most 4000 characters."))
        stage.press("M-c long ENTER M-c ENTER")
        #expect(Set(Self.comments(stage).map(\.key)).count == 3, "what was refused is another command")
    }

    @Test func anEmptyCommentIsNotSent() {
        let stage = Stage()
        stage.press("'#12' ENTER M-c ENTER")
        #expect(stage.text().contains("Write the comment first.") && stage.commands.isEmpty)
    }

    @Test func othersSeeACommentWhileTheyLook() {
        let stage = Stage()
        stage.press("'#12' ENTER TAB 45")
        Self.change(stage) {
            $0.flow.append(
                FlowEvent(
                    at: Samples.noon, actor: "Karen S.", fromStepName: "", toStepName: "Survey", resolution: "comment",
                    comment: "not at home"))
        }
        stage.perform(stage.shell.changed(.tickets))
        #expect(stage.text().contains("not at home") && stage.text().contains("45"))
    }

    // MARK: Taking and giving back

    @Test(arguments: ["M-f", "C-p 'give the ticket' ENTER"])
    func aTakenTicketIsGivenBack(_ keys: String) {
        let stage = Stage()
        stage.press("'#12' ENTER F6")
        #expect(stage.text().contains("taken by Anna K."))
        stage.press(keys)
        #expect(stage.commands.last == .releaseTicket(TicketID(12), customer: Samples.petrosyan.id))
        #expect(stage.message == "The ticket is given back; others may take it." && stage.text().contains("free"))
    }

    @Test func onlyWhatOneHasTakenIsGivenBack() {
        let stage = Stage()
        stage.press("'#12' ENTER M-f")
        #expect(stage.message == "Nobody has taken the ticket.")
        Self.change(stage) { $0.summary.takenBy = "Karen S." }
        stage.press("F5 M-f")
        #expect(stage.message == "Karen S. has taken this ticket; only they give it back." && stage.commands.isEmpty)
    }

    @Test func whoCannotPushATicketIsToldBeforeTakingIt() {
        let stage = Stage()
        Self.change(stage) { detail in
            for index in detail.transitions.indices { detail.transitions[index].isPermitted = false }
        }
        stage.press("'#12' ENTER")
        #expect(!stage.rows()[23].contains("Take"), "\(stage.rows()[23])")
        stage.press("F6")
        #expect(stage.message == "Your role does not push tickets out of Survey." && stage.commands.isEmpty)
    }

    // MARK: A ticket that is over

    @Test func aFinishedTicketIsRead() {
        let stage = Stage()
        Self.change(stage) { detail in
            detail.summary.state = .done
            detail.summary.stepName = "Closed"
            detail.view = .closed
            detail.transitions = []
        }
        stage.press("'#12' ENTER")
        let bar = stage.rows()[23]
        for word in ["F6 ", "F7 ", "F8 "] { #expect(!bar.contains(word), "\(bar)") }
        let text = stage.text()
        #expect(!text.contains("free") && !text.contains(", due"), "\(text)")
        #expect(text.lowercased().split(separator: "done").count == 2, "said once\n\(text)")
    }

    @Test func aTicketThatIsNotThereIsNotBeingRead() {
        let stage = Stage()
        stage.press("'#9999999' ENTER")
        let text = stage.text()
        #expect(text.contains("There is no ticket #9999999.") && !text.contains("Reading"), "\(text)")
    }

    // MARK: Orders

    private static func place(_ line: Int, _ kind: String, _ street: String) -> ProfileEntry {
        ProfileEntry(
            part: .address, line: line,
            values: ["kind": kind, "city": "Gyumri", "street": street, "building": "9", "flat": ""])
    }

    private static func addresses(_ stage: Stage) -> [PostalAddress?] {
        stage.commands.compactMap {
            if case .openTicket(_, _, _, _, let address, _) = $0 { .some(address) } else { nil }
        }
    }

    @Test func theOnlyAddressForServicesIsTakenByItself() {
        let stage = Stage()
        stage.desk.state.withLock {
            $0.profile.parts = [Self.place(1, "legal", "Rizhkov"), Self.place(2, "service", "Shirak")]
        }
        stage.press("1007 ENTER F6")
        #expect(stage.text().contains("Gyumri, Shirak 9"), "\(stage.text())")
        stage.press("TAB TAB RIGHT F9")
        #expect(Self.addresses(stage).map { $0?.street } == ["Shirak"], "\(stage.message)")
    }

    @Test func ofSeveralAddressesOneIsAskedFor() {
        let stage = Stage()
        stage.desk.state.withLock {
            $0.profile.parts = [Self.place(1, "service", "Rizhkov"), Self.place(2, "service", "Shirak")]
        }
        stage.press("1007 ENTER F6 TAB TAB TAB RIGHT F9")
        #expect(stage.message == "Address: choose where the service is to be." && stage.commands.isEmpty)
        stage.press("RIGHT RIGHT F9")
        #expect(Self.addresses(stage).map { $0?.street } == ["Shirak"], "\(stage.message)")
    }
}
