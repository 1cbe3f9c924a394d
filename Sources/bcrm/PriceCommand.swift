import ArgumentParser
import Domain
import Glibc
import Operations

/// Prices without a database.
struct PriceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "price", abstract: "Price a service or calls from files, without a database.",
        subcommands: [Charges.self, PriceCallsCommand.self])

    struct Charges: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every charge of a service with its period, fraction, rounding and tax.",
            discussion: """
                The same functions price here and in the daemon: for a question about a bill, for a tariff before it \
                is published, for tables of cases.

                The events are a CSV file whose first line names its columns: date and event, and of tariff, \
                billing_day, component, quantity, discount, through, scheme, reason, amount those it needs. \
                Events are activation, change, option, option_end, discount, discount_end, tax_scheme, suspension, \
                resumption, termination, payment, credit_limit, in the order of their days.

                Exit status: 0, 64 wrong arguments, 65 a file is wrong, 66 a file cannot be read.
                """)

        @Option(help: ArgumentHelp("The catalogue with the tariffs, as TOML.", valueName: "file"))
        var tariff: String

        @Option(help: ArgumentHelp("What happened to the service, as CSV.", valueName: "file"))
        var events: String

        @Option(help: ArgumentHelp("The last day (default: that of the last event).", valueName: "date"))
        var until: String?

        @Flag(help: "Let money stop and start the service by the limits of its tariff.")
        var suspend = false

        @Flag(help: "As one JSON object.")
        var json = false

        func validate() throws {
            if let until, CivilDate(until) == nil {
                throw ValidationError("\u{201C}\(until)\u{201D} is no day: write it like 2026-01-31.")
            }
        }

        func run() throws {
            let request = PriceRequest(
                tariffs: tariff, events: events, until: until.flatMap { CivilDate($0) }, suspending: suspend)
            do throws(PriceRequest.Failure) {
                let report = try request.run()
                print(json ? report.json : report.text)
            } catch {
                let bytes = Array((error.sentence + "\n").utf8)
                _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
                throw ExitCode(error.exitCode)
            }
        }
    }
}
