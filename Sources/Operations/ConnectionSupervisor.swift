import Domain
import Store

/// Keeps the connection: signs in, listens for "look again", and comes back after a loss, slower each time.
struct ConnectionSupervisor: Sendable {
    let database: Database
    let states: AsyncStream<ConnectionState>.Continuation
    let changes: AsyncStream<ChangedArea>.Continuation

    private static let pauses = [500, 1_000, 2_000, 5_000]
    private static let daemonPause = Duration.seconds(5)

    func run() async {
        var failures = 0
        while !Task.isCancelled {
            let reason: String
            states.yield(.connecting)
            do throws(StoreError) {
                let profile = try await database.withSession { session in
                    try await Self.checkSchema(session)
                    return try await session.startSession()
                }
                let listening = try await database.listen("bcrm_changes")
                failures = 0
                states.yield(.ready(profile))
                // What changed while nobody listened is not known: everything is looked at again.
                for area in ChangedArea.allCases { changes.yield(area) }
                let watching = Task { await watchDaemon() }
                await listening.forEach { payload in
                    if let area = ChangedArea(rawValue: payload) { changes.yield(area) }
                }
                watching.cancel()
                reason = "The connection to the database was lost."
            } catch {
                guard error.isTransient else {
                    states.yield(.refused(DeskError(error)))
                    return
                }
                reason = error.sentence
            }
            let pause = Self.pauses[min(failures, Self.pauses.count - 1)]
            failures += 1
            states.yield(.waiting(reason: reason, retryInMilliseconds: pause))
            try? await Task.sleep(for: .milliseconds(pause))
        }
    }

    /// Tells when the daemon goes and when it comes back: one that is gone cannot say so itself. It is given time first,
    /// since after a restart of the server it comes back as the clients do.
    private func watchDaemon() async {
        var wasRunning = true
        while (try? await Task.sleep(for: Self.daemonPause)) != nil {
            guard let isRunning = try? await database.withSession({ try await $0.isDaemonRunning() }),
                isRunning != wasRunning
            else { continue }
            wasRunning = isRunning
            states.yield(.daemon(isRunning: isRunning))
        }
    }

    private static func checkSchema(_ session: StoreSession) async throws(StoreError) {
        let version = try await session.schemaVersion()
        do throws(Migrations.Failure) {
            try Migrations.compare(version: version)
        } catch {
            throw .schemaMismatch(error.sentence)
        }
    }
}
