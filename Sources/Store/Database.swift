import PostgreSQL

/// The shared database as one login sees it: a few connections, handed out one command or transaction at a time.
package struct Database: Sendable {
    private let pool: Pool
    let options: ConnectionOptions

    /// A line that is cut without a word is found out in half a minute, not in the quarter of an hour that TCP takes.
    private static let signsOfLife = [
        "keepalives_idle": "15", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "30000",
    ]

    /// - Parameters:
    ///   - keywords: libpq keywords; what is missing comes from the environment. How soon a cut line is found out has
    ///     defaults of its own.
    ///   - connections: how many may be open at once.
    package init(keywords: [String: String], connections: Int) {
        options = ConnectionOptions(keywords: Self.signsOfLife.merging(keywords) { $1 })
        pool = Pool(options: options, size: connections) { connection in
            try await connection.execute(
                script: "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'iso_8601'")
        }
    }

    /// Runs `body` with a session; everything in it is one connection, but not one transaction.
    package func withSession<T>(_ body: (StoreSession) async throws -> T) async throws(StoreError) -> T {
        do {
            return try await performing(body)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unexpected("\(error)")
        }
    }

    /// The same for work that has errors of its own, as of a file it reads: the database's come as ``StoreError``, all
    /// others as they are.
    package func performing<T>(_ body: (StoreSession) async throws -> T) async throws -> T {
        do {
            return try await pool.withConnection { try await body(StoreSession(connection: $0)) }
        } catch let error as PostgreSQLError {
            throw StoreError(error)
        } catch is CancellationError {
            throw StoreError.cancelled
        }
    }

    /// Runs `body` as one transaction.
    package func transaction<T>(_ body: (StoreSession) async throws -> T) async throws(StoreError) -> T {
        try await withSession { session in
            try await session.transaction { try await body(session) }
        }
    }

    /// Runs `body` again, up to five times, when it lost to somebody who changed the same in the same moment: for work
    /// that several do at once and that begins anew from what stands then.
    package func retryingConflicts<T>(_ body: () async throws(StoreError) -> T) async throws(StoreError) -> T {
        var attempts = 0
        while true {
            do throws(StoreError) {
                return try await body()
            } catch {
                guard case .conflict = error, attempts < 5, !Task.isCancelled else { throw error }
                attempts += 1
            }
        }
    }

    /// Messages on a channel, on a connection of their own; the stream ends when it breaks.
    package func listen(_ channel: String) async throws(StoreError) -> Listening {
        do throws(PostgreSQLError) {
            let connection = try await Connection.connect(options)
            let stream = try await connection.listen(channel)
            return Listening(connection: connection, messages: stream)
        } catch {
            throw StoreError(error)
        }
    }

    package func close() async { await pool.close() }
}

/// A listening connection with its messages.
package struct Listening: Sendable {
    let connection: Connection
    let messages: AsyncStream<Notification>

    /// Calls `body` with each payload until the connection breaks or the task is cancelled.
    package func forEach(_ body: (String) async -> Void) async {
        for await message in messages { await body(message.payload) }
        await connection.close()
    }
}
