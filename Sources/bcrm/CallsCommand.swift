import ArgumentParser

/// Telephone calls: what they cost, and files of them. Connects as the operator who calls it.
struct CallsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "Prices of calls, and files of call records.",
        subcommands: [CallPricesCommand.self, CallsImportCommand.self])
}
