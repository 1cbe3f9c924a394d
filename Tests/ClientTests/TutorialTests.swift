import Domain
import Operations
import Terminal
import Testing

@testable import Client

/// The guided first hour as a value, and on a desk in memory from its first step to its last.
@MainActor @Suite struct TutorialTests {
    /// Keys, and the step the lesson is at afterwards.
    private static let walk: [(keys: String, step: String)] = [
        ("F2", "find.type"), ("'C-1007'", "find.open"), ("ENTER", "read.services"), ("2", "read.money"),
        ("4", "read.overview"), ("1", "pay.begin"), ("p", "pay.amount"), ("1000 ENTER", "pay.post"),
        ("ENTER", "pay.close"), ("ESC", "ticket.begin"), ("t", "ticket.save"),
    ]

    private func stage() -> Stage {
        let stage = Stage()
        stage.shell.tutorial = Tutorial()
        return stage
    }

    private func press(_ keys: String, on stage: Stage) -> String {
        // Each key is looked at by itself, as the programme paints after each.
        for input in TestTerminal.inputs(keys) {
            stage.perform(stage.shell.input(input))
            _ = stage.shell.followTutorial()
        }
        return stage.shell.tutorial?.step.id ?? ""
    }

    @Test func theWholeLessonCanBeDoneOnTheDeskAndEveryStepNoticesItself() {
        let stage = stage()
        for (keys, step) in Self.walk {
            #expect(press(keys, on: stage) == step, "\(keys)\n\(stage.text())")
        }
    }

    /// What completes each step, and what does not: no step can become impossible without this table telling.
    private static let goals: [(String, TutorialSight, Bool)] = [
        ("find.type", TutorialSight(place: .find, found: 3, selectedRow: 0, typed: "pet"), true),
        ("find.type", TutorialSight(place: .find, found: 0, typed: "pet"), false),
        ("find.type", TutorialSight(place: .find, found: nil, typed: "pet"), false),
        ("find.type", TutorialSight(place: .find, found: 9, typed: "pe"), false),
        ("find.move", TutorialSight(place: .find, found: 3, selectedRow: 1, typed: "pet"), true),
        ("find.move", TutorialSight(place: .find, found: 1, selectedRow: 0, typed: "pet"), true),
        ("find.move", TutorialSight(place: .find, found: 3, selectedRow: 0, typed: "pet"), false),
        ("find.open", TutorialSight(place: .card), false),
        ("find.open", TutorialSight(place: .card, tab: .overview), true),
        ("read.services", TutorialSight(place: .card, tab: .services), true),
        ("read.money", TutorialSight(place: .card, tab: .money), true),
        ("read.overview", TutorialSight(place: .card, tab: .overview), true),
        ("pay.card", TutorialSight(place: .card, tab: .overview), true),
        ("pay.begin", TutorialSight(place: .payment), true),
        ("pay.amount", TutorialSight(place: .payment), false),
        ("pay.amount", TutorialSight(place: .payment, isAsking: true), true),
        ("pay.post", TutorialSight(place: .payment, isAsking: true), false),
        ("pay.close", TutorialSight(place: .card, tab: .overview), true),
        ("ticket.card", TutorialSight(place: .card, tab: .overview), true),
        ("ticket.begin", TutorialSight(place: .newService), true),
        ("ticket.push", TutorialSight(place: .push), true),
        ("ticket.queue", TutorialSight(place: .queue), true),
        ("tariff.card", TutorialSight(place: .card, tab: .money), true),
        ("tariff.services", TutorialSight(place: .card, tab: .services), true),
        ("tariff.begin", TutorialSight(place: .serviceChange), true),
        ("tariff.preview", TutorialSight(place: .serviceChange, isAsking: true), true),
        ("tariff.preview", TutorialSight(place: .serviceChange), false),
        ("tariff.confirm", TutorialSight(place: .card, tab: .services), true),
        ("scan.begin", TutorialSight(place: .warehouse), true),
        ("scan.document", TutorialSight(place: .stockOpening), true),
        ("scan.open", TutorialSight(place: .stockOpening), false),
        ("scan.open", TutorialSight(place: .scanning), true),
        ("all.palette", TutorialSight(place: .palette), true),
        ("all.narrow", TutorialSight(place: .palette, typed: "tick"), true),
        ("all.narrow", TutorialSight(place: .queue), true),
        ("all.help", TutorialSight(place: .help), true),
    ]

    @Test func everyStepIsDoneByWhatItAsksForAndByNothingLess() {
        for (id, sight, isDone) in Self.goals {
            var tutorial = Tutorial(stepID: id)
            #expect(tutorial.step.id == id)
            tutorial.look(sight)
            #expect((tutorial.step.id != id) == isDone, "\(id) \(sight)")
        }
        let deeds: [(String, TutorialSight.Deed)] = [
            ("pay.post", .paid), ("ticket.save", .ticketOpened), ("ticket.push", .ticketPushed),
            ("ticket.accept", .ticketPushed), ("tariff.preview", .serviceChanged),
            ("tariff.confirm", .serviceChanged), ("scan.scan", .scanned),
        ]
        for (id, deed) in deeds {
            for other in [TutorialSight.Deed.paid, .ticketOpened, .ticketPushed, .serviceChanged, .scanned] {
                var tutorial = Tutorial(stepID: id)
                tutorial.hear(other)
                #expect((tutorial.step.id != id) == (other == deed), "\(id) \(other)")
            }
        }
        // Every step is in one of the tables, but the last.
        let told = Set(Self.goals.filter(\.2).map(\.0) + deeds.map(\.0))
        #expect(Set(Tutorial.steps.map(\.id)).subtracting(told) == ["all.end"])
        #expect(Set(Tutorial.steps.map(\.id)).count == Tutorial.steps.count)
    }

    @Test func aStepIsSkippedGoneBackToAndKept() {
        var tutorial = Tutorial()
        let card = TutorialSight(place: .card, tab: .overview)
        tutorial.skip()
        #expect(tutorial.step.id == "find.move" && tutorial.place == (1, "Find a customer", 2, 3))
        tutorial.skip()
        tutorial.look(card)
        #expect(tutorial.step.id == "read.services")
        // Gone back to, it stays until something changes.
        tutorial.back(from: card)
        tutorial.look(card)
        #expect(tutorial.step.id == "find.open")
        tutorial.look(TutorialSight(place: .find))
        tutorial.look(card)
        #expect(tutorial.step.id == "read.services")
        #expect(Tutorial(stepID: "read.services").step.id == "read.services")
        #expect(Tutorial(stepID: "of another version").step.id == "find.type")
        for _ in 0..<100 where tutorial.step.id != "all.end" { tutorial.skip() }
        #expect(tutorial.step.id == "all.end")
        tutorial.look(card)
        tutorial.hear(.paid)
        #expect(tutorial.step.id == "all.end")
        tutorial.skip()
        #expect(tutorial.step.id == "find.type")
    }

    /// Every action a step names has a key somewhere in every keymap, and the record it is found by in the menu.
    @Test(arguments: ["", "5250"]) func theKeysComeFromTheMap(_ name: String) {
        var keymap = TestTerminal.keymap
        if !name.isEmpty { keymap.merge(TestTerminal.read("keymaps/\(name).toml"), from: name) }
        let catalogue = ActionCatalogue()
        let guide = KeyGuide(keymap: keymap, catalogue: catalogue)
        for step in Tutorial.steps {
            for action in step.actions {
                let record = catalogue[action]
                #expect(record != nil, "\(step.id): \(action.rawValue)")
                let keys = (record?.contexts ?? []).flatMap { guide.keys(for: action, contexts: [$0]) }
                #expect(!keys.isEmpty, "\(step.id): \(action.rawValue)")
                let text = step.text(keys: { _ in keys }, label: { $0.rawValue })
                #expect(!text.contains("{") && !text.contains("}"))
                #expect(text.count <= 130, "\(step.id) is \(text.count) characters: two rows hold no more")
            }
        }
        let missing = Tutorial.steps[0].text(keys: { $0 == .palette ? ["F12"] : [] }, label: { _ in "Find" })
        #expect(missing.hasPrefix("\u{201C}Find\u{201D} (F12) goes"))
    }

    @Test func itTakesTwoRowsAndNoKeyAndCanBeHidden() {
        let stage = stage()
        let rows = stage.rows()
        #expect(rows[20].contains("1 Find a customer 1/3: F2 goes to the line at the top"))
        stage.press("'sar'")
        #expect(stage.text().contains("Sargsyan"))
        stage.press("M-l")
        #expect(!stage.text().contains("Find a customer 1/3"))
        stage.press("M-n")
        #expect(stage.message.contains("No lesson is under way"))
        stage.press("M-l")
        #expect(stage.text().contains("Find a customer"))
    }
}
