import PostgreSQL

/// What an administrator's tools do with a connection of the installing superuser.
package struct StoreAdministration: Sendable {
    private let options: ConnectionOptions

    /// - Parameter keywords: libpq keywords; what is missing comes from the environment.
    package init(keywords: [String: String] = [:]) { options = ConnectionOptions(keywords: keywords) }

    /// Runs `body` with one connection.
    package func run<T>(_ body: (StoreSession) async throws -> T) async throws -> T {
        let connection: Connection
        do throws(PostgreSQLError) {
            connection = try await Connection.connect(options)
        } catch {
            throw StoreError(error)
        }
        do {
            let value = try await body(StoreSession(connection: connection))
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw (error as? PostgreSQLError).map { StoreError($0) } ?? error
        }
    }

    /// Creates a database unless it exists.
    package func createDatabase(_ name: String) async throws {
        try await run { session in
            let found = try await session.query("SELECT 1 FROM pg_database WHERE datname = \(name)")
            guard found.isEmpty else { return }
            try await session.connection.execute(
                script: "CREATE DATABASE \(Connection.quoted(identifier: name)) TEMPLATE template0 ENCODING 'UTF8'")
        }
    }

    /// Applies the migrations that are missing; returns their names.
    package func migrate() async throws -> [String] {
        try await run { try await Migrations().apply(to: $0.connection) }
    }

    /// Throws when the database does not fit this program.
    package func check() async throws { try await run { try await Migrations().check($0.connection) } }
}

extension StoreSession {
    /// True when nobody is registered yet.
    package func isEmptyOfCustomers() async throws(StoreError) -> Bool {
        try await one("SELECT NOT EXISTS (SELECT FROM customers.customer)").value(0)
    }

    /// The published flow of the internet type, with the queue of each step: what generated tickets point to.
    package func activationFlow() async throws(StoreError) -> (flow: Int, queues: [String: Int]) {
        let rows = try await query(
            """
            SELECT s.flow_id, s.step, s.queue_id FROM tickets.step s JOIN tickets.flow f USING (flow_id)
                JOIN tickets.ticket_type t USING (ticket_type_id)
            WHERE t.code = 'internet' AND f.flow_id = (SELECT max(flow_id) FROM tickets.flow
                WHERE ticket_type_id = t.ticket_type_id AND published_at IS NOT NULL)
            """)
        var queues: [String: Int] = [:]
        var flow = 0
        for row in rows {
            flow = try row.value(0)
            queues[try row.value(1)] = try row.value(2)
        }
        return (flow, queues)
    }

    /// Loads generated rows; see ``BulkLoad``.
    package func bulkLoad() -> BulkLoad { BulkLoad(connection: connection) }
}
