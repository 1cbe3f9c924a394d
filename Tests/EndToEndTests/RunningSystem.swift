import Glibc
import TerminalEmulator

/// The real programs as a user starts them, in a state folder of their own: `bcrm demo` with its private PostgreSQL and
/// its daemon, as many clients as there are operators.
final class RunningSystem: Sendable {
    let folder: String
    private let programs: String

    init() throws {
        folder = "/tmp/bcrm-e2e-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        guard mkdir(folder, 0o711) == 0 else { throw PseudoTerminal.Failure(description: "\(folder) cannot be made") }
        // The programs stand beside the test's own.
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        programs = path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }

    /// Stops and removes everything; says what `bcrm demo --remove` said.
    @discardableResult
    func remove() -> (status: Int32, output: String) {
        let outcome = run("bcrm", ["demo", "--remove"])
        _ = run("/bin/rm", ["-rf", folder])
        return outcome
    }

    var environment: [String: String] {
        [
            "HOME": folder, "XDG_STATE_HOME": folder, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
            "USER": "nobody-in-particular",
        ]
    }

    var demoFolder: String { folder + "/bcrm/demo" }

    /// A client as a demo operator, on a terminal of its own; the first one starts the demo.
    func open(as login: String, columns: Int = 80, rows: Int = 24, customers: Int = 40) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            program("bcrm"), ["demo", "--as", login, "--customers", String(customers)], environment: environment,
            columns: columns, rows: rows)
        try terminal.wait(for: "the client to be connected", seconds: 60) { $0.contains("connected") }
        try terminal.settle()
        return terminal
    }

    /// One of our programs, or one of the system's by its path.
    func program(_ name: String) -> String { name.hasPrefix("/") ? name : programs + "/" + name }

    /// What libpq needs to be the superuser of the demo's server.
    var superuser: [String: String] {
        let password = text(of: demoFolder + "/postgresql/superuser.password").split(separator: "\n").first ?? ""
        return [
            "PGHOST": demoFolder + "/postgresql/socket", "PGPORT": "5432", "PGUSER": "postgres", "PGDATABASE": "bcrm",
            "PGPASSWORD": String(password),
        ]
    }

    /// What libpq needs to be a demo operator.
    func login(_ name: String) -> [String: String] {
        [
            "PGHOST": demoFolder + "/postgresql/socket", "PGPORT": "5432", "PGUSER": name, "PGDATABASE": "bcrm",
            "PGPASSFILE": demoFolder + "/pgpass",
        ]
    }

    /// Runs a program to its end.
    @discardableResult
    func run(
        _ name: String, _ arguments: [String], environment extra: [String: String] = [:]
    ) -> (status: Int32, output: String) {
        let file = "\(folder)/output-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(file) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let variables = environment.merging(extra) { $1 }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        let words = ([name] + arguments).map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawn(&child, program(name), &actions, nil, words, variables) == 0 else {
            return (127, "\(name) cannot be started")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return (signal == 0 ? (status >> 8) & 0xFF : 128 + signal, text(of: file))
    }

    /// Plain psql with a login's own rights.
    func psql(as name: String, _ sql: String) -> (status: Int32, output: String) {
        run("/usr/bin/psql", ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql], environment: login(name))
    }

    /// Moves the business clock to noon of a day in Yerevan.
    func moveClock(to day: String) throws {
        let moved = run("bcrm", ["db", "clock", "--to", "\(day)T12:00:00+04"], environment: superuser)
        guard moved.status == 0 else { throw PseudoTerminal.Failure(description: moved.output) }
    }

    /// Sends accounting records with a Diameter client that is not ours; each answer is a line.
    func sendCalls(_ calls: [String]) -> (status: Int32, output: String) {
        let port = text(of: demoFolder + "/bcrmd.port").split(separator: "\n").first.map(String.init) ?? ""
        let script =
            #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/DiameterPeer/peer.escript"
        return run("/usr/bin/escript", [script, port] + calls)
    }

    /// Sends a signal to the demo's PostgreSQL: SIGQUIT ends it as a power cut would.
    func signalServer(_ number: Int32, data: String) -> Bool {
        guard let text = text(of: data + "/postmaster.pid").split(separator: "\n").first, let process = pid_t(text)
        else {
            return false
        }
        guard kill(process, number) == 0 else { return false }
        while kill(process, 0) == 0 { usleep(10_000) }
        return true
    }

    /// Starts the demo's PostgreSQL again, as an administrator would.
    func startServer(data: String) -> (status: Int32, output: String) {
        let folders = run("/bin/sh", ["-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1"]).output
        let control = folders.split(separator: "\n").first.map { $0 + "/pg_ctl" } ?? ""
        let start = [String(control), "start", "-D", data, "-w", "-s", "-l", "/dev/null"]
        guard geteuid() == 0 else { return run(start[0], Array(start.dropFirst())) }
        var status = stat()
        stat(data, &status)
        return run(
            "/usr/bin/setpriv",
            ["--reuid=\(status.st_uid)", "--regid=\(status.st_gid)", "--clear-groups"] + start)
    }

    func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    /// True when a process of the demo is still there.
    var leavesProcesses: Bool { run("/usr/bin/pgrep", ["-f", folder]).status == 0 }

    func text(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
