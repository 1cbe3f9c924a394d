/// How much a transaction sees of others (PostgreSQL manual, chapter 13).
public enum IsolationLevel: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension Connection {
    /// Runs `body` between BEGIN and COMMIT; a thrown error, cancellation included, rolls everything back and is
    /// thrown on. After a lost connection nobody knows whether COMMIT happened: commands that matter carry an
    /// idempotency key.
    public nonisolated func transaction<T>(
        isolation: IsolationLevel = .readCommitted, _ body: (Connection) async throws -> T
    ) async throws -> T {
        try await execute(script: "BEGIN ISOLATION LEVEL \(isolation.rawValue)")
        let value: T
        do {
            value = try await body(self)
        } catch {
            await rollBack()
            throw error
        }
        try await execute(script: "COMMIT")
        return value
    }

    /// Ends the transaction even when the surrounding task is cancelled; a broken connection has ended it already.
    private nonisolated func rollBack() async {
        let rollback = Task { try? await self.execute(script: "ROLLBACK") }
        await rollback.value
    }
}
