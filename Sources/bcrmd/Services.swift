import Charging
import Diameter
import Logging
import ServiceLifecycle
import Store

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

/// Rates ended calls, again and again.
struct RatingLoop: Service {
    let database: Database
    let pause: Duration
    let logger: Logger

    func run() async throws {
        let rating = CallRatingService(database: database)
        await repeatedly(every: pause, logger: logger, name: "rating") { () throws(StoreError) in
            let turn = try await rating.turn()
            if turn.didWork {
                logger.info("rated", metadata: ["calls": "\(turn.rated)", "rejected": "\(turn.rejected)"])
            }
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
    every pause: Duration, logger: Logger, name: String, _ turn: @Sendable () async throws(StoreError) -> Void
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
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
    }
}
