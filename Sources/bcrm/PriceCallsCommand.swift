import ArgumentParser
import Glibc
import Operations

/// Calls priced without a database.
struct PriceCallsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "Print what each call of a file costs, with its arithmetic, and the totals.",
        discussion: """
            The same functions rate here and in the daemon: for a question about a bill, for a price list before it is \
            published, for tables of cases.

            The tariff is a TOML file with the numbering plan, holidays, price lists, bands, terms, buckets and tax; \
            bcrm(1) has its keys, and an example is installed. The calls are a CSV file whose first line names its \
            columns: start, duration, called, and as needed calling, service, billing_day. Calls are rated in the \
            order of their starts, and buckets are carried from call to call.

            Exit status: 0, 64 wrong arguments, 65 a file is wrong, 66 a file cannot be read.
            """)

    @Option(help: ArgumentHelp("The tariff with its call prices, as TOML.", valueName: "file"))
    var tariff: String

    @Option(help: ArgumentHelp("The calls, as CSV.", valueName: "file"))
    var calls: String

    @Flag(help: "As one JSON object.")
    var json = false

    func run() throws {
        do throws(PriceRequest.Failure) {
            let report = try CallPriceRequest(tariff: tariff, calls: calls).run()
            if json { return print(report.json) }
            for line in report.text.split(separator: "\n", omittingEmptySubsequences: false) {
                print(String(line).plain)
            }
        } catch {
            let bytes = Array((error.sentence.split(separator: "\n").map { String($0).plain + "\n" }.joined()).utf8)
            _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            throw ExitCode(error.exitCode)
        }
    }
}
