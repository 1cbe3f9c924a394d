import CPostgreSQL

extension Connection {
    /// Sends rows in COPY format: `statement` is `COPY table (columns) FROM STDIN`. Returns the number of rows.
    @discardableResult
    public func copyIn(_ statement: String, bytes: [UInt8]) async throws(PostgreSQLError) -> Int {
        try await copyIn(statement) { offset throws(PostgreSQLError) in offset == 0 ? bytes : nil }
    }

    /// The same, chunk by chunk: `next` gets the number of chunks sent so far and returns nil at the end. Chunks need
    /// not end at row borders. No more than one chunk is held back while the server is slow. When `next` throws, the
    /// copy is given up and nothing of it stays.
    @discardableResult
    public func copyIn(
        _ statement: String, next: @Sendable (Int) async throws(PostgreSQLError) -> [UInt8]?
    ) async throws(PostgreSQLError) -> Int {
        try await exchange { connection throws(PostgreSQLError) in
            guard let handle = connection.handle, PQsendQuery(handle, statement) == 1 else { throw connection.lost() }
            try await connection.flush()
            guard let answer = try await connection.nextResult() else { throw connection.lost() }
            guard PQresultStatus(answer.result) == PGRES_COPY_IN else {
                return try await connection.endOfCopy(after: answer)
            }
            var chunks = 0
            var givenUp: PostgreSQLError?
            do throws(PostgreSQLError) {
                while !Task.isCancelled, let chunk = try await next(chunks) {
                    chunks += 1
                    try await connection.put(chunk)
                }
                if Task.isCancelled { givenUp = PostgreSQLError(.cancelled, "cancelled") }
            } catch {
                givenUp = error
            }
            let ended = PQputCopyEnd(handle, givenUp == nil ? nil : "given up by the client")
            guard ended == 1 else { throw connection.lost() }
            try await connection.flush()
            do throws(PostgreSQLError) {
                return try await connection.endOfCopy(after: nil)
            } catch {
                throw givenUp ?? error
            }
        }
    }

    /// Receives rows in COPY format: `statement` is `COPY ... TO STDOUT`. Each piece is one row with its newline.
    public func copyOut(
        _ statement: String, each body: @Sendable (UnsafeRawBufferPointer) -> Void
    ) async throws(PostgreSQLError) {
        try await copyOut(statement, into: ()) { _, row in body(row) }
    }

    /// The same, gathered into a value that grows row by row.
    public func copyOut<Value: Sendable>(
        _ statement: String, into initial: Value,
        each body: @Sendable (inout Value, UnsafeRawBufferPointer) -> Void
    ) async throws(PostgreSQLError) -> Value {
        try await exchange { connection throws(PostgreSQLError) in
            guard let handle = connection.handle, PQsendQuery(handle, statement) == 1 else { throw connection.lost() }
            try await connection.flush()
            guard let answer = try await connection.nextResult() else { throw connection.lost() }
            var value = initial
            guard PQresultStatus(answer.result) == PGRES_COPY_OUT else {
                _ = try await connection.endOfCopy(after: answer)
                return value
            }
            while true {
                var row: UnsafeMutablePointer<CChar>?
                let count = PQgetCopyData(handle, &row, 1)
                if count > 0, let row {
                    body(&value, UnsafeRawBufferPointer(start: row, count: Int(count)))
                    PQfreemem(row)
                } else if count == 0 {
                    try await connection.waitForInput()
                } else {
                    break
                }
            }
            _ = try await connection.endOfCopy(after: nil)
            return value
        }
    }

    private func put(_ chunk: [UInt8]) async throws(PostgreSQLError) {
        // Pieces keep libpq's own buffer small: what the socket does not take waits here, not in memory.
        var start = 0
        while start < chunk.count {
            let end = min(start + 65_536, chunk.count)
            guard let handle else { throw lost() }
            let status = chunk[start..<end].withUnsafeBytes { piece in
                PQputCopyData(handle, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count))
            }
            guard status >= 0 else { throw lost() }
            if status == 1 { start = end }
            try await flush()
        }
    }

    /// Reads to the end of the command; the rows copied, or the server's error.
    private func endOfCopy(after first: ResultStorage?) async throws(PostgreSQLError) -> Int {
        var failure = first?.error
        var rows = 0
        while let result = try await nextResult() {
            failure = failure ?? result.error
            if PQresultStatus(result.result) == PGRES_COMMAND_OK { rows = ResultSet(result).affectedRows }
        }
        if let failure { throw failure }
        return rows
    }
}
