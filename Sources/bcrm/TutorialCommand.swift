import ArgumentParser
import Demo
import PrivateCluster
import Store

/// The guided first hour: the demo, with a line in the client that tells the next step.
struct TutorialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tutorial", abstract: "Learn the desk on demo data: a guided first hour.",
        discussion: """
            Starts the demo if need be and opens the client as somebody who may do everything the lessons need. The line \
            above the messages tells the next step and notices by itself when it is done; nothing is locked meanwhile. \
            Leave at any time: the lesson goes on where it was. "bcrm demo --remove" takes everything away again.
            """)

    @Option(help: "How many customers to generate when the demo is new.")
    var customers = 2_000

    @Option(help: "The same seed gives the same customers.")
    var seed: UInt64 = 1

    @OptionGroup var look: LookOptions

    func run() async throws {
        let demo = DemoSystem(daemonPath: DemoCommand.daemonPath)
        let status = try await demo.use(customers: customers, seed: seed, say: { print($0) }) {
            let login = demo.environment(login: DemoOperators.learner.login)
            var variables = ChildProcess.inheritedEnvironment.merging(login) { $1 }
            variables["XDG_STATE_HOME"] = demo.stateFolder
            let arguments = ["open", "--tutorial"] + look.arguments
            return ChildProcess(Program.path, arguments, environment: variables)
        }
        throw ExitCode(status)
    }
}
