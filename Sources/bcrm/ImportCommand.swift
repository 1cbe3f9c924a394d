import ArgumentParser
import Demo
import Domain
import Glibc
import Operations
import Store

/// Moving in: the files of another system, kind by kind.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import customers, accounts, subscriptions, devices or open tickets.",
        discussion: """
            Customers first, then their accounts with the opening balances, then subscriptions, devices and tickets. The \
            file is CSV; the mapping says which column means what, and how days and sums are written (an example is \
            installed as share/doc/bcrm/import.toml). Without one the header names our own fields, as "bcrm export" writes \
            them.

            Each row counts once, by its key, in whatever file it comes: the same file again changes nothing. What cannot \
            be taken is refused with its reason and the rest goes on; --refused writes those rows to a file, to be \
            corrected and imported. An import that was broken off goes on where it was; Ctrl-C ends it after the batch \
            under way.

            Exit status: 0, also when rows were refused; 75 stopped in between.
            """)

    @Argument(help: "customers, accounts, subscriptions, devices or tickets.")
    var kind: ImportKind

    @Argument(help: "The file.")
    var file: String

    @Option(help: ArgumentHelp("What its columns mean, as TOML.", valueName: "file"))
    var mapping: String?

    @Flag(help: "Only say what would happen; nothing is kept.")
    var dryRun = false

    @Option(help: ArgumentHelp("Write the refused rows with their reasons to this file.", valueName: "file"))
    var refused: String?

    @Option(help: "How many refused rows are shown.")
    var show = 5

    func validate() throws {
        if !(0...1_000_000).contains(show) { throw ValidationError("--show is 0 to 1000000.") }
        if dryRun, refused != nil { throw ValidationError("--refused is for an import; a dry run keeps nothing.") }
    }

    func run() async throws {
        let (rules, text) = try readMapping()
        do {
            if dryRun { try await preview(rules) } else { try await store(rules, text) }
        } catch let error as ImportFile.Failure {
            throw CommandFailure("\(file), \(error.sentence).")
        }
    }

    private func readMapping() throws -> (ImportMapping, String) {
        guard let mapping else { return (ImportMapping(kind), "") }
        let text = try WholeFile.text(of: mapping)
        do throws(ImportMapping.Failure) {
            return (try ImportMapping(kind, text), text)
        } catch {
            throw CommandFailure(error.problems.map { "\(mapping), \($0.sentence)" }.joined(separator: "\n"))
        }
    }

    private func preview(_ rules: ImportMapping) async throws {
        let interruption = Interruption()
        let progress = ImportProgress()
        let (file, show) = (file, show)
        let preview = try await OperatorConnection.run(isTransaction: false) { session in
            let pieces = try FilePieces(file)
            return try await ImportFile.preview(
                { try pieces.next() }, mapping: rules, on: session, samples: show,
                isStopped: { interruption.status != nil }
            ) { progress.tell(rows: $0.rows, refused: $0.refused) }
        }
        progress.end()
        for refusal in preview.firstRefusals { print(Self.line(refusal).plain) }
        print(
            "\(preview.rows) rows: \(preview.created) to create, \(preview.unchanged) there already, \(preview.skipped) passed over, \(preview.refused) refused\(balances(preview.openings.sums)). Nothing was kept."
        )
        if interruption.status != nil { throw ExitCode(EX_TEMPFAIL) }
    }

    private func store(_ rules: ImportMapping, _ text: String) async throws {
        let interruption = Interruption()
        let hash = try FilePieces(file).hash()
        let name = String(file.split(separator: "/").last ?? "")
        let progress = ImportProgress()
        let (file, refused, show) = (file, refused, show)
        let (state, refusals) = try await OperatorConnection.run(isTransaction: false) { session in
            let pieces = try FilePieces(file)
            let state = try await ImportFile.import(
                { try pieces.next() }, name: name, contentHash: hash, mapping: rules, mappingText: text, on: session,
                isStopped: { interruption.status != nil }
            ) { progress.tell(rows: $0.rows, refused: $0.refused) }
            if let refused {
                let beginning = try FilePieces(file)
                let header = try ImportFile.header({ try beginning.next() }, mapping: rules)
                let output = try OutputFile(refused)
                _ = try await RefusedRows.write(of: state.id, header: header, mapping: rules, on: session) {
                    try output.write($0)
                }
                try output.finish()
            }
            let refusals = try await session.importRefusals(of: state.id, after: -1, limit: show)
            return (state, refusals)
        }
        progress.end()
        for refusal in refusals { print(Self.line(refusal).plain) }
        let repeated = state.isRepeated ? "This file was imported before; nothing was done now. " : ""
        print(
            "\(repeated)\(state.rows) rows: \(state.created) created, \(state.unchanged) there already, \(state.skipped) passed over, \(state.refused) refused\(balances(state.openings))."
        )
        if !state.isFinished {
            ImportProgress.tell("Stopped after line \(state.doneLine): import the file again to go on from there.\n")
            throw ExitCode(EX_TEMPFAIL)
        }
    }

    private func balances(_ openings: [Money]) -> String {
        openings.isEmpty ? "" : "; opening balances \(openings.map(\.textWithCode).joined(separator: ", "))"
    }

    private static func line(_ refusal: ImportRefusal) -> String {
        "line \(refusal.line) refused: \(refusal.reason) | \(refusal.text.prefix(120))"
    }
}

/// How far it is, on standard error where somebody looks at it.
final class ImportProgress: Sendable {
    private let isSeen = isatty(2) == 1
    private let start = ContinuousClock().now

    func tell(rows: Int, refused: Int) {
        guard isSeen else { return }
        let seconds = max(Double((ContinuousClock().now - start).components.seconds), 1)
        Self.tell("\r\u{1B}[K\(rows) rows, \(refused) refused, \(Int(Double(rows) / seconds)) a second")
    }

    func end() {
        if isSeen { Self.tell("\r\u{1B}[K") }
    }

    /// On standard error, which stays out of what is piped on.
    static func tell(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}

extension ImportKind: ExpressibleByArgument {}
