import Charging
import Diameter
import Domain
import Glibc
import Intake
import Logging
import ServiceLifecycle
import Store
import Synchronization

/// Charges what is due, again and again.
struct ChargingLoop: Service {
    let database: Database
    let pause: Duration
    let workers: Int
    let batchSize: Int
    let logger: Logger

    func run() async throws {
        let charging = ChargingService(database: database, batchSize: batchSize, workers: workers)
        await repeatedly(every: pause, logger: logger, name: "charging") { () throws(StoreError) in
            let turn = try await charging.turn()
            for failure in turn.failures { logger.error("not charged", metadata: ["reason": "\(failure)"]) }
            if let wrong = turn.wrongAccounts, wrong > 0 {
                logger.critical("the ledger is not exact", metadata: ["accounts": "\(wrong)"])
            }
            for day in turn.days { logger.info("day charged", metadata: ["day": "\(day)"]) }
            if turn.charges + turn.suspended + turn.resumed > 0 {
                logger.info(
                    "charged",
                    metadata: [
                        "charges": "\(turn.charges)", "suspended": "\(turn.suspended)", "resumed": "\(turn.resumed)",
                    ])
            }
        }
    }
}

/// Rates what was stored, as soon as the intake says so and again and again; watches how far it is behind.
struct RatingLoop: Service {
    /// At most five minutes behind (feature F11.2).
    static let lagLimit = Duration.seconds(300)

    let database: Database
    let workers: Int
    let pause: Duration
    let wake: WakeSignal
    let logger: Logger

    func run() async throws {
        let rating = CallRatingService(database: database, workers: workers) { content, format in
            UsageRecord.read(content, format: format)
        }
        let rerating = CallRerating(database: database)
        await repeatedly(every: pause, wokenBy: wake, logger: logger, name: "rating") { () throws(StoreError) in
            let turn = try await rating.turn()
            if turn.didWork {
                logger.info(
                    "rated",
                    metadata: [
                        "records": "\(turn.records)", "calls": "\(turn.rated)", "rejected": "\(turn.rejected)",
                        "passed": "\(turn.passed)", "revised": "\(turn.revised)",
                    ])
            }
            let rerated = try await rerating.turn()
            if rerated > 0 { logger.info("rated again", metadata: ["calls": "\(rerated)"]) }
        }
    }
}

/// Raises an alarm when rating falls behind, whoever rates: a daemon of its own may do it, or none.
struct LagWatch: Service {
    let database: Database
    let pause: Duration
    let logger: Logger

    func run() async throws {
        await repeatedly(every: pause, logger: logger, name: "watching the lag") { () throws(StoreError) in
            let lag = try await database.withSession { try await $0.watchUsageLag(limit: RatingLoop.lagLimit) }
            if lag > RatingLoop.lagLimit { logger.error("rating is behind", metadata: ["lag": "\(lag)"]) }
        }
    }
}

/// Tells the screens what the Diameter peers do.
struct PeerWatch: Service {
    let database: Database
    let server: DiameterServer
    let counts: IntakeCounts
    let daemon: String
    let pause: Duration
    let logger: Logger

    func run() async throws {
        let report = Mutex(PeerReport(daemon: daemon, counts: counts))
        await repeatedly(every: pause, logger: logger, name: "telling of peers") { () throws(StoreError) in
            let snapshots = await server.snapshot()
            let now = Instant(seconds: Int64(time(nil)))
            let peers = report.withLock { $0.peers(snapshots.filter { !$0.host.isEmpty }, now: now) }
            try await database.withSession { try await $0.tellPeers(peers, daemon: daemon) }
        }
    }
}

/// Seals the history, again and again, so that tampering shows.
struct SealLoop: Service {
    let database: Database
    let pause: Duration
    let logger: Logger

    func run() async throws {
        await repeatedly(every: pause, logger: logger, name: "sealing") { () throws(StoreError) in
            let events = try await database.transaction { try await $0.sealHistory() }
            if events > 0 { logger.debug("history sealed", metadata: ["events": "\(events)"]) }
        }
    }
}

/// The Diameter server; on shutdown peers are told first.
struct DiameterService: Service {
    let server: DiameterServer

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await server.run()
        } onGracefulShutdown: {
            Task { await server.stop() }
        }
    }
}

/// Runs a turn, pauses, and goes on until shutdown. A turn under way is finished. Trouble with the database is logged
/// once, and the pause grows to five seconds until it is over.
private func repeatedly(
    every pause: Duration, wokenBy wake: WakeSignal? = nil, logger: Logger, name: String,
    _ turn: @Sendable () async throws(StoreError) -> Void
) async {
    var troubles = 0
    while !Task.isShuttingDownGracefully && !Task.isCancelled {
        do throws(StoreError) {
            try await turn()
            if troubles > 0 { logger.notice("\(name) goes on") }
            troubles = 0
        } catch {
            if troubles == 0 { logger.error("\(name) waits", metadata: ["reason": "\(error.sentence)"]) }
            troubles += 1
        }
        let wait = troubles == 0 ? pause : min(pause * (1 << min(troubles, 6)), .seconds(5))
        let early = troubles == 0 ? wake : nil
        try? await cancelWhenGracefulShutdown {
            if let early { await early.wait(atMost: wait) } else { try await Task.sleep(for: wait) }
        }
    }
}
