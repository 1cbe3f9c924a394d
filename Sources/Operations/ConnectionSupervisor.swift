import Domain
import Store

/// Keeps the connection: signs in, listens for "look again", and comes back after a loss, slower each time.
struct ConnectionSupervisor: Sendable {
    let database: Database
    let states: AsyncStream<ConnectionState>.Continuation
    let changes: AsyncStream<ChangedArea>.Continuation

    var watch = ConnectionWatch()

    private static let pauses = [500, 1_000, 2_000, 5_000]

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
                let hearing = Task {
                    await listening.forEach { payload in
                        if let area = ChangedArea(rawValue: payload) { changes.yield(area) }
                    }
                }
                let watching = Task {
                    let isSilent = await ask()
                    hearing.cancel()
                    return isSilent
                }
                await withTaskCancellationHandler {
                    await hearing.value
                } onCancel: {
                    hearing.cancel()
                    watching.cancel()
                }
                watching.cancel()
                reason =
                    await watching.value
                    ? "The database does not answer." : "The connection to the database was lost."
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

    /// Asks the shortest question now and then: says how long it took, and when the daemon goes or comes back, since one
    /// that is gone cannot say so itself. The daemon is given time first: after a restart of the server it comes back as
    /// the clients do. Ends when cancelled, or with true when the server is silent.
    private func ask() async -> Bool {
        var wasRunning = true
        var isFirst = true
        while !Task.isCancelled {
            let answers = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingOldest(1))
            let asking = Task { answers.continuation.yield(await nextAnswer()) }
            let waiting = Task {
                if (try? await Task.sleep(for: watch.patience)) != nil { answers.continuation.yield(.silence) }
            }
            var first = answers.stream.makeAsyncIterator()
            let answer = await first.next()
            waiting.cancel()
            // It has ended, or nobody waits for it any more.
            asking.cancel()
            switch answer {
            case .silence?: return true
            case .answer(let isRunning, let milliseconds)?:
                states.yield(.latency(milliseconds: milliseconds))
                if !isFirst, isRunning != wasRunning {
                    wasRunning = isRunning
                    states.yield(.daemon(isRunning: isRunning))
                }
            case .failure?, nil: break
            }
            isFirst = false
            guard (try? await Task.sleep(for: watch.pause)) != nil else { break }
        }
        return false
    }

    private enum Answer: Sendable {
        case answer(isDaemonRunning: Bool, milliseconds: Int)
        /// The connection that breaks is told by the one that listens.
        case failure
        case silence
    }

    private func nextAnswer() async -> Answer {
        let begun = ContinuousClock.now
        guard let isRunning = try? await database.withSession({ try await $0.isDaemonRunning() }) else {
            return .failure
        }
        let (seconds, attoseconds) = (ContinuousClock.now - begun).components
        return .answer(
            isDaemonRunning: isRunning,
            milliseconds: Int(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
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

/// How a connection that is there is watched.
package struct ConnectionWatch: Sendable {
    /// Between one question and the next.
    package var pause: Duration
    /// A server that is silent for so long is as good as gone.
    package var patience: Duration

    package init(pause: Duration = .seconds(5), patience: Duration = .seconds(10)) {
        self.pause = pause
        self.patience = patience
    }
}
