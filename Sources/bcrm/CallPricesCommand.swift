import ArgumentParser
import Domain
import Operations
import Store

/// Price lists: out of the database, into it, and checked without it.
struct CallPricesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices", abstract: "Export, check and import price lists as CSV files.",
        discussion: """
            The first line of a file names its columns: prefix, destination and price_per_minute, and of group, band, \
            connection_fee, first_increment, next_increment, minimum, grace, free, cap, tiers, valid_from those it needs. \
            Lists with their currencies and bands come with the catalogue ("bcrm catalog import").
            """,
        subcommands: [Export.self, Check.self, Import.self, Lists.self, History.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write a list to a file.")

        @Argument(help: "The file; without one the text goes to standard output.")
        var file: String?

        @Option(help: "The list's code.")
        var list: String

        @Option(help: "What holds on this day and what begins later (default: today).", transform: ChargeReport.day)
        var on: CivilDate?

        @Flag(help: "All of it, since the list began.")
        var all = false

        func run() async throws {
            let text = try await OperatorConnection.run(isTransaction: false) { session in
                var day = on
                if day == nil { day = try await session.businessDay().today }
                let extent = all ? PriceListExchange.Extent.all : day.map { .from($0) } ?? .all
                return try await PriceListExchange.export(list, extent, on: session)
            }
            guard let file else { return print(text, terminator: "") }
            try WholeFile.write(text, to: file)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what is wrong in a file, without a database.")

        @Argument(help: "The file.")
        var file: String

        @Option(help: "The currency of its prices.")
        var currency = Currency.amd.code

        func run() throws {
            guard let currency = Currency(isoCode: currency) else {
                throw ValidationError("\"\(currency)\" is no currency: write a code like AMD.")
            }
            let table = try PriceFile(file).table(currency, from: .farPast)
            let prefixes = Set(table.rates.map(\.prefix)).count
            let bands = Set(table.rates.map(\.band)).subtracting([""]).sorted()
            let words = bands.isEmpty ? "" : " and the bands \(bands.joined(separator: ", "))"
            print("The file is right: \(table.rates.count) rows with \(prefixes) prefixes\(words).")
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring a list to a file from a day on, whole or not at all.",
            discussion: """
                What differs from what holds on the day is added with that day; a row with a later valid_from holds from \
                its own. What the file does not name is left alone, or with --whole not offered any more. The same file \
                imported again changes nothing.
                """)

        @Argument(help: "The file.")
        var file: String

        @Option(help: "The list's code.")
        var list: String

        @Option(help: "The first day of the prices.", transform: ChargeReport.day)
        var from: CivilDate

        @Flag(help: "What the file does not name is not offered from that day on.")
        var whole = false

        @Flag(help: "Only say what would change.")
        var dryRun = false

        @Flag(help: "The day may be past; calls already rated keep their price until they are rated again.")
        var allowBackdate = false

        @Option(help: "The currency the file is in; refused when it is not the list's.")
        var currency: String?

        @Option(help: "Warn of minutes that cost more than so many times as much as before, or as little.")
        var jump = 5

        @Option(help: "How many changes of each kind are shown.")
        var show = 5

        func validate() throws {
            if jump < 2 { throw ValidationError("--jump is 2 or more.") }
            if !(0...1000).contains(show) { throw ValidationError("--show is 0 to 1000.") }
        }

        func run() async throws {
            let order = PriceListOrder(
                list: list, from: from, isWhole: whole, isDryRun: dryRun, allowsBackdating: allowBackdate,
                currency: currency, jump: jump, samples: show)
            let prices = try PriceFile(file)
            let (changes, currency) = try await OperatorConnection.run { session in
                do {
                    return try await PriceListExchange.import(
                        prices.bytes, fileName: prices.name, order: order, on: session)
                } catch let error as PriceListExchange.Failure {
                    throw prices.failure(error)
                }
            }
            for line in PriceListExchange.report(changes, order: order, currency: currency) { print(line.plain) }
        }
    }

    struct Lists: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the price lists.")

        func run() async throws {
            for list in try await OperatorConnection.run({ try await $0.priceLists() }) {
                let bands = list.bands.map(\.code).joined(separator: ", ")
                let words = bands.isEmpty ? "" : "  bands \(bands)"
                print("\(list.code)  \(list.name)  \(list.currency)  version \(list.version)\(words)".plain)
            }
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show which files changed a list.")

        @Option(help: "The list's code (default: all).")
        var list: String?

        @Option(help: "How many.")
        var limit = 20

        func run() async throws {
            let (records, zone) = try await OperatorConnection.run { session in
                if let list { _ = try await PriceListExchange.list(list, on: session) }
                return (
                    try await session.priceListImports(of: list, limit: limit),
                    try TimeZoneRules(named: try await session.startSession().timeZone)
                )
            }
            for record in records {
                let counts = PriceListExchange.words(record.counts).joined(separator: ", ")
                let extent = record.isWhole ? "whole list" : "changes"
                print(
                    "\(zone.moment(record.importedAt))  \(record.list) version \(record.version)  \(record.fileName)  \(extent) from \(record.from)  \(counts)  \(record.importedBy)"
                        .plain)
            }
        }
    }
}

/// A file of prices; what is wrong in it is told with its name.
private struct PriceFile: Sendable {
    let path: String
    let bytes: [UInt8]

    init(_ path: String) throws {
        self.path = path
        bytes = try WholeFile.bytes(of: path)
    }

    var name: String { String(path.split(separator: "/").last ?? "") }

    func table(_ currency: Currency, from day: CivilDate) throws -> PriceListTable {
        do throws(PriceListExchange.Failure) {
            return try PriceListExchange.read(bytes, currency: currency, from: day)
        } catch {
            throw failure(error)
        }
    }

    func failure(_ error: PriceListExchange.Failure) -> CommandFailure { CommandFailure("\(path), \(error.sentence)") }
}
