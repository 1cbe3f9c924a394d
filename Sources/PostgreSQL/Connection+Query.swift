import CPostgreSQL

extension Connection {
    /// Executes one statement. Its text is prepared on the server the first time and reused afterwards.
    public func query(_ statement: Statement) async throws(PostgreSQLError) -> ResultSet {
        let results = try await pipeline([statement])
        guard let result = results.first else { throw PostgreSQLError(.client, "the server sent no result") }
        return result
    }

    /// Executes statements in one round trip, as one transaction unless a transaction is open already: either all
    /// take effect or none. The error of the first that fails is thrown.
    public func pipeline(_ statements: [Statement]) async throws(PostgreSQLError) -> [ResultSet] {
        if statements.isEmpty { return [] }
        return try await exchange { connection throws(PostgreSQLError) in
            do throws(PostgreSQLError) {
                return try await connection.runPipeline(statements)
            } catch {
                // A prepared statement that the server forgot or can no longer use: prepare it again, once.
                let isStale = error.sqlState == "26000" || error.sqlState == "0A000"
                guard isStale, !connection.isInTransaction else { throw error }
                for statement in statements { connection.cache.forget(statement.text) }
                return try await connection.runPipeline(statements)
            }
        }
    }

    /// Executes a script of several statements without parameters (migrations).
    public func execute(script: String) async throws(PostgreSQLError) {
        try await exchange { connection throws(PostgreSQLError) in
            guard let handle = connection.handle, PQsendQuery(handle, script) == 1 else { throw connection.lost() }
            try await connection.flush()
            var failure: PostgreSQLError?
            while let result = try await connection.nextResult() {
                failure = failure ?? result.error
            }
            if let failure { throw failure }
        }
    }

    /// Executes one statement and gives each row to `body` as it arrives, without holding all of them.
    public func stream(
        _ statement: Statement, each body: @Sendable (Row) throws -> Void
    ) async throws {
        let failure: (any Error)? = try await exchange { connection throws(PostgreSQLError) in
            guard let handle = connection.handle else { throw connection.lost() }
            let sent = CStrings.with(statement.parameters) { parameters in
                PQsendQueryParams(
                    handle, statement.text, Int32(statement.parameters.count), nil, parameters, nil, nil, 0)
            }
            guard sent == 1, PQsetSingleRowMode(handle) == 1 else { throw connection.lost() }
            try await connection.flush()
            var refusal: PostgreSQLError?
            var thrown: (any Error)?
            while let result = try await connection.nextResult() {
                if let error = result.error {
                    refusal = error
                } else if thrown == nil, result.rowCount == 1 {
                    do { try body(Row(storage: result, index: 0)) } catch { thrown = error }
                    if thrown != nil { await connection.cancel() }
                }
            }
            if thrown == nil, let refusal { throw refusal }
            return thrown
        }
        if let failure { throw failure }
    }

    // MARK: Pipeline mode

    private func runPipeline(_ statements: [Statement]) async throws(PostgreSQLError) -> [ResultSet] {
        guard let handle else { throw lost() }
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
        defer { PQexitPipelineMode(handle) }
        let plan = try send(statements, on: handle)
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        try await flush()
        return try await receive(plan)
    }

    /// What was sent, in the order in which the answers come.
    private enum Sent {
        case prepare(text: String, name: String)
        case execute
    }

    private func send(_ statements: [Statement], on handle: OpaquePointer) throws(PostgreSQLError) -> [Sent] {
        var plan: [Sent] = []
        var prepared: [String: String] = [:]
        for statement in statements {
            let name: String
            if let known = cache.name(of: statement.text) ?? prepared[statement.text] {
                name = known
            } else {
                name = cache.newName()
                guard PQsendPrepare(handle, name, statement.text, 0, nil) == 1 else { throw lost() }
                plan.append(.prepare(text: statement.text, name: name))
                prepared[statement.text] = name
            }
            let sent = CStrings.with(statement.parameters) { parameters in
                PQsendQueryPrepared(handle, name, Int32(statement.parameters.count), parameters, nil, nil, 0)
            }
            guard sent == 1 else { throw lost() }
            plan.append(.execute)
        }
        return plan
    }

    private func receive(_ plan: [Sent]) async throws(PostgreSQLError) -> [ResultSet] {
        var results: [ResultSet] = []
        var failure: PostgreSQLError?
        var evicted: [String] = []
        for sent in plan {
            var last: ResultStorage?
            while let result = try await nextResult() {
                if PQresultStatus(result.result) != PGRES_PIPELINE_ABORTED { failure = failure ?? result.error }
                last = result
            }
            guard failure == nil, let last else { continue }
            switch sent {
            case .prepare(let text, let name):
                if let old = cache.remember(text, name: name) { evicted.append(old) }
            case .execute:
                results.append(ResultSet(last))
            }
        }
        // The synchronisation point; it has no terminating nil of its own.
        while let sync = try await nextResult() {
            if PQresultStatus(sync.result) == PGRES_PIPELINE_SYNC { break }
        }
        if let failure { throw failure }
        return results
    }
}

extension ResultStorage {
    /// The server's refusal, if this result is one.
    var error: PostgreSQLError? {
        switch PQresultStatus(result) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR: break
        default: return nil
        }
        func field(_ code: Int32) -> String {
            PQresultErrorField(result, code).map { String(cString: $0) } ?? ""
        }
        let state = field(pq_diag_sqlstate)
        if state.isEmpty {
            return PostgreSQLError(.connectionLost, String(cString: PQresultErrorMessage(result)).trimmed)
        }
        let isLost = ["57P01", "57P02", "57P03", "08006", "08003"].contains(state)
        return PostgreSQLError(
            isLost ? .connectionLost : .server, field(pq_diag_message_primary), sqlState: state,
            detail: field(pq_diag_message_detail), hint: field(pq_diag_message_hint),
            constraint: field(pq_diag_constraint_name))
    }
}
