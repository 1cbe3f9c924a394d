import CPostgreSQL

/// The rows of one statement's answer.
public struct ResultSet: Sequence, Sendable {
    private let storage: ResultStorage

    init(_ storage: ResultStorage) { self.storage = storage }

    public var count: Int { storage.rowCount }
    public var isEmpty: Bool { storage.rowCount == 0 }

    /// Rows inserted, updated, deleted, copied or selected, as the server's command tag says.
    public var affectedRows: Int {
        PQcmdTuples(storage.result).map { Int(String(cString: $0)) ?? 0 } ?? 0
    }

    public var columnNames: [String] {
        (0..<storage.columnCount).map { index in
            PQfname(storage.result, Int32(index)).map { String(cString: $0) } ?? ""
        }
    }

    public subscript(index: Int) -> Row { Row(storage: storage, index: index) }

    public var first: Row? { isEmpty ? nil : self[0] }

    public func makeIterator() -> Iterator { Iterator(storage: storage) }

    public struct Iterator: IteratorProtocol {
        fileprivate let storage: ResultStorage
        private var index = 0

        fileprivate init(storage: ResultStorage) { self.storage = storage }

        public mutating func next() -> Row? {
            guard index < storage.rowCount else { return nil }
            defer { index += 1 }
            return Row(storage: storage, index: index)
        }
    }
}

/// One row; valid as long as anybody holds it.
public struct Row: Sendable {
    private let storage: ResultStorage
    private let index: Int

    init(storage: ResultStorage, index: Int) {
        self.storage = storage
        self.index = index
    }

    public var columnCount: Int { storage.columnCount }

    /// The column's value as `T`; NULL only into an optional.
    public func decode<T: PostgreSQLDecodable>(
        _ column: Int, as type: T.Type = T.self
    ) throws(PostgreSQLError) -> T {
        guard column >= 0, column < storage.columnCount, index < storage.rowCount else {
            throw PostgreSQLError(.decoding, "the result has no column \(column)")
        }
        guard PQgetisnull(storage.result, Int32(index), Int32(column)) == 0 else {
            guard let value = T.postgreSQLNull else { throw mismatch(column, found: "NULL", expected: T.self) }
            return value
        }
        let text = self.text(column)
        guard let value = T(postgreSQLText: text) else { throw mismatch(column, found: text, expected: T.self) }
        return value
    }

    /// The value of the column with this name as `T`.
    public func decode<T: PostgreSQLDecodable>(
        _ name: String, as type: T.Type = T.self
    ) throws(PostgreSQLError) -> T {
        let column = PQfnumber(storage.result, name)
        guard column >= 0 else { throw PostgreSQLError(.decoding, "the result has no column named \(name)") }
        return try decode(Int(column), as: type)
    }

    private func text(_ column: Int) -> String {
        let bytes = PQgetvalue(storage.result, Int32(index), Int32(column))
        let count = Int(PQgetlength(storage.result, Int32(index), Int32(column)))
        return bytes.map {
            String(decoding: UnsafeRawBufferPointer(start: $0, count: count), as: UTF8.self)
        } ?? ""
    }

    private func mismatch(_ column: Int, found: String, expected: any PostgreSQLDecodable.Type) -> PostgreSQLError {
        let name = PQfname(storage.result, Int32(column)).map { String(cString: $0) } ?? String(column)
        return PostgreSQLError(.decoding, "column \(name) holds \(found.prefix(40)), which is no \(expected)")
    }
}

/// Owns a libpq result.
///
/// `@unchecked Sendable`: all stored properties are constants. Nobody calls a function that changes a PGresult (only
/// PQgetvalue, PQgetlength, PQgetisnull, PQfnumber, PQfname and the counts are used here), and reading one from several
/// threads is allowed (libpq manual, "Behavior in Threaded Programs"). It is freed in `deinit`, which cannot run while a
/// row that reads it holds `self`.
final class ResultStorage: @unchecked Sendable {
    let result: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    init(_ result: OpaquePointer) {
        self.result = result
        rowCount = Int(PQntuples(result))
        columnCount = Int(PQnfields(result))
    }

    deinit { PQclear(result) }
}
