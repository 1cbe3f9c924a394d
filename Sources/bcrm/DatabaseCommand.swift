import ArgumentParser
import Demo
import Domain
import Store

/// What an administrator does with the database.
struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Create, check and fill the database.",
        subcommands: [Migrate.self, Check.self, RebuildSearch.self, Fill.self, Clock.self])

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the database to this program's schema (as a superuser of the server).")

        func run() async throws {
            let applied = try await StoreAdministration().migrate()
            print(applied.isEmpty ? "Nothing to do." : "Applied " + applied.joined(separator: ", ") + ".")
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say whether the database fits this program.")

        func run() async throws {
            try await StoreAdministration().check()
            print("The database fits this program.")
        }
    }

    struct RebuildSearch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild-search",
            abstract: "Write what the search reads anew from the customers (as an operator who may manage operators).",
            discussion: """
                The search follows every change by itself. Rebuild it after rows were loaded or restored past the \
                database's triggers, or to drop words that nobody's name has any more. Others search and work on \
                meanwhile; a million customers take minutes.
                """)

        func run() async throws {
            let count = try await OperatorConnection.run { try await $0.rebuildSearch() }
            print("The search is rebuilt: \(count) customers.")
        }
    }

    struct Fill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Generate customers with services, tickets, devices and money (demo databases only).")

        @Option(help: "How many.")
        var customers: Int

        @Option(help: "The same seed gives the same customers.")
        var seed: UInt64 = 1

        func validate() throws {
            guard (1...10_000_000).contains(customers) else {
                throw ValidationError("--customers must be from 1 to 10 000 000.")
            }
        }

        func run() async throws {
            try await StoreAdministration().run { session in
                try await DemoFill.fill(session, customers: customers, seed: seed) { done, rows in
                    print("\(done) of \(customers) customers, \(rows) rows")
                }
            }
        }
    }

    struct Clock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show or move the business clock (demo databases only).")

        @Option(help: "Where to: 2026-04-01, or 2026-04-01T12:00:00+04.")
        var to: String?

        func run() async throws {
            try await StoreAdministration().run { session in
                let (now, _, zone) = try await session.clock()
                let rules = try TimeZoneRules(named: zone)
                guard let to else { return print(rules.text(now)) }
                guard let target = Instant(to) ?? CivilDate(to).map({ rules.start(of: $0) }) else {
                    throw ValidationError("\"\(to)\" is neither a day nor a moment.")
                }
                print(rules.text(try await session.moveClock(to: target)))
            }
        }
    }
}
