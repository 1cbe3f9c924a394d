import ArgumentParser
import Domain
import Operations
import Store

/// The warehouse from the command line: devices out of files, what there is, what is below its minimum. Connects as the
/// operator who calls it.
struct StockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stock", abstract: "Register devices from files, and see what the stocks hold.",
        discussion: """
            The first line of a file names its columns: serial, mac, model, quantity; ean and pn stand for the model. A \
            file of one column without a name is serials.
            """,
        subcommands: [Register.self, Expect.self, Levels.self, Documents.self, Device.self])

    /// A file with what is wrong in it told first.
    struct Source: ParsableArguments {
        @Argument(help: "The file (CSV).")
        var file: String

        @Option(help: "The model's code, where the file does not say it.")
        var model: String?

        func registration(on session: StoreSession) async throws -> DeviceRegistration {
            do {
                return try await DeviceRegistration(WholeFile.bytes(of: file), model: model, on: session)
            } catch let failure as DeviceRegistration.Failure {
                throw CommandFailure("\(file): \(failure.sentence)")
            }
        }

        /// Says what is wrong, line by line; true when nothing is.
        func report(_ list: StockList) -> Bool {
            for problem in list.problems { print("\(file), line \(problem.line): \(problem.sentence).".plain) }
            return list.problems.isEmpty
        }
    }

    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register the devices of a file in a stock.",
            discussion: """
                A wrong row stops the file before anything is registered; --skip-wrong takes the others. The same file \
                again goes on where it was broken off, and changes nothing once it is done.
                """)

        @OptionGroup var source: Source

        @Option(help: "The stock's code.")
        var into: String

        @Option(help: "A note for the receipt: the delivery note's number.")
        var note = ""

        @Flag(help: "Leave out wrong rows instead of stopping.")
        var skipWrong = false

        @Flag(help: "Only say what would be registered.")
        var dryRun = false

        func run() async throws {
            let report = try await OperatorConnection.run(isTransaction: false) {
                session -> DeviceRegistration.Report? in
                let registration = try await source.registration(on: session)
                guard source.report(registration.list) || skipWrong else {
                    throw CommandFailure("Nothing was registered: \(registration.list.problems.count) rows are wrong.")
                }
                guard !dryRun else {
                    print("\(registration.list.entries.count) rows are right; nothing was registered.")
                    return nil
                }
                do {
                    return try await registration.register(into: into, note: note, on: session)
                } catch let failure as DeviceRegistration.Failure {
                    throw CommandFailure(failure.sentence)
                }
            }
            guard let report else { return }
            for refusal in report.refused {
                print("\(source.file), line \(refusal.line): \(refusal.scan): \(refusal.words)".plain)
            }
            print(report.number.isEmpty ? "Nothing was registered." : "\(report.number): \(report.taken) registered.")
            if report.taken == 0 { throw ExitCode(1) }
        }
    }

    struct Expect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a file the supplier's list of a receipt that is being scanned.")

        @OptionGroup var source: Source

        @Option(help: "The receipt's number.")
        var document: String

        func run() async throws {
            let count = try await OperatorConnection.run { session in
                let registration = try await source.registration(on: session)
                guard source.report(registration.list) else {
                    throw CommandFailure("The list was not taken: \(registration.list.problems.count) rows are wrong.")
                }
                do {
                    return try await registration.expect(in: document, on: session)
                } catch let failure as DeviceRegistration.Failure {
                    throw CommandFailure(failure.sentence)
                }
            }
            print("\(document): \(count) rows are expected.".plain)
        }
    }

    struct Levels: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what the stocks hold.")

        @Flag(help: "Only what is below its minimum; the exit status says whether anything is.")
        var below = false

        func run() async throws {
            let levels = try await OperatorConnection.run { try await $0.stockLevels() }
            let shown = below ? levels.filter(\.isBelow) : levels
            for level in shown {
                let minimum = level.minimum.map { "  at least \($0)" } ?? ""
                let coming = level.coming > 0 ? "  to come \(level.coming)" : ""
                let faulty = level.faulty > 0 ? "  faulty \(level.faulty)" : ""
                print(
                    "\(level.stockName)  \(level.modelName)  \(level.unit.words(level.free))\(faulty)\(coming)\(minimum)"
                        .plain)
            }
            if below, !shown.isEmpty { throw ExitCode(3) }
        }
    }

    struct Documents: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List stock documents, open ones first.")

        @Option(help: "How many.")
        var limit = 20

        func run() async throws {
            for document in try await OperatorConnection.run({ try await $0.stockDocuments(limit: limit) }) {
                let way = [document.fromName, document.customerName, document.toName].filter { !$0.isEmpty }
                let missing = document.missing > 0 && document.state != .draft ? "  missing \(document.missing)" : ""
                print(
                    "\(document.number)  \(document.kind.rawValue)  \(document.state.rawValue)  \(way.joined(separator: " > "))  \(document.counted)\(missing)  \(document.createdBy)"
                        .plain)
            }
        }
    }

    struct Device: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a device and everything that happened to it.")

        @Argument(help: "Its serial or MAC, in any writing, or its beginning or end.")
        var code: String

        /// Devices listed when several have what was typed.
        private static let most = 20

        func run() async throws {
            let forms = ScanReader().forms(code)
            let (sheet, zone) = try await OperatorConnection.run { session -> (DeviceSheet, TimeZoneRules) in
                let found = try await session.findDevices(forms, limit: Self.most + 1)
                let exact = found.filter { forms.contains($0.serial) || forms.contains($0.mac) }
                let fitting = exact.isEmpty ? found : exact
                guard let only = fitting.first else { throw CommandFailure("No device is known by \(code.plain).") }
                guard fitting.count == 1 else {
                    for device in fitting.prefix(Self.most) {
                        print("\(device.serial)  \(device.mac)  \(device.modelName)  \(device.location)".plain)
                    }
                    let many = fitting.count > Self.most ? "More than \(Self.most)" : "\(fitting.count)"
                    throw CommandFailure("\(many) devices have \(code.plain); type more of one.")
                }
                return (
                    try await session.device(only.id),
                    try TimeZoneRules(named: try await session.startSession().timeZone)
                )
            }
            let device = sheet.device
            let mac = device.mac.isEmpty ? "" : "  MAC \(HardwareAddress.text(of: device.mac))"
            print("\(device.serial)\(mac)  \(device.modelName)  \(device.state.rawValue)  \(device.location)".plain)
            for movement in sheet.movements {
                let way = [movement.from, movement.to].filter { !$0.isEmpty }.joined(separator: " > ")
                let paper =
                    movement.documentNumber.isEmpty ? movement.ticket.map { "#\($0)" } ?? "" : movement.documentNumber
                print(
                    "\(zone.moment(movement.at))  \(movement.kind.rawValue)  \(way)  \(paper)  \(movement.actor)  \(movement.note)"
                        .plain)
            }
        }
    }
}
