import Demo
import Domain
import Glibc
import PostgreSQL
import PrivateCluster
import Store

/// A durable server of its own and the real daemons on it, each of which may be killed at any moment and is started again.
final class CrashSystem {
    let cluster: PrivateCluster
    private let folder: String
    private let password = PrivateCluster.makePassword()
    /// nil: not started, or killed.
    private var daemons: [Int32?]
    /// The number of each daemon's last start.
    private var lastStarts: [Int]
    private(set) var starts = 0
    /// Processes that are stopped and have to go on before they can end.
    private var frozen: [Int32] = []

    init(daemons: Int = 1) {
        self.daemons = Array(repeating: nil, count: daemons)
        lastStarts = Array(repeating: 0, count: daemons)
        folder = "/tmp/bcrm-crash-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        cluster = PrivateCluster(folder: folder)
    }

    static let database = "crash"

    var keywords: [String: String] { cluster.superuserKeywords(database: Self.database) }

    /// The server with the demo's reference data and what `fill` adds; the daemons are told the rest of their configuration.
    func prepare(configuration: String, fill: (StoreSession) async throws -> Void) async throws {
        try cluster.ensureRunning()
        try await StoreAdministration(keywords: cluster.superuserKeywords()).createDatabase(Self.database)
        try await StoreAdministration(keywords: keywords).run { session in
            _ = try await Migrations().apply(to: session.connection)
            _ = try await DemoReferenceData.load(on: session.connection)
            try await session.setServicePassword(role: "bcrm_daemon", password: password)
            try await fill(session)
        }
        let database = """
            [database]
            host = "\(cluster.socketFolder)"
            port = 5432
            name = "\(Self.database)"
            """
        guard let file = fopen(folder + "/bcrmd.toml", "w") else { throw Trouble(what: "no configuration") }
        fputs(database + "\n" + configuration + "\n", file)
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
        /// The whole server ends at once and is started again: pg_ctl restart -m immediate.
        case server
    }

    /// Kills, as nothing and nobody expects; false when the victim was not there.
    func kill(_ victim: Victim) async -> Bool {
        switch victim {
        case .daemon:
            let running = daemons.indices.filter { daemons[$0] != nil }
            guard let index = running.randomElement(), let daemon = daemons[index] else { return false }
            Glibc.kill(daemon, SIGKILL)
            _ = ChildProcess.wait(for: daemon)
            daemons[index] = nil
            return true
        case .postmaster:
            guard let process = postmaster else { return false }
            guard Glibc.kill(process, SIGKILL) == 0 else { return false }
            try? await Task.sleep(for: .milliseconds(20))
            return true
        case .backend:
            let process = await ask(
                "SELECT pid FROM pg_stat_activity WHERE usename = 'bcrm_daemon' ORDER BY random() LIMIT 1",
                as: Int32.self)
            guard let process, process > 1 else { return false }
            return Glibc.kill(process, SIGKILL) == 0
        case .server: return (try? cluster.crash()) != nil
        }
    }

    /// Starts again what is not running; a killed server's processes take a moment to go.
    func revive() async throws {
        var reason = "it does not answer"
        var tries = 0
        while await ask("SELECT 1", as: Int.self) == nil {
            tries += 1
            guard tries < 400 else {
                let log = ChildProcess.text(of: folder + "/server.log").suffix(2_000)
                throw Trouble(what: "the server does not come back: \(reason)\n\(log)")
            }
            // What pg_ctl takes for running may be a process that is about to be gone.
            do { if !cluster.isRunning { try cluster.ensureRunning() } } catch { reason = error.sentence }
            if tries % 40 == 0, !cluster.isRunning { killSurvivors() }
            try await Task.sleep(for: .milliseconds(25))
        }
        for index in daemons.indices {
            if let daemon = daemons[index], waitpid(daemon, nil, WNOHANG) == 0 { continue }
            start(index)
        }
    }

    private func start(_ index: Int) {
        var variables = ChildProcess.inheritedEnvironment
        variables["PGPASSWORD"] = password
        unlink(portFile(index))
        daemons[index] = ChildProcess(
            Program.folder + "/bcrmd",
            ["--config", folder + "/bcrmd.toml", "--port-file", portFile(index), "--diameter-port", "0"],
            environment: variables
        ).start(outputFile: folder + "/bcrmd.\(starts).log")
        lastStarts[index] = starts
        starts += 1
    }

    /// Tells a daemon to stop.
    func terminate(_ index: Int = 0) { if let daemon = daemons[index] { Glibc.kill(daemon, SIGTERM) } }

    /// Waits for the end of a daemon that was told to stop; its exit status.
    func waitForEnd(_ index: Int = 0) -> Int32? {
        guard let daemon = daemons[index] else { return nil }
        daemons[index] = nil
        return ChildProcess.wait(for: daemon)
    }

    /// Stops all of the server that serves the daemons, so that it is there and does nothing.
    func freezeServer() async throws {
        let connection = try await Connection.connect(ConnectionOptions(keywords: keywords))
        // The postmaster first: nobody comes in any more.
        guard let postmaster else { throw Trouble(what: "no postmaster") }
        frozen = [postmaster]
        Glibc.kill(postmaster, SIGSTOP)
        let rows = try await connection.query("SELECT pid FROM pg_stat_activity WHERE usename = 'bcrm_daemon'")
        let backends: [Int32] = try rows.map { try $0.decode(0) }
        for process in backends where process > 1 {
            frozen.append(process)
            Glibc.kill(process, SIGSTOP)
        }
        await connection.close()
    }

    func thawServer() {
        for process in frozen { Glibc.kill(process, SIGCONT) }
        frozen = []
    }

    /// A session that waits for what a killed one held never sees that its postmaster is gone, and while it has the
    /// shared memory no server starts: whoever kills a postmaster has to end them, too.
    private func killSurvivors() {
        guard let processes = opendir("/proc") else { return }
        defer { closedir(processes) }
        while let entry = readdir(processes) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let process = pid_t(name), process > 1 else { continue }
            var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            guard readlink("/proc/\(process)/cwd", &target, Int(PATH_MAX)) > 0,
                target.withUnsafeBufferPointer({ $0.baseAddress.map { String(cString: $0) } }) == folder + "/data"
            else { continue }
            Glibc.kill(process, SIGKILL)
        }
    }

    private var postmaster: pid_t? {
        let text = ChildProcess.text(of: folder + "/data/postmaster.pid").split(separator: "\n").first
        return text.flatMap { pid_t($0) }.flatMap { $0 > 1 ? $0 : nil }
    }

    /// Where a daemon writes the port its Diameter server listens on.
    func portFile(_ index: Int = 0) -> String { folder + "/bcrmd.\(index).port" }

    /// Kilobytes of memory a daemon has of the machine now.
    func residentKilobytes(_ index: Int = 0) -> Int {
        guard let daemon = daemons[index] else { return 0 }
        let line = ChildProcess.text(of: "/proc/\(daemon)/status").split(separator: "\n").first {
            $0.hasPrefix("VmRSS:")
        }
        return line.flatMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } } ?? 0
    }

    /// What the daemons said since their last start.
    var log: String {
        lastStarts.map { ChildProcess.text(of: folder + "/bcrmd.\($0).log") }.joined(separator: "\n")
    }

    func remove() async {
        thawServer()
        for index in daemons.indices {
            guard let daemon = daemons[index] else { continue }
            Glibc.kill(daemon, SIGKILL)
            _ = ChildProcess.wait(for: daemon)
            daemons[index] = nil
        }
        try? cluster.destroy()
    }

    struct Trouble: Error {
        let what: String
    }
}
