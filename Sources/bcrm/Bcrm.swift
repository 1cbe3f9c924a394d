import ArgumentParser
import CQuietStart
import Dispatch
import Domain

/// The operators' program. Without a subcommand it opens the client.
@main
struct Bcrm: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bcrm",
        abstract: "Customer management and billing for an internet, TV and phone operator.",
        discussion: """
            The connection is described as for every libpq program: PGHOST, PGPORT, PGDATABASE, PGUSER, PGSERVICE, \
            PGPASSFILE and their kin. A password that is found nowhere is asked for on the screen.
            """,
        version: ProductVersion.text,
        subcommands: [
            Open.self, DemoCommand.self, TutorialCommand.self, DatabaseCommand.self, OperatorCommand.self,
            BankCommand.self, KeysCommand.self, ThemesCommand.self, PriceCommand.self, ChargeCommand.self,
            CatalogCommand.self, CallsCommand.self, StockCommand.self, ImportCommand.self, ExportCommand.self,
            DiameterCommand.self,
        ],
        defaultSubcommand: Open.self)

    /// The client needs the main thread for itself, which an asynchronous entry point does not give.
    static func main() {
        quiet_start_end()
        do {
            var command = try parseAsRoot()
            if let waiting = command as? any AsyncParsableCommand {
                wait(for: waiting)
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }

    private static func wait(for command: sending any AsyncParsableCommand) {
        let finished = DispatchSemaphore(value: 0)
        Task.detached {
            var command = command
            do {
                try await command.run()
            } catch {
                exit(withError: error)
            }
            finished.signal()
        }
        finished.wait()
    }
}
