import DatabaseFixture
import PostgreSQL
import Testing

@Suite struct ConnectionTests {
    private func connection() async throws -> Connection {
        try await DatabaseFixture.shared.empty().connect()
    }

    @Test func interpolatedValuesAreParametersAndCannotChangeTheStatement() async throws {
        let connection = try await connection()
        let nasty = "'; DROP TABLE x; --\\ $1 \" \u{1}ք"
        let statement: Statement = "SELECT \(nasty)::text AS given, \(Int64.min)::bigint AS number"
        #expect(statement.text == "SELECT $1::text AS given, $2::bigint AS number")
        let row = try #require(try await connection.query(statement).first)
        #expect(try row.decode("given", as: String.self) == nasty)
        #expect(try row.decode("number", as: Int64.self) == Int64.min)
    }

    @Test(
        arguments: [
            [], ["plain"], ["NULL", "null", ""], ["a,b", "{c}", "\"d\"", "\\e", "f\ng"], ["Պետրոսյան", "日本"],
        ] as [[String]])
    func arraysOfTextCrossUnchanged(_ texts: [String]) async throws {
        let row = try #require(try await connection().query("SELECT \(texts)::text[]").first)
        #expect(try row.decode(0, as: [String].self) == texts)
    }

    @Test func valuesOfEveryTypeAreReadAndNullOnlyIntoOptionals() async throws {
        let row = try #require(
            try await connection().query(
                """
                SELECT 1::smallint, 2::int, 3::bigint, true, 'x'::text, '\\x00ff'::bytea, ARRAY[1, NULL, 3],
                    NULL::int, 1.5::float8
                """
            ).first)
        #expect(try row.decode(0, as: Int16.self) == 1)
        #expect(try row.decode(1, as: Int32.self) == 2)
        #expect(try row.decode(2, as: Int.self) == 3)
        #expect(try row.decode(3, as: Bool.self))
        #expect(try row.decode(4, as: String.self) == "x")
        #expect(try row.decode(5, as: Bytes.self) == Bytes([0, 255]))
        #expect(try row.decode(6, as: [Int?].self) == [1, nil, 3])
        #expect(try row.decode(7, as: Int?.self) == nil)
        #expect(try row.decode(8, as: Double.self) == 1.5)
        #expect(throws: PostgreSQLError.self) { try row.decode(7, as: Int.self) }
        #expect(throws: PostgreSQLError.self) { try row.decode(4, as: Int.self) }
        #expect(throws: PostgreSQLError.self) { try row.decode("nowhere", as: Int.self) }
    }

    @Test(arguments: [
        ("SELECT 1/0", "22012"), ("SELECT nope", "42703"), ("SELEC", "42601"), ("SELECT 'x'::int", "22P02"),
    ])
    func aRefusedStatementCarriesItsSQLSTATE(_ sql: String, _ state: String) async throws {
        let connection = try await connection()
        let error = await #expect(throws: PostgreSQLError.self) { try await connection.query(Statement(text: sql)) }
        #expect(error?.sqlState == state)
        #expect(error?.kind == .server)
        #expect(try await connection.query("SELECT 1").count == 1)
    }

    @Test func aPipelineIsOneTransactionAndFailsAsAWhole() async throws {
        let connection = try await connection()
        try await connection.execute(script: "CREATE TABLE t (n int)")
        await #expect(throws: PostgreSQLError.self) {
            try await connection.pipeline(["INSERT INTO t VALUES (1)", "SELECT 1/0", "INSERT INTO t VALUES (2)"])
        }
        let results = try await connection.pipeline(["INSERT INTO t VALUES (3)", "SELECT n FROM t", "SELECT 9"])
        #expect(results.map(\.count) == [0, 1, 1])
        #expect(results[0].affectedRows == 1)
    }

    @Test func aTransactionIsRolledBackWhenItsBodyThrows() async throws {
        struct Trouble: Error {}
        let connection = try await connection()
        try await connection.execute(script: "CREATE TABLE t (n int)")
        await #expect(throws: Trouble.self) {
            try await connection.transaction { inner in
                _ = try await inner.query("INSERT INTO t VALUES (1)")
                throw Trouble()
            }
        }
        try await connection.transaction { _ = try await $0.query("INSERT INTO t VALUES (2)") }
        let left = try await connection.query("SELECT n FROM t").map { try $0.decode(0, as: Int.self) }
        #expect(left == [2])
    }

    @Test func copiedRowsComeBackUnchanged() async throws {
        let connection = try await connection()
        try await connection.execute(script: "CREATE TABLE t (n int, x text)")
        var rows: [UInt8] = []
        for number in 0..<50_000 { rows += Array("\(number)\tՀ\\\\\\t\(number)\n".utf8) }
        #expect(try await connection.copyIn("COPY t FROM STDIN", bytes: rows) == 50_000)
        let received = Received()
        try await connection.copyOut("COPY (SELECT * FROM t ORDER BY n) TO STDOUT") { received.add($0) }
        #expect(received.bytes == rows)
        await #expect(throws: PostgreSQLError.self) {
            try await connection.copyIn("COPY t FROM STDIN", bytes: Array("no number\tx\n".utf8))
        }
        #expect(try await connection.query("SELECT count(*) FROM t").first?.decode(0, as: Int.self) == 50_000)
    }

    @Test func aCancelledTaskStopsItsStatementOnTheServer() async throws {
        let connection = try await connection()
        let task = Task { try await connection.query("SELECT pg_sleep(600)") }
        // Give the statement to the server before it is cancelled.
        let other = try await self.connection()
        while try await other.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)%'").isEmpty {
        }
        task.cancel()
        let error = await #expect(throws: PostgreSQLError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(try await connection.query("SELECT 42").first?.decode(0, as: Int.self) == 42)
    }

    @Test func notificationsReachTheListenersOfTheirChannel() async throws {
        let database = try await DatabaseFixture.shared.empty()
        let listener = try await database.connect()
        let stream = try await listener.listen("a \"channel\"")
        let sender = try await database.connect()
        _ = try await sender.query("SELECT pg_notify('a \"channel\"', 'look again')")
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next() == Notification(channel: "a \"channel\"", payload: "look again"))
    }

    @Test func aTerminatedSessionIsALostConnection() async throws {
        let database = try await DatabaseFixture.shared.empty()
        let victim = try await database.connect()
        let process = try #require(try await victim.query("SELECT pg_backend_pid()").first).decode(0, as: Int.self)
        _ = try await database.connect().query("SELECT pg_terminate_backend(\(process)::int)")
        let error = await #expect(throws: PostgreSQLError.self) {
            while true { _ = try await victim.query("SELECT 1") }
        }
        #expect(error?.kind == .connectionLost)
        #expect(await !victim.isOpen)
    }

    @Test(arguments: [
        (["user": "nobody_here"], PostgreSQLError.Kind.signInRefused, "28P01"),
        (["password": "wrong"], .signInRefused, "28P01"),
        (["dbname": "nowhere"], .signInRefused, "3D000"),
        (["host": "/tmp/no-such-folder"], .unreachable, ""),
    ])
    func aRefusedConnectionSaysWhyAndNeverThePassword(
        _ changed: [String: String], _ kind: PostgreSQLError.Kind, _ state: String
    ) async throws {
        let options = try await DatabaseFixture.shared.empty().superuser.with(changed)
        let error = await #expect(throws: PostgreSQLError.self) { try await Connection.connect(options) }
        #expect(error?.kind == kind)
        #expect(error?.sqlState == state)
        let password = options.keywords["password"] ?? ""
        #expect(error.map { !$0.description.contains(password) } == true)
        #expect(!options.description.contains(password))
    }
}

/// Bytes collected by a copy.
///
/// `@unchecked Sendable`: only the connection's own serial queue adds, and the test reads after it awaited the copy's end.
private final class Received: @unchecked Sendable {
    private(set) var bytes: [UInt8] = []

    func add(_ row: UnsafeRawBufferPointer) { bytes += row }
}
