import ArgumentParser
import Glibc
import Store

/// The first operators of an installation, before there is anybody who may manage them in the client.
struct OperatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator", abstract: "Create operators.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create an operator, or change one (as a superuser of the server).",
            discussion: "The password is read from the terminal, or from standard input.")

        @Argument(help: "op_name: small Latin letters, digits, underscores.")
        var login: String

        @Argument(help: "As screens and the history show it.")
        var fullName: String

        @Option(help: "Branch codes.")
        var branch: [String] = []

        @Option(help: "Ticket queue codes.")
        var queue: [String] = []

        @Option(help: "Role codes, for example administrator.")
        var role: [String] = []

        func run() async throws {
            let password = try Self.readPassword()
            let person = OperatorLogin(
                login: login, fullName: fullName, branches: branch, queues: queue, roles: role)
            try await StoreAdministration().run { try await $0.saveOperator(person, password: password) }
        }

        /// Never an argument: those can be read by everybody on the machine.
        private static func readPassword() throws -> String {
            var password = ""
            if isatty(0) == 1 {
                guard let typed = getpass("Password: ") else { throw ValidationError("No password was given.") }
                password = String(cString: typed)
            } else {
                password = readLine() ?? ""
            }
            guard password.count >= 12 else { throw ValidationError("A password has at least 12 characters.") }
            return password
        }
    }
}
