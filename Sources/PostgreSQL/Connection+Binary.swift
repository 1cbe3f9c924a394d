import CPostgreSQL

extension Connection {
    /// Executes one statement with parameters in binary form (`$1`, `$2`, ...). Its text is the program's own; it is
    /// prepared on the server the first time and reused afterwards. The answer comes as text, like any other.
    public func query(_ text: String, binary parameters: [BinaryValue]) async throws(PostgreSQLError) -> ResultSet {
        try await exchange { connection throws(PostgreSQLError) in
            do throws(PostgreSQLError) {
                return try await connection.run(text, parameters)
            } catch {
                // The server forgot the prepared statement, or can no longer use it: once more.
                let isStale = error.sqlState == "26000" || error.sqlState == "0A000"
                guard isStale, !connection.isInTransaction else { throw error }
                connection.cache.forget(text)
                return try await connection.run(text, parameters)
            }
        }
    }

    private func run(_ text: String, _ parameters: [BinaryValue]) async throws(PostgreSQLError) -> ResultSet {
        guard let handle else { throw lost() }
        let name: String
        if let known = cache.name(of: text) {
            name = known
        } else {
            name = cache.newName()
            let types = parameters.map(\.type)
            guard PQsendPrepare(handle, name, text, Int32(types.count), types) == 1 else { throw lost() }
            try await flush()
            _ = try await lastResult()
            _ = cache.remember(text, name: name)
        }
        let lengths = parameters.map { Int32($0.bytes.count) }
        let formats = [Int32](repeating: 1, count: parameters.count)
        let sent = Self.withPointers(to: parameters) { values in
            PQsendQueryPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 0)
        }
        guard sent == 1 else { throw lost() }
        try await flush()
        guard let last = try await lastResult() else {
            throw PostgreSQLError(.client, "the server sent no result")
        }
        return ResultSet(last)
    }

    /// Reads to the end of one command; the first error of it is thrown.
    private func lastResult() async throws(PostgreSQLError) -> ResultStorage? {
        var failure: PostgreSQLError?
        var last: ResultStorage?
        while let result = try await nextResult() {
            failure = failure ?? result.error
            last = result
        }
        if let failure { throw failure }
        return last
    }

    /// The values' octets behind each other, and a pointer to each.
    private static func withPointers<T>(
        to parameters: [BinaryValue], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T
    ) -> T {
        var pointers: [UnsafePointer<CChar>?] = []
        func next(_ index: Int) -> T {
            guard index < parameters.count else { return pointers.withUnsafeBufferPointer { body($0.baseAddress) } }
            return parameters[index].bytes.withUnsafeBytes { octets in
                // An empty value still needs an address: NULL would be taken for NULL.
                guard let address = octets.baseAddress else {
                    return withUnsafeBytes(of: 0) { empty in
                        pointers.append(empty.baseAddress?.assumingMemoryBound(to: CChar.self))
                        return next(index + 1)
                    }
                }
                pointers.append(address.assumingMemoryBound(to: CChar.self))
                return next(index + 1)
            }
        }
        return next(0)
    }
}
