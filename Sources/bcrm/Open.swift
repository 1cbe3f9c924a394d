import ArgumentParser
import CQuietStart
import Client
import Operations
import PrivateCluster

/// How the client looks; shared by everything that opens it.
struct LookOptions: ParsableArguments {
    @Option(help: "A keymap: default, 5250, or a file.")
    var keymap = ""

    @Option(help: "A theme: default, mono, or a file.")
    var theme = ""

    var clientOptions: ClientOptions {
        let environment = ChildProcess.inheritedEnvironment
        var options = ClientOptions(
            environment: environment, stateFolder: StateFolder.path(environment: environment),
            programFolder: Program.folder)
        options.keymap = keymap
        options.theme = theme
        return options
    }
}

/// Opens the full-screen client.
struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the client (what bcrm does by itself).")

    @OptionGroup var look: LookOptions
    @OptionGroup var scripted: ScriptOptions

    func run() throws {
        if !quiet_start_is_in_force() {
            Program.restartOnce(setting: "SWIFT_BACKTRACE", to: String(cString: quiet_start_setting()))
        }
        var clientOptions = look.clientOptions
        clientOptions.script = try scripted.run()
        let options = clientOptions
        let status = MainActor.assumeIsolated {
            ClientProgram.run(options: options) { credentials in
                DatabaseDesk(login: DeskLogin(user: credentials?.login, password: credentials?.password))
            }
        }
        throw ExitCode(status)
    }
}
