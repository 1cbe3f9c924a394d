import ArgumentParser
import Domain
import Operations
import Store

/// Moving out, or into another installation: the same files that "bcrm import" takes.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Export customers, accounts, subscriptions, devices or open tickets.",
        discussion: """
            Writes CSV with the columns that "bcrm import" takes without a mapping. Only what the operator may see is in \
            it, and that somebody exported it is kept in the history. A text that a spreadsheet would take for a formula \
            has an apostrophe before it, which an import takes away again.
            """)

    @Argument(help: "customers, accounts, subscriptions, devices or tickets.")
    var kind: ImportKind

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let (kind, file) = (kind, file)
        let count = try await OperatorConnection.run { session in
            let output = try OutputFile(file)
            let count = try await ExportFile.write(kind, on: session) { try output.write($0) }
            try output.finish()
            return count
        }
        print("\(count) \(kind.rawValue) written to \(file).".plain)
    }
}
