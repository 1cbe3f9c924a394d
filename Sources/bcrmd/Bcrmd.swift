import ArgumentParser
import Diameter
import Domain
import Glibc
import Intake
import Logging
import ServiceLifecycle
import Store
import UnixSignals

/// The daemon: configuration, life cycle, wiring. It holds no rules.
@main
struct Bcrmd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bcrmd",
        abstract: "The BCRM daemon: charging, suspension and resumption, Diameter accounting, call rating.",
        discussion: """
            The database is described by the configuration or by PGHOST, PGDATABASE, PGPASSFILE and their kin.
            """,
        version: ProductVersion.text)

    @Option(help: "The TOML configuration; unknown keys are refused.")
    var config: String?

    @Flag(help: "Read the configuration, connect to the database, say what is wrong or ok, and end.")
    var check = false

    @Option(help: "Write the Diameter port that was bound to this file.")
    var portFile: String?

    @Option(help: "Instead of the configured address.")
    var diameterAddress: String?

    @Option(help: "Instead of the configured port; 0 lets the system choose.")
    var diameterPort: Int?

    @Option(help: "Instead of the configured level: debug, info, notice, warning, error.")
    var logLevel: String?

    func run() async throws {
        var settings: DaemonConfiguration
        do throws(DaemonConfiguration.Failure) {
            settings = try DaemonConfiguration(file: config)
            if let diameterAddress { settings.diameter.address = diameterAddress }
            if let diameterPort { settings.diameter.port = diameterPort }
            if settings.diameter.enabled { _ = try settings.diameter.server(startedAt: 1) }
            if let logLevel { try settings.setLogLevel(logLevel) }
        } catch {
            Self.complain(error.sentence)
            throw ExitCode(78)
        }
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "bcrmd")
        logger.logLevel = settings.logLevel
        let database = Database(keywords: settings.keywords, connections: settings.databaseConnections)
        do {
            try await Self.checkDatabase(database)
        } catch {
            Self.complain("\(error)")
            throw ExitCode.failure
        }
        if check {
            print("ok")
            return
        }
        try await serve(settings, database, logger)
    }

    private func serve(_ settings: DaemonConfiguration, _ database: Database, _ logger: Logger) async throws {
        var services: [any Service] = [
            SealLoop(database: database, pause: .seconds(10), logger: logger),
            LagWatch(database: database, pause: .seconds(10), logger: logger),
        ]
        let stored = WakeSignal()
        // Records are kept on connections of their own: no charging makes a sender wait.
        let intakeDatabase = Database(keywords: settings.keywords, connections: AccountingIntake.connections)
        if settings.chargingEnabled {
            services.append(
                ChargingLoop(
                    database: database, pause: settings.chargingPause, workers: settings.chargingWorkers,
                    batchSize: settings.chargingBatchSize, logger: logger))
        }
        if settings.usageEnabled {
            services.append(
                RatingLoop(
                    database: database, workers: settings.usageWorkers, pause: settings.usagePause, wake: stored,
                    logger: logger))
        }
        if settings.diameter.enabled {
            let counts = IntakeCounts()
            let intake = AccountingIntake(database: intakeDatabase, logger: logger, counts: counts) { stored.signal() }
            let configuration = try settings.diameter.server(startedAt: UInt32(time(nil)))
            let server = DiameterServer(
                configuration: configuration, logger: logger,
                originStateRaised: { host, seenAt in await intake.senderRestarted(host, seenAt: seenAt) },
                handler: { await intake.keep($0) })
            let ports = try await bind(server)
            for (listener, port) in zip(configuration.listeners, ports) {
                logger.notice(
                    "Diameter accounting",
                    metadata: [
                        "address": "\(listener.host)", "port": "\(port)", "tls": "\(listener.tls != nil)",
                    ])
            }
            try announce(ports.first ?? 0)
            services.append(DiameterService(server: server))
            services.append(
                PeerWatch(
                    database: database, server: server, counts: counts, daemon: settings.diameter.originHost,
                    pause: .seconds(2), logger: logger))
        } else {
            try announce(0)
        }
        let group = ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
        await database.close()
        await intakeDatabase.close()
    }

    private func bind(_ server: DiameterServer) async throws -> [Int] {
        do throws(DiameterFailure) {
            return try await server.bind()
        } catch {
            Self.complain(error.sentence)
            throw ExitCode.failure
        }
    }

    private func announce(_ port: Int) throws {
        guard let portFile else { return }
        guard let file = fopen(portFile, "w") else {
            Self.complain("\(portFile) cannot be written.")
            throw ExitCode.failure
        }
        fputs("\(port)\n", file)
        fclose(file)
    }

    private static func checkDatabase(_ database: Database) async throws {
        let version = try await database.withSession { try await $0.schemaVersion() }
        try Migrations.compare(version: version)
    }

    private static func complain(_ sentence: String) {
        let bytes = Array("bcrmd: \(sentence)\n".utf8)
        _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}
