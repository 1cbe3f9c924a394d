import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// Many tickets at once: taken, and pushed forward with one comment.
@MainActor struct TicketBatchTests {
    /// Tickets of a step in which nothing is asked.
    private func stage(_ count: Int64, view: StepView = .general) -> Stage {
        let stage = Stage()
        stage.desk.state.withLock { state in
            state.tickets = [:]
            for number in 1...count {
                state.tickets[TicketID(number)] = Samples.ticket(number, step: "Call back", view: view)
            }
        }
        return stage.press("C-t")
    }

    private func taken(_ stage: Stage) -> [TicketID] {
        stage.commands.compactMap { if case .takeTicket(let ticket, _) = $0 { ticket } else { nil } }
    }

    private func pushed(_ stage: Stage) -> [(push: TicketPush, key: CommandKey)] {
        stage.commands.compactMap { if case .pushTicket(let push, let key) = $0 { (push, key) } else { nil } }
    }

    private func queue(_ stage: Stage) -> QueueScreen? { stage.top as? QueueScreen }

    @Test func allThatAreMarkedAreTakenOneAfterTheOther() {
        let stage = stage(5)
        stage.press("SPACE j SPACE")
        #expect(stage.text().contains("2 marked") && taken(stage).isEmpty)
        stage.press("a")
        #expect(taken(stage) == [TicketID(1), TicketID(3)] && stage.message == "2 tickets are yours.")
        #expect(queue(stage)?.table.marks.isEmpty == true && stage.crumbs.last == "Tickets")
        stage.press("M-a F6")
        #expect(taken(stage).count == 7 && stage.message == "5 tickets are yours.")
    }

    @Test func oneCommentPushesThemAll() {
        let stage = stage(3)
        stage.press("M-a F8")
        #expect(stage.crumbs.last == "Push 3 tickets forward", "\(stage.text())")
        stage.press("DOWN 'called them' ENTER")
        let all = pushed(stage)
        #expect(all.map(\.push.ticket) == [TicketID(1), TicketID(2), TicketID(3)])
        #expect(
            all.allSatisfy {
                $0.push.comment == "called them" && $0.push.resolution == "done with remarks" && $0.push.version == 4
            })
        #expect(Set(all.map(\.key)).count == 3, "each is a command of its own")
        #expect(stage.message == "3 tickets are pushed on.")
    }

    @Test func whatIsRefusedIsToldWithItsReasonAndStaysMarked() {
        let stage = stage(4)
        stage.desk.state.withLock { state in
            state.tickets[TicketID(2)] = Samples.ticket(2, step: "Survey", view: .survey)
            state.tickets[TicketID(3)] = Samples.ticket(3, step: "Elsewhere", view: .general, isPermitted: false)
        }
        stage.press("M-a f ENTER")
        #expect(pushed(stage).map(\.push.ticket) == [TicketID(1), TicketID(4)])
        #expect(stage.message == "2 of 4 tickets are pushed on; 2 refused, as said below.")
        let text = stage.words
        #expect(text.contains("#2: Survey asks for something: open the ticket and push it there."), "\(text)")
        #expect(text.contains("#3: Your role does not push tickets out of Elsewhere."), "\(text)")
        #expect(queue(stage)?.table.marks == [TicketID(2), TicketID(3)])
        stage.press("ESC")
        #expect(queue(stage)?.table.marks.isEmpty == true && !stage.text().contains("asks for something"))
    }

    @Test func reasonsThatAreTheSameAreToldOnce() {
        let stage = stage(12)
        for _ in 0..<12 { stage.desk.failNext(.conflict("Karen S. has taken this ticket.")) }
        stage.press("M-a a")
        #expect(queue(stage)?.batch.reasons.count == 1 && taken(stage).count == 12)
        #expect(stage.words.contains("#1, #2, #3"), "\(stage.text())")
    }

    @Test func aStepThatAsksSomethingIsNotPushedFromTheList() {
        let stage = stage(2, view: .port)
        stage.press("F8")
        #expect(stage.message == "#1: Call back asks for something: open the ticket and push it there.")
        #expect(stage.crumbs.last == "Tickets" && pushed(stage).isEmpty)
    }

    @Test func afterALostLineTheRestGoesOnAndNothingIsDoneTwice() {
        let stage = stage(3)
        stage.press("M-a F8")
        stage.isSlow = true
        stage.press("'hello' ENTER")
        func answer(_ result: Result<DeskReply, DeskError>? = nil) {
            let now = stage.pending
            stage.pending = []
            for (request, slot) in now {
                stage.perform(stage.shell.arrived(result ?? stage.desk.answer(request), slot: slot))
            }
        }
        while pushed(stage).count < 1 { answer() }
        // The second is sent, done, and its answer is lost.
        answer()
        guard let (request, _) = stage.pending.first(where: { $0.0.isCommand }) else { return #expect(Bool(false)) }
        _ = stage.desk.answer(request)
        answer(.failure(.connectionLost("The line broke.")))
        #expect(
            stage.message.contains("The line broke. F8 goes on with the rest; nothing is done twice."),
            "\(stage.message)")
        stage.isSlow = false
        stage.answerAll()
        #expect(queue(stage)?.table.marks == [TicketID(2), TicketID(3)])
        stage.press("F8 'hello' ENTER")
        let all = pushed(stage)
        let second = all.filter { $0.push.ticket == TicketID(2) }
        #expect(second.count == 2 && second[0].key == second[1].key && second[0].push == second[1].push)
        #expect(all.filter { $0.push.ticket == TicketID(1) }.count == 1 && all.last?.push.ticket == TicketID(3))
    }

    @Test func escapeGivesTheRestUpAndTheOneOnItsWayIsDone() {
        let stage = stage(40)
        stage.press("M-a")
        stage.isSlow = true
        stage.press("a")
        #expect(stage.text().contains("Taking") && stage.text().contains("0 of 40 tickets"), "\(stage.text())")
        #expect(stage.top.unsent != nil, "leaving asks first")
        stage.press("a")
        #expect(stage.message.contains("ESC gives the rest up"))
        stage.press("ESC")
        #expect(stage.crumbs.last == "Tickets")
        stage.isSlow = false
        stage.answerAll()
        #expect(taken(stage) == [TicketID(1)])
        #expect(stage.message == "Given up after 1 of 40: 1 ticket is yours. The rest is as it was.")
        #expect(queue(stage)?.table.marks.count == 39 && stage.top.unsent == nil)
    }

    @Test func withoutALineNothingIsSent() {
        let stage = stage(2)
        stage.press("M-a")
        stage.connect(.waiting(reason: "Gone.", retryInMilliseconds: 500))
        stage.press("a")
        #expect(taken(stage).isEmpty && stage.message.contains("nothing was sent"))
        stage.press("F8")
        #expect(pushed(stage).isEmpty && stage.crumbs.last == "Tickets")
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)]) func theQueueShowsTypeStepAndWhoseItIs(
        _ columns: Int, _ rows: Int
    ) {
        let stage = Stage()
        stage.press("C-t")
        let screen = stage.rows(columns, rows)
        #expect(["Ticket", "Age", "Due", "Type", "Step", "Customer", "Taken by"].allSatisfy { screen[3].contains($0) })
        let line = screen.first { $0.contains("#12 ") } ?? ""
        #expect(
            line.contains("Survey") && line.contains(Samples.petrosyan.name) && line.contains("Intern"), "\(line)")
        #expect(screen[2].contains("SPACE mark") && screen[2].contains("f forward"), "\(screen[2])")
    }
}
