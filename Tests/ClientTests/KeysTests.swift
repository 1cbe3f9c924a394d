import Domain
import Glibc
import Operations
import Terminal
import Testing

@testable import Client

/// Keymaps, help, palette, bar, mouse and copying: all of it from the live map and the picture.
@MainActor struct KeysTests {
    private static func options(keymap: String = "", theme: String = "", home: String = "") -> ClientOptions {
        var options = ClientOptions(environment: ["XDG_CONFIG_HOME": home], stateFolder: "", programFolder: "")
        options.dataFolders = ["."]
        options.keymap = keymap
        options.theme = theme
        return options
    }

    @Test(arguments: ["default", "5250", "vim", "mc"])
    func everyShippedKeymapPassesItsCheck(_ name: String) {
        let listing = KeyListing(Self.options(keymap: name))
        #expect(!listing.findings.hasErrors, "\(listing.findings.sentences)")
        // A key of another keymap's own may hide a sequence here and there; the default has nothing doubtful.
        #expect(name != "default" || listing.findings.sentences == [])
        #expect(listing.names.contains("\(name) "), "\(listing.names)")
    }

    @Test(arguments: ["default", "light", "high-contrast", "mono", "slow-link", "green"])
    func everyShippedThemePassesItsCheck(_ name: String) {
        let listing = ThemeListing(Self.options(theme: name))
        #expect(listing.findings == [])
        #expect(
            listing.text.split(separator: "\n").contains { $0.hasPrefix("\(name) ") && $0.hasSuffix(".") },
            "\(listing.text)")
    }

    @Test func aThemeOrKeymapThatInheritsItselfIsTold() throws {
        let folder = try Folder()
        folder.write("[meta]\ninherits = \"b\"\n[global]\n\"F7\" = \"app.quit\"", "bcrm/keymaps/a.toml")
        folder.write("[meta]\ninherits = \"a\"", "bcrm/keymaps/b.toml")
        let custom = Customisation(Self.options(keymap: "a", home: folder.path))
        #expect(custom.notFound == ["The keymap “a” inherits itself: a, b, a."])
        #expect(
            custom.keymap.lookup([KeyStroke(.function(7))], in: []) == .action("app.quit"), "and is used all the same")
    }

    @Test func theOperatorsOwnFileWinsAndMaySayWhatItBuildsOn() throws {
        let folder = try Folder()
        folder.write("[meta]\ninherits = \"vim\"\n[context.list]\n\"j\" = \"move.up\"", "bcrm/keymap.toml")
        let keymap = Customisation(Self.options(home: folder.path)).keymap
        #expect(keymap.lookup([KeyStroke(.character("j"))], in: ["list"]) == .action("move.up"))
        #expect(keymap.lookup([KeyStroke(.character("G"))], in: ["list"]) == .action("move.last"), "of vim")
        let chosen = Customisation(Self.options(keymap: "5250", home: folder.path)).keymap
        #expect(chosen.lookup([KeyStroke(.function(3))], in: ["list"]) == .action("app.quit"), "of 5250")
        #expect(chosen.lookup([KeyStroke(.character("j"))], in: ["list"]) == .action("move.up"))
    }

    @Test func theBeginningOfASequenceShowsTheKeysThatFollow() {
        let stage = Stage.with(keymap: "vim")
        stage.press("C-t g")
        let text = stage.text()
        #expect(
            text.contains(" g and then ") && text.contains("u Rated usage") || text.contains("t Tickets in my queues"),
            "\(text)")
        #expect(stage.rows()[23].hasPrefix("F1 Help"), "the bar stays")
        stage.press("ESC")
        #expect(!stage.text().contains("and then") && stage.crumbs.last == "Tickets" && stage.message.isEmpty)
        stage.press("g u")
        #expect(stage.crumbs.last == "Usage")
        stage.press("g z")
        #expect(stage.message == "g z does nothing here; F1 shows the keys.")
        stage.press("Z Z")
        #expect(stage.orders.last == .quit)
    }

    @Test func aLeaderTimeForgetsTheBeginning() {
        let stage = Stage.with("[leader]\ntimeout_ms = 1500\n[context.list]\n\"q q\" = \"app.quit\"")
        stage.press("C-t q")
        let timer = RequestSlot(layer: 0, purpose: "leader")
        #expect(stage.timers[timer] == 1_500)
        stage.perform(stage.shell.timer(timer))
        #expect(!stage.text().contains("and then"))
        stage.press("q")
        #expect(stage.text().contains("q and then"))
    }

    @Test func theBarIsMadeOfTheMapAndOfWhatTheTerminalHas() {
        let own =
            "[context.\"tickets.queue\"]\n\"M-9\" = { do = \"app.about\", label = \"Us\", bar = 9, override = true }\n"
            + "\"F6\" = { do = \"ticket.take\", label = \"Mine!\" }\n\"F4\" = { do = \"queue.filter\", needs = \"no.such\" }"
        let bar = Stage.with(own).press("C-t").rows()[23]
        #expect(bar.contains("F6 Mine!") && !bar.contains("F4"), "\(bar)")
        let vt100 = Stage.with(functionKeys: 4).press("C-t").rows()[23]
        #expect(vt100.contains("F1 Help") && vt100.contains("a Take") && !vt100.contains("F6"), "\(vt100)")
    }

    /// At home, in a list and in a form.
    @Test(arguments: ["", "C-t", "F6"]) func theBarOfAVt100NamesNoKeyThatItHasNot(_ way: String) {
        let (bar, full) = (Stage.with(functionKeys: 4).press(way).rows()[23], Stage.with().press(way).rows()[23])
        #expect(bar.hasPrefix("F1 Help") && bar != full, "\(bar)")
        for number in 5...12 { #expect(!bar.contains("F\(number) "), "\(bar)") }
    }

    @Test(
        arguments: [
            ("tickmq", "Tickets in my queues"), ("go.tickets", "Tickets in my queues"), ("C-t", "Tickets in my queues"),
            ("f6", "Register a customer"), ("scr ag", "Paint the screen again"),
        ])
    func thePaletteFindsByNameByActionAndByKey(_ typed: String, _ label: String) {
        let stage = Stage()
        stage.press("C-p '\(typed)'")
        let palette = stage.top as? PaletteScreen
        #expect(palette?.visible.first?.label == label, "\(palette?.visible.map(\.label) ?? [])")
    }

    @Test func thePaletteShowsKeysAndWhatWasUsedLastFirst() {
        let stage = Stage()
        stage.press("C-p")
        #expect(stage.text().contains("F6  C-n"))
        stage.press("usage ENTER C-p 'tickets in' ENTER C-p")
        let first = (stage.top as? PaletteScreen)?.entries.prefix(2).map(\.action)
        #expect(first == [.goQueue, .goUsage], "\(String(describing: first))")
    }

    @Test func helpIsInGroupsAndFollowsTheMap() {
        let stage = Stage.with("[context.\"tickets.queue\"]\n\"C-x\" = \"ticket.take\"")
        stage.press("C-t F1")
        let text = (stage.top as? HelpScreen)?.lines ?? []
        #expect(text.filter(\.isHead).map(\.words) == ["Keys of: Tickets", "In a list", "Everywhere"])
        #expect(text.contains { $0.keys.contains("C-x") && $0.words.hasPrefix("Take the ticket") })
        #expect(!text.contains { $0.keys.isEmpty && !$0.isHead && !$0.words.isEmpty })
    }

    @Test func theMouseSelectsOpensAndTurns() {
        let stage = Stage()
        stage.press("C-t")
        let rows = stage.rows()
        let queue = stage.top as? QueueScreen
        let tickets = queue?.visible(in: stage.shell.context) ?? []
        let places = tickets.map { ticket in rows.firstIndex { $0.contains("#\(ticket.id)") } ?? -1 }
        #expect(places.count > 2 && !places.contains(-1), "\(rows)")
        func click(_ row: Int, _ column: Int = 10) {
            stage.perform(stage.shell.input(.mouse(MouseEvent(.press, row: row, column: column))))
            _ = stage.rows()
        }
        click(places[2])
        #expect(stage.rows()[places[2]].hasPrefix(">"))
        stage.perform(stage.shell.input(.mouse(MouseEvent(.wheelUp, row: 5, column: 5))))
        #expect(stage.rows()[places[0]].hasPrefix(">"))
        click(0)
        click(99, 999)
        #expect(stage.crumbs.last == "Tickets")
        click(places[0])
        #expect(stage.crumbs.count == 3, "the selected line again opens it")
        click(23, 1)
        #expect(stage.crumbs.last == "Help", "the bar can be clicked on")
        stage.press("ESC ESC M-z")
        #expect(stage.orders.last == .toggleMouse)
    }

    @Test func aClickGivesUpTheBeginningOfASequence() {
        let stage = Stage.with(keymap: "vim")
        stage.press("C-t g")
        #expect(stage.text().contains("g and then"))
        #expect(stage.shell.targets.allSatisfy { $0.row == 23 }, "nothing is clicked on through the panel")
        stage.perform(stage.shell.input(.mouse(MouseEvent(.wheelDown, row: 5, column: 5))))
        #expect(!stage.text().contains("and then") && stage.crumbs.last == "Tickets")
    }

    @Test func aListIsSortedByColumnAndTheSelectionStays() {
        let stage = Stage()
        stage.press("C-t DOWN")
        let order = { (stage.top as? QueueScreen)?.visible(in: stage.shell.context).map(\.id) ?? [] }
        let (before, selected) = (order(), (stage.top as? QueueScreen)?.table.selection.id)
        stage.press("s S")
        #expect(stage.rows()[3].contains("Ticketv"), "\(stage.rows()[3])")
        #expect(order() != before && order().sorted { "\($0)" < "\($1)" } == before.sorted { "\($0)" < "\($1)" })
        #expect((stage.top as? QueueScreen)?.table.selection.id == selected)
    }

    @Test func whatIsBeneathADialogIsNotClickedOn() {
        let stage = Stage()
        stage.press("C-t C-p")
        _ = stage.rows()
        stage.perform(stage.shell.input(.mouse(MouseEvent(.press, row: 15, column: 2))))
        #expect(stage.crumbs.last == "All actions")
        // The menu's own lines and the key bar.
        #expect(stage.shell.targets.allSatisfy { (3...10).contains($0.row) || $0.row == 23 }, "\(stage.shell.targets)")
        stage.perform(stage.shell.input(.mouse(MouseEvent(.press, row: 4, column: 2))))
        #expect(stage.crumbs.last == "All actions" && stage.rows()[4].hasPrefix(">"), "a click selects")
        stage.perform(stage.shell.input(.mouse(MouseEvent(.press, row: 15, column: 2))))
        #expect(stage.rows()[4].hasPrefix(">"))
    }

    @Test func whatIsSeenIsCopied() {
        let stage = Stage()
        stage.press("C-t")
        _ = stage.text()
        stage.press("y")
        guard case .copy(let line)? = stage.orders.last else {
            return #expect(Bool(false), "\(stage.orders.suffix(2))")
        }
        let ticket = (stage.top as? QueueScreen)?.visible(in: stage.shell.context).first
        #expect(line.hasPrefix("#") && line.contains("\t\(ticket?.customerName ?? "?")\t"), "whole, not as it is cut")
        stage.press("Y")
        guard case .copy(let all)? = stage.orders.last else { return #expect(Bool(false)) }
        #expect(all.contains("Ticket") && !all.contains("Hayk Telecom") && !all.contains("F1 Help"))
    }

    /// The menu that the action was chosen from lay over the list when the picture was painted.
    @Test func whatIsCopiedFromTheMenuIsTheLineBeneathIt() {
        let stage = Stage()
        stage.press("C-t y")
        let line = stage.orders.last
        guard case .copy? = line else { return #expect(Bool(false), "\(stage.orders.suffix(2))") }
        stage.press("C-p 'copy the line'")
        _ = stage.text()
        stage.press("ENTER")
        #expect(stage.orders.last == line && stage.crumbs.last == "Tickets")
        stage.press("C-p 'copy everything'")
        _ = stage.text()
        stage.press("ENTER")
        guard case .copy(let all)? = stage.orders.last else { return #expect(Bool(false)) }
        #expect(all.contains("Ticket") && !all.contains("All actions"))
    }

    @Test func theValueOfAFieldIsCopiedAndMayBeWrittenInAnEditor() {
        let stage = Stage()
        stage.press("F6 'Petrosyan Anahit'")
        _ = stage.text()
        stage.press("M-y")
        #expect(stage.orders.last == .copy("Petrosyan Anahit"))
        stage.press("C-v")
        guard case .editOutside("Petrosyan Anahit", let layer)? = stage.orders.last else {
            return #expect(Bool(false), "\(stage.orders.suffix(2))")
        }
        stage.perform(stage.shell.edited("Sargsyan\nAni", layer: layer))
        #expect(stage.text().contains("Sargsyan Ani") && !stage.text().contains("Petrosyan"))
        stage.press("S-TAB")
        _ = stage.text()
        stage.press("C-v")
        #expect(stage.message == "This field is not typed; there is nothing to edit.")
        stage.press("M-y")
        #expect(stage.orders.last == .copy("person"))
    }

    @Test func aPasswordIsNeitherCopiedNorEdited() {
        let stage = Stage(signedIn: false)
        stage.connect(.refused(.signInFailed("The server asks for a password.")))
        stage.press("'secret'")
        _ = stage.text()
        stage.press("M-y C-v")
        #expect(
            !stage.orders.contains {
                if case .copy = $0 { true } else if case .editOutside = $0 { true } else { false }
            })
    }
}

/// A folder for files of a test.
private final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/bcrm-keys-XXXXXX".utf8CString)
        path = try #require(
            template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }.map {
                String(cString: $0)
            })
    }

    func write(_ text: String, _ name: String) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o700)
        }
        guard let file = fopen("\(path)/\(name)", "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    deinit {
        for name in ["bcrm/keymaps/a.toml", "bcrm/keymaps/b.toml", "bcrm/keymap.toml"] { unlink("\(path)/\(name)") }
        for name in ["bcrm/keymaps", "bcrm", ""] { rmdir("\(path)/\(name)") }
    }
}
