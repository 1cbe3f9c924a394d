import ArgumentParser
import CQuietStart
import Client
import Operations
import PrivateCluster

/// How the client looks; shared by everything that opens it.
struct LookOptions: ParsableArguments {
    @Option(help: "A keymap: default, 5250, vim, mc, or a file.")
    var keymap = ""

    @Option(help: "A theme: default, light, high-contrast, mono, slow-link, green, or a file.")
    var theme = ""

    @Option(help: "Colours: 24bit, 256, 16, 8 or mono; as many as the terminal says when left out.")
    var colors = ""

    @Option(help: "Cells of characters that East Asian terminals draw wide: 1 or 2.")
    var ambiguousWidth: Int?

    func validate() throws {
        guard colors.isEmpty || ClientOptions.isColors(colors) else {
            throw ValidationError("Colours are 24bit, 256, 16, 8 or mono.")
        }
        guard ambiguousWidth.map({ (1...2).contains($0) }) ?? true else {
            throw ValidationError("Ambiguous characters take 1 or 2 cells.")
        }
    }

    var clientOptions: ClientOptions {
        let environment = ChildProcess.inheritedEnvironment
        var options = ClientOptions(
            environment: environment, stateFolder: StateFolder.path(environment: environment),
            programFolder: Program.folder)
        options.keymap = keymap
        options.theme = theme
        options.choose(colors: colors, ambiguousWidth: ambiguousWidth)
        return options
    }

    /// The same for a program that opens the client in turn.
    var arguments: [String] {
        var arguments: [String] = []
        if !keymap.isEmpty { arguments += ["--keymap", keymap] }
        if !theme.isEmpty { arguments += ["--theme", theme] }
        if !colors.isEmpty { arguments += ["--colors", colors] }
        if let ambiguousWidth { arguments += ["--ambiguous-width", String(ambiguousWidth)] }
        return arguments
    }
}

/// Opens the full-screen client.
struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the client (what bcrm does by itself).")

    @OptionGroup var look: LookOptions
    @OptionGroup var scripted: ScriptOptions

    @Flag(help: .hidden)
    var tutorial = false

    func run() throws {
        if !quiet_start_is_in_force() {
            Program.restartOnce(setting: "SWIFT_BACKTRACE", to: String(cString: quiet_start_setting()))
        }
        var options = look.clientOptions
        options.script = try scripted.run()
        options.isTutorial = tutorial
        let chosen = options
        let status = MainActor.assumeIsolated {
            ClientProgram.run(options: chosen) { credentials in
                DatabaseDesk(login: DeskLogin(user: credentials?.login, password: credentials?.password))
            }
        }
        throw ExitCode(status)
    }
}
