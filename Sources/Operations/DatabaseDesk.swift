import Store

/// Who signs in; what is nil comes from libpq's own sources (PGUSER, the password file).
package struct DeskLogin: Hashable, Sendable {
    package var user: String?
    package var password: String?

    package init(user: String? = nil, password: String? = nil) {
        self.user = user
        self.password = password
    }

    var keywords: [String: String] {
        var keywords = ["application_name": "bcrm", "connect_timeout": "10", "client_encoding": "UTF8"]
        if let user { keywords["user"] = user }
        if let password { keywords["password"] = password }
        return keywords
    }
}

/// The desk on a real database. Nonisolated and `Sendable`; its connection is watched by a task that lives as long as
/// somebody reads ``connectionStates()``.
package final class DatabaseDesk: OperatorDesk {
    let database: Database
    private let states: AsyncStream<ConnectionState>
    private let stateSink: AsyncStream<ConnectionState>.Continuation
    private let changedAreas: AsyncStream<ChangedArea>
    private let changeSink: AsyncStream<ChangedArea>.Continuation

    /// - Parameter keywords: further libpq keywords (a test's host and database), stronger than the environment.
    package init(login: DeskLogin, keywords: [String: String] = [:], watch: ConnectionWatch = ConnectionWatch()) {
        database = Database(keywords: keywords.merging(login.keywords) { $1 }, connections: 3)
        (states, stateSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
        (changedAreas, changeSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
        let supervisor = ConnectionSupervisor(database: database, states: stateSink, changes: changeSink, watch: watch)
        let task = Task { await supervisor.run() }
        stateSink.onTermination = { _ in task.cancel() }
    }

    package func connectionStates() -> AsyncStream<ConnectionState> { states }

    package func changes() -> AsyncStream<ChangedArea> { changedAreas }

    /// Ends the watching and closes the connections.
    package func close() async {
        stateSink.finish()
        changeSink.finish()
        await database.close()
    }

    /// Runs several verbs in one transaction.
    func transaction<T>(_ body: (StoreSession) async throws -> T) async throws(DeskError) -> T {
        do throws(StoreError) {
            return try await database.transaction(body)
        } catch {
            throw DeskError(error)
        }
    }

    /// Runs a verb on one connection.
    func run<T>(_ body: (StoreSession) async throws -> T) async throws(DeskError) -> T {
        do throws(StoreError) {
            return try await database.withSession(body)
        } catch {
            throw DeskError(error)
        }
    }
}

extension DeskError {
    init(_ error: StoreError) {
        switch error {
        case .refused(let text): self = .refused(text)
        case .conflict(let text): self = .conflict(text)
        case .notFound(let text): self = .notFound(text)
        case .notPermitted(let text): self = .notPermitted(text)
        case .connectionLost(let text), .unreachable(let text): self = .connectionLost(text)
        case .signInRefused(let text): self = .signInFailed(text)
        case .passwordNeeded: self = .signInFailed("A password is needed.")
        case .schemaMismatch(let text): self = .schemaMismatch(text)
        case .cancelled: self = .cancelled
        case .unexpected, .storageFull: self = .unexpected(error.sentence)
        }
    }
}
