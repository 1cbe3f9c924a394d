import ArgumentParser
import Client
import Glibc
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
        let login = environment["PGUSER"] ?? environment["USER"] ?? ""
        var options = ClientOptions(stateFolder: StateFolder.path(environment: environment), login: login)
        options.keymap = keymap
        options.theme = theme
        options.dataFolders = [Program.folder + "/../share/bcrm", "."]
        let home = environment["HOME"] ?? ""
        options.configurationFolder = (environment["XDG_CONFIG_HOME"] ?? home + "/.config") + "/bcrm"
        options.idleDescriptor = environment["BCRM_IDLE_FD"].flatMap { Int32($0) }
        return options
    }
}

/// Opens the full-screen client.
struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the client (what bcrm does by itself).")

    @OptionGroup var look: LookOptions

    func run() throws {
        // A Swift trap would otherwise hold the terminal for half a minute with its interactive backtrace; the runtime
        // reads this before main, so it must be in the environment of a new start.
        Program.restartOnce(setting: "SWIFT_BACKTRACE", to: "interactive=no,color=no,enable=no")
        let options = look.clientOptions
        let status = MainActor.assumeIsolated {
            ClientProgram.run(options: options) { credentials in
                DatabaseDesk(login: DeskLogin(user: credentials?.login, password: credentials?.password))
            }
        }
        throw ExitCode(status)
    }
}

/// This program itself.
enum Program {
    static var path: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The folder it stands in.
    static var folder: String { path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } }

    /// Replaces this process by the same program with one more variable, unless it is set already.
    static func restartOnce(setting name: String, to value: String) {
        guard getenv(name) == nil else { return }
        setenv(name, value, 1)
        let words = CommandLine.arguments.map { strdup($0) } + [nil]
        execv(path, words)
        // Not restarted: it works without as well.
        words.forEach { free($0) }
    }
}
