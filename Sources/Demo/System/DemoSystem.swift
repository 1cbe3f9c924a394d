import Domain
import Glibc
package import PrivateCluster
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
        case clientDidNotStart
        case interrupted

        package var sentence: String {
            switch self {
            case .inUse: "The demo is open in another terminal: leave it there first."
            case .cannotWrite(let path): "The file \(path) cannot be written."
            case .daemonDidNotStart(let log): "bcrmd did not start: \(log)"
            case .clientDidNotStart: "The client cannot be run."
            case .interrupted: "Interrupted; what was started is stopped again."
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
    /// What is typed in the demo stays in the demo: its clients' state.
    package var stateFolder: String { folder + "/state" }
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

    /// The environment of a program that signs in as a demo login: whatever this process was told of another server,
    /// or of another login of this one, is not passed on.
    package func variables(login: String) -> [String: String] {
        ChildProcess.inheritedEnvironment.filter { !$0.key.hasPrefix("PG") }.merging(environment(login: login)) { $1 }
    }

    /// libpq keywords of the cluster's superuser in the demo's database.
    package var superuserKeywords: [String: String] { cluster.superuserKeywords(database: Self.database) }

    // MARK: Life

    /// Brings everything up, runs the client, and stops everything again unless somebody else uses the demo; gives
    /// back how the client ended. `say` gets a line for each step that takes time.
    ///
    /// The client is a process of its own: whatever happens to it, or however this process is told to end, the demo is
    /// stopped afterwards.
    package func use(
        customers: Int, seed: UInt64, say: (String) -> Void, client: () -> ChildProcess
    ) async throws -> Int32 {
        let use = try enter()
        let interruption = Interruption()
        let status: Int32
        do {
            try await start(customers: customers, seed: seed) { step in
                if interruption.status != nil { throw Failure.interrupted }
                say(step)
            }
            let terminal = BorrowedTerminal()
            guard let child = client().start(outputFile: nil) else { throw Failure.clientDidNotStart }
            status = interruption.wait(for: child)
            // A client that was killed could not give the terminal back itself.
            if status > 128 { terminal.takeBack() }
        } catch {
            if use.isLast() { try await stop() }
            // A step that was interrupted fails in its own words; what matters is that it was wanted.
            throw interruption.status == nil ? error : Failure.interrupted
        }
        if use.isLast() { try await stop() }
        return status
    }

    /// Marks this process as a user of the demo until it lets go.
    private func enter() throws(Failure) -> FileLock {
        guard FileTree.makeFolders(folder) else { throw .cannotWrite(folder) }
        let use = try FileLock(folder + "/users.lock")
        use.share()
        return use
    }

    /// Of several terminals started at once one does the work and the others wait for it.
    private func start(customers: Int, seed: UInt64, say: (String) throws -> Void) async throws {
        let starting = try FileLock(folder + "/start.lock")
        starting.exclude()
        if !cluster.isRunning { try say("Starting a private PostgreSQL in \(cluster.folder)") }
        try cluster.ensureRunning()
        try await createDatabase()
        try await StoreAdministration(keywords: superuserKeywords).run { session in
            let applied = try await Migrations().apply(to: session.connection)
            if !applied.isEmpty { try say("Applied \(applied.count) migrations") }
            if try await DemoReferenceData.load(on: session.connection) { try say("Loaded tariffs, stocks and nodes") }
            try await saveLogins(session)
            _ = try await session.openShift(
                of: DemoOperators.cashier, counted: Money(minorUnits: 2_000_000, currency: .amd),
                key: CommandKey(rawValue: "demo.first-shift"))
            _ = try await session.openShift(
                of: DemoOperators.learner.login, counted: Money(minorUnits: 0, currency: .amd),
                key: CommandKey(rawValue: "demo.learner-shift"))
            try await fill(customers: customers, seed: seed, session, say)
        }
        try await startDaemon(say)
        starting.release()
    }

    /// Stops the daemon and the server; the data stays.
    private func stop() async throws {
        await stopDaemon()
        try cluster.stop()
    }

    /// Stops everything and removes what the demo made.
    package func remove() async throws {
        let use = try enter()
        guard use.isLast() else { throw Failure.inUse }
        await stopDaemon()
        try cluster.destroy()
        FileTree.remove(folder)
        // The folder around it, when there is nothing of a real client in it.
        let around = FileTree.parent(of: folder)
        rmdir(around)
        // And the default place for such folders, when there is nothing else in it.
        if around.hasSuffix("/.local/state/bcrm") {
            let states = FileTree.parent(of: around)
            rmdir(states)
            rmdir(FileTree.parent(of: states))
        }
    }

    private func createDatabase() async throws {
        try await StoreAdministration(keywords: cluster.superuserKeywords()).createDatabase(Self.database)
    }

    private func saveLogins(_ session: StoreSession) async throws {
        let people = DemoOperators.all + [DemoOperators.learner]
        let roles = people.map(\.login) + ["bcrm_daemon"]
        if roles.allSatisfy({ passwords.password(of: $0) != nil }) { return }
        let made = Dictionary(uniqueKeysWithValues: roles.map { ($0, PrivateCluster.makePassword()) })
        for login in people {
            try await session.saveOperator(login, password: made[login.login] ?? "")
        }
        try await session.setServicePassword(role: "bcrm_daemon", password: made["bcrm_daemon"] ?? "")
        guard passwords.write(made) else { throw Failure.cannotWrite(passwords.path) }
    }

    private func fill(
        customers: Int, seed: UInt64, _ session: StoreSession, _ say: (String) throws -> Void
    ) async throws {
        guard customers > 0, try await session.isEmptyOfCustomers() else { return }
        try say("Generating \(customers) customers")
        try await DemoFill.fill(session, customers: customers, seed: seed) { _, _ in }
    }

    // MARK: The daemon

    private func startDaemon(_ say: (String) throws -> Void) async throws {
        if runningDaemon != nil { return }
        try say("Starting bcrmd")
        unlink(diameterPortFile)
        let arguments = [
            "--diameter-address", "127.0.0.1", "--diameter-port", "0", "--port-file", diameterPortFile,
        ]
        let daemon = ChildProcess(daemonPath, arguments, environment: variables(login: "bcrm_daemon"))
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
}

extension DemoSystem.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
