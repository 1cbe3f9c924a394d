import Demo
import Domain
import Glibc
import PostgreSQL
import PrivateCluster
import Store

/// A durable server of its own and the real daemon on it, each of which may be killed at any moment and is started again.
final class CrashSystem {
    let cluster: PrivateCluster
    private let folder: String
    private let password = PrivateCluster.makePassword()
    private var daemon: Int32?
    private(set) var starts = 0

    init() {
        folder = "/tmp/bcrm-crash-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        cluster = PrivateCluster(folder: folder)
    }

    static let database = "crash"

    private var keywords: [String: String] { cluster.superuserKeywords(database: Self.database) }

    /// The server with so many customers of two services each: one charged day by day, one month by month.
    func prepare(customers: Int, since day: CivilDate, workers: Int, batchSize: Int) async throws {
        try cluster.ensureRunning()
        try await StoreAdministration(keywords: cluster.superuserKeywords()).createDatabase(Self.database)
        try await StoreAdministration(keywords: keywords).run { session in
            _ = try await Migrations().apply(to: session.connection)
            _ = try await DemoReferenceData.load(on: session.connection)
            try await session.setServicePassword(role: "bcrm_daemon", password: password)
            try await session.connection.execute(
                script: "UPDATE catalog.tariff_component SET due = 'daily' WHERE tariff_id = 101")
            try await session.fillForCharging(accounts: customers, since: day)
        }
        let configuration = """
            [database]
            host = "\(cluster.socketFolder)"
            port = 5432
            name = "\(Self.database)"
            [charging]
            poll_ms = 10
            workers = \(workers)
            batch_size = \(batchSize)
            [usage]
            enabled = false
            [diameter]
            enabled = false
            """
        guard let file = fopen(folder + "/bcrmd.toml", "w") else { throw Trouble(what: "no configuration") }
        fputs(configuration + "\n", file)
        fclose(file)
    }

    /// Asks the server as its superuser; nil while it cannot answer.
    func ask<Value: PostgreSQLDecodable>(_ sql: String, as type: Value.Type) async -> Value? {
        guard let connection = try? await Connection.connect(ConnectionOptions(keywords: keywords)) else { return nil }
        let value = try? await connection.query(Statement(text: sql)).first?.decode(0, as: Value.self)
        await connection.close()
        return value
    }

    func execute(_ script: String) async throws {
        let connection = try await Connection.connect(ConnectionOptions(keywords: keywords))
        try await connection.execute(script: script)
        await connection.close()
    }

    // MARK: Death and life

    enum Victim: String, CaseIterable {
        case daemon
        case postmaster
        case backend
    }

    /// Kills, as nothing and nobody expects; false when the victim was not there.
    func kill(_ victim: Victim) async -> Bool {
        switch victim {
        case .daemon:
            guard let daemon else { return false }
            Glibc.kill(daemon, SIGKILL)
            _ = ChildProcess.wait(for: daemon)
            self.daemon = nil
            return true
        case .postmaster:
            let text = ChildProcess.text(of: folder + "/data/postmaster.pid").split(separator: "\n").first
            guard let text, let process = pid_t(text), process > 1 else { return false }
            return Glibc.kill(process, SIGKILL) == 0
        case .backend:
            let process = await ask(
                "SELECT pid FROM pg_stat_activity WHERE usename = 'bcrm_daemon' ORDER BY random() LIMIT 1", as: Int32.self)
            guard let process, process > 1 else { return false }
            return Glibc.kill(process, SIGKILL) == 0
        }
    }

    /// Starts again what is not running; a killed server's processes take a moment to go.
    func revive() async throws {
        for _ in 0..<200 where !cluster.isRunning {
            if (try? cluster.ensureRunning()) != nil { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        for _ in 0..<200 where await ask("SELECT 1", as: Int.self) == nil {
            try await Task.sleep(for: .milliseconds(25))
        }
        if let daemon, waitpid(daemon, nil, WNOHANG) == 0 { return }
        var variables = ChildProcess.inheritedEnvironment
        variables["PGPASSWORD"] = password
        daemon = ChildProcess(Program.folder + "/bcrmd", ["--config", folder + "/bcrmd.toml"], environment: variables)
            .start(outputFile: folder + "/bcrmd.\(starts).log")
        starts += 1
    }

    /// What the daemon said last.
    var log: String { ChildProcess.text(of: folder + "/bcrmd.\(max(starts - 1, 0)).log") }

    func remove() async {
        _ = await kill(.daemon)
        try? cluster.destroy()
    }

    struct Trouble: Error {
        let what: String
    }
}
