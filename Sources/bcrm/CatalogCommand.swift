import ArgumentParser
import Domain
import Operations
import Store

/// The catalogue as a file: out of the database, into it, and checked without it.
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Export, check and import the catalogue as a TOML file.",
        discussion: """
            A file names everything by codes: service types with their components, channels, tariffs with prices over \
            time and parameters, discounts, campaigns, taxes. A complete example is installed as \
            share/doc/bcrm/catalog.toml.
            """,
        subcommands: [Export.self, Import.self, Check.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write the database's catalogue to a file.")

        @Argument(help: "The file; without one the text goes to standard output.")
        var file: String?

        func run() async throws {
            let text = try await OperatorConnection.run { try await CatalogExchange.export(on: $0) }
            guard let file else { return print(text, terminator: "") }
            try WholeFile.write(text, to: file)
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the database's catalogue to a file, whole or not at all.",
            discussion: """
                Says every difference, and of prices who pays them and how much more. The same file imported again \
                changes nothing. What the file does not name is left alone, or with --retire no longer sold.
                """)

        @Argument(help: "The file.")
        var file: String

        @Flag(help: "Only say what would change.")
        var dryRun = false

        @Flag(help: "What the file does not name is no longer sold.")
        var retire = false

        @Flag(help: "Let prices change for days that are past or charged; who was charged is corrected.")
        var allowBackdate = false

        func run() async throws {
            let document = try CatalogText.read(file)
            let options = CatalogImportOptions(
                isDryRun: dryRun, retiresMissing: retire, allowsBackdating: allowBackdate)
            let differences = try await OperatorConnection.run {
                try await CatalogExchange.import(document, options: options, on: $0)
            }
            for line in CatalogExchange.report(differences, isDryRun: dryRun) { print(line.plain) }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what is wrong in a file, without a database.")

        @Argument(help: "The file.")
        var file: String

        func run() throws { print(CatalogExchange.summary(of: try CatalogText.read(file))) }
    }
}

/// A catalogue out of a file; every problem is told with the file's name and its line.
private enum CatalogText {
    static func read(_ path: String) throws -> CatalogDocument {
        let text = try WholeFile.text(of: path)
        do throws(CatalogFile.Failure) {
            return try CatalogFile.read(text)
        } catch {
            throw CommandFailure(error.problems.map { "\(path), \($0.sentence)" }.joined(separator: "\n"))
        }
    }
}

extension WholeFile {
    /// A file that anybody may read is there whole or as it was.
    static func write(_ text: String, to path: String) throws {
        let output = try OutputFile(path, mode: 0o666)
        try output.write(text)
        try output.finish()
    }
}
