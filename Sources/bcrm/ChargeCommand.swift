import ArgumentParser
import Domain
import Glibc
import Operations
import Store

/// Charging runs: asked for here, carried out by the daemon. Connects as the operator who calls it.
struct ChargeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charge", abstract: "Ask for charging runs, watch them, take them back.",
        discussion: """
            The daemon charges every day by itself; these commands are for looking ahead and for mending. What is asked \
            for is carried out by the daemon: without one it waits.
            """,
        subcommands: [List.self, Show.self, Dry.self, Day.self, Reverse.self, Cancel.self, Close.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the newest runs.")

        @Option(help: "How many.")
        var limit = 20

        func run() async throws {
            for run in try await OperatorConnection.run({ try await $0.chargeRuns(limit: limit) }) {
                print(ChargeReport.line(run))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a run: its totals, and what could not be charged and why.")

        @Argument(help: "The number \"bcrm charge list\" shows.")
        var run: Int64

        func run() async throws {
            let number = ChargeRunID(run)
            ChargeReport.print(try await OperatorConnection.run { try await $0.chargeRun(number) })
        }
    }

    struct Dry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compute what a day would charge, without posting it.")

        @Argument(help: "The day, as 2027-01-01 or 01.01.2027.", transform: ChargeReport.day)
        var day: CivilDate

        @Flag(help: "Watch it until it is done.")
        var progress = false

        func run() async throws {
            try await ChargeReport.request(
                ChargeRunRequest(day: day, kind: .dry, reverses: nil, reason: ""), progress: progress)
        }
    }

    struct Day: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Charge a day again whose run was taken back.")

        @Argument(help: "The day.", transform: ChargeReport.day)
        var day: CivilDate

        @Flag(help: "Watch it until it is done.")
        var progress = false

        func run() async throws {
            try await ChargeReport.request(
                ChargeRunRequest(day: day, kind: .day, reverses: nil, reason: ""), progress: progress)
        }
    }

    struct Reverse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a run back: every charge of it is reversed.")

        @Argument(help: "The number \"bcrm charge list\" shows.")
        var run: Int64

        @Option(help: "Why; it stands with every reversal.")
        var reason: String

        @Flag(help: "Watch it until it is done.")
        var progress = false

        func run() async throws {
            let number = ChargeRunID(run)
            let original = try await OperatorConnection.run { try await $0.chargeRun(number).summary }
            try await ChargeReport.request(
                ChargeRunRequest(day: original.day, kind: .reversal, reverses: number, reason: reason),
                progress: progress)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a dry run or a reversal after the batches under way.")

        @Argument(help: "The number \"bcrm charge list\" shows.")
        var run: Int64

        func run() async throws {
            let number = ChargeRunID(run)
            try await OperatorConnection.run { try await $0.cancelChargeRun(number, key: .make()) }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close every day up to and including one: nothing posted later counts from them.")

        @Argument(help: "The last day to close.", transform: ChargeReport.day)
        var day: CivilDate

        func run() async throws {
            let last = day
            try await OperatorConnection.run { try await $0.closePeriod(until: last, key: .make()) }
            print("Closed until \(last.localText).")
        }
    }
}
