package import PostgreSQL

/// One connection with the commands and queries of every area; the areas are in files of their own.
package struct StoreSession: Sendable {
    package let connection: Connection

    package init(connection: Connection) { self.connection = connection }

    func query(_ statement: Statement) async throws(StoreError) -> ResultSet {
        do throws(PostgreSQLError) {
            return try await connection.query(statement)
        } catch {
            throw StoreError(error)
        }
    }

    /// Runs `body` as one transaction of this session.
    package func transaction<T>(_ body: () async throws -> T) async throws -> T {
        try await connection.transaction { _ in try await body() }
    }

    /// Statements in one round trip and one transaction.
    func pipeline(_ statements: [Statement]) async throws(StoreError) -> [ResultSet] {
        do throws(PostgreSQLError) {
            return try await connection.pipeline(statements)
        } catch {
            throw StoreError(error)
        }
    }

    /// The first row of a statement that always has one.
    func one(_ statement: Statement) async throws(StoreError) -> Row {
        guard let row = try await query(statement).first else {
            throw .unexpected("a statement that always answers gave no row")
        }
        return row
    }
}

extension Row {
    /// The column's value, a decoding trouble being an unexpected error.
    func value<T: PostgreSQLDecodable>(_ column: Int, as type: T.Type = T.self) throws(StoreError) -> T {
        do throws(PostgreSQLError) {
            return try decode(column, as: type)
        } catch {
            throw .unexpected(error.description)
        }
    }
}

extension ResultSet {
    /// Every row through `body`.
    func rows<T>(_ body: (Row) throws(StoreError) -> T) throws(StoreError) -> [T] {
        var values: [T] = []
        values.reserveCapacity(count)
        for row in self { values.append(try body(row)) }
        return values
    }
}
