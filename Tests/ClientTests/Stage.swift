import Domain
import Operations
import Terminal

@testable import Client

/// The client on a display in memory and without threads: keys go in, the orders are carried out against a
/// ``TestDesk``, rows of text come out.
@MainActor final class Stage {
    var shell: Shell
    let display = HeadlessDisplay(width: 80, height: 24)
    let desk: TestDesk
    var orders: [Order] = []
    /// Requests not answered yet, when `isSlow`.
    var pending: [(DeskRequest, RequestSlot)] = []
    var timers: [RequestSlot: Int] = [:]
    /// Requests stay pending until `answerAll`.
    var isSlow = false
    var rings = 0

    init(
        _ permissions: Set<Permission> = Samples.everything, desk: TestDesk = TestDesk(), drafts: [Draft] = [],
        signedIn: Bool = true
    ) {
        self.desk = desk
        shell = Shell(
            catalogue: ActionCatalogue(), keymap: TestTerminal.keymap, theme: TestTerminal.theme,
            clock: BusinessClock(terminalNow: Samples.noon), login: "op_anna")
        perform(shell.start())
        shell.loaded(drafts)
        if signedIn { connect(.ready(Samples.profile(permissions))) }
    }

    /// A desk with a shipped keymap, and the user's own over it.
    static func with(keymap name: String = "", _ text: String = "", functionKeys: Int = 12) -> Stage {
        let stage = Stage()
        var options = ClientOptions(environment: [:], stateFolder: "", programFolder: "")
        options.dataFolders = ["."]
        options.keymap = name
        var keymap = Customisation(options).keymap
        keymap.merge(text, from: "user.toml")
        stage.shell = Shell(
            catalogue: ActionCatalogue(), keymap: keymap, theme: TestTerminal.theme,
            clock: BusinessClock(terminalNow: Samples.noon), login: "op_anna")
        stage.shell.functionKeys = functionKeys
        stage.perform(stage.shell.start())
        stage.connect(.ready(Samples.profile(Samples.everything)))
        return stage
    }

    func connect(_ state: ConnectionState) { perform(shell.connected(state)) }

    /// Keys by name between blanks; anything in quotes, and any other word, is typed letter by letter.
    @discardableResult func press(_ keys: String) -> Stage {
        for input in TestTerminal.inputs(keys) {
            perform(shell.input(input))
            shell.messageWasPainted = true
        }
        return self
    }

    /// Everything in one burst: nothing is answered before the last key.
    @discardableResult func burst(_ keys: String) -> Stage {
        let wasSlow = isSlow
        isSlow = true
        for input in TestTerminal.inputs(keys) { perform(shell.input(input)) }
        isSlow = wasSlow
        if !isSlow { answerAll() }
        return self
    }

    /// Lets what is under way come back, and what that starts, until nothing is.
    func answerAll() {
        var rounds = 0
        while rounds < 100, !pending.isEmpty || !due.isEmpty {
            rounds += 1
            let now = pending
            pending = []
            for (request, slot) in now { perform(shell.arrived(desk.answer(request), slot: slot)) }
            for slot in due {
                timers[slot] = nil
                perform(shell.timer(slot))
            }
        }
    }

    /// The short timers: pauses before a search; not the limits.
    private var due: [RequestSlot] { timers.filter { $0.value < 1_000 }.map(\.key) }

    func perform(_ more: [Order]) {
        orders += more
        for order in more {
            switch order {
            case .start(let request, let slot):
                pending.removeAll { $0.1 == slot }
                pending.append((request, slot))
            case .cancel(let slot): pending.removeAll { $0.1 == slot && !$0.0.isCommand }
            case .cancelLayer(let layer): pending.removeAll { $0.1.layer == layer && !$0.0.isCommand }
            case .timer(let slot, let milliseconds): timers[slot] = milliseconds
            case .cancelTimer(let slot): timers[slot] = nil
            case .ring: rings += 1
            default: break
            }
        }
        if !isSlow { answerAll() }
    }

    /// The screen as rows of text.
    func rows(_ columns: Int = 80, _ rows: Int = 24) -> [String] {
        if (columns, rows) != (display.width, display.height) { display.resize(width: columns, height: rows) }
        perform(shell.measure(display))
        _ = shell.show(on: display)
        return display.rows
    }

    func text(_ columns: Int = 80, _ rows: Int = 24) -> String { self.rows(columns, rows).joined(separator: "\n") }

    /// The screen's words with one blank between them, for figures whose column does not matter.
    var words: String { text().split(separator: " ").joined(separator: " ") }

    var message: String { shell.messageText ?? "" }
    var top: any Screen { shell.layers[shell.layers.count - 1].screen }
    var crumbs: [String] { shell.layers.map(\.screen.crumb) }
    /// The commands sent, not the reads.
    var commands: [DeskRequest] { desk.asked.filter(\.isCommand) }
}
