import Glibc

/// A PostgreSQL server of our own: one folder with its data, its Unix socket and its log, reachable only by the user
/// who made it. For the demo and for tests.
///
/// Calls block until the server's programs have done their work; they are made from programs and fixtures, never from
/// the client's screen.
package struct PrivateCluster: Sendable {
    /// Whether what was committed must survive a power cut.
    package enum Durability: Sendable {
        case durable
        /// For tests: faster, and nothing is lost by it but the cluster itself.
        case throwAway
    }

    package enum Failure: Error, Hashable, Sendable {
        case serverNotInstalled
        case noUnprivilegedUser
        case folderNotUsable(String, reason: String)
        case otherVersion(folder: String, found: String, installed: String)
        case commandFailed(String, output: String)

        /// What was wrong, where, and what to do.
        package var sentence: String {
            switch self {
            case .serverNotInstalled:
                "There is no PostgreSQL server on this machine: install Debian's package \"postgresql\"."
            case .noUnprivilegedUser:
                "PostgreSQL does not run as root, and there is no user \"postgres\" or \"nobody\" to run it as."
            case .folderNotUsable(let folder, let reason): "The folder \(folder) cannot be used: \(reason)."
            case .otherVersion(let folder, let found, let installed):
                "The data in \(folder) was made by PostgreSQL \(found), but \(installed) is installed: "
                    + "install that version, or remove the folder to start anew."
            case .commandFailed(let command, let output): "\(command) failed: \(output)"
            }
        }
    }

    package let folder: String
    private let durability: Durability

    package init(folder: String, durability: Durability = .durable) {
        self.folder = folder
        self.durability = durability
    }

    // MARK: Where everything is

    private var data: String { folder + "/data" }
    private var log: String { folder + "/server.log" }
    private var passwordFile: String { folder + "/superuser.password" }

    /// The number of the server's process; nil when it does not run.
    package var process: Int32? {
        ChildProcess.text(of: data + "/postmaster.pid").split(separator: "\n").first.flatMap { Int32($0) }
    }

    /// Name of the role that made the cluster and may do everything in it.
    package static let superuser = "postgres"

    /// The folder with the Unix socket. Its path must fit into 107 bytes, so a long folder gets a short one in /tmp.
    package var socketFolder: String {
        let preferred = folder + "/socket"
        if preferred.utf8.count + "/.s.PGSQL.5432".utf8.count < 104 { return preferred }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in folder.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return "/tmp/bcrm-" + String(hash, radix: 36)
    }

    /// The superuser's password; nil before the first start.
    package var superuserPassword: String? {
        let text = ChildProcess.text(of: passwordFile).split(separator: "\n").first.map(String.init)
        return text?.isEmpty == false ? text : nil
    }

    /// libpq keywords for the superuser in the given database.
    package func superuserKeywords(database: String = "postgres") -> [String: String] {
        [
            "host": socketFolder, "port": "5432", "user": Self.superuser, "dbname": database,
            "password": superuserPassword ?? "",
        ]
    }

    // MARK: Life

    /// Creates the cluster if there is none, and starts it if it is not running.
    package func ensureRunning() throws(Failure) {
        let server = try locate()
        try prepareFolders(server.account)
        if !FileTree.exists(data + "/PG_VERSION") { try create(server) }
        try checkVersion(server)
        if isRunning { return }
        try writeConfiguration(server.account)
        try run(
            server, server.programs.pgCtl,
            ["start", "-D", data, "-l", log, "-w", "-t", "60", "-s"], name: "Starting PostgreSQL")
    }

    /// True when a server answers for this folder's data; a stale lock file of a killed one does not count.
    package var isRunning: Bool {
        guard let server = try? locate(), FileTree.exists(data + "/PG_VERSION") else { return false }
        return server.account.command(server.programs.pgCtl, ["status", "-D", data])
            .run(outputFile: "/dev/null")?.status == 0
    }

    /// Stops the server: sessions are ended, what was committed stays.
    package func stop() throws(Failure) {
        guard isRunning else { return }
        let server = try locate()
        try run(
            server, server.programs.pgCtl, ["stop", "-D", data, "-m", "fast", "-w", "-t", "60", "-s"],
            name: "Stopping PostgreSQL")
    }

    /// Ends the server at once, as a power cut would.
    package func crash() throws(Failure) {
        let server = try locate()
        try run(
            server, server.programs.pgCtl, ["stop", "-D", data, "-m", "immediate", "-w", "-s"],
            name: "Stopping PostgreSQL")
    }

    /// Stops the server and removes everything it had.
    package func destroy() throws(Failure) {
        try stop()
        FileTree.remove(folder)
        if !socketFolder.hasPrefix(folder) { FileTree.remove(socketFolder) }
    }

    // MARK: Steps

    private struct Server {
        let programs: ServerPrograms
        let account: ServerAccount
    }

    private func locate() throws(Failure) -> Server {
        guard let programs = ServerPrograms.find(path: getenv("PATH").map { String(cString: $0) }) else {
            throw .serverNotInstalled
        }
        guard let account = ServerAccount.current() else { throw .noUnprivilegedUser }
        return Server(programs: programs, account: account)
    }

    private func prepareFolders(_ account: ServerAccount) throws(Failure) {
        for path in [folder, socketFolder] {
            guard FileTree.makeFolders(path) else {
                throw .folderNotUsable(path, reason: String(cString: strerror(errno)))
            }
            guard account.own(path), chmod(path, 0o700) == 0 else {
                throw .folderNotUsable(path, reason: "it cannot be given to the server's user")
            }
            guard account.canEnter(path) else {
                throw .folderNotUsable(
                    path, reason: "the user the server runs as cannot enter it; choose another with XDG_STATE_HOME")
            }
        }
    }

    /// initdb works in a folder of another name first: an interrupted one is started over, a finished one kept.
    private func create(_ server: Server) throws(Failure) {
        let partial = folder + "/data.partial"
        FileTree.remove(partial)
        if superuserPassword == nil {
            guard
                FileTree.write(
                    Self.makePassword() + "\n", to: passwordFile, owner: (server.account.uid, server.account.gid))
            else { throw .folderNotUsable(folder, reason: String(cString: strerror(errno))) }
        }
        var arguments = [
            "-D", partial, "-U", Self.superuser, "-A", "scram-sha-256", "--pwfile=\(passwordFile)",
            "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
        ]
        if durability == .throwAway { arguments.append("--no-sync") }
        try run(server, server.programs.initdb, arguments, name: "Creating the database cluster")
        guard rename(partial, data) == 0 else {
            throw .folderNotUsable(data, reason: String(cString: strerror(errno)))
        }
    }

    private func checkVersion(_ server: Server) throws(Failure) {
        let found = ChildProcess.text(of: data + "/PG_VERSION").split(separator: "\n").first.map(String.init) ?? ""
        let output = ChildProcess(server.programs.pgCtl, ["--version"])
            .run(outputFile: folder + "/command.output")?.output
        let installed = output.flatMap { ServerPrograms.majorVersion(in: $0) } ?? ""
        if found != installed { throw .otherVersion(folder: folder, found: found, installed: installed) }
    }

    private func writeConfiguration(_ account: ServerAccount) throws(Failure) {
        var lines = [
            "listen_addresses = ''", "port = 5432", "unix_socket_directories = '\(socketFolder)'",
            "unix_socket_permissions = 0700", "max_connections = 300", "shared_buffers = 256MB",
            "work_mem = 16MB", "maintenance_work_mem = 256MB", "max_wal_size = 4GB", "jit = off",
            "log_line_prefix = '%m [%p] %q%u@%d '", "timezone = 'UTC'",
        ]
        if durability == .throwAway {
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"]
        }
        // postgresql.auto.conf is read last and belongs to ALTER SYSTEM; this file replaces the whole of the other.
        guard
            FileTree.write(
                lines.joined(separator: "\n") + "\n", to: data + "/postgresql.conf",
                owner: (account.uid, account.gid))
        else { throw .folderNotUsable(data, reason: String(cString: strerror(errno))) }
    }

    private func run(
        _ server: Server, _ program: String, _ arguments: [String], name: String
    ) throws(Failure) {
        guard let outcome = server.account.command(program, arguments).run(outputFile: folder + "/command.output")
        else { throw .commandFailed(name, output: "\(program) could not be started") }
        guard outcome.status == 0 else {
            let log = ChildProcess.text(of: log).split(separator: "\n").suffix(3).joined(separator: " | ")
            throw .commandFailed(name, output: "\(outcome.output) \(log)")
        }
    }

    /// 128 random bits.
    package static func makePassword() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
    }
}

extension PrivateCluster.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
