import ArgumentParser
import Demo
import Domain
import Glibc
import Operations
import Store

/// Files of call records, into the pipeline that rates the records of exchanges.
struct CallsImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import a file of call records.",
        discussion: """
            The mapping says how the rows are written: CSV or fixed width. Each row counts once, in whatever file it comes, \
            and the same file sent again changes nothing; what cannot be read is refused with its line and the rest goes \
            on. An import that was broken off goes on where it was.

            Exit status: 0, also when rows were refused; 75 stopped in between.
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: ArgumentHelp("How its rows are written, as TOML.", valueName: "file"))
    var mapping: String

    @Flag(help: "Only say what would be read; nothing is kept.")
    var dryRun = false

    @Flag(help: "Read a file that was imported by another mapping by this one as well.")
    var again = false

    @Option(help: "How many refused rows are shown.")
    var show = 5

    func validate() throws {
        if !(0...1_000_000).contains(show) { throw ValidationError("--show is 0 to 1000000.") }
    }

    func run() async throws {
        let text = try WholeFile.text(of: mapping)
        let rules: CDRMapping
        do throws(CDRMapping.Failure) {
            rules = try CDRMapping(text)
        } catch {
            throw CommandFailure(error.problems.map { "\(mapping), \($0.sentence)" }.joined(separator: "\n"))
        }
        do {
            if dryRun { try preview(rules) } else { try await store(rules, text) }
        } catch let error as CDRFile.Failure {
            throw CommandFailure("\(file), \(error.sentence).")
        }
    }

    private func preview(_ rules: CDRMapping) throws {
        let pieces = try FilePieces(file)
        let preview = try CDRFile.preview({ try pieces.next() }, mapping: rules, samples: show)
        for row in preview.firstRows {
            let fields = row.body.split(separator: "\n").map { $0.replacing("\t", with: " ") }.joined(separator: ", ")
            print("line \(row.line): \(fields)".plain)
        }
        for refusal in preview.firstRefusals { print(Self.line(refusal).plain) }
        print(
            "\(preview.rows) rows to store, \(preview.skipped) passed over, \(preview.refused) refused. Nothing was kept."
        )
    }

    private func store(_ rules: CDRMapping, _ text: String) async throws {
        let hash = try FilePieces(file).hash()
        let name = String(file.split(separator: "/").last ?? "")
        let interruption = Interruption()
        let progress = ImportProgress()
        let (file, again, show) = (file, again, show)
        let (state, refusals) = try await OperatorConnection.run(isTransaction: false) { session in
            let pieces = try FilePieces(file)
            let state = try await CDRFile.import(
                { try pieces.next() }, name: name, contentHash: hash, mapping: rules, mappingText: text,
                readsAgain: again, on: session, isStopped: { interruption.status != nil }
            ) { progress.tell(rows: $0.rows, refused: $0.refused) }
            return (state, try await session.usageRefusals(of: state.id, limit: show))
        }
        progress.end()
        for refusal in refusals { print(Self.line(refusal).plain) }
        print(
            "\(state.rows) rows: \(state.stored) stored, \(state.duplicates) there already, \(state.conflicts) with other contents than before, \(state.skipped) passed over, \(state.refused) refused."
        )
        if !state.isFinished {
            ImportProgress.tell("Stopped after line \(state.doneLine): import the file again to go on from there.\n")
            throw ExitCode(EX_TEMPFAIL)
        }
    }

    private static func line(_ refusal: CDRRefusal) -> String {
        "line \(refusal.line) refused: \(refusal.reason): \(refusal.text.prefix(120))"
    }
}
