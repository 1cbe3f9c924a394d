import Glibc
package import PostgreSQL
import PrivateCluster

/// A throw-away PostgreSQL server for one test process: created at the first use, removed when the process ends.
/// Databases are cloned from templates, so that a suite gets a migrated one in a fraction of a second.
package actor DatabaseFixture {
    package static let shared = DatabaseFixture()

    private let cluster = PrivateCluster(
        folder: "/tmp/bcrm-test-\(getpid())", durability: .throwAway)
    private var templates: [String: Task<Void, any Error>] = [:]
    private var isStarted = false
    private var serial = 0

    /// Fills a template with the owner's connection, once a process.
    package typealias Preparation = @Sendable (Connection) async throws -> Void

    /// A fresh database like `template`; `prepare` makes that template the first time it is asked for.
    package func clone(of template: String, prepare: @escaping Preparation) async throws -> TestDatabase {
        try start()
        try await self.template(template, prepare)
        serial += 1
        let name = "\(template)_\(serial)"
        try await administer("CREATE DATABASE \(name) TEMPLATE \(template)")
        // Rights on the database itself are not cloned.
        try await administer(
            """
            UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = '\(template)')
            WHERE datname = '\(name)'
            """)
        return TestDatabase(name: name, superuserKeywords: cluster.superuserKeywords(database: name))
    }

    /// An empty database.
    package func empty() async throws -> TestDatabase {
        try await clone(of: "empty") { _ in }
    }

    /// Removes one clone; what is still connected to it is disconnected.
    package func drop(_ database: TestDatabase) async throws {
        try await administer("DROP DATABASE IF EXISTS \(database.name) WITH (FORCE)")
    }

    /// Stops the server as an administrator would; sessions are ended.
    package func stopServer() throws { try cluster.stop() }

    /// Starts it again at the same place.
    package func startServer() throws { try cluster.ensureRunning() }

    private func start() throws {
        if isStarted { return }
        removeOrphans()
        try cluster.ensureRunning()
        isStarted = true
        atexit { DatabaseFixture.shared.removeCluster() }
    }

    private nonisolated func removeCluster() { try? cluster.destroy() }

    /// Clusters of test processes that were killed.
    private func removeOrphans() {
        guard let folder = opendir("/tmp") else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix("bcrm-test-"), let process = pid_t(name.dropFirst("bcrm-test-".count)),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? PrivateCluster(folder: "/tmp/" + name, durability: .throwAway).destroy()
        }
    }

    private func template(_ name: String, _ prepare: @escaping Preparation) async throws {
        if let ready = templates[name] { return try await ready.value }
        let task = Task {
            try await administer("CREATE DATABASE \(name)")
            let connection = try await Connection.connect(
                ConnectionOptions(keywords: cluster.superuserKeywords(database: name)))
            do {
                try await prepare(connection)
            } catch {
                await connection.close()
                throw error
            }
            await connection.close()
            // A template with a session in it cannot be cloned.
            try await administer("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
            try await administer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
        }
        templates[name] = task
        try await task.value
    }

    private func administer(_ sql: String) async throws {
        let connection = try await Connection.connect(ConnectionOptions(keywords: cluster.superuserKeywords()))
        do {
            try await connection.execute(script: sql)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}

/// One database of the fixture.
package struct TestDatabase: Sendable {
    package let name: String
    private let superuserKeywords: [String: String]

    init(name: String, superuserKeywords: [String: String]) {
        self.name = name
        self.superuserKeywords = superuserKeywords
    }

    /// How the superuser connects.
    package var superuser: ConnectionOptions { ConnectionOptions(keywords: superuserKeywords) }

    /// How a login role connects.
    package func options(role: String, password: String) -> ConnectionOptions {
        superuser.with(["user": role, "password": password])
    }

    /// A new connection as the superuser.
    package func connect() async throws(PostgreSQLError) -> Connection { try await Connection.connect(superuser) }
}
