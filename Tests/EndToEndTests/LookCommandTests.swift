import OwnThread
import Testing

/// `bcrm keys` and `bcrm themes` as a person runs them.
@Suite(.ownThread) struct LookCommandTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func remove() { _ = system.run("/bin/rm", ["-rf", system.folder]) }

    @Test(.timeLimit(.minutes(1))) func theKeysAreListedAndChecked() {
        defer { remove() }
        let listed = system.run("bcrm", ["keys"])
        #expect(
            listed.status == 0 && listed.output.contains("[tickets.queue]") && listed.output.contains("ticket.take"))
        let page = system.run("bcrm", ["keys", "--markdown"])
        #expect(page.status == 0 && page.output.contains("| `F1") && page.output.contains("### global"))
        let check = system.run("bcrm", ["keys", "--check", "--keymap", "default"])
        #expect(check.status == 0 && check.output == "ok\n", "\(check.output)")
        let names = system.run("bcrm", ["keys", "--list"])
        #expect(names.status == 0 && names.output.contains("default"))
        // A fault of the operator's own file is told with its line, and the check fails.
        _ = system.run("/bin/mkdir", ["-p", system.folder + "/.config/bcrm"])
        system.write(
            "[context.list]\n\"j\" = \"fly\"\n\"C-q\" = \"move.up\"\n", to: system.folder + "/.config/bcrm/keymap.toml")
        let fault = system.run("bcrm", ["keys", "--check", "--keymap", "default"])
        #expect(fault.status == 1)
        #expect(fault.output.contains("keymap.toml, line 2: j in [list] does fly, and there is no such action."))
        #expect(
            fault.output.contains("keymap.toml, line 3: C-q in [list] hides the global app.quit"), "\(fault.output)")
    }

    @Test(.timeLimit(.minutes(1))) func theThemesAreListedAndChecked() {
        defer { remove() }
        #expect(system.run("bcrm", ["themes"]).output.hasPrefix("default "))
        let check = system.run("bcrm", ["themes", "--check"])
        #expect(check.status == 0 && check.output == "ok\n", "\(check.output)")
        let path = system.folder + "/pale.toml"
        system.write("[palette]\nbad = { rgb = \"#303030\", c256 = 236, c16 = \"blue\" }\n", to: path)
        let fault = system.run("bcrm", ["themes", "--check", "--theme", path])
        #expect(fault.status == 1 && fault.output.contains("has a contrast of"), "\(fault.output)")
        let missing = system.run("bcrm", ["themes", "--check", "--theme", "nowhere"])
        #expect(missing.status == 1 && missing.output.contains("There is no theme “nowhere”"))
    }
}
