/// A bounded number of connections to one place, handed out in order of asking.
public actor Pool {
    private let options: ConnectionOptions
    private let size: Int
    private let prepare: @Sendable (Connection) async throws -> Void
    private var idle: [Connection] = []
    private var open = 0
    private var waiters: [(number: Int, continuation: CheckedContinuation<Connection?, any Error>)] = []
    private var nextWaiter = 0
    private var isClosed = false

    /// `prepare` runs on every new connection before its first use.
    public init(
        options: ConnectionOptions, size: Int, prepare: @escaping @Sendable (Connection) async throws -> Void = { _ in }
    ) {
        self.options = options
        self.size = max(size, 1)
        self.prepare = prepare
    }

    /// Runs `body` with a connection of its own. A connection that broke, or is left inside a transaction, is closed
    /// instead of being handed to the next.
    public nonisolated func withConnection<T>(_ body: (Connection) async throws -> T) async throws -> T {
        let connection = try await take()
        do {
            let value = try await body(connection)
            await give(back: connection)
            return value
        } catch {
            await give(back: connection)
            throw error
        }
    }

    /// Closes what is idle and everything that comes back.
    public func close() async {
        isClosed = true
        for waiter in waiters { waiter.continuation.resume(throwing: Self.closed) }
        waiters = []
        for connection in idle { await connection.close() }
        open -= idle.count
        idle = []
    }

    private static let closed = PostgreSQLError(.client, "the connection pool was closed")

    private func take() async throws -> Connection {
        if isClosed { throw Self.closed }
        while let connection = idle.popLast() {
            if connection.isReusable { return connection }
            open -= 1
        }
        if open < size { return try await connect() }
        let number = nextWaiter
        nextWaiter += 1
        let given = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiters.append((number, $0)) }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
        if let given { return given }
        // A place became free instead of a connection.
        return try await connect(counted: true)
    }

    private func giveUp(_ number: Int) {
        guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
        waiters.remove(at: index).continuation.resume(throwing: PostgreSQLError(.cancelled, "cancelled"))
    }

    private func connect(counted: Bool = false) async throws -> Connection {
        if !counted { open += 1 }
        do {
            let connection = try await Connection.connect(options)
            do {
                try await prepare(connection)
            } catch {
                await connection.close()
                throw error
            }
            return connection
        } catch {
            placeIsFree()
            throw error
        }
    }

    private func give(back connection: Connection) async {
        guard connection.isReusable, !isClosed else {
            await connection.close()
            placeIsFree()
            return
        }
        if waiters.isEmpty {
            idle.append(connection)
        } else {
            waiters.removeFirst().continuation.resume(returning: connection)
        }
    }

    private func placeIsFree() {
        if waiters.isEmpty {
            open -= 1
        } else {
            waiters.removeFirst().continuation.resume(returning: nil)
        }
    }
}
