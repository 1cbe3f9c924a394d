import ArgumentParser
import Demo
import Glibc
import PrivateCluster
import Store

/// Runs the whole system with demo data.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run the whole system with demo data on a private PostgreSQL.",
        discussion: "Leaving the last client stops the server and the daemon; the data stays until --remove.")

    @Option(
        name: .customLong("as"),
        help: "The demo operator: op_anna, op_karen, op_suren, op_lilit, op_aram, op_admin, op_sona.")
    var login = "op_anna"

    @Option(help: "How many customers to generate when the demo is new.")
    var customers = 2_000

    @Option(help: "The same seed gives the same customers.")
    var seed: UInt64 = 1

    @Flag(help: "Stop the demo and remove everything it made.")
    var remove = false

    @Flag(help: "Print a demo operator's (or superuser's) environment instead: eval it, then use psql or bcrm db.")
    var printEnvironment = false

    @OptionGroup var look: LookOptions
    @OptionGroup var scripted: ScriptOptions

    func validate() throws {
        let isSuperuser = printEnvironment && login == DemoSystem.superuser
        guard isSuperuser || DemoOperators.all.contains(where: { $0.login == login }) else {
            throw ValidationError("There is no demo operator \(login).")
        }
    }

    /// Beside this program where both were built; in `sbin` where they are installed.
    static var daemonPath: String {
        let folder = Program.folder
        let installed = FileTree.parent(of: folder) + "/sbin/bcrmd"
        return access(folder + "/bcrmd", X_OK) == 0 ? folder + "/bcrmd" : installed
    }

    func run() async throws {
        let demo = DemoSystem(daemonPath: Self.daemonPath)
        if remove { return try await demo.remove() }
        if printEnvironment {
            for (name, value) in demo.environment(login: login).sorted(by: { $0.key < $1.key }) {
                print("export \(name)='\(value)'")
            }
            return
        }
        let status = try await demo.use(customers: customers, seed: seed, say: { print($0) }) {
            var variables = demo.variables(login: login)
            variables["XDG_STATE_HOME"] = demo.stateFolder
            let arguments = ["open"] + look.arguments + scripted.arguments
            return ChildProcess(Program.path, arguments, environment: variables)
        }
        throw ExitCode(status)
    }
}
