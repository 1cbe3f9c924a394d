import Domain
import Glibc
import PrivateCluster
import Store

/// The demo: a private PostgreSQL with demo data, the daemon, and logins; all in one folder of the user's.
package struct DemoSystem: Sendable {
    package let folder: String
    /// The daemon's program, run on the demo's database.
    private let daemonPath: String

    package enum Failure: Error, Sendable {
        case inUse
        case cannotWrite(String)
        case daemonDidNotStart(String)

        package var sentence: String {
            switch self {
            case .inUse: "The demo is open in another terminal: leave it there first."
            case .cannotWrite(let path): "The file \(path) cannot be written."
            case .daemonDidNotStart(let log): "bcrmd did not start: \(log)"
            }
        }
    }

    package init(folder: String = StateFolder.path() + "/demo", daemonPath: String) {
        self.folder = folder
        self.daemonPath = daemonPath
    }

    package static let database = "bcrm"

    private var cluster: PrivateCluster { PrivateCluster(folder: folder + "/postgresql") }
    private var passwords: PasswordFile { PasswordFile(path: folder + "/pgpass") }
    private var daemonNumber: String { folder + "/bcrmd.pid" }
    private var daemonLog: String { folder + "/bcrmd.log" }
    package var diameterPortFile: String { folder + "/bcrmd.port" }

    /// Stands for the superuser of the demo's server.
    package static let superuser = "superuser"

    /// What a libpq program needs in its environment to sign in as a demo login.
    package func environment(login: String) -> [String: String] {
        if login == Self.superuser {
            return [
                "PGHOST": cluster.socketFolder, "PGPORT": "5432", "PGDATABASE": Self.database,
                "PGUSER": PrivateCluster.superuser, "PGPASSWORD": cluster.superuserPassword ?? "",
            ]
        }
        return [
            "PGHOST": cluster.socketFolder, "PGPORT": "5432", "PGDATABASE": Self.database, "PGUSER": login,
            "PGPASSFILE": passwords.path, "PGSSLMODE": "disable",
        ]
    }

    /// libpq keywords of the cluster's superuser in the demo's database.
    package var superuserKeywords: [String: String] { cluster.superuserKeywords(database: Self.database) }

    // MARK: Users of the demo

    /// Marks this process as a user of the demo until it ends; the last user stops what was started.
    package func enter() throws -> DemoUse {
        guard FileTree.makeFolders(folder) else { throw Failure.cannotWrite(folder) }
        return try DemoUse(lockFile: folder + "/users.lock")
    }

    // MARK: Life

    /// Brings everything up; `say` gets a line for each step that takes time.
    package func start(customers: Int, seed: UInt64, say: (String) -> Void) async throws {
        if !cluster.isRunning { say("Starting a private PostgreSQL in \(cluster.folder)") }
        try cluster.ensureRunning()
        try await createDatabase()
        try await StoreAdministration(keywords: superuserKeywords).run { session in
            let applied = try await Migrations().apply(to: session.connection)
            if !applied.isEmpty { say("Applied \(applied.count) migrations") }
            if try await DemoReferenceData.load(on: session.connection) { say("Loaded tariffs, stocks and nodes") }
            try await saveLogins(session)
            try await fill(customers: customers, seed: seed, session, say)
        }
        try await startDaemon(say)
    }

    private func createDatabase() async throws {
        try await StoreAdministration(keywords: cluster.superuserKeywords()).createDatabase(Self.database)
    }

    private func saveLogins(_ session: StoreSession) async throws {
        let roles = DemoOperators.all.map(\.login) + ["bcrm_daemon"]
        if roles.allSatisfy({ passwords.password(of: $0) != nil }) { return }
        let made = Dictionary(uniqueKeysWithValues: roles.map { ($0, PrivateCluster.makePassword()) })
        for login in DemoOperators.all {
            try await session.saveOperator(login, password: made[login.login] ?? "")
        }
        try await session.setServicePassword(role: "bcrm_daemon", password: made["bcrm_daemon"] ?? "")
        guard passwords.write(made) else { throw Failure.cannotWrite(passwords.path) }
    }

    private func fill(
        customers: Int, seed: UInt64, _ session: StoreSession, _ say: (String) -> Void
    ) async throws {
        guard customers > 0, try await session.isEmptyOfCustomers() else { return }
        say("Generating \(customers) customers")
        try await DemoFill.fill(session, customers: customers, seed: seed) { _, _ in }
    }

    // MARK: The daemon

    private func startDaemon(_ say: (String) -> Void) async throws {
        if runningDaemon != nil { return }
        say("Starting bcrmd")
        unlink(diameterPortFile)
        let variables = ChildProcess.inheritedEnvironment.merging(environment(login: "bcrm_daemon")) { $1 }
        let arguments = [
            "--diameter-address", "127.0.0.1", "--diameter-port", "0", "--port-file", diameterPortFile,
        ]
        let daemon = ChildProcess(daemonPath, arguments, environment: variables)
        guard let number = daemon.start(outputFile: daemonLog, ownSession: true) else {
            throw Failure.daemonDidNotStart("\(daemonPath) cannot be run")
        }
        guard FileTree.write("\(number)\n", to: daemonNumber) else { throw Failure.cannotWrite(daemonNumber) }
        // It writes the port when it is ready.
        for _ in 0..<200 where access(diameterPortFile, F_OK) != 0 {
            if waitpid(number, nil, WNOHANG) != 0 {
                throw Failure.daemonDidNotStart(ChildProcess.text(of: daemonLog))
            }
            try await Task.sleep(for: .milliseconds(25))
        }
    }

    /// The daemon's process number; nil when it is not running. A number that was given to another program since does
    /// not count.
    private var runningDaemon: pid_t? {
        let text = ChildProcess.text(of: daemonNumber).split(separator: "\n").first
        guard let text, let number = pid_t(text), number > 1, kill(number, 0) == 0 else { return nil }
        let command = ChildProcess.text(of: "/proc/\(number)/cmdline")
        return command.contains("bcrmd") ? number : nil
    }

    private func stopDaemon() async {
        guard let number = runningDaemon else { return }
        kill(number, SIGTERM)
        for _ in 0..<400 {
            // A child of ours must be waited for, or it stays as a zombie that still answers.
            _ = waitpid(number, nil, WNOHANG)
            if kill(number, 0) != 0 { break }
            try? await Task.sleep(for: .milliseconds(25))
        }
        unlink(daemonNumber)
        unlink(diameterPortFile)
    }

    /// Stops the daemon and the server; the data stays.
    package func stop() async throws {
        await stopDaemon()
        try cluster.stop()
    }

    /// Stops everything and removes what the demo made.
    package func remove() async throws {
        await stopDaemon()
        try cluster.destroy()
        FileTree.remove(folder)
    }
}

/// One process's share in the demo. The lock is the kernel's: a killed process gives its share back.
package struct DemoUse: ~Copyable {
    private let descriptor: Int32

    init(lockFile: String) throws {
        descriptor = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DemoSystem.Failure.cannotWrite(lockFile) }
        flock(descriptor, LOCK_SH)
    }

    /// True when nobody else uses the demo now; then nobody can enter before this process ends.
    package func isLast() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    deinit { close(descriptor) }
}
