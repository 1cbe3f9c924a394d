import Diameter
import Glibc
import PrivateCluster

/// The real daemon as a process of its own, and what it takes of the machine.
struct BenchDaemon {
    private let process: Int32
    private let port: Int

    init(
        _ installation: BenchInstallation, programs: String, folder: String, name: String, configuration: String
    ) async throws {
        let portFile = "\(folder)/\(name).port"
        let file = "\(folder)/\(name).toml"
        guard let output = fopen(file, "w") else { throw BenchFailure(words: "\(file) cannot be written") }
        fputs(configuration, output)
        fclose(output)
        let daemon = ChildProcess(
            programs + "/bcrmd",
            [
                "--config", file, "--diameter-address", "127.0.0.1", "--diameter-port", "0", "--port-file", portFile,
                "--log-level", "warning",
            ],
            environment: ChildProcess.inheritedEnvironment.merging(installation.daemonEnvironment) { $1 })
        guard let started = daemon.start(outputFile: "\(folder)/\(name).log", ownSession: true) else {
            throw BenchFailure(words: "bcrmd cannot be started")
        }
        process = started
        while access(portFile, F_OK) != 0 || ChildProcess.text(of: portFile).isEmpty {
            try await Task.sleep(for: .milliseconds(20))
            if waitpid(started, nil, WNOHANG) != 0 {
                throw BenchFailure(words: "bcrmd ended: \(ChildProcess.text(of: "\(folder)/\(name).log"))")
            }
        }
        port = Int(ChildProcess.text(of: portFile).filter(\.isNumber)) ?? 0
    }

    func connect(host: String) async throws -> DiameterClient {
        var local = BenchRecords.local
        local.originHost = host
        return try await DiameterClient.connect(
            ClientConfiguration(host: "127.0.0.1", port: port, local: local, timeoutMilliseconds: 60_000))
    }

    func stop() {
        kill(process, SIGTERM)
        waitpid(process, nil, 0)
    }

    /// User and system time so far.
    var cpuSeconds: Double { ProcessTimes.cpuSeconds(of: process) }

    var residentMegabytes: Double {
        let status = ChildProcess.text(of: "/proc/\(process)/status")
        for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            return (Double(line.filter(\.isNumber)) ?? 0) / 1_024
        }
        return 0
    }
}

/// What processes have used of the processor.
enum ProcessTimes {
    static func cpuSeconds(of process: Int32) -> Double {
        // After the name in parentheses: state is field 3, user and system time fields 14 and 15 (proc(5)).
        let text = ChildProcess.text(of: "/proc/\(process)/stat")
        guard let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The same for all processes started by one, those that have ended included.
    static func cpuSeconds(ofFamily parent: Int32) -> Double {
        var total = familyMember(parent)
        guard let folder = opendir("/proc") else { return total }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let number = Int32(name), number != parent else { continue }
            let text = ChildProcess.text(of: "/proc/\(number)/stat")
            guard let end = text.lastIndex(of: ")") else { continue }
            let fields = text[text.index(after: end)...].split(separator: " ")
            if fields.count > 1, Int32(fields[1]) == parent { total += cpuSeconds(of: number) }
        }
        return total
    }

    /// A process's own time and that of its children that ended and were waited for (fields 14 to 17).
    private static func familyMember(_ process: Int32) -> Double {
        let text = ChildProcess.text(of: "/proc/\(process)/stat")
        guard let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 14 else { return 0 }
        let ticks = fields[11...14].reduce(0.0) { $0 + (Double($1) ?? 0) }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
