import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The lock covers what the operator works at until the password is typed.
@MainActor struct LockTests {
    /// A desk that is not a demo's.
    private func real() -> Stage {
        let stage = Stage(signedIn: false)
        var profile = Samples.anna
        profile.isDemo = false
        stage.connect(.ready(profile))
        return stage
    }

    private func locked(_ keys: String = "'77101234' ENTER") -> Stage {
        let stage = real()
        stage.press(keys)
        stage.press("M-L")
        return stage
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)]) func nothingOfTheWorkIsSeen(_ columns: Int, _ rows: Int) {
        let stage = locked()
        let text = stage.text(columns, rows)
        #expect(stage.shell.isLocked && text.contains("Anna K. (op_anna) is at work here."), "\(text)")
        for secret in [Samples.petrosyan.name, "77101234", "C-1007", "1 500,00", "F1 Help"] {
            #expect(!text.contains(secret), "\(text)")
        }
    }

    /// Every key of the map, and the mouse.
    @Test func noKeyDoesAnythingButTypeThePasswordAndLeave() {
        let stage = locked()
        let before = stage.crumbs
        let keys = TestTerminal.keymap.bindings(in: ["list", "customers.card", "find", "form"]).map(\.strokes)
        #expect(keys.count > 60)
        for strokes in keys where strokes != KeyStroke("C-q").map({ [$0] }) {
            for stroke in strokes { stage.perform(stage.shell.input(.key(stroke))) }
            stage.perform(stage.shell.unlocked("No."))
        }
        stage.perform(stage.shell.input(.mouse(MouseEvent(.press, row: 5, column: 5))))
        #expect(stage.crumbs == before && stage.shell.isLocked)
        let harmful = stage.orders.filter {
            switch $0 {
            case .suspend, .copy, .saveScreen, .editOutside, .toggleMouse, .quit: true
            case .start(let request, _): request.isCommand
            default: false
            }
        }
        #expect(harmful == [])
        stage.press("C-q")
        #expect(stage.orders.last == .quit, "whoever comes next may begin anew")
    }

    @Test func thePasswordOpensItAndTheWorkIsAsItWas() {
        let stage = locked("'77101234' ENTER 4")
        let (crumbs, layer) = (stage.crumbs, stage.top.crumb)
        stage.press("ENTER")
        #expect(!stage.orders.contains { if case .checkPassword = $0 { true } else { false } }, "an empty one is none")
        stage.press("'se cret' ENTER")
        #expect(stage.orders.last == .checkPassword(Credentials(login: "op_anna", password: "se cret")))
        #expect(!stage.text().contains("se cret"))
        stage.perform(stage.shell.unlocked("The password is wrong."))
        #expect(stage.shell.isLocked && stage.text().contains("The password is wrong.") && stage.rings > 0)
        stage.press("right ENTER")
        stage.perform(stage.shell.unlocked(nil))
        #expect(!stage.shell.isLocked && stage.crumbs == crumbs.dropLast() && layer == "Locked")
        #expect((stage.top as? CustomerScreen)?.tab == .money)
    }

    /// What was under way goes on, and what it opens and says is beneath the lock.
    @Test func whatIsUnderWayGoesOnBeneathIt() {
        let stage = real()
        stage.press("C-t")
        stage.isSlow = true
        stage.press("a")
        stage.press("M-L")
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.shell.isLocked && stage.crumbs.dropLast().last == "Ticket #12, Survey", "\(stage.crumbs)")
        #expect(!stage.text().contains("#12"))
        stage.perform(stage.shell.unlocked(nil))
        #expect(stage.crumbs.last == "Ticket #12, Survey" && stage.text().contains("Ticket #12 is yours"))
    }

    @Test func thereIsNothingToLockBeforeSomebodySignsInAndInADemo() {
        let stage = Stage(signedIn: false)
        stage.press("M-L")
        #expect(!stage.shell.isLocked && stage.message == "Nobody is signed in: there is nothing to lock.")
        #expect(stage.shell.lock().isEmpty)
        stage.connect(.ready(Samples.anna))
        stage.press("M-L")
        #expect(!stage.shell.isLocked && stage.message.hasPrefix("Nobody knows the password of a demo"))
        #expect(stage.shell.lock().isEmpty)
    }

    @Test(arguments: [("", 0), ("10", 10), ("-3", 0), ("soon", 0), ("99999", 1_440)])
    func theTimeIsReadFromTheEnvironment(_ text: String, _ minutes: Int) {
        let options = ClientOptions(
            environment: ["BCRM_IDLE_LOCK": text], stateFolder: "", programFolder: "")
        #expect(options.idleLock == minutes)
    }
}
