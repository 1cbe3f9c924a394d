package import Terminal

/// How the client is started.
package nonisolated struct ClientOptions: Sendable {
    /// A keymap's name, or the path of its file; empty is the default.
    package var keymap = ""
    /// A theme's name, or the path of its file; empty is the default.
    package var theme = ""
    /// Where keymaps and themes are looked for by name: folders that hold `keymaps` and `themes`, nearest first.
    package var dataFolders: [String] = []
    /// The user's own folder: `keymap.toml` and `theme.toml` there are merged last and win.
    package var configurationFolder = ""
    /// Where drafts and the log are kept.
    package var stateFolder: String
    /// Proposed in the sign-in form.
    package var login: String
    /// Begins with the guided first hour, or goes on with it.
    package var isTutorial = false
    /// Colours and widths, where the terminal does not tell them rightly.
    package var terminal = TerminalOptions()
    /// Whether text may go to the clipboard of the terminal.
    package var allowsCopying = true
    /// Whether the operator may leave for a shell or an editor and come back.
    package var allowsShell = true
    /// Minutes without a key after which the terminal is locked; 0: never.
    package var idleLock = 0
    /// A descriptor that gets a line whenever the client has nothing left to do; for tests.
    package var idleDescriptor: Int32?
    /// Played in place of an operator.
    package var script: ScriptRun?

    /// As the environment says, by the rules of libpq and of XDG; `programFolder` is where the program stands.
    package init(environment: [String: String], stateFolder: String, programFolder: String) {
        self.stateFolder = stateFolder
        login = environment["PGUSER"] ?? environment["USER"] ?? ""
        dataFolders = [programFolder + "/../share/bcrm", programFolder + "/../../.."]
        configurationFolder =
            (environment["XDG_CONFIG_HOME"] ?? "\(environment["HOME"] ?? "")/.config") + "/bcrm"
        terminal.colors = environment["BCRM_COLORS"].flatMap { ColorDepth(named: $0) }
        terminal.ambiguousWidth = environment["BCRM_AMBIGUOUS_WIDTH"] == "2" ? 2 : 1
        allowsCopying = environment["BCRM_CLIPBOARD"] != "off"
        allowsShell = environment["BCRM_SHELL"] != "off"
        idleLock = environment["BCRM_IDLE_LOCK"].flatMap { Int($0) }.map { min(max($0, 0), 1_440) } ?? 0
        idleDescriptor = environment["BCRM_IDLE_FD"].flatMap { Int32($0) }
    }

    /// Whether it names a depth of colours: `24bit`, `256`, `16`, `8`, `mono`.
    package static func isColors(_ name: String) -> Bool { ColorDepth(named: name) != nil }

    /// What is said on the command line wins over the environment.
    package mutating func choose(colors: String, ambiguousWidth: Int?) {
        if let depth = ColorDepth(named: colors) { terminal.colors = depth }
        if let ambiguousWidth { terminal.ambiguousWidth = ambiguousWidth }
    }
}

/// What the sign-in form gives to the desk.
package nonisolated struct Credentials: Equatable, Sendable {
    package var login: String
    package var password: String

    package init(login: String, password: String) {
        self.login = login
        self.password = password
    }
}
