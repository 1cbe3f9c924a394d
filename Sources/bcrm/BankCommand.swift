import ArgumentParser
import Domain
import Operations
import Store

/// Bank statements: from the bank's file to payments. Connects as the operator who calls it.
struct BankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bank", abstract: "Import bank statements and post their payments.",
        discussion: """
            CAMT.053 files are read as they are; tables (CSV) need a mapping that names their columns. An import is taken \
            whole or not at all, and the same file sent twice changes nothing.
            """,
        subcommands: [
            Import.self, List.self, Show.self, Post.self, Settle.self, Ignore.self, Return.self,
        ])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a file, and propose whose payments it holds.",
            discussion: """
                Posts nothing by itself: "bcrm bank post" posts what names its customer exactly; the rest is left to a \
                person.
                """)

        @Argument(help: "The bank's file: CAMT.053, or a table.")
        var file: String

        @Option(help: "For a table: a TOML file that names its columns.")
        var mapping: String?

        @Option(help: "Balance before the first entry, where the file does not tell it.")
        var openingBalance: String?

        @Option(help: "Balance after the last entry, where the file does not tell it.")
        var closingBalance: String?

        @Option(help: "Another identification than the file's, for a statement the bank corrected.")
        var identifier: String?

        @Flag(help: "Only show what would be imported and proposed.")
        var dryRun = false

        func run() async throws {
            let statements = try readStatements()
            let name = String(file.split(separator: "/").last ?? "")
            // One transaction for the whole file; nothing is said before it holds.
            let isDryRun = dryRun
            let outcomes = try await OperatorConnection.run { session in
                var outcomes: [(MatchedBankStatement, BankImportReceipt?)] = []
                for statement in statements {
                    let matched = try await BankImport.match(statement, on: session)
                    let receipt =
                        isDryRun
                        ? nil : try await BankImport.store(matched, fileName: name, key: .make(), on: session)
                    outcomes.append((matched, receipt))
                }
                return outcomes
            }
            for (matched, receipt) in outcomes {
                if let receipt { BankReport.print(receipt, of: matched) } else { BankReport.print(matched) }
            }
        }

        private func readStatements() throws -> [BankStatement] {
            var table: BankTableMapping?
            if let mapping {
                table = try BankTableMapping(WholeFile.text(of: mapping))
            }
            var statements = try BankFile.statements(
                in: try WholeFile.bytes(of: file), mapping: table,
                balances: BankFile.Balances(opening: openingBalance, closing: closingBalance))
            if let identifier {
                guard statements.count == 1 else {
                    throw CommandFailure("--identifier is for a file with one statement; this has \(statements.count).")
                }
                statements[0].identifier = identifier
            }
            return statements
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the statements imported last.")

        @Option(help: "How many.")
        var limit = 20

        func run() async throws {
            let statements = try await OperatorConnection.run { try await $0.bankStatements(limit: limit) }
            for statement in statements { BankReport.print(statement) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a statement's entries.")

        @Argument(help: "The number \"bcrm bank list\" shows.")
        var statement: Int64

        @Flag(help: "Only those somebody has to decide about.")
        var waiting = false

        func run() async throws {
            let entries = try await OperatorConnection.run {
                try await $0.bankEntries(of: BankStatementID(statement), waiting: waiting, limit: 1_000_000)
            }
            for entry in entries { BankReport.print(entry) }
        }
    }

    struct Post: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Post the entries that name their customer exactly.")

        @Argument(help: "The number \"bcrm bank list\" shows.")
        var statement: Int64

        func run() async throws {
            let result = try await OperatorConnection.run(isTransaction: false) {
                try await BankImport.postExact(of: BankStatementID(statement), on: $0)
            }
            print("\(result.posted) posted, \(result.refused) left to a person.")
        }
    }
}
