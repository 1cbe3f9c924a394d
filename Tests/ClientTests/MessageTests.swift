import Domain
import Operations
import Terminal
import Testing

@testable import Client

/// The message row: what it has no room for goes over the rows above it until the next key.
@MainActor struct MessageTests {
    private static let long =
        "The first sentence says at some length what went wrong with the command that was sent. "
        + "The second one says what is to be done, and with which key it is done: this one here."

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func aLongMessageIsReadWholeAndGoesWithTheNextKey(_ columns: Int, _ rows: Int) {
        let stage = Stage()
        stage.press("C-t")
        let before = stage.rows(columns, rows)
        stage.shell.say(.bad(Self.long))
        let shown = stage.rows(columns, rows)
        let last = rows - 2
        let count = Sheet.rows(of: "! \(Self.long)", width: columns - 2)
        let words = shown[(last + 1 - count)...last].joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(words == "! \(Self.long)")
        #expect(shown[..<(last + 1 - count)] == before[..<(last + 1 - count)] && shown[rows - 1] == before[rows - 1])
        stage.press("DOWN")
        #expect(stage.message.isEmpty && Array(stage.rows(columns, rows)[8...]) == Array(before[8...]))
    }

    @Test func aShortMessageTakesItsOwnRowAndNoOther() {
        let stage = Stage()
        stage.press("'#12' ENTER")
        let before = stage.rows()
        stage.shell.say(.plain("Short."))
        let shown = stage.rows()
        #expect(shown[22] == " Short." && shown[..<22] == before[..<22])
    }

    @Test func aVeryLongMessageTakesThreeRows() {
        let stage = Stage()
        stage.press("C-t")
        let before = stage.rows()
        stage.shell.say(.bad(String(repeating: "word ", count: 200)))
        let shown = stage.rows()
        #expect(shown[20].hasPrefix(" ! word") && shown[22].hasPrefix(" word") && shown[19] == before[19])
    }

    @Test func whoIsAlikeIsSaidWithWhatRegistersAllTheSame() {
        let stage = Stage()
        let twins = (0..<4).map { _ in Samples.twin }
        stage.desk.setProfile { $0.alike = twins }
        stage.press("F6 'Petrosyan' TAB 'Ani' TAB TAB TAB '77101234' TAB")
        guard var screen = stage.top as? RegistrationScreen else { return #expect(Bool(false)) }
        for (name, value) in [
            "city": "Yerevan", "street": "Abovyan", "building": "1", "p.speed": "200", "p.router": "own",
        ] {
            screen.form[name] = value
        }
        stage.shell.layers[stage.shell.layers.count - 1].screen = screen
        stage.press("F9")
        #expect(stage.commands.isEmpty && stage.words.contains("F9 registers all the same."), "\(stage.text())")
    }

    /// What is wrong with a field stays on the screen, and so never lies over it.
    @Test func whatIsSaidOfAFieldDoesNotCoverIt() {
        let stage = Stage()
        stage.press("F6")
        for _ in 0..<40 {
            stage.press("TAB")
            _ = stage.rows()
            guard let cursor = stage.shell.drawn.canvas.cursor else { continue }
            #expect(cursor.row < 22)
        }
    }

    @Test func goingOnWithAFormFromHomeIsNotAmongTheActionsChosenLast() {
        let stage = Stage()
        stage.press("F6 'Petrosyan' ESC ENTER")
        #expect(stage.crumbs.last == "New customer")
        #expect(stage.shell.history.actions.isEmpty)
        #expect(!stage.orders.contains { if case .note = $0 { true } else { false } })
        stage.press("ESC C-p 'tickets in' ENTER")
        #expect(stage.shell.history.actions == [.goQueue])
    }
}
